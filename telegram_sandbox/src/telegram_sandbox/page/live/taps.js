// Taps on inline buttons: the button spins until the bot has answered; answers become toasts or alerts.

import * as api from "../parts/api.js";
import { alert, openLink } from "../parts/dialogs.js";
import { safeUrl } from "../messages/entities.js";

const PATIENCE = 30000; // ms; a bot that never answers must not leave a button spinning for ever

export class Taps {
  constructor(personId, { toast, botName, name }) {
    Object.assign(this, { personId, toast, botName, name, waiting: new Map(), early: new Set() });
  }

  /** A press on `button` under `view`. */
  press(view, button) {
    if (button.callback_data !== undefined) return this.tap(view, button.callback_data);
    if (button.url !== undefined) return this.visit(button.url);
    if (button.copy_text) return this.copy(button.copy_text.text);
    return this.toast("The sandbox does not have this kind of button.");
  }

  async tap(view, data) {
    const stop = () => view.keyboard.spin(data, false);
    view.keyboard.spin(data, true);
    try {
      const { callback_query_id: id } = await api.tap(this.personId, view.id, data);
      if (this.early.delete(id)) return stop();
      const timer = setTimeout(() => this.finish(id), PATIENCE);
      return this.waiting.set(id, () => {
        clearTimeout(timer);
        stop();
      });
    } catch (error) {
      stop();
      return this.toast(error.message);
    }
  }

  finish(id) {
    this.waiting.get(id)?.();
    return this.waiting.delete(id);
  }

  /** The bot's answer to a tap; it may come before the tap's own response. */
  answered({ callback_query_id: id, text, show_alert: isAlert, url }) {
    if (!this.finish(id)) this.early.add(id);
    if (this.early.size > 50) this.early.delete(this.early.values().next().value);
    if (url) this.visit(url);
    if (text && isAlert) alert(`${this.botName} to ${this.name}`, text);
    else if (text) this.toast(text);
  }

  /** Links of Telegram's own kind (tg://…) lead nowhere here, scripts never do. */
  visit(url) {
    const address = safeUrl(url);
    return address ? openLink(address) : this.toast(`The sandbox cannot open ${url}`);
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast("Copied.");
    } catch {
      this.toast("The browser did not allow copying.");
    }
  }
}
