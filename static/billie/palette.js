/* The search palette: Ctrl+K (or ⌘K) and / open it from anywhere; arrows, Enter and Esc do the rest.
   Results come as HTML from /search?part=options, group by group, and only the latest answer counts. */
(function () {
  "use strict";
  const WAIT = 120;
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = document.getElementById("palette-input");
  const list = document.getElementById("palette-list");
  const hint = document.getElementById("palette-hint");
  const nothing = document.getElementById("palette-nothing");
  const status = document.getElementById("palette-status");
  const mac = navigator.platform.startsWith("Mac");
  let timer = 0;
  let slow = 0;
  let request = null;
  let active = -1;

  const options = () => [...list.querySelectorAll('[role="option"]')];

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
  }

  function choose(index) {
    const all = options();
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    active = index;
    const option = all[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function show(html, words) {
    list.innerHTML = html;
    list.setAttribute("aria-busy", "false");
    const found = options();
    hint.hidden = input.value.trim() !== "";
    nothing.hidden = found.length > 0 || !html;
    input.setAttribute("aria-expanded", String(found.length > 0));
    choose(found.length ? 0 : -1);
    status.textContent = words ?? list.querySelector("[data-status]")?.dataset.status ?? "";
  }

  async function ask() {
    const words = input.value.trim();
    request?.abort();
    clearTimeout(slow);
    if (!words) {
      show("", "");
      return;
    }
    request = new AbortController();
    const mine = request;
    slow = setTimeout(() => { status.textContent = "Searching…"; }, 500);
    try {
      const address = `${dialog.dataset.url}?${new URLSearchParams({ q: words, part: "options" })}`;
      const answer = await fetch(address, { signal: mine.signal, headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (mine === request) show(html);
    } catch (problem) {
      if (problem.name !== "AbortError") {
        show("", "Search does not answer. Press Enter to try on its own page.");
      }
    } finally {
      if (mine === request) clearTimeout(slow);
    }
  }

  input.addEventListener("input", () => {
    list.setAttribute("aria-busy", "true"); /* what is shown answers what stood there before */
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  input.addEventListener("keydown", (event) => {
    const count = options().length;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && count) {
      event.preventDefault();
      choose((active + moves[event.key] + count) % count);
    } else if (event.key === "Enter" && options()[active]) {
      event.preventDefault();
      const link = options()[active].href;
      if (event.ctrlKey || event.metaKey) window.open(link, "_blank", "noopener");
      else location.assign(link);
    }
  });

  list.addEventListener("mousemove", (event) => {
    const index = options().indexOf(event.target.closest('[role="option"]'));
    if (index >= 0 && index !== active) choose(index);
  });

  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-palette-close]")) dialog.close();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-palette-open]")) open();
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const shortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing;
    if (!shortcut && !slash) return;
    event.preventDefault();
    open();
  });

  if (mac) document.querySelectorAll("[data-palette-open] kbd").forEach((key) => { key.textContent = "⌘ K"; });
})();
