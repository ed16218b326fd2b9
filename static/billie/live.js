/* Keeping an open page up to date.

   A part that may change:
     <section id="rail" data-live-topics="customer:CUS-1 account:A-7" data-live-url="/…/parts">
   Topics are parted by spaces, each percent-encoded. When one of them changes, its part is fetched
   again from `data-live-url?part=<id>`; parts that share an address are fetched together, and the
   answer holds each of them under its id. A part with data-live-grow="end" (or "start") keeps what it
   has: children with ids it does not have yet are put at that end. It says what it has with
   `&from=<data-live-last>&size=<data-live-size>`; an answer with data-live-whole replaces all.

   A part with data-live-quiet belongs to the frame: where there are no others, the page does not say
   of itself that it is live.

   A part with data-live-late was rendered without what takes long, and is fetched again at once.
   A part with data-live-due="2026-11-20T10:00:00Z" is also fetched when that instant comes.

   A part with data-live-hold waits while the mouse moves over its rows.

   The page says with [data-live-after] up to which announcement it was rendered. The stream is
   closed while nobody looks at the page (a browser has few connections) and resumed after it.
   Inside parts, data-flash marks what may change before one's eyes, data-announce="Balance" what
   is also read aloud: "Balance: 145.00 AUD". After each update the event billie:updated is sent
   to the part. */
(function () {
  "use strict";
  const ROUND_MILLISECONDS = 250;
  const HELD_MILLISECONDS = 2000;
  const HIDDEN_MILLISECONDS = 10000;
  const SLOWEST_RETRY = 30000;
  const LONGEST_TIMER = 2 ** 31 - 1;
  const MOST_ANNOUNCED = 3;
  const WORDS = { live: "Live", waiting: "Connecting", lost: "Reconnecting", paused: "Updates paused", out: "Signed out" };

  const parts = () => [...document.querySelectorAll("[data-live-topics]")];
  const topicsOf = (part) => part.dataset.liveTopics.split(" ").filter(Boolean).map(decodeURIComponent);

  let source = null;
  let watched = new Set();
  let after = document.querySelector("[data-live-after]")?.dataset.liveAfter || "";
  let retry = 1000;
  let timer = 0;
  let hiddenTimer = 0;
  let dueTimer = 0;
  let ended = false;
  const dirty = new Set();
  let roundRuns = false;
  let movedAt = 0;

  function show(state) {
    const place = document.getElementById("live-state");
    if (!place) return;
    place.hidden = state !== "out" && !parts().some((part) => !("liveQuiet" in part.dataset));
    place.dataset.state = state === "live" ? "live" : state === "waiting" ? "off" : "lost";
    const said = place.querySelector(".b-live-words");
    if (said && said.textContent !== WORDS[state]) said.textContent = WORDS[state];
    place.title = state === "live" ? "Changes appear by themselves" : WORDS[state];
  }

  /* The stream */

  function open() {
    close();
    watched = new Set(parts().flatMap(topicsOf));
    if (!watched.size || ended) return;
    const query = new URLSearchParams([...watched].map((topic) => ["topic", topic]));
    if (after) query.set("after", after);
    show("waiting");
    source = new EventSource(`/live/stream?${query}`);
    source.onopen = () => {
      retry = 1000;
      show("live");
      if (!after) markAll(); /* nobody knows what changed since the page was rendered */
    };
    source.onerror = onError;
    source.addEventListener("changed", (event) => {
      remember(event);
      mark(new Set(JSON.parse(event.data).topics));
    });
    source.addEventListener("reset", (event) => {
      remember(event);
      show("live");
      setTimeout(markAll, Math.random() * 1500);
    });
    source.addEventListener("paused", () => show("paused"));
    source.addEventListener("closing", () => show("lost"));
    source.addEventListener("signed-out", signOut);
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  function remember(event) {
    if (event.lastEventId) after = event.lastEventId;
  }

  function onError() {
    show("lost");
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    markAll(); /* shows whether we are still signed in, and what we missed */
    timer = setTimeout(open, retry);
    retry = Math.min(retry * 2, SLOWEST_RETRY);
  }

  function signOut() {
    ended = true;
    close();
    show("out");
    window.billie.announce("You are signed out. Reload the page to sign in again.");
  }

  /* What has to be fetched again */

  function mark(topics) {
    for (const part of parts()) if (topicsOf(part).some((topic) => topics.has(topic))) dirty.add(part.id);
    startRound();
  }

  function markAll() {
    for (const part of parts()) dirty.add(part.id);
    startRound();
  }

  function markLate() {
    for (const part of parts()) if ("liveLate" in part.dataset) dirty.add(part.id);
    startRound();
  }

  async function startRound() {
    if (roundRuns || document.hidden || ended || !dirty.size) return;
    roundRuns = true;
    const pause = new Promise((resolve) => setTimeout(resolve, ROUND_MILLISECONDS));
    const due = [...dirty].map((id) => document.getElementById(id)).filter((part) => part && !isHeld(part));
    dirty.clear();
    const noticed = await Promise.all([...byAddress(due)].map(([url, together]) => refresh(url, together)));
    announce(noticed.flat());
    await pause;
    roundRuns = false;
    startRound();
  }

  /* Rows do not move away under a mouse: such a part waits until the mouse has left it, or has
     been still for a while. */
  function isHeld(part) {
    if (!("liveHold" in part.dataset) || !part.querySelector("tr:hover")) return false;
    if (Date.now() - movedAt > HELD_MILLISECONDS) return false;
    setTimeout(() => { dirty.add(part.id); startRound(); }, HELD_MILLISECONDS);
    return true;
  }

  document.addEventListener("pointermove", () => { movedAt = Date.now(); }, { passive: true });

  function byAddress(due) {
    const groups = new Map();
    for (const part of due) {
      const url = part.dataset.liveUrl;
      groups.set(url, [...(groups.get(url) || []), part]);
    }
    return groups;
  }

  async function refresh(url, together) {
    const address = new URL(url, location.href);
    for (const part of together) {
      address.searchParams.append("part", part.id);
      if (part.dataset.liveLast) address.searchParams.set("from", part.dataset.liveLast);
      if (part.dataset.liveSize) address.searchParams.set("size", part.dataset.liveSize);
    }
    try {
      const answer = await fetch(address, { redirect: "manual", headers: { "X-Requested-With": "live" } });
      if (answer.type === "opaqueredirect" || answer.status === 401) return signOut(), [];
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return put(await answer.text(), together);
    } catch {
      setTimeout(() => { together.forEach((part) => dirty.add(part.id)); startRound(); }, retry);
      retry = Math.min(retry * 2, SLOWEST_RETRY);
      return [];
    }
  }

  function put(html, together) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const noticed = [];
    for (const part of together) {
      const wanted = fresh.getElementById(part.id);
      const current = document.getElementById(part.id);
      if (!wanted || !current || current.dataset.liveUrl !== wanted.dataset.liveUrl) continue;
      const wasLate = "liveLate" in current.dataset; /* what was only missing is no news */
      if ("liveGrow" in current.dataset && !("liveWhole" in wanted.dataset)) noticed.push(...grow(current, wanted));
      else {
        const changed = window.billie.morph(current, document.importNode(wanted, true));
        if (!wasLate) noticed.push(...changed);
      }
      window.htmx?.process(current);
      current.dispatchEvent(new CustomEvent("billie:updated", { bubbles: true }));
    }
    window.billie.refreshTimes?.();
    follow();
    waitForDue();
    return noticed;
  }

  function grow(current, wanted) {
    const isNew = (child) => !child.id || !document.getElementById(child.id);
    const added = [...wanted.children].filter(isNew).map((child) => document.importNode(child, true));
    if (current.dataset.liveGrow === "start") {
      if (added.length && added.length === wanted.children.length) {
        return window.billie.morph(current, document.importNode(wanted, true)); /* more is new than fits: begin anew */
      }
      current.prepend(...added);
    } else current.append(...added);
    current.dataset.liveLast = wanted.dataset.liveLast || "";
    current.dataset.liveSize = wanted.dataset.liveSize || "";
    return added;
  }

  /* What the person notices */

  function announce(noticed) {
    const said = [];
    for (const element of noticed) {
      flash(element);
      const what = element.dataset.announce;
      if (what !== undefined) said.push(`${what}${what ? ": " : ""}${window.billie.words(element)}`);
    }
    if (said.length > MOST_ANNOUNCED) said.splice(MOST_ANNOUNCED, said.length, `and ${said.length - MOST_ANNOUNCED} more changes`);
    if (said.length) window.billie.announce(said.join(". "));
  }

  function flash(element) {
    element.classList.remove("is-changed");
    void element.offsetWidth; /* so that a second change flashes again */
    element.classList.add("is-changed");
    element.addEventListener("animationend", () => element.classList.remove("is-changed"), { once: true });
  }

  /* The page's own life */

  function follow() {
    if (parts().flatMap(topicsOf).some((topic) => !watched.has(topic))) open();
  }

  function waitForDue() {
    clearTimeout(dueTimer);
    const instants = parts().map((part) => Date.parse(part.dataset.liveDue)).filter((at) => at > Date.now());
    if (!instants.length || ended) return;
    const earliest = Math.min(...instants);
    dueTimer = setTimeout(() => {
      for (const part of parts()) if (Date.parse(part.dataset.liveDue) <= earliest) dirty.add(part.id);
      startRound();
    }, Math.min(earliest - Date.now(), LONGEST_TIMER));
  }

  document.addEventListener("htmx:afterSettle", follow);
  document.addEventListener("billie:moved", () => { follow(); markLate(); });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) hiddenTimer = setTimeout(close, HIDDEN_MILLISECONDS);
    else if (!source) open();
    startRound();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
  waitForDue();
  markLate();
})();
