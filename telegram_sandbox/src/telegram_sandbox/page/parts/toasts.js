// Short notices over a chat. Read out by screen readers, gone by themselves or by a click.

import { h } from "./dom.js";

const SHORTEST = 3500; // ms
const PER_CHARACTER = 60; // ms, so that long ones can be read

export class Toasts {
  constructor() {
    this.element = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
  }

  show(text) {
    const toast = h("div", { class: "toast", dir: "auto" }, text);
    const away = () => toast.remove();
    toast.addEventListener("click", away);
    setTimeout(away, SHORTEST + PER_CHARACTER * text.length);
    while (this.element.children.length > 2) this.element.firstElementChild.remove();
    this.element.append(toast);
  }
}
