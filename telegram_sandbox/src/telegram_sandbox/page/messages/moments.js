// Moments in the viewer's own zone and language: message times, days, date_time entities.

import { h } from "../parts/dom.js";

const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** The person's language in the browser's regional form ('en' -> 'en-GB'), if the browser has one. */
export function localeOf(languageCode) {
  const regional = navigator.languages.find((tag) => tag.split("-")[0] === languageCode);
  if (regional) return regional;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(languageCode ?? [])[0];
  } catch {
    return undefined;
  }
}

const show = (unix, locale, options) => new Intl.DateTimeFormat(locale, options).format(new Date(unix * 1000));

/** Hours and minutes. */
export const clock = (unix, locale) => show(unix, locale, { timeStyle: "short" });

/** Everything about a moment, for titles. */
export const full = (unix, locale) => show(unix, locale, { dateStyle: "full", timeStyle: "long" });

/** The name of a day: Today, Yesterday or a date. */
export function dayName(unix, locale) {
  const day = new Date(unix * 1000);
  const today = new Date();
  const days = Math.round((new Date(today.toDateString()) - new Date(day.toDateString())) / 86400000);
  if (days === 0 || days === 1) {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day");
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  const year = day.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return show(unix, locale, { weekday: "short", day: "numeric", month: "long", year });
}

/** Whether two moments are of one day here. */
export const sameDay = (a, b) => new Date(a * 1000).toDateString() === new Date(b * 1000).toDateString();

/** 'in 5 minutes', '2 days ago'. */
export function relative(unix, now, locale) {
  const seconds = unix - now;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** Intl options of a Bot API format r|w?[dD]?[tT]?; null shows the sender's words as they are. */
function optionsOf(format) {
  const options = {};
  if (format.includes("w")) options.weekday = format.includes("d") ? "short" : "long";
  if (format.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/[tT]/.test(format)) Object.assign(options, { hour: "numeric", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return Object.keys(options).length ? options : null;
}

function words(unix, format, locale) {
  if (format === "r") return relative(unix, Date.now() / 1000, locale);
  const options = optionsOf(format);
  return options && show(unix, locale, options);
}

/** A date_time entity as <time>, shown in this browser's zone. */
export function momentNode(entity, text, locale) {
  const unix = entity.unix_time;
  const format = entity.date_time_format ?? "";
  const valid = Number.isFinite(unix) && Math.abs(unix) < 8.64e12;
  if (!valid) return text;
  const node = h("time", { class: "moment", datetime: new Date(unix * 1000).toISOString(), title: full(unix, locale) }, words(unix, format, locale) ?? text);
  if (format === "r") {
    node.dataset.unix = String(unix);
    node.dataset.locale = locale ?? "";
  }
  return node;
}

/** Keep 'in 5 minutes' true while it is on the screen. */
export function keepMomentsFresh() {
  setInterval(() => {
    for (const node of document.querySelectorAll("time[data-unix]")) {
      const fresh = relative(Number(node.dataset.unix), Date.now() / 1000, node.dataset.locale || undefined);
      if (node.textContent !== fresh) node.textContent = fresh;
    }
  }, 10000);
}
