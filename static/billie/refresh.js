/* Parts that age also when nothing is announced, such as how long a stream has stood still:
   <section id="operations" data-live-url="/operations/" data-refresh-seconds="5">
   They are fetched again at this pace while somebody looks, and changed in place (morph.js).
   What is announced comes sooner, through live.js, whose sign in the top bar tells of its state. */
(function () {
  "use strict";
  const TICK = 1000;
  const asked = new Map();

  async function refresh(part) {
    const address = new URL(part.dataset.liveUrl, location.href);
    address.searchParams.append("part", part.id);
    try {
      const answer = await fetch(address, { redirect: "error", headers: { "X-Requested-With": "refresh" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      const current = document.getElementById(part.id);
      if (fresh && current) window.billie.morph(current, document.importNode(fresh, true));
    } catch {
      /* the next turn tries again; what is shown says as of when it is */
    }
  }

  function turn() {
    if (document.hidden) return;
    const now = Date.now();
    document.querySelectorAll("[data-refresh-seconds]").forEach((part) => {
      const last = asked.get(part.id) ?? now;
      if (!asked.has(part.id)) asked.set(part.id, now);
      if (now - last < Number(part.dataset.refreshSeconds) * 1000) return;
      asked.set(part.id, now);
      refresh(part);
    });
  }

  setInterval(turn, TICK);
})();
