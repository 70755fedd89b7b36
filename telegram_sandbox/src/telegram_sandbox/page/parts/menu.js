// A small menu behind a button: arrows move, Escape closes, focus returns to the button.

import { h, icon, iconButton, freshId } from "./dom.js";

export class Menu {
  /** `items()` gives [{label, icon?, run, tone?}] anew each time it opens. */
  constructor(name, label, items, attributes = {}) {
    Object.assign(this, { items });
    const id = freshId("menu");
    this.button = iconButton(name, label, () => this.toggle(), { "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id, ...attributes });
    this.list = h("div", { id, class: "menu", role: "menu", "aria-label": label, onkeydown: (event) => this.move(event) });
    this.list.hidden = true;
    this.element = h("div", { class: "menu-anchor" }, this.button, this.list);
    this.element.addEventListener("focusout", (event) => {
      if (!this.element.contains(event.relatedTarget)) this.show(false);
    });
  }

  toggle() {
    this.show(this.list.hidden);
    if (!this.list.hidden) this.list.firstElementChild?.focus();
  }

  show(open) {
    if (open) this.list.replaceChildren(...this.items().map((item) => this.make(item)));
    this.list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  make(item) {
    const run = () => {
      this.button.focus();
      this.show(false);
      item.run();
    };
    const attributes = { type: "button", role: "menuitem", tabindex: "-1", class: "menu-item", "data-tone": item.tone ?? null, onclick: run };
    return h("button", attributes, item.icon ? icon(item.icon) : null, h("span", { dir: "auto" }, item.label));
  }

  move(event) {
    const items = [...this.list.children];
    const at = items.indexOf(document.activeElement);
    const target = {
      ArrowDown: () => items[(at + 1) % items.length],
      ArrowUp: () => items[(at - 1 + items.length) % items.length],
      Home: () => items[0],
      End: () => items.at(-1),
      Escape: () => this.button,
    }[event.key]?.();
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    target.focus();
    if (target === this.button) this.show(false);
  }
}
