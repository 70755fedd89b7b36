// Windows over the page: questions, alerts, photos. Native <dialog>: Escape closes, focus returns.

import { h, icon, freshId } from "./dom.js";

/** Open a dialog; resolves with what `close(value)` was given, null on Escape. */
export function open(build, attributes = {}) {
  return new Promise((resolve) => {
    let outcome = null;
    const dialog = h("dialog", attributes);
    const close = (value = null) => {
      outcome = value;
      dialog.close();
    };
    const before = document.activeElement;
    const around = before?.closest("article, section");
    dialog.append(...build(close, dialog));
    dialog.addEventListener("close", () => {
      dialog.remove();
      (before?.isConnected ? before : around)?.focus({ preventScroll: true });
      resolve(outcome);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && close());
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A question with an answer button and Cancel; the value of `value()` if it was answered. */
export function ask({ title, body = [], action, value = () => true, tone = "primary", cancel = "Cancel" }) {
  const id = freshId("dialog");
  return open(
    (close) => {
      const form = h(
        "form",
        { class: "dialog-form" },
        h("h2", { id, dir: "auto" }, title),
        body,
        h(
          "div",
          { class: "dialog-buttons" },
          cancel ? h("button", { type: "button", class: "button", onclick: () => close() }, cancel) : null,
          h("button", { type: "submit", class: `button is-${tone}`, autofocus: body.some((node) => node.querySelector?.("input")) ? null : true }, action),
        ),
      );
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        close(value());
      });
      return [form];
    },
    { "aria-labelledby": id },
  );
}

/** A notice that waits for OK: a callback answer with show_alert. */
export function alert(title, text) {
  const [label, words] = [freshId("dialog"), freshId("dialog")];
  return open(
    (close) => [
      h("h2", { id: label, dir: "auto" }, title),
      h("p", { id: words, class: "dialog-words", dir: "auto" }, text),
      h("div", { class: "dialog-buttons" }, h("button", { type: "button", class: "button is-primary", autofocus: true, onclick: () => close() }, "OK")),
    ],
    { role: "alertdialog", "aria-labelledby": label, "aria-describedby": words },
  );
}

/** Show the real address before leaving the page. */
export async function openLink(url) {
  const body = [h("p", { class: "dialog-words dialog-url" }, h("bdi", {}, url))];
  if (await ask({ title: "Open this link?", body, action: "Open" })) window.open(url, "_blank", "noopener,noreferrer");
}

/** A photo in full size. */
export function look(src) {
  return open(
    (close) => [
      h("img", { src, alt: "Photo", class: "look" }),
      h("button", { type: "button", class: "icon-button look-close", "aria-label": "Close", autofocus: true, onclick: () => close() }, icon("close")),
    ],
    { class: "look-dialog", "aria-label": "Photo" },
  );
}

/** A labelled input for dialogs. */
export function field(label, attributes, note = null) {
  const input = h("input", { dir: "auto", autocomplete: "off", ...attributes });
  return { input, element: h("label", { class: "field" }, h("span", {}, label, note ? h("small", {}, ` ${note}`) : null), input) };
}
