// DOM nodes from data. Foreign text becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: properties starting with `on` are listeners, the rest attributes; null is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else set(element, name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Set an attribute, or take it away for null, undefined and false. */
export function set(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

const PATHS = {
  send: "M4 12h13M12 5.500l6.500 6.500-6.500 6.500",
  attach: "M19 11.500l-7.400 7.400a4.600 4.600 0 0 1-6.500-6.500l8-8a3 3 0 0 1 4.300 4.300l-8 8a1.500 1.500 0 0 1-2.100-2.100l7-7",
  slash: "M14.500 5l-5 14",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  plus: "M12 5v14M5 12h14",
  down: "M6 9.500l6 6 6-6",
  keys: "M4 7h16v10H4zM8 10.500v.01M12 10.500v.01M16 10.500v.01M9 14h6",
  file: "M7 3.500h7l4 4V20.500H7zM14 3.500v4h4",
  person: "M12 12a3.600 3.600 0 1 0 0-7.200 3.600 3.600 0 0 0 0 7.200zM5 19.500c.8-3.200 3.600-5 7-5s6.200 1.800 7 5",
  pin: "M12 20.500c4-4.300 6-7.500 6-10.200a6 6 0 0 0-12 0c0 2.700 2 5.900 6 10.200zM12 10.500v.01",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.500l3 1.500",
  check: "M5 12.500l4.500 4.500L19 7.500",
  close: "M6 6l12 12M18 6L6 18",
  link: "M9 15l6-6M10 7l1.500-1.500a3.900 3.900 0 0 1 5.500 5.500L15.500 12.500M14 17l-1.500 1.500A3.900 3.900 0 0 1 7 13l1.500-1.500",
  reply: "M10 6l-6 6 6 6M4.5 12H14a6 6 0 0 1 6 6",
  info: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 11.500v5M12 8v.01",
  block: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM6 6l12 12",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
};

/** A line icon, hidden from screen readers (its button carries the name). */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["class", `icon icon-${name}`], ["aria-hidden", "true"]]) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and an accessible name. */
export function iconButton(name, label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

/** Focus a place to write, but not where that would push a keyboard over half of the screen. */
export function focusToWrite(input) {
  if (!matchMedia("(pointer: coarse)").matches) input.focus({ preventScroll: true });
}

let last = 0;
/** An id for aria references, unique on this page. */
export function freshId(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}

const HUES = 6;
/** A round portrait with the initials, in one of a few calm colours that stays with the id. */
export function avatar(id, name) {
  const initials = [...new Intl.Segmenter().segment(name.trim())].slice(0, 1).map((part) => part.segment);
  const round = h("span", { class: "avatar", "aria-hidden": "true" }, initials.join("").toUpperCase());
  round.dataset.hue = String(Math.abs(Number(id) || 0) % HUES);
  return round;
}
