// The people of the sandbox: chips in the head, the window that adds one, the window about one.

import * as api from "../parts/api.js";
import { ask, field } from "../parts/dialogs.js";
import { avatar, h, icon, set } from "../parts/dom.js";

const LANGUAGES = [["en", "English"], ["de", "Deutsch"], ["fr", "Français"], ["es", "Español"], ["it", "Italiano"], ["pt", "Português"], ["pl", "Polski"], ["uk", "Українська"], ["ru", "Русский"], ["tr", "Türkçe"], ["ar", "العربية"], ["he", "עברית"], ["fa", "فارسی"], ["hi", "हिन्दी"], ["zh", "中文"], ["ja", "日本語"]];

export const nameOf = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

export class People {
  /** `choose(person)` opens a chat; `added(person)` tells of a new one. */
  constructor(nav, { choose, refused }) {
    Object.assign(this, { nav, choose, refused, all: [], bot: null, chips: new Map() });
    this.list = h("ul", { class: "chips" });
    this.add = h("button", { type: "button", class: "add", "aria-label": "Add person", title: "Add person", onclick: () => this.askNew() }, icon("plus"), h("span", { class: "add-words" }, h("span", { class: "add-verb" }, "Add "), "person"));
    nav.replaceChildren(this.list, this.add);
  }

  async refresh() {
    const { people, bot } = await api.people();
    this.all = people;
    this.bot = bot;
    this.draw();
  }

  find(key) {
    return this.all.find((person) => person.first_name === key || nameOf(person) === key) ?? this.all.find((person) => String(person.id) === key);
  }

  /** A name that no other person here has. */
  labelOf(person) {
    const twins = this.all.filter((other) => nameOf(other) === nameOf(person));
    const rank = twins.findIndex((other) => other.id === person.id);
    return rank > 0 ? `${nameOf(person)} (${rank + 1})` : nameOf(person);
  }

  /** What stands for a person in the page's address: the first name if it is nobody else's. */
  keyOf(person) {
    const isPlain = !person.first_name.includes(",") && this.find(person.first_name)?.id === person.id;
    return isPlain ? person.first_name : String(person.id);
  }

  draw() {
    for (const [id, chip] of this.chips) if (!this.all.some((person) => person.id === id)) this.drop(id, chip);
    for (const person of this.all) if (!this.chips.has(person.id)) this.chips.set(person.id, this.chip(person));
  }

  drop(id, chip) {
    chip.parentElement.remove();
    this.chips.delete(id);
  }

  chip(person) {
    const badge = h("span", { class: "badge" });
    badge.hidden = true;
    const chip = h("button", { type: "button", class: "chip", "aria-pressed": "false", onclick: () => this.choose(person) }, avatar(person.id, person.first_name), h("span", { class: "chip-name", dir: "auto" }, this.labelOf(person)), badge);
    this.list.append(h("li", {}, chip));
    return chip;
  }

  /** Which chats are open, and which one a narrow screen shows. */
  mark(openIds, activeId) {
    for (const [id, chip] of this.chips) {
      set(chip, "aria-pressed", String(openIds.includes(id)));
      set(chip, "data-active", id === activeId ? "true" : null);
      if (id === activeId) chip.scrollIntoView({ inline: "nearest", block: "nearest" });
    }
  }

  /** Count what a person has not seen; 0 clears. */
  unread(id, count) {
    const badge = this.chips.get(id)?.querySelector(".badge");
    if (!badge) return;
    badge.hidden = count === 0;
    badge.replaceChildren(...(count ? [String(count), h("span", { class: "sr-only" }, " unread")] : []));
  }

  async make(fields) {
    const person = await api.addPerson(fields);
    this.all.push(person);
    this.draw();
    return person;
  }

  async askNew() {
    const first = field("First name", { type: "text", required: true, maxlength: "64", autofocus: true });
    const lastName = field("Last name", { type: "text", maxlength: "64" }, "optional");
    const username = field("Username", { type: "text", pattern: "[A-Za-z][A-Za-z0-9_]{3,31}", title: "5 to 32 letters, digits and _" }, "optional");
    const phone = field("Phone", { type: "tel", pattern: "\\+?[0-9 ]{5,20}", title: "Digits, with the country's code" }, "made up if empty");
    const language = h("select", {}, LANGUAGES.map(([code, name]) => h("option", { value: code }, name)));
    const body = [first.element, lastName.element, username.element, phone.element, h("label", { class: "field" }, h("span", {}, "Language"), language)];
    const value = () => {
      const given = { first_name: first.input.value.trim(), last_name: lastName.input.value.trim(), username: username.input.value.trim(), phone: phone.input.value.replaceAll(" ", ""), language_code: language.value };
      return Object.fromEntries(Object.entries(given).filter(([, words]) => words));
    };
    const fields = await ask({ title: "Add a person", body, action: "Add", value });
    if (!fields) return;
    try {
      this.choose(await this.make(fields));
    } catch (error) {
      this.refused(error);
    }
  }

  /** Everything the sandbox knows about a person. */
  about(person) {
    const rows = [["Name", nameOf(person)], ["Username", person.username ? `@${person.username}` : "none"], ["Telegram id", person.id], ["Phone", person.phone], ["Language", person.language_code]];
    const list = h("dl", { class: "facts" }, rows.flatMap(([term, fact]) => [h("dt", {}, term), h("dd", {}, h("bdi", {}, String(fact ?? "")))]));
    return ask({ title: this.labelOf(person), body: [list], action: "Close", cancel: null });
  }
}
