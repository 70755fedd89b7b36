// What pages do beyond forms and links; without it they work, and are as they were when drawn.
(() => {
  const live = () => document.querySelector("[data-live]");
  const changed = () => document.body.dispatchEvent(new Event("changed"));
  let stream = null;

  // While somebody looks, the house says when the day has changed, and the page is fetched anew.
  function listen() {
    const wanted = live() && !document.hidden;
    if (wanted && !stream) {
      const opened = (stream = new EventSource("/desk/events"));
      opened.addEventListener("changed", changed);
      opened.addEventListener("over", () => opened.close());
      opened.addEventListener("open", () => document.body.classList.add("is-live"));
      opened.addEventListener("error", () => {
        document.body.classList.remove("is-live");
        if (opened.readyState === EventSource.CLOSED && stream === opened) {
          stream = null; // full, or nobody is signed in any more: the page itself will tell
          changed();
          setTimeout(listen, 20000);
        }
      });
    } else if (!wanted && stream) {
      stream.close();
      stream = null;
    }
  }
  document.addEventListener("visibilitychange", () => {
    const was = stream;
    listen();
    if (!was && stream) changed();
  });

  // What comes back may be another page than the part that was asked for.
  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail.ctx;
    if (ctx.response.status === 401) {
      event.preventDefault();
      location.reload();
    } else if (ctx.select && !ctx.text.includes(`id="${ctx.select.slice(1)}"`)) {
      if (ctx.request.method === "GET") {
        event.preventDefault();
      } else {
        ctx.select = "#main";
        ctx.target = document.getElementById("main");
        ctx.swap = "outerHTML";
      }
    }
  });

  // A second click changes nothing, and needs not be sent.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sure && !window.confirm(form.dataset.sure)) {
      event.preventDefault();
    } else if (!form.hasAttribute("hx-boost") && form.method === "post") {
      setTimeout(() => form.querySelectorAll("button").forEach((one) => (one.disabled = true)));
    }
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  // A visit of the week is dragged to a slot that has a free seat: the page of the move asks.
  let dragged = null;
  const slotAt = (event) => {
    const cell = dragged && event.target.closest?.("td");
    return cell && !cell.contains(dragged) ? cell.querySelector("[data-slot]") : null;
  };
  const mark = (slot) => {
    document.querySelectorAll(".slot.over").forEach((one) => one.classList.remove("over"));
    slot?.classList.add("over");
  };
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-move]");
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const slot = slotAt(event);
    mark(slot);
    if (slot) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const slot = slotAt(event);
    if (!slot) return;
    event.preventDefault();
    location.assign(`${dragged.dataset.move}?slot=${slot.dataset.slot}`);
  });
  document.addEventListener("dragend", () => mark((dragged = null)));

  // What is filled in for one of several answers chooses that answer.
  document.addEventListener("change", (event) => {
    const answer = document.getElementById(event.target.dataset?.answers);
    if (answer) answer.checked = true;
  });

  // Seconds that are left to take something back.
  setInterval(() => {
    for (const form of document.querySelectorAll("[data-until]")) {
      const left = Math.ceil(form.dataset.until - Date.now() / 1000);
      form.hidden = left <= 0;
      const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      form.querySelector(".left").textContent = shown;
    }
  }, 500);

  listen();
})();
