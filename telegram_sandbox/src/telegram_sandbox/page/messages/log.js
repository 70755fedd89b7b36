// The list of messages: order, scrolling that stays where the reader is, the pill for what is new below.

import { h, icon } from "../parts/dom.js";
import { Message } from "./message.js";

const NEAR = 48;

export class Log {
  constructor(hooks, label) {
    Object.assign(this, { hooks: { ...hooks, grew: () => this.settle() }, views: [], fresh: 0, isAtBottom: true, lastTop: 0 });
    this.list = h("div", { class: "log-list" });
    this.top = h("div", { class: "log-top" });
    this.element = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions text", "aria-label": label, tabindex: "0" }, this.top, this.list);
    this.pill = h("button", { type: "button", class: "pill", onclick: () => this.toBottom(true) });
    this.pill.hidden = true;
    this.frame = h("div", { class: "log-frame" }, this.element, this.pill);
    this.element.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.watcher = new ResizeObserver(() => this.settle());
    this.watcher.observe(this.element);
    this.watcher.observe(this.list);
  }

  close() {
    this.watcher.disconnect();
  }

  find(id) {
    return this.views.find((view) => view.id === id);
  }

  get newest() {
    return this.views.at(-1);
  }

  /** Put the message in its place or bring the one that is there up to date. */
  put(message, isLive = true) {
    const there = this.find(message.message_id);
    if (there) {
      there.update(message);
      return there;
    }
    return this.insert(new Message(message, this.hooks), isLive);
  }

  insert(view, isLive = true) {
    const id = view.id ?? Infinity;
    let index = this.views.length;
    while (index > 0 && (this.views[index - 1].id ?? Infinity) > id) index -= 1;
    this.list.insertBefore(view.element, this.views[index]?.element ?? null);
    this.views.splice(index, 0, view);
    this.follow(index);
    if (isLive) this.count(view);
    return view;
  }

  /** A message on its way has got its number: keep its node, put it in order. */
  adopt(view, message) {
    view.update(message);
    view.mark(null);
    const others = this.views.filter((other) => other !== view);
    const rank = others.findIndex((other) => (other.id ?? Infinity) > message.message_id);
    const index = rank < 0 ? others.length : rank;
    if (this.views.indexOf(view) !== index) this.list.insertBefore(view.element, others[index]?.element ?? null);
    others.splice(index, 0, view);
    this.views = others;
    this.views.forEach((_view, at) => this.follow(at, true));
  }

  remove(view) {
    const index = this.views.indexOf(view);
    if (index < 0) return;
    const hadFocus = view.element.contains(document.activeElement);
    view.element.remove();
    this.views.splice(index, 1);
    this.follow(index);
    if (this.views.length === 0) this.hooks.emptied();
    if (hadFocus) (this.views[Math.min(index, this.views.length - 1)]?.element ?? this.element).focus({ preventScroll: true });
  }

  /** The chat as the server has it now; messages still on their way stay. Returns how many are news. */
  replace(messages) {
    const ids = new Set(messages.map((message) => message.message_id));
    for (const view of [...this.views]) if (view.id !== undefined && !ids.has(view.id)) this.remove(view);
    const isFirst = this.views.length === 0;
    const fresh = isFirst ? [] : messages.filter((message) => message.from?.is_bot && !this.find(message.message_id));
    for (const message of messages) this.put(message, !isFirst);
    return fresh.length;
  }

  follow(index, only = false) {
    this.views[index]?.follow(this.views[index - 1]);
    if (!only) this.views[index + 1]?.follow(this.views[index]);
  }

  count(view) {
    if (view.isMine) this.toBottom();
    else if (!this.isAtBottom) this.fresh += 1;
    this.showPill();
  }

  /** Who scrolls up leaves the bottom; what grows below them in the same frame does not take them away from it. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR;
    if (isNear || scrollTop < this.lastTop) this.isAtBottom = isNear;
    this.lastTop = scrollTop;
    if (this.isAtBottom) this.fresh = 0;
    this.showPill();
  }

  /** Something changed its height: a reader at the bottom stays there, others are not moved. */
  settle() {
    if (this.isAtBottom) this.element.scrollTop = this.element.scrollHeight;
    else this.scrolled();
  }

  toBottom(smooth = false) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!smooth || calm) this.isAtBottom = true;
    this.element.scrollTo({ top: this.element.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
    this.fresh = 0;
    this.showPill();
    if (smooth) this.element.focus({ preventScroll: true });
  }

  showPill() {
    this.pill.hidden = this.isAtBottom;
    const words = this.fresh ? `${this.fresh} new ${this.fresh === 1 ? "message" : "messages"}` : "To the newest message";
    if (this.pill.dataset.words === words) return;
    this.pill.dataset.words = words;
    this.pill.setAttribute("aria-label", words);
    this.pill.replaceChildren(icon("down"), ...(this.fresh ? [h("span", {}, words)] : []));
  }

  /** Bring a quoted message into view and give it the focus. */
  show(id) {
    const view = this.find(id);
    if (!view) return;
    view.element.scrollIntoView({ block: "center" });
    view.element.focus({ preventScroll: true });
  }
}
