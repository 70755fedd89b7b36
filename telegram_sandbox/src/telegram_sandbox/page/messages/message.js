// One message bubble; updated in place, part by part, so that an edit moves nothing else.

import { h, iconButton, set } from "../parts/dom.js";
import { formatted } from "./entities.js";
import { Keyboard } from "./keyboard.js";
import { mediaNodes, summary } from "./media.js";
import { clock, dayName, full, sameDay } from "./moments.js";

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*|\p{Regional_Indicator}{2}){1,3}$/u;
const GROUP_SECONDS = 300;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const mediaOf = (message) => ({ ...message, text: undefined, entities: undefined, reply_markup: undefined, edit_date: undefined, caption: undefined, caption_entities: undefined });

export class Message {
  /** hooks: personId, locale, botName, press(message, button), open(url), say(text), look(src), reply(message), find(id), grew(). */
  constructor(message, hooks) {
    Object.assign(this, { hooks, message: {}, isMine: !message.from?.is_bot });
    this.day = h("div", { class: "day", role: "presentation" });
    this.quote = h("div", { class: "reply-slot" });
    this.media = h("div", { class: "media" });
    this.text = h("div", { class: "text", dir: "auto" });
    this.meta = h("div", { class: "meta", "aria-live": "off" });
    this.bubble = h("div", { class: "bubble" }, this.quote, this.media, this.text, this.meta);
    this.keyboard = new Keyboard({
      press: (button) => hooks.press(this, button),
      lostFocus: () => this.element.focus({ preventScroll: true }),
    });
    const reply = iconButton("reply", "Reply", () => hooks.reply(this), { class: "icon-button reply-button", tabindex: "-1" });
    const line = h("div", { class: "line" }, this.bubble, reply);
    this.element = h("article", { class: `message ${this.isMine ? "is-mine" : "is-theirs"}`, tabindex: "-1" }, this.day, line, this.keyboard.element);
    this.update(message);
  }

  get id() {
    return this.message.message_id;
  }

  update(message) {
    const before = this.message;
    this.message = message;
    if (message.message_id !== undefined) this.element.dataset.messageId = String(message.message_id);
    if (!same(mediaOf(before), mediaOf(message))) this.media.replaceChildren(...mediaNodes(message, this.hooks));
    if (!same(this.wordsOf(before), this.wordsOf(message))) this.showWords();
    if (!same(before.reply_to_message, message.reply_to_message)) this.showQuote();
    if (!this.isMine) this.keyboard.update(message.reply_markup);
    this.element.classList.toggle("has-keyboard", !this.keyboard.element.hidden);
    this.element.classList.toggle("has-photo", Boolean(message.photo?.length || message.sticker));
    this.showMeta();
  }

  wordsOf(message) {
    return [message.text ?? message.caption ?? "", message.entities ?? message.caption_entities ?? []];
  }

  showWords() {
    const [text, entities] = this.wordsOf(this.message);
    this.text.replaceChildren(...formatted(text, entities, this.hooks));
    this.text.hidden = text === "";
    this.element.classList.toggle("is-emoji", EMOJI_ONLY.test(text) && entities.length === 0);
  }

  showQuote() {
    const quoted = this.message.reply_to_message;
    if (!quoted) return this.quote.replaceChildren();
    const author = quoted.from?.is_bot ? this.hooks.botName : "You";
    const words = [h("span", { class: "reply-author", dir: "auto" }, author), h("span", { class: "reply-words", dir: "auto" }, summary(quoted))];
    return this.quote.replaceChildren(h("button", { type: "button", class: "reply-quote", onclick: () => this.hooks.find(quoted.message_id) }, words));
  }

  showMeta() {
    const { date, edit_date: edited } = this.message;
    const { locale } = this.hooks;
    const time = h("time", { dir: "auto", datetime: new Date(date * 1000).toISOString(), title: full(date, locale) }, clock(date, locale));
    const parts = [edited ? h("span", { class: "edited", title: full(edited, locale) }, "edited") : null, time];
    this.meta.replaceChildren(...parts.filter(Boolean));
    set(this.element, "aria-label", `${this.isMine ? "You" : this.hooks.botName}, ${clock(date, locale)}${edited ? ", edited" : ""}`);
  }

  /** Day line and grouping, from the message above. */
  follow(above) {
    const isNewDay = !above || !sameDay(above.message.date, this.message.date);
    this.day.hidden = !isNewDay;
    this.day.replaceChildren(...(isNewDay ? [h("span", {}, dayName(this.message.date, this.hooks.locale))] : []));
    const near = above && !isNewDay && above.isMine === this.isMine && this.message.date - above.message.date < GROUP_SECONDS;
    this.element.classList.toggle("is-grouped", Boolean(near));
  }

  /** A message of ours on its way, or one that did not get through. */
  mark(state, retry, discard) {
    set(this.element, "data-state", state);
    this.bubble.querySelector(".unsent")?.remove();
    if (state !== "failed") return;
    const buttons = [
      h("button", { type: "button", class: "text-button", onclick: retry }, "Try again"),
      h("button", { type: "button", class: "text-button", onclick: discard }, "Discard"),
    ];
    this.bubble.append(h("div", { class: "unsent", role: "alert" }, "Not sent.", buttons));
  }
}
