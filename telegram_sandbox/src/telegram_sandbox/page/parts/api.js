// The sandbox's people side over HTTP. Every refusal becomes an Error with the server's sentence.

const BASE = "/sandbox";

export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(BASE + path, { cache: "no-store", ...options });
  } catch {
    throw new Refused(0, "The sandbox does not answer. Is it still running?");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body.error || `The sandbox answered ${answer.status}.`);
  return body;
}

function post(path, body = {}) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

const at = (person, rest) => `/people/${encodeURIComponent(person)}/${rest}`;

export const people = () => call("/people");
export const addPerson = (fields) => post("/people", fields);
export const chat = (person) => call(at(person, "chat"));
export const say = (person, body) => post(at(person, "messages"), body);
export const tap = (person, messageId, data) => post(at(person, "taps"), { message_id: messageId, data });
export const shareContact = (person) => post(at(person, "contact"));
export const shareLocation = (person, latitude, longitude) => post(at(person, "location"), { latitude, longitude });
export const block = (person) => post(at(person, "block"));
export const unblock = (person) => post(at(person, "unblock"));

/** Send a file; `kind` is photo or document. */
export function sendFile(person, file, { kind, caption, replyTo }) {
  const form = new FormData();
  form.append("kind", kind);
  if (caption) form.append("caption", caption);
  if (replyTo) form.append("reply_to_message_id", replyTo);
  form.append("file", file, file.name);
  return call(at(person, "files"), { method: "POST", body: form });
}

export const groups = () => call("/groups");
export const group = (id) => call(`/groups/${id}`);
export const addGroup = (wish) => post("/groups", wish);
export const placeInGroup = (id, wish) => post(`/groups/${id}/members`, wish);
export const sayInGroup = (id, person, text) => post(`/groups/${id}/messages`, { person, text });
export const shareChat = (person, requestId, chatId) => post(at(person, "chat_shared"), { request_id: requestId, chat_id: chatId });

export const fileUrl = (person, fileId) => BASE + at(person, `files/${encodeURIComponent(fileId)}`);
export const eventsUrl = (person, after) => BASE + at(person, `events?after=${after}`);
