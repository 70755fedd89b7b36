// Formatting typed as messengers take it: **bold** __italic__ ~~strike~~ ||spoiler|| `code` ```pre```.

const MARKS = [
  ["```", "pre"],
  ["`", "code"],
  ["**", "bold"],
  ["__", "italic"],
  ["~~", "strikethrough"],
  ["||", "spoiler"],
];
const RAW = new Set(["pre", "code"]);
const TIGHT = /^\S(?:[\s\S]*\S)?$/;

/** The first closed pair of marks at or after `from`. */
function nextPair(text, from) {
  for (let at = from; at < text.length; at += 1) {
    for (const [mark, type] of MARKS) {
      if (!text.startsWith(mark, at)) continue;
      const end = text.indexOf(mark, at + mark.length);
      const inside = end < 0 ? "" : text.slice(at + mark.length, end);
      if (inside && (RAW.has(type) ? inside.trim() : TIGHT.test(inside))) return { at, end, mark, type, inside };
    }
  }
  return null;
}

/** {text, entities}: the text without its marks, offsets in UTF-16 units. */
export function parseMarkup(source) {
  let text = "";
  let from = 0;
  const entities = [];
  for (let pair = nextPair(source, 0); pair; pair = nextPair(source, from)) {
    text += source.slice(from, pair.at);
    const inner = RAW.has(pair.type) ? { text: pair.inside, entities: [] } : parseMarkup(pair.inside);
    const offset = text.length;
    entities.push({ type: pair.type, offset, length: inner.text.length });
    entities.push(...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + offset })));
    text += inner.text;
    from = pair.end + pair.mark.length;
  }
  return { text: text + source.slice(from), entities };
}
