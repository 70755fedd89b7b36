// Rich messages: paragraphs, headings and tables.

import { h } from "../parts/dom.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };

/** Nodes of a RichText: a string, a list, or a styled part. */
function words(text) {
  if (typeof text === "string") return [text];
  if (Array.isArray(text)) return text.flatMap(words);
  return text ? [h(TAGS[text.type] ?? "span", {}, ...words(text.text))] : [];
}

function cell(one) {
  const element = h(one.is_header ? "th" : "td", {}, ...words(one.text));
  element.style.textAlign = one.align;
  return element;
}

const BLOCKS = {
  paragraph: (block) => h("p", {}, ...words(block.text)),
  heading: (block) => h("p", { class: "rich-heading" }, ...words(block.text)),
  table: (block) => h("table", { class: block.is_striped ? "is-striped" : "" }, h("tbody", {}, ...block.cells.map((row) => h("tr", {}, ...row.map(cell))))),
};

export const richNode = (rich) => h("div", { class: "rich" }, ...rich.blocks.map((block) => (BLOCKS[block.type] ?? BLOCKS.paragraph)(block)));
