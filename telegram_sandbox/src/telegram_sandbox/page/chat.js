// One person's chat with the bot: a column with head, messages and composer, kept live.

import * as api from "./parts/api.js";
import { Composer } from "./write/composer.js";
import { look, openLink } from "./parts/dialogs.js";
import { avatar, focusToWrite, h } from "./parts/dom.js";
import { Events } from "./live/events.js";
import { Log } from "./messages/log.js";
import { Menu } from "./parts/menu.js";
import { localeOf } from "./messages/moments.js";
import * as share from "./write/share.js";
import { Outbox } from "./live/outbox.js";
import { Taps } from "./live/taps.js";
import { Toasts } from "./parts/toasts.js";

const ACTION_SHOWN = 5000; // ms, as long as Telegram shows an action
const ACTIONS = { typing: "typing", upload_photo: "sending a photo", upload_document: "sending a file", record_voice: "recording", upload_voice: "sending a voice message", choose_sticker: "choosing a sticker", find_location: "finding a place" };

export class Chat {
  /** hooks: close(), details(person), news() for a message while the column is not shown. */
  constructor(person, bot, label, hooks) {
    Object.assign(this, { person, bot, hooks, botName: bot.first_name });
    this.toasts = new Toasts();
    const toast = (text) => this.toasts.show(text);
    this.taps = new Taps(person.id, { toast, botName: this.botName, name: label });
    this.log = new Log(this.messageHooks(), `Messages with ${this.botName}`);
    this.outbox = new Outbox(this.log, (body) => api.say(person.id, body), (error) => toast(error.message));
    this.composer = new Composer(this.composerHooks());
    this.blocked = h("div", { class: "blocked" }, h("p", {}, "You blocked this bot. It cannot write to you."), h("button", { type: "button", class: "button is-primary", onclick: () => this.setBlocked(false) }, "Unblock"));
    this.banner = h("p", { class: "banner", role: "status" });
    this.banner.hidden = true;
    this.element = h("section", { class: "column", role: "region", "aria-label": label, "aria-busy": "true" }, this.head(label), this.banner, this.toasts.element, this.log.frame, this.blocked, this.composer.element);
    this.listenToDrops();
    this.events = new Events(person.id, { on: (name, data) => this.on(name, data), resync: () => this.load(), state: (state) => this.showState(state) });
    this.showPerson();
  }

  messageHooks() {
    return {
      personId: this.person.id,
      locale: localeOf(this.person.language_code),
      botName: this.botName,
      press: (view, button) => this.taps.press(view, button),
      open: openLink,
      say: (text) => this.send({ text, entities: [], reply: null }),
      look,
      reply: (view) => this.composer.reply(view),
      find: (id) => this.log.show(id),
      emptied: () => this.showIntro(),
    };
  }

  composerHooks() {
    return {
      send: (message) => this.send(message),
      attach: (file, reply) => this.try(() => share.file(this.person, file, reply?.id)),
      contact: () => this.try(() => share.contact(this.person, this.botName)),
      location: () => this.try(() => share.location(this.person)),
      chat: (request) => this.try(() => share.chat(this.person, request)),
      cannot: () => this.toasts.show("The sandbox does not have this kind of button."),
      older: (view, step) => this.neighbour(view, step),
    };
  }

  head(label) {
    const menu = new Menu("more", `Menu of ${label}`, () => this.menuItems());
    this.note = h("span", { class: "head-note", dir: "auto" });
    const name = h("h2", { class: "head-name" }, h("bdi", {}, label));
    return h("header", { class: "head" }, avatar(this.person.id, this.person.first_name), h("div", { class: "head-words" }, name, this.note), menu.element);
  }

  menuItems() {
    const { is_blocked: isBlocked } = this.person;
    const give = [
      { label: "Share contact", icon: "person", run: () => this.composerHooks().contact() },
      { label: "Share location", icon: "pin", run: () => this.composerHooks().location() },
    ];
    return [
      ...(isBlocked ? [] : give),
      { label: "About this person", icon: "info", run: () => this.hooks.details(this.person) },
      { label: isBlocked ? "Unblock the bot" : "Block the bot", icon: isBlocked ? "check" : "block", tone: isBlocked ? null : "danger", run: () => this.setBlocked(!isBlocked) },
      { label: "Close this chat", icon: "close", run: () => this.hooks.close() },
    ];
  }

  /** Load the chat and listen. */
  async start() {
    try {
      this.events.start(await this.load());
    } catch (error) {
      if (error.status === 404) this.showState("gone");
      else this.events.lost();
    }
  }

  /** Read the chat as the server has it; returns the number of its last event. */
  async load() {
    const state = await api.chat(this.person.id);
    this.person = state.person;
    const fresh = this.log.replace(state.messages.filter((message) => !this.outbox.claims(message)));
    for (let count = 0; count < fresh; count += 1) this.hooks.news();
    this.composer.setKeyboard(state.reply_keyboard);
    this.composer.setCommands(state.commands);
    this.showPerson();
    this.showIntro();
    this.element.removeAttribute("aria-busy");
    return state.last_event;
  }

  on(name, data) {
    const handlers = {
      message: () => this.arrived(data.message),
      edit: () => this.log.find(data.message.message_id) && this.log.put(data.message),
      delete: () => this.log.remove(this.log.find(data.message_id)),
      answer: () => this.taps.answered(data),
      action: () => this.showAction(data.action),
      keyboard: () => this.composer.setKeyboard(data.reply_keyboard),
      commands: () => this.composer.setCommands(data.commands),
    };
    handlers[name]();
    this.showIntro();
  }

  send(message) {
    const sent = this.outbox.send(message);
    this.showIntro();
    return sent;
  }

  arrived(message) {
    if (this.outbox.claims(message)) return;
    const isNew = !this.log.find(message.message_id);
    this.log.put(message);
    if (!message.from?.is_bot) return;
    this.showAction(null);
    if (isNew) this.hooks.news();
  }

  showIntro() {
    const isEmpty = this.log.views.length === 0;
    if (isEmpty === Boolean(this.log.top.firstChild)) return;
    const start = () => {
      this.send({ text: "/start", entities: [], reply: null });
      focusToWrite(this.composer.input);
    };
    const intro = () => [h("div", { class: "intro" }, avatar(this.bot.id, this.botName), h("p", { dir: "auto" }, `This is the beginning of your chat with ${this.botName}.`), h("button", { type: "button", class: "button is-primary", onclick: start }, "Start"))];
    this.log.top.replaceChildren(...(isEmpty ? intro() : []));
  }

  showAction(action) {
    clearTimeout(this.actionTimer);
    const words = action && (ACTIONS[action] ?? "busy");
    this.note.classList.toggle("is-active", Boolean(words));
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.note.replaceChildren(...(words ? [`${this.botName} is ${words}`, dots] : [`with ${this.botName}`]));
    if (words) this.actionTimer = setTimeout(() => this.showAction(null), ACTION_SHOWN);
  }

  showPerson() {
    this.blocked.hidden = !this.person.is_blocked;
    this.composer.element.hidden = Boolean(this.person.is_blocked);
    this.showAction(null);
  }

  showState(state) {
    const words = { lost: "Connection lost. Trying again…", gone: "This person is no longer in the sandbox." }[state] ?? "";
    this.banner.hidden = !words;
    this.banner.replaceChildren(words);
    if (state !== "gone") return;
    this.composer.element.hidden = true;
    this.banner.append(h("button", { type: "button", class: "text-button", onclick: () => location.reload() }, "Begin again"));
  }

  async setBlocked(isBlocked) {
    await this.try(() => (isBlocked ? api.block(this.person.id) : api.unblock(this.person.id)));
    await this.try(() => this.load());
    (isBlocked ? this.blocked.querySelector("button") : this.composer.input).focus();
  }

  /** Run it; a refusal becomes a toast and false. */
  async try(work) {
    try {
      return await work();
    } catch (error) {
      this.toasts.show(error.message);
      return false;
    }
  }

  neighbour(view, step) {
    const { views } = this.log;
    const at = view ? views.indexOf(view) : views.length;
    return views[at + step] ?? (step < 0 ? view : null);
  }

  listenToDrops() {
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files?.[0];
      if (file && !this.person.is_blocked) this.composer.attach(file);
    });
  }

  close() {
    this.events.close();
    this.log.close();
    this.element.remove();
  }
}
