// Formatted text: Bot API entities (offsets in UTF-16 units, as strings count here) to DOM nodes.

import { h } from "../parts/dom.js";
import { momentNode } from "./moments.js";

const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** An address a person may open, or null: scripts and other schemes stay text. */
export function safeUrl(text) {
  for (const candidate of [text, `https://${text}`]) {
    try {
      const url = new URL(candidate);
      if (SAFE.has(url.protocol)) return url.href;
      if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text)) return null;
    } catch {
      // Not an address by itself; with https in front it may be one.
    }
  }
  return null;
}

/** A link; `ask` is called with the address when the words do not show where it leads. */
function link(address, children, ask) {
  const href = safeUrl(address);
  if (!href) return h("span", {}, children);
  const anchor = h("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, children);
  if (ask) {
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      ask(href);
    });
  }
  return anchor;
}

function spoiler(children) {
  const hidden = h("span", { class: "spoiler-text", "aria-hidden": "true" }, children);
  const cover = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" }, hidden);
  const open = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    hidden.removeAttribute("aria-hidden");
    cover.classList.add("is-open");
    cover.removeEventListener("click", open, true);
    cover.removeEventListener("keydown", open);
  };
  cover.addEventListener("click", open, true);
  cover.addEventListener("keydown", open);
  return cover;
}

function expandable(children) {
  const words = h("div", { class: "quote-words" }, children);
  const toggle = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false" }, "Show more");
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "Show less" : "Show more";
  });
  const quote = h("blockquote", { class: "expandable", dir: "auto" }, words, toggle);
  return quote;
}

function pre(entity, children) {
  const code = h("code", {}, children);
  const label = entity.language ? h("span", { class: "pre-language" }, entity.language) : null;
  return h("div", { class: "pre-block" }, label, h("pre", { tabindex: "0", "aria-label": "Code", role: "region" }, code));
}

const plain = (tag) => (_entity, children) => h(tag, {}, children);

const RENDER = {
  bold: plain("strong"),
  italic: plain("em"),
  underline: plain("u"),
  strikethrough: plain("s"),
  code: plain("code"),
  pre,
  spoiler: (_entity, children) => spoiler(children),
  blockquote: (_entity, children) => h("blockquote", { dir: "auto" }, children),
  expandable_blockquote: (_entity, children) => expandable(children),
  text_link: (entity, children, _text, hooks) => link(entity.url, children, hooks.open),
  url: (_entity, children, text) => link(text, children),
  email: (_entity, children, text) => link(`mailto:${text}`, children),
  phone_number: (_entity, children, text) => link(`tel:${text}`, children),
  date_time: (entity, _children, text, hooks) => momentNode(entity, text, hooks.locale),
  bot_command: (_entity, children, text, hooks) =>
    h("button", { type: "button", class: "command-link", onclick: () => hooks.say(text) }, children),
  mention: (_entity, children) => h("span", { class: "mention" }, children),
  hashtag: (_entity, children) => h("span", { class: "mention" }, children),
  cashtag: (_entity, children) => h("span", { class: "mention" }, children),
  text_mention: (_entity, children) => h("span", { class: "mention" }, children),
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** Sorted so that an outer entity comes before what it holds. */
function ordered(entities, length) {
  return entities
    .map((entity) => ({ ...entity, end: Math.min(entity.offset + entity.length, length) }))
    .filter((entity) => entity.offset >= 0 && entity.end > entity.offset)
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
}

function build(text, from, to, queue, hooks) {
  const nodes = [];
  let at = from;
  while (queue.length && queue[0].offset < to) {
    const entity = queue.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.end, to);
    if (end <= start) continue;
    if (start > at) nodes.push(text.slice(at, start));
    const children = build(text, start, end, queue, hooks);
    const render = RENDER[entity.type];
    nodes.push(...(render ? [render(entity, children, text.slice(start, end), hooks)] : children));
    // A line break after a block is the block's own end, as messengers show it.
    at = BLOCKS.has(entity.type) && text[end] === "\n" && end < to ? end + 1 : end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

/** Nodes of a formatted text. hooks: open(url) asks before a hidden link, say(text) sends, locale. */
export function formatted(text, entities, hooks) {
  return build(text, 0, text.length, ordered(entities ?? [], text.length), hooks);
}
