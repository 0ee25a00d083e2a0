// <form data-autosave="URL">: a draft is sent as one types, and the person is told when.
// Offline, the text stays in this browser and is sent when the connection is back.
import { each, say } from "./ready.js";

const WAIT_MS = 1200;

each("form[data-autosave]", (form) => {
  const state = form.querySelector("[data-save-state]") ?? document.createElement("output");
  if (!state.isConnected) {
    state.className = "save-state";
    (form.querySelector(".form-foot") ?? form).append(state);
  }
  let timer = 0;
  let dirty = false;
  const tell = (text, tone) => {
    state.textContent = text;
    state.dataset.tone = tone;
  };
  const save = async () => {
    if (form.dataset.sending) return;
    dirty = false;
    tell(say("saving"), "neutral");
    try {
      const body = new FormData(form);
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.status === 401) {
        dirty = true;
        tell(say("out"), "warn");
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const named = answer.headers.get("X-Draft-Url");
      if (named) form.dataset.autosave = named;
      tell(`${say("saved")} ${new Date().toLocaleTimeString("es-AR", { hour12: false })}`, "ok");
    } catch {
      dirty = true;
      tell(say("offline"), "warn");
    }
  };
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", () => dirty && save());
  addEventListener("pagehide", () => dirty && !form.dataset.sending && navigator.sendBeacon(form.dataset.autosave, new FormData(form)));
});

// <form data-unsaved>: warn before leaving with changes that nothing has saved.
each("form[data-unsaved]", (form) => {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => {
    if (changed && !form.dataset.sending) event.preventDefault();
  });
});
