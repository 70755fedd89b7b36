// What a person may give away, always after a question: phone number, place, files.

import * as api from "../parts/api.js";
import { ask, field } from "../parts/dialogs.js";
import { h, icon } from "../parts/dom.js";
import { size } from "../messages/media.js";

/** Ask, then share the person's own contact; true if it was shared. */
export async function contact(person, botName) {
  const body = [h("p", { class: "dialog-words" }, `${botName} will see your name and your phone number, `, h("bdi", {}, String(person.phone)), ".")];
  if (!(await ask({ title: "Share your phone number?", body, action: "Share contact" }))) return false;
  await api.shareContact(person.id);
  return true;
}

/** Ask for a place and share it; no real position is read. */
export async function location(person) {
  const number = { type: "number", step: "any", required: true };
  const latitude = field("Latitude", { ...number, min: "-90", max: "90", value: "52.520008" });
  const longitude = field("Longitude", { ...number, min: "-180", max: "180", value: "13.404954" });
  const body = [h("p", { class: "dialog-words" }, "Your real position is not read; choose any place."), latitude.element, longitude.element];
  const value = () => [Number(latitude.input.value), Number(longitude.input.value)];
  const place = await ask({ title: "Share a location?", body, action: "Share location", value });
  if (!place) return false;
  await api.shareLocation(person.id, ...place);
  return true;
}

/** Ask which group or channel, as a request_chat button wants it; true if one was shared. */
export async function chat(person, request) {
  const all = (await api.groups()).filter((group) => (group.type === "channel") === request.chat_is_channel && group.members[person.id]);
  const choice = h("select", {}, all.map((group) => h("option", { value: group.id }, group.title)));
  const body = [all.length ? h("label", { class: "field" }, h("span", {}, "Chat"), choice) : h("p", { class: "dialog-words" }, "This person is in none. Add a group first.")];
  const answer = await ask({ title: "Choose a chat", body, action: all.length ? "Choose" : "Close", value: () => Number(choice.value) });
  if (!answer) return false;
  await api.shareChat(person.id, request.request_id, answer);
  return true;
}

/** Show the file, ask for a caption, send it, as a reply to a message's id if one is given; true if it was sent. */
export async function file(person, chosen, replyTo) {
  const isImage = /^image\/(png|jpeg|webp|gif)$/.test(chosen.type);
  const preview = isImage ? URL.createObjectURL(chosen) : null;
  const caption = field("Caption", { type: "text", maxlength: "1024" }, "optional");
  const asFile = h("input", { type: "checkbox" });
  const body = [
    isImage
      ? h("img", { class: "preview", src: preview, alt: "" })
      : h("div", { class: "card" }, h("span", { class: "card-icon" }, icon("file")), h("span", { class: "card-words" }, h("bdi", { class: "card-title" }, chosen.name), h("span", { class: "card-note" }, size(chosen.size)))),
    caption.element,
    isImage ? h("label", { class: "check" }, asFile, "Send as a file") : null,
  ].filter(Boolean);
  const title = isImage ? "Send this photo?" : "Send this file?";
  const value = () => ({ caption: caption.input.value.trim(), kind: isImage && !asFile.checked ? "photo" : "document" });
  const answer = await ask({ title, body, action: "Send", value });
  if (preview) URL.revokeObjectURL(preview);
  if (!answer) return false;
  await api.sendFile(person.id, chosen, { ...answer, replyTo });
  return true;
}
