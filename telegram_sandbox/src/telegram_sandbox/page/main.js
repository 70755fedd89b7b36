// The page put together: who is here, which chats are open, what the address says.

import { Chat } from "./chat.js";
import { alert } from "./parts/dialogs.js";
import { focusToWrite, h } from "./parts/dom.js";
import { Groups } from "./who/groups.js";
import { keepMomentsFresh } from "./messages/moments.js";
import { People } from "./who/people.js";

const MOST = 4; // live chats; a browser opens six connections to one server, and taps need some
const columns = document.querySelector("main");
const chats = new Map();
const unread = new Map();
let active = null;

const people = new People(document.querySelector("nav.people"), { choose: (person) => show(person), refused });

const groups = new Groups(document.querySelector("nav.people"), { columns, people, refused });

function refused(error) {
  return alert("That did not work", error.message);
}

function remember() {
  const keys = [...chats.values()].map(({ person }) => encodeURIComponent(people.keyOf(person)));
  const address = new URL(location.href);
  address.searchParams.delete("people");
  const rest = address.searchParams.toString();
  const query = [keys.length ? `people=${keys.join(",")}` : "", rest].filter(Boolean).join("&");
  history.replaceState(null, "", `${address.pathname}${query ? `?${query}` : ""}`);
}

function draw() {
  for (const [id, { element }] of chats) element.classList.toggle("is-active", id === active);
  columns.dataset.count = String(chats.size);
  people.mark([...chats.keys()], active);
  if (chats.size) empty.remove();
  else columns.replaceChildren(empty, ...groups.elements);
}

const isShown = (id) => chats.get(id)?.element.offsetParent !== null;

function clear(id) {
  unread.delete(id);
  people.unread(id, 0);
}

function news(id) {
  if (isShown(id)) return;
  unread.set(id, (unread.get(id) ?? 0) + 1);
  people.unread(id, unread.get(id));
}

function close(id) {
  chats.get(id)?.close();
  chats.delete(id);
  if (active === id) active = [...chats.keys()].at(-1) ?? null;
  draw();
  remember();
  people.chips.get(id)?.focus();
}

/** Open a person's chat if it is not, and bring it before the eyes. */
function open(person) {
  if (chats.has(person.id)) return chats.get(person.id);
  if (chats.size >= MOST) close([...chats.keys()].find((id) => id !== active));
  const hooks = { close: () => close(person.id), details: (who) => people.about(who), news: () => news(person.id) };
  const chat = new Chat(person, people.bot, people.labelOf(person), hooks);
  chats.set(person.id, chat);
  columns.append(chat.element);
  chat.start();
  return chat;
}

function show(person) {
  const chat = open(person);
  active = person.id;
  clear(person.id);
  draw();
  remember();
  chat.element.scrollIntoView({ inline: "nearest", block: "nearest" });
  focusToWrite(chat.composer.input);
}

const empty = h(
  "div",
  { class: "empty" },
  h("h2", {}, "Try the bot without Telegram"),
  h("p", {}, "Add a person and chat as that person. Open several to see what each of them sees."),
  h("button", { type: "button", class: "button is-primary", onclick: () => people.askNew() }, "Add a first person"),
);

function wanted() {
  const raw = new URLSearchParams(location.search).get("people");
  return raw ? raw.split(",").map((key) => key.trim()).filter(Boolean) : people.all.slice(0, 2).map((person) => people.keyOf(person));
}

async function begin() {
  columns.replaceChildren(empty);
  await people.refresh();
  await groups.refresh();
  for (const key of wanted().slice(0, MOST)) {
    const person = people.find(key) ?? (/^\d+$/.test(key) ? null : await people.make({ first_name: key }));
    if (!person) continue; // an id of a sandbox that was started anew
    open(person);
    active ??= person.id;
  }
  draw();
  remember();
}

keepMomentsFresh();
document.addEventListener("visibilitychange", () => document.hidden || people.refresh().then(draw, () => {}));
begin().catch(refused);
