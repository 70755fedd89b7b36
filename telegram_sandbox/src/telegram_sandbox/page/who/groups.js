// Groups and channels: a plain column each, with who is in it, what stands there, and a line to write.

import * as api from "../parts/api.js";
import { ask, field } from "../parts/dialogs.js";
import { h, icon, iconButton } from "../parts/dom.js";
import { summary } from "../messages/media.js";

const KINDS = [["supergroup", "Group"], ["channel", "Channel"], ["group", "Small group"]];
const PLACES = ["member", "administrator", "creator", "restricted", "left", "kicked"];

const select = (label, options) => {
  const input = h("select", {}, options.map(([value, words]) => h("option", { value }, words)));
  return { input, element: h("label", { class: "field" }, h("span", {}, label), input) };
};

/** One group, kept live by its own events. */
class Column {
  constructor(group, people, { close, refused }) {
    Object.assign(this, { group, people, refused, lines: new Map() });
    this.title = h("h2", { class: "head-name" }, `Group: ${group.title}`);
    this.members = h("p", { class: "group-members" });
    this.list = h("ol", { class: "group-log", "aria-label": `Messages in ${group.title}`, tabindex: "0" });
    this.who = h("select", { "aria-label": "Write as" });
    this.input = h("input", { type: "text", "aria-label": `Message to ${group.title}`, placeholder: "Message", maxlength: "4096" });
    const form = h("form", { class: "group-form", onsubmit: (event) => this.say(event) }, this.who, this.input, h("button", { type: "submit", class: "button" }, "Send"));
    const add = iconButton("plus", `Add or change somebody in ${group.title}`, () => this.askPlace());
    const head = h("header", { class: "head" }, h("div", { class: "head-words" }, this.title, this.members), add, iconButton("close", `Close ${group.title}`, close));
    this.element = h("section", { class: "column group is-active", role: "region", "aria-label": `Group: ${group.title}` }, head, this.list, form);
  }

  async start() {
    const { group, messages, last_event: last } = await api.group(this.group.id);
    this.list.replaceChildren();
    this.lines.clear();
    for (const message of messages) this.put(message);
    this.show(group);
    this.source = new EventSource(api.eventsUrl(group.id, last));
    const on = (name, act) => this.source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("message", ({ message }) => this.put(message));
    on("edit", ({ message }) => this.put(message));
    on("delete", ({ message_id: id }) => this.lines.get(id)?.remove());
    on("group", (told) => this.show(told));
  }

  close() {
    this.source?.close();
    this.element.remove();
  }

  nameOf(id) {
    const person = this.people.all.find((other) => other.id === Number(id));
    return person ? this.people.labelOf(person) : (this.people.bot?.first_name ?? "The bot");
  }

  show(group) {
    this.group = group;
    const places = Object.entries(group.members).map(([id, place]) => `${this.nameOf(id)} (${place})`);
    this.members.replaceChildren(places.join(", "));
    const inside = Object.keys(group.members).filter((id) => this.people.all.some((person) => person.id === Number(id)));
    this.who.replaceChildren(...inside.map((id) => h("option", { value: id }, this.nameOf(id))));
  }

  put(message) {
    const author = message.from?.first_name ?? message.sender_chat?.title ?? "";
    const words = h("span", { class: "group-words", dir: "auto" }, summary(message));
    const line = h("li", { "data-message-id": message.message_id }, h("b", { dir: "auto" }, author), " ", words);
    const there = this.lines.get(message.message_id);
    if (there) there.replaceWith(line);
    else this.list.append(line);
    this.lines.set(message.message_id, line);
    line.scrollIntoView({ block: "nearest" });
  }

  async say(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    try {
      await api.sayInGroup(this.group.id, Number(this.who.value), text);
      this.input.value = "";
    } catch (error) {
      this.refused(error);
    }
  }

  async askPlace() {
    const everybody = [...this.people.all.map((person) => [person.id, this.people.labelOf(person)]), ["bot", "The bot"]];
    const [who, place] = [select("Who", everybody), select("Place", PLACES.map((name) => [name, name]))];
    const value = () => ({ user_id: who.input.value === "bot" ? "bot" : Number(who.input.value), status: place.input.value });
    const answer = await ask({ title: `Who is what in ${this.group.title}?`, body: [who.element, place.element], action: "Set", value });
    if (!answer) return;
    await api.placeInGroup(this.group.id, answer).then((group) => this.show(group), this.refused);
  }
}

export class Groups {
  /** columns: where a group's column goes; people: see people.js; refused(error). */
  constructor(nav, { columns, people, refused }) {
    Object.assign(this, { columns, people, refused, open: new Map() });
    this.list = h("ul", { class: "chips group-chips", "aria-label": "Groups" });
    const add = h("button", { type: "button", class: "add", "aria-label": "Add group", title: "Add group", onclick: () => this.askNew() }, icon("plus"), h("span", { class: "add-words" }, h("span", { class: "add-verb" }, "Add "), "group"));
    nav.append(this.list, add);
  }

  get elements() {
    return [...this.open.values()].map((column) => column.element);
  }

  async refresh() {
    const all = await api.groups();
    this.list.replaceChildren(...all.map((group) => h("li", {}, h("button", { type: "button", class: "chip", onclick: () => this.show(group) }, h("span", { class: "chip-name", dir: "auto" }, group.title)))));
  }

  async show(group) {
    if (this.open.has(group.id)) return this.open.get(group.id).element.scrollIntoView();
    const close = () => {
      this.open.get(group.id)?.close();
      this.open.delete(group.id);
    };
    const column = new Column(group, this.people, { close, refused: this.refused });
    this.open.set(group.id, column);
    this.columns.append(column.element);
    return column.start().catch(this.refused);
  }

  async askNew() {
    if (!this.people.all.length) return this.refused(new Error("Add a person first: a group needs somebody who founds it."));
    const title = field("Title", { type: "text", required: true, maxlength: "128", autofocus: true });
    const kind = select("Kind", KINDS);
    const founder = select("Founded by", this.people.all.map((person) => [person.id, this.people.labelOf(person)]));
    const value = () => ({ title: title.input.value.trim(), type: kind.input.value, admins: [Number(founder.input.value)] });
    const wish = await ask({ title: "Add a group", body: [title.element, kind.element, founder.element], action: "Add", value });
    if (!wish) return null;
    try {
      const group = await api.addGroup(wish);
      await this.refresh();
      return await this.show(group);
    } catch (error) {
      return this.refused(error);
    }
  }
}
