/* The customer page: choosing an account without leaving one's place, and sending a note once. */
(function () {
  "use strict";
  const cockpit = document.getElementById("cockpit");

  async function show(address) {
    const answer = await fetch(address, { redirect: "manual" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll(".c-page [data-live-topics]:not(#timeline-lines), #timeline")) {
      const wanted = fresh.getElementById(part.id);
      if (wanted) window.billie.morph(part, document.importNode(wanted, true));
    }
    const account = document.querySelector("#note-form [name=account]");
    if (account) account.value = new URL(address, location.href).searchParams.get("account") || "";
    window.billie.refreshTimes?.();
    document.dispatchEvent(new CustomEvent("billie:moved"));
  }

  function choose(address) {
    return show(address).catch(() => { location.href = address; });
  }

  function chosenName() {
    const title = document.querySelector(".c-account-title");
    return title ? window.billie.words(title) : "";
  }

  cockpit?.addEventListener("click", async (event) => {
    const more = event.target.closest("[data-more]");
    if (more) return showEarlier(event, more);
    const link = event.target.closest("[data-soft]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    await choose(link.href);
    if (!link.closest("#rail")) return;
    window.billie.announce(chosenName());
    if (window.matchMedia("(max-width: 860px)").matches) document.getElementById("account").scrollIntoView({ block: "start" });
  });
  async function showEarlier(event, link) {
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    const answer = await fetch(link.href, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) { location.href = link.href; return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const lines = [...fresh.querySelectorAll("#timeline-lines > li")].map((line) => document.importNode(line, true));
    document.getElementById("timeline-lines").append(...lines);
    document.getElementById("timeline-more").replaceWith(document.importNode(fresh.getElementById("timeline-more"), true));
    lines[0]?.setAttribute("tabindex", "-1");
    lines[0]?.focus({ preventScroll: true });
    window.billie.announce(`${lines.length} earlier lines`);
  }

  window.addEventListener("popstate", () => choose(location.href));

  /* A form is sent once; the button says that it is on its way */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelector("[type=submit]").setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[type=submit]").removeAttribute("aria-busy");
    }
  });

  /* Words that were typed are not lost by a careless click */
  window.addEventListener("beforeunload", (event) => {
    const typed = [...document.querySelectorAll("form[data-once] textarea")].some((area) => area.value !== area.defaultValue && !area.form.dataset.sent);
    if (typed) event.preventDefault();
  });
  /* A form that opens is ready to be written in; one that came open, with errors, leaves the focus to their summary */
  document.addEventListener("toggle", (event) => {
    if (document.activeElement?.matches("[data-focus]")) return;
    if (event.target.matches("details[data-writes]") && event.target.open) event.target.querySelector("textarea")?.focus();
  }, true);
})();
