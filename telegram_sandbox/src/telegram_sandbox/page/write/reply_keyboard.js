// The keyboard that stands in for typing, under the composer; it can be folded away and back.

import { h, iconButton, set } from "../parts/dom.js";

const STYLES = new Set(["primary", "success", "danger"]);
const OTHER = ["request_poll", "request_users", "request_managed_bot", "web_app"];

export class ReplyKeyboard {
  /** hooks: say(text), contact(), location(), chat(request), cannot(). */
  constructor(hooks, id) {
    Object.assign(this, { hooks, markup: null });
    this.element = h("div", { id, class: "reply-keyboard", role: "group", "aria-label": "Suggested answers" });
    this.toggle = iconButton("keys", "Suggested answers", () => this.fold(!this.element.hidden), { "aria-controls": id });
    this.set(null);
  }

  /** A keyboard of the bot's, or null to take it away. */
  set(markup) {
    const rows = markup?.keyboard ?? [];
    const changed = JSON.stringify(this.markup) !== JSON.stringify(markup);
    this.markup = markup;
    if (!changed && rows.length) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.replaceChildren(...rows.map((row) => h("div", { class: "reply-row" }, row.map((button) => this.key(button)))));
    this.toggle.hidden = rows.length === 0;
    this.fold(rows.length === 0);
    if (hadFocus && rows.length === 0) this.hooks.focus();
  }

  get placeholder() {
    return this.markup?.input_field_placeholder ?? "";
  }

  fold(folded) {
    this.element.hidden = folded;
    set(this.toggle, "aria-expanded", String(!folded));
  }

  key(spec) {
    const button = typeof spec === "string" ? { text: spec } : spec;
    const attributes = { type: "button", class: "reply-key", "data-style": STYLES.has(button.style) ? button.style : null, onclick: () => this.press(button) };
    return h("button", attributes, h("span", { class: "key-text", dir: "auto" }, button.text));
  }

  async press(button) {
    const used = await this.run(button);
    if (used && this.markup?.one_time_keyboard) this.fold(true);
  }

  run(button) {
    if (button.request_contact) return this.hooks.contact();
    if (button.request_location) return this.hooks.location();
    if (button.request_chat) return this.hooks.chat(button.request_chat);
    if (OTHER.some((kind) => button[kind])) return this.hooks.cannot();
    return this.hooks.say(button.text);
  }
}
