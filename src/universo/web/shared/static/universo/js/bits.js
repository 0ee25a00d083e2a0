// Small helpers: copying, dropping files, closing messages, arrow keys on the meter, localities of a province.
import { each } from "./ready.js";

each("[data-copy]", (button) => {
  button.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(button.dataset.copy);
    const before = button.innerHTML;
    button.textContent = "✓";
    button.setAttribute("aria-label", button.dataset.copied);
    setTimeout(() => {
      button.innerHTML = before;
      button.removeAttribute("aria-label");
    }, 1600);
  });
});

each("[data-drop]", (zone) => {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-drop-name]");
  const shown = name?.textContent;
  const over = (on) => (event) => {
    event.preventDefault();
    zone.toggleAttribute("data-over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  zone.addEventListener("click", (event) => event.target !== input && input.click());
  input.addEventListener("change", () => {
    if (name) name.textContent = [...input.files].map((file) => file.name).join(", ") || shown;
  });
});

document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast")?.remove());

// One stop for the Tab key, arrows inside.
each("[data-roving]", (list) => {
  const items = [...list.children];
  const go = (at, focus) => {
    items.forEach((item, i) => { item.tabIndex = i === at ? 0 : -1; });
    if (focus) items[at].focus();
  };
  go(Math.max(0, items.findIndex((item) => item.dataset.state === "today")), false);
  list.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || to === undefined || !items[to]) return;
    event.preventDefault();
    go(to, true);
  });
});

// The active item of a menu that scrolls sideways comes into view.
each("[data-keep-in-view]", (nav) => {
  const here = nav.querySelector("[aria-current]");
  if (here && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = here.offsetLeft - 24;
});

// <select data-localities="URL" data-list="ID">: offers the localities of the chosen province in a <datalist>.
each("select[data-localities]", (select) => {
  const list = document.getElementById(select.dataset.list);
  const load = async () => {
    if (!list || !select.value) return;
    const url = new URL(select.dataset.localities, location.href);
    url.searchParams.set("province", select.value);
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return;
    const names = await answer.json();
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  };
  select.addEventListener("change", load);
  load();
});

each("[data-print]", (button) => button.addEventListener("click", () => print()));
each("select[data-submit], input[data-submit]", (input) => input.addEventListener("change", () => input.form.requestSubmit()));
