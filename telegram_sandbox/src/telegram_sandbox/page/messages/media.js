// What a message carries besides words: photos, files, voices, contacts, places.

import { fileUrl } from "../parts/api.js";
import { h, icon } from "../parts/dom.js";
import { richNode } from "./rich.js";

const KINDS = ["photo", "video", "animation", "document", "audio", "voice", "video_note", "sticker", "contact", "location", "poll"];

/** '12.3 kB' */
export function size(bytes, locale) {
  if (!Number.isFinite(bytes)) return "";
  const [unit, divisor] = bytes < 1000 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const style = { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale, style).format(bytes / divisor);
}

function photo(sizes, hooks) {
  const best = sizes.reduce((a, b) => ((b.width ?? 0) * (b.height ?? 0) > (a.width ?? 0) * (a.height ?? 0) ? b : a));
  const src = fileUrl(hooks.personId, best.file_id);
  const image = h("img", { src, alt: "Photo", width: best.width ?? null, height: best.height ?? null, loading: "lazy" });
  image.addEventListener("load", () => hooks.grew());
  return h("button", { type: "button", class: "photo", "aria-label": "Open photo", onclick: () => hooks.look(src) }, image);
}

function file(document, hooks) {
  const name = document.file_name || "File";
  const href = fileUrl(hooks.personId, document.file_id);
  return h(
    "a",
    { class: "card", href, download: name, "aria-label": `Download ${name}` },
    h("span", { class: "card-icon" }, icon("file")),
    h("span", { class: "card-words" }, h("bdi", { class: "card-title" }, name), h("span", { class: "card-note" }, size(document.file_size, hooks.locale))),
  );
}

function card(name, title, note) {
  const words = h("span", { class: "card-words" }, h("bdi", { class: "card-title" }, title), h("bdi", { class: "card-note" }, note));
  return h("div", { class: "card" }, h("span", { class: "card-icon" }, icon(name)), words);
}

const phone = (number) => (/^\d/.test(number) ? `+${number}` : number);

function moving(video, hooks) {
  return h("video", { class: "photo", controls: true, preload: "none", src: fileUrl(hooks.personId, video.file_id), "aria-label": "Video" });
}

function poll({ question, options, type }) {
  const title = h("b", { dir: "auto" }, `${type === "quiz" ? "Quiz" : "Poll"}: ${question}`);
  return h("div", { class: "poll" }, title, h("ul", {}, options.map((option) => h("li", { dir: "auto" }, option.text))));
}

const RENDER = {
  photo,
  video: moving,
  animation: moving,
  video_note: moving,
  poll,
  audio: (audio, hooks) => h("audio", { class: "voice", controls: true, preload: "none", src: fileUrl(hooks.personId, audio.file_id), "aria-label": "Music" }),
  document: file,
  voice: (voice, hooks) =>
    h("audio", { class: "voice", controls: true, preload: "none", src: fileUrl(hooks.personId, voice.file_id), "aria-label": "Voice message" }),
  sticker: (sticker, hooks) => h("img", { class: "sticker", src: fileUrl(hooks.personId, sticker.file_id), alt: `Sticker ${sticker.emoji ?? ""}`.trim() }),
  contact: (contact) => card("person", [contact.first_name, contact.last_name].filter(Boolean).join(" "), phone(String(contact.phone_number))),
  location: (place) => card("pin", "Location", `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`),
};

const WORDS = new Set(["text", "caption", "entities", "caption_entities"]);
const FRAME = new Set(["message_id", "date", "from", "chat", "reply_markup", "edit_date", "reply_to_message", "link_preview_options", "has_protected_content", "media_group_id", "via_bot", "message_thread_id", "sender_chat", "effect_id", "show_caption_above_media", "has_media_spoiler", "protect_content"]);

/** The kinds of media in a message, by field name. */
export const kindsIn = (message) => KINDS.filter((kind) => message[kind] && (kind !== "photo" || message.photo.length) && !(kind === "document" && message.animation));

/** Nodes of everything but the words; a kind the page cannot show says so. */
export function mediaNodes(message, hooks) {
  if (message.rich_message) return [richNode(message.rich_message)];
  const known = kindsIn(message).map((kind) => RENDER[kind](message[kind], hooks));
  if (known.length || message.text !== undefined) return known;
  const other = Object.keys(message).find((key) => !WORDS.has(key) && !FRAME.has(key));
  return [h("p", { class: "unsupported" }, `This kind of message cannot be shown here${other ? ` (${other})` : ""}.`)];
}

/** One line for quotes. */
export function summary(message) {
  const words = message.text ?? message.caption;
  if (words) return words.slice(0, 120);
  if (message.rich_message) return "Table";
  const kind = kindsIn(message)[0];
  return kind ? kind.charAt(0).toUpperCase() + kind.slice(1) : "Message";
}
