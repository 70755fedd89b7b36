// The inline keyboard under a message: rows as sent, patched in place so that nothing jumps.
// One tab stop; arrows, Home and End move inside (the toolbar pattern). Its edits are not read out:
// forty days of a month would drown the message itself.

import { h, icon, set } from "../parts/dom.js";

const STYLES = new Set(["primary", "success", "danger"]);
const kindOf = (button) =>
  button.disabled ? "disabled" : ["callback_data", "url", "copy_text"].find((kind) => button[kind] !== undefined) ?? "other";

export class Keyboard {
  /** `press(button, element)` is called for a button that may be tapped. */
  constructor({ press, lostFocus }) {
    Object.assign(this, { press, lostFocus, rows: [], spinning: new Set() });
    this.element = h("div", { class: "keyboard", role: "toolbar", "aria-label": "Buttons", "aria-live": "off", onkeydown: (event) => this.move(event) });
    this.element.addEventListener("focusin", (event) => this.rove(event.target));
    this.element.hidden = true;
  }

  /** Show this markup (or none) with the nodes that are there, as far as they go. */
  update(markup) {
    const rows = markup?.inline_keyboard ?? [];
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    const before = focused?.spec;
    this.element.hidden = rows.length === 0;
    rows.forEach((row, index) => this.patchRow(this.rowAt(index), row));
    while (this.element.children.length > rows.length) this.element.lastElementChild.remove();
    this.rows = [...this.element.children].map((row) => [...row.children]);
    if (focused) this.keepFocus(before);
    this.rove(this.current());
  }

  rowAt(index) {
    if (!this.element.children[index]) this.element.append(h("div", { class: "keyboard-row", role: "presentation" }));
    return this.element.children[index];
  }

  patchRow(row, specs) {
    set(row, "data-count", specs.length);
    specs.forEach((spec, index) => {
      if (!row.children[index]) row.append(this.make());
      this.patch(row.children[index], spec);
    });
    while (row.children.length > specs.length) row.lastElementChild.remove();
  }

  make() {
    const element = h("button", { type: "button", tabindex: "-1" }, h("span", { class: "key-text", dir: "auto" }));
    element.addEventListener("click", () => {
      if (kindOf(element.spec) !== "disabled" && !this.spinning.has(element.spec.callback_data)) this.press(element.spec);
    });
    return element;
  }

  patch(element, spec) {
    if (JSON.stringify(element.spec) === JSON.stringify(spec)) return;
    element.spec = spec;
    const kind = kindOf(spec);
    element.className = "key";
    set(element, "data-style", STYLES.has(spec.style) ? spec.style : null);
    set(element, "data-kind", kind);
    set(element, "aria-disabled", kind === "disabled" ? "true" : null);
    set(element, "title", spec.text.length > 24 ? spec.text : null);
    element.firstElementChild.textContent = spec.text;
    element.querySelector(".icon")?.remove();
    if (kind === "url" || kind === "copy_text") element.append(icon(kind === "url" ? "link" : "copy"));
    this.mark(element);
  }

  /** Focus stays on the button with the same data, else the same words; else the message takes it. */
  keepFocus(before) {
    const all = this.rows.flat();
    const data = before.callback_data;
    const heir =
      all.find((key) => data !== undefined && key.spec.callback_data === data) ??
      all.find((key) => key.spec.text === before.text && kindOf(key.spec) === kindOf(before));
    if (heir) heir.focus({ preventScroll: true });
    else this.lostFocus();
  }

  /** Spin the buttons with this data until the bot has answered. */
  spin(data, on) {
    if (on) this.spinning.add(data);
    else this.spinning.delete(data);
    this.rows.flat().forEach((key) => this.mark(key));
  }

  mark(element) {
    const busy = this.spinning.has(element.spec.callback_data);
    element.classList.toggle("is-busy", busy);
    set(element, "aria-busy", busy ? "true" : null);
  }

  current() {
    const all = this.rows.flat();
    return all.find((key) => key.tabIndex === 0) ?? all.find((key) => kindOf(key.spec) !== "disabled") ?? all[0];
  }

  rove(target) {
    const key = target?.closest?.(".key");
    if (!key) return;
    for (const other of this.rows.flat()) other.tabIndex = other === key ? 0 : -1;
  }

  move(event) {
    const row = this.rows.findIndex((keys) => keys.includes(event.target));
    if (row < 0) return;
    const column = this.rows[row].indexOf(event.target);
    const all = this.rows.flat();
    const at = all.indexOf(event.target);
    const sideways = getComputedStyle(this.element).direction === "rtl" ? -1 : 1;
    const vertical = (next) => this.rows[next]?.[Math.min(column, this.rows[next].length - 1)];
    const target = {
      ArrowRight: () => all[at + sideways],
      ArrowLeft: () => all[at - sideways],
      ArrowDown: () => vertical(row + 1),
      ArrowUp: () => vertical(row - 1),
      Home: () => all[0],
      End: () => all.at(-1),
    }[event.key]?.();
    if (!target) return;
    event.preventDefault();
    target.focus();
  }
}
