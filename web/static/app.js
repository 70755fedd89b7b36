// The door of the Mini App: what Telegram put behind the # is sent once, as a form.
(() => {
  const form = document.getElementById("app");
  const say = (name) => {
    document.getElementById("opening").hidden = true;
    document.getElementById(name).hidden = false;
  };
  const data = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
  if (window.top !== window.self) return say("framed");
  if (!data) return say("alone");
  window.TelegramWebviewProxy?.postEvent("web_app_expand", "{}");
  history.replaceState(null, "", location.pathname);
  form.elements.data.value = data;
  form.submit();
})();
