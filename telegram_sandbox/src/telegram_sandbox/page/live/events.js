// One person's live events: an EventSource that resumes after the last event it has seen.

import * as api from "../parts/api.js";

const NAMES = ["message", "edit", "delete", "answer", "action", "keyboard", "commands"];
const BACK_OFF = [300, 1000, 2000, 5000];

export class Events {
  /** `on(name, data)` for each event; `resync()` loads the chat again and returns its last event. */
  constructor(personId, { on, resync, state }) {
    Object.assign(this, { personId, on, resync, state, last: 0, failures: 0, timer: 0 });
    this.source = null;
    this.closed = false;
    this.seen = () => (document.hidden ? this.pause() : this.resume());
    document.addEventListener("visibilitychange", this.seen);
  }

  /** Listen to everything that happens after event number `last`. */
  start(last) {
    this.last = last;
    if (!document.hidden) this.open();
  }

  open() {
    this.source?.close();
    const source = new EventSource(api.eventsUrl(this.personId, this.last));
    this.source = source;
    source.addEventListener("open", () => {
      this.failures = 0;
      this.state("live");
    });
    source.addEventListener("error", () => source === this.source && this.lost());
    for (const name of NAMES) source.addEventListener(name, (event) => this.take(name, event));
  }

  take(name, event) {
    const number = Number(event.lastEventId);
    if (number && number <= this.last) return;
    if (number) this.last = number;
    this.on(name, JSON.parse(event.data));
  }

  lost() {
    this.pause();
    const wait = BACK_OFF[Math.min(this.failures, BACK_OFF.length - 1)];
    this.failures += 1;
    if (this.failures > 1) this.state("lost");
    this.timer = setTimeout(() => this.reconnect(), wait);
  }

  /** The chat is read anew before listening: the server's buffer is bounded, and it may have restarted. */
  async reconnect() {
    try {
      const last = await this.resync();
      if (this.closed) return;
      if (last < this.last) this.last = last;
      this.open();
    } catch (error) {
      if (this.closed) return;
      if (error.status === 404) this.gone();
      else this.lost();
    }
  }

  gone() {
    this.close();
    this.state("gone");
  }

  /** A hidden tab holds no connection: browsers allow only six to one server. */
  pause() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  resume() {
    if (this.source) return;
    clearTimeout(this.timer);
    this.reconnect();
  }

  close() {
    this.closed = true;
    document.removeEventListener("visibilitychange", this.seen);
    this.pause();
  }
}
