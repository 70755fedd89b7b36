// Messages on their way: shown at once, matched with the server's answer, never doubled.

import { Message } from "../messages/message.js";

const LIMIT = 4096; // UTF-16 units; longer texts come back in parts, so they are not shown ahead

export class Outbox {
  /** `post(body)` sends; `refused(error)` tells why something did not get through. */
  constructor(log, post, refused) {
    Object.assign(this, { log, post, refused, waiting: [] });
  }

  async send({ text, entities, reply }) {
    const body = { text };
    if (entities.length) body.entities = entities;
    if (reply?.id) body.reply_to_message_id = reply.id;
    if (text.length > LIMIT) return this.sendUnseen(body);
    const shown = { date: Math.floor(Date.now() / 1000), text, entities, from: { is_bot: false }, reply_to_message: reply?.message };
    const view = this.log.insert(new Message(shown, this.log.hooks));
    return this.attempt({ view, body });
  }

  async sendUnseen(body) {
    try {
      this.log.put(await this.post(body));
    } catch (error) {
      this.refused(error);
    }
  }

  async attempt(entry) {
    entry.view.mark("sending");
    this.waiting.push(entry);
    try {
      this.settle(await this.post(entry.body), entry);
    } catch (error) {
      if (!this.take(entry)) return;
      const retry = () => this.attempt(entry);
      entry.view.mark("failed", retry, () => this.log.remove(entry.view));
      this.refused(error);
    }
  }

  take(entry) {
    const index = this.waiting.indexOf(entry);
    if (index >= 0) this.waiting.splice(index, 1);
    return index >= 0;
  }

  settle(message, entry) {
    if (!this.take(entry)) return;
    if (this.log.find(message.message_id)) this.log.remove(entry.view);
    else this.log.adopt(entry.view, message);
  }

  /** A message from the stream: true if it is one of those on their way. */
  claims(message) {
    if (message.from?.is_bot || this.log.find(message.message_id)) return false;
    const entry = this.waiting.find(({ body }) => body.text === message.text);
    if (!entry) return false;
    this.take(entry);
    this.log.adopt(entry.view, message);
    return true;
  }
}
