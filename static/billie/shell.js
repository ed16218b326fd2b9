/* What every page can do: theme, navigation, copying, tips, fresh relative times, keeping one's
   place in a list. Everything is found by data attributes, also in parts that arrive later.
   window.billie.announce(words) says something to screen readers. */
(function () {
  "use strict";
  const root = document.documentElement;
  const narrow = window.matchMedia("(max-width: 1023px)");
  const all = (selector, within = document) => within.querySelectorAll(selector);

  function announce(words) {
    const place = document.getElementById("announcer");
    if (!place) return;
    place.textContent = "";
    requestAnimationFrame(() => { place.textContent = words; });
  }

  /* Theme */
  function showTheme() {
    const theme = window.billieTheme.chosen();
    all("[data-theme-set]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
    });
  }

  /* Navigation: beside the page when there is room, over it when there is not */
  let navOpener = null;

  function navIsOpen() {
    return narrow.matches ? root.classList.contains("is-nav-open") : root.dataset.nav !== "closed";
  }

  function showNav() {
    all("[data-nav-toggle][aria-expanded]").forEach((button) => {
      button.setAttribute("aria-expanded", String(navIsOpen()));
    });
  }

  function toggleNav() {
    if (narrow.matches) {
      const opening = !root.classList.contains("is-nav-open");
      if (opening) navOpener = document.activeElement;
      root.classList.toggle("is-nav-open", opening);
      document.querySelector(".b-frame").inert = opening;
      if (opening) document.querySelector("#navigation a").focus();
      else if (navOpener) navOpener.focus();
    } else {
      root.dataset.nav = root.dataset.nav === "closed" ? "open" : "closed";
      localStorage.setItem("billieNav", root.dataset.nav);
    }
    showNav();
  }

  /* Copying */
  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? copySource(button));
    } catch {
      announce("Could not copy. Select the text and copy it by keyboard.");
      return;
    }
    const mark = button.querySelector(".b-icon");
    button.classList.add("is-copied");
    if (mark) mark.textContent = "check";
    announce("Copied");
    setTimeout(() => {
      button.classList.remove("is-copied");
      if (mark) mark.textContent = "content_copy";
    }, 1500);
  }

  function copySource(button) {
    return document.getElementById(button.dataset.copyFrom).textContent;
  }

  /* Tips: the exact instant beside a relative one. Placed here so that no scrolling box cuts them off. */
  function placeTip(holder) {
    const tip = holder.querySelector(".b-tip");
    if (!tip) return;
    holder.classList.remove("is-dismissed");
    const box = holder.getBoundingClientRect();
    const below = box.bottom + 4 + tip.offsetHeight < window.innerHeight;
    const left = Math.max(8, Math.min(box.left, window.innerWidth - tip.offsetWidth - 8));
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? box.bottom + 4 : box.top - tip.offsetHeight - 4}px`;
  }

  function placeTipsNear(target) {
    const holder = target.closest?.(".b-tipped");
    if (holder) placeTip(holder);
    else target.closest?.("tr")?.querySelectorAll(".b-tipped").forEach(placeTip);
  }

  /* Relative times: same steps and words as billie/web/words.py */
  function ago(at, now) {
    const seconds = Math.trunc((now - at) / 1000);
    const distance = Math.abs(seconds);
    if (distance < 5) return "just now";
    if (distance >= 7 * 86400) return null;
    let words;
    if (distance < 60) words = `${distance} s`;
    else if (distance < 3600) words = `${Math.trunc(distance / 60)} min`;
    else if (distance < 86400) words = `${Math.trunc(distance / 3600)} h`;
    else words = Math.trunc(distance / 86400) === 1 ? "1 day" : `${Math.trunc(distance / 86400)} days`;
    return seconds > 0 ? `${words} ago` : `in ${words}`;
  }

  function refreshTimes() {
    if (document.hidden) return;
    const now = Date.now();
    all("time[datetime] > [data-relative]").forEach((part) => {
      const words = ago(Date.parse(part.parentElement.dateTime), now);
      if (words && part.textContent !== words) part.textContent = words;
    });
  }

  /* Lists keep their place: <main data-list="customers"> is remembered with its filters and page;
     a link with data-return="customers" leads back there. */
  function rememberList() {
    const list = document.querySelector("[data-list]");
    if (list) sessionStorage.setItem(`place:${list.dataset.list}`, location.pathname + location.search);
    all("a[data-return]").forEach((link) => {
      const place = sessionStorage.getItem(`place:${link.dataset.return}`);
      if (place && place.startsWith(link.pathname)) link.href = place;
    });
  }

  /* Filters: <form data-filters>. Empty fields stay out of the address. A changed choice applies at
     once: only the parts with data-filtered are replaced, so that the focus stays where it is. */
  function addressOf(form) {
    const fields = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(fields).toString();
    return location.pathname + (query ? `?${query}` : "");
  }

  async function applyFilters(form) {
    const address = addressOf(form);
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      all("[data-filtered]").forEach((part) => {
        const wanted = fresh.getElementById(part.id);
        if (wanted) part.replaceWith(document.importNode(wanted, true));
      });
      history.replaceState(null, "", address);
      rememberList();
      announce(fresh.querySelector("[data-count-words]")?.dataset.countWords ?? "");
    } catch {
      location.assign(address);
    }
  }

  function submitFilters(event) {
    if (!event.target.matches("form[data-filters]")) return;
    event.preventDefault();
    location.assign(addressOf(event.target));
  }

  /* A form that was sent says so and cannot be sent again by a second click */
  function beBusy(event) {
    const button = event.submitter;
    if (event.defaultPrevented || !button?.dataset.busy) return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-busy", "true");
    button.dataset.words = button.lastChild.textContent;
    button.lastChild.textContent = button.dataset.busy;
    announce(button.dataset.busy);
  }

  /* A page that the back button brings back as it was can be used again */
  function beReady() {
    all("[data-busy][aria-busy=true]").forEach((button) => {
      button.removeAttribute("aria-busy");
      button.lastChild.textContent = button.dataset.words;
    });
  }

  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest?.(selector);
    let button;
    if ((button = hit("[data-copy], [data-copy-from]"))) copy(button);
    else if (hit("[data-nav-toggle]")) toggleNav();
    else if ((button = hit("[data-theme-set]"))) {
      window.billieTheme.choose(button.dataset.themeSet);
      showTheme();
    } else if (hit("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all(".b-tipped").forEach((holder) => holder.classList.add("is-dismissed"));
    if (narrow.matches && root.classList.contains("is-nav-open")) toggleNav();
  });
  document.addEventListener("mouseover", (event) => {
    const holder = event.target.closest?.(".b-tipped");
    if (holder) placeTip(holder);
  });
  document.addEventListener("focusin", (event) => placeTipsNear(event.target));
  document.addEventListener("submit", submitFilters);
  document.addEventListener("submit", beBusy);
  document.addEventListener("change", (event) => {
    if (event.target.matches("form[data-filters] :is(select, input[type=checkbox])")) applyFilters(event.target.form);
  });
  narrow.addEventListener("change", showNav);
  window.addEventListener("pageshow", rememberList);
  window.addEventListener("pageshow", beReady);
  setInterval(refreshTimes, 5000);

  window.billie = Object.assign(window.billie || {}, { announce, refreshTimes });
  showTheme();
  showNav();
  document.querySelector("[data-focus]")?.focus();
})();
