// The bot's commands: a list over the composer, opened by its button or by typing '/'.

import { h, freshId } from "../parts/dom.js";

export class Commands {
  /** `choose(command, how)` with how = "send" or "complete". */
  constructor(input, choose) {
    Object.assign(this, { input, choose, all: [], shown: [], active: -1 });
    this.element = h("div", { id: freshId("commands"), class: "commands", role: "listbox", "aria-label": "Bot commands" });
    this.element.hidden = true;
    input.setAttribute("aria-controls", this.element.id);
    input.setAttribute("aria-autocomplete", "list");
  }

  set(commands) {
    this.all = commands ?? [];
    if (this.isOpen) this.show(this.shown);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** What was typed decides what is offered: '/', '/bo'; anything else closes the list. */
  typed(text) {
    const match = /^\/(\w*)$/.exec(text);
    this.show(match ? this.all.filter(({ command }) => command.startsWith(match[1].toLowerCase())) : []);
  }

  openAll() {
    this.show(this.all);
  }

  show(commands) {
    this.shown = commands;
    this.element.hidden = commands.length === 0;
    this.element.replaceChildren(...commands.map((command) => this.option(command)));
    this.activate(-1);
  }

  close() {
    this.show([]);
  }

  option({ command, description }) {
    const words = [h("span", { class: "command-name" }, `/${command}`), h("span", { class: "command-note", dir: "auto" }, description ?? "")];
    const option = h("div", { id: freshId("command"), class: "command", role: "option", "aria-selected": "false" }, words);
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.choose(command, "send"));
    return option;
  }

  activate(index) {
    this.active = index;
    [...this.element.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.element.children[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  /** True if the key was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const count = this.shown.length;
    const act = {
      ArrowDown: () => this.activate((this.active + 1) % count),
      ArrowUp: () => this.activate((this.active - 1 + count + (this.active < 0 ? 1 : 0)) % count),
      Escape: () => this.close(),
      Tab: event.shiftKey ? null : () => this.choose(this.shown[Math.max(this.active, 0)].command, "complete"),
      Enter: this.active < 0 ? null : () => this.choose(this.shown[this.active].command, "send"),
    }[event.key];
    if (!act) return false;
    act();
    return true;
  }
}
