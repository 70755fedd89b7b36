// Where a person writes: text, files, the command menu, the reply keyboard.

import { h, icon, iconButton, freshId } from "../parts/dom.js";
import { Commands } from "./commands.js";
import { parseMarkup } from "./markup.js";
import { summary } from "../messages/media.js";
import { ReplyKeyboard } from "./reply_keyboard.js";

const PLACEHOLDER = "Message";

export class Composer {
  /** hooks: send({text, entities, reply}), attach(file, reply), contact(), location(), chat(request), cannot(), older(view, step). */
  constructor(hooks) {
    Object.assign(this, { hooks, replyTo: null });
    this.input = h("textarea", { rows: "1", dir: "auto", "aria-label": "Message to the bot", placeholder: PLACEHOLDER, enterkeyhint: "send", autocomplete: "off" });
    this.commands = new Commands(this.input, (command, how) => this.command(command, how));
    this.replyKeyboard = new ReplyKeyboard({ ...hooks, say: (text) => this.sendText(text), focus: () => this.input.focus() }, freshId("keys"));
    this.slash = iconButton("slash", "Commands", () => this.toggleCommands(), { onpointerdown: (event) => event.preventDefault() });
    this.picker = h("input", { type: "file", hidden: true, "aria-label": "File", onchange: () => this.picked() });
    const attach = iconButton("attach", "Attach a file", () => this.picker.click());
    this.sendButton = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
    this.replyBar = h("div", { class: "reply-bar" });
    this.replyBar.hidden = true;
    const bar = h("div", { class: "composer-bar" }, attach, this.slash, this.input, this.replyKeyboard.toggle, this.sendButton, this.picker);
    this.element = h("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.commands.element, this.replyBar, bar, this.replyKeyboard.element);
    this.listen();
    this.grow();
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.grow();
      this.commands.typed(this.input.value);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.commands.close());
    this.input.addEventListener("paste", (event) => {
      const file = event.clipboardData?.files?.[0];
      if (!file) return;
      event.preventDefault();
      this.attach(file);
    });
  }

  /** As high as its text, up to a third of the window. */
  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, innerHeight / 3)}px`;
    this.element.classList.toggle("has-text", this.input.value.trim() !== "");
  }

  setCommands(commands) {
    this.commands.set(commands);
    this.slash.hidden = !commands?.length;
  }

  setKeyboard(markup) {
    this.replyKeyboard.set(markup);
    this.input.placeholder = this.replyKeyboard.placeholder || PLACEHOLDER;
  }

  key(event) {
    if (event.isComposing) return;
    if (this.commands.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit(event);
    } else if (event.key === "Escape" && this.replyTo) this.reply(null);
    else if ((event.ctrlKey || event.metaKey) && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      this.reply(this.hooks.older(this.replyTo, event.key === "ArrowUp" ? -1 : 1));
    }
  }

  submit(event) {
    event.preventDefault();
    const { text, entities } = parseMarkup(this.input.value.trim());
    if (!text) return;
    this.write("");
    this.hooks.send({ text, entities, reply: this.replyTo });
    this.reply(null);
    this.input.focus();
  }

  sendText(text) {
    this.hooks.send({ text, entities: [], reply: this.replyTo });
    this.reply(null);
    return true;
  }

  write(text) {
    this.input.value = text;
    this.commands.close();
    this.grow();
  }

  command(command, how) {
    if (how === "send") {
      this.write("");
      this.sendText(`/${command}`);
    } else this.write(`/${command} `);
    this.input.focus();
  }

  toggleCommands() {
    const wasOpen = this.commands.isOpen;
    this.input.focus();
    if (wasOpen) this.commands.close();
    else this.commands.openAll();
  }

  picked() {
    const file = this.picker.files[0];
    this.picker.value = "";
    if (file) this.attach(file);
  }

  async attach(file) {
    if (await this.hooks.attach(file, this.replyTo)) this.reply(null);
  }

  /** Answer a message (its view), or null to answer none. */
  reply(view) {
    this.replyTo = view;
    this.replyBar.hidden = !view;
    this.replyBar.replaceChildren();
    if (!view) return;
    const words = h("span", { class: "reply-words", dir: "auto" }, summary(view.message));
    this.replyBar.append(icon("reply"), words, iconButton("close", "Do not reply", () => this.reply(null)));
    this.input.focus();
  }
}
