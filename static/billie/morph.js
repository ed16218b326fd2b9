/* Bringing a part of the page up to date without replacing it.

   billie.morph(old, fresh) changes `old` until it equals `fresh` and keeps every element that is in
   both, so that focus, selection, scroll places, typed text and opened details stay. Elements are
   recognised by id or data-key, otherwise by their place. It returns what the person should notice:
   elements with data-flash whose words changed, or that are new.
   - details keep whether they are open; [data-live-keep] and all that is in it is left alone
   - relative times and tips are no words: they change by themselves */
(function () {
  "use strict";
  const OWN = new Set(["data-state", "aria-busy"]);
  const SILENT = ".b-tip, [data-relative], .b-icon, .b-sr";

  const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || "" : "");
  const isSame = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

  function words(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(SILENT).forEach((silent) => silent.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  function morphAttributes(old, fresh) {
    for (const { name, value } of fresh.attributes) {
      if (name === "open" && old.nodeName === "DETAILS") continue;
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (fresh.hasAttribute(name) || OWN.has(name)) continue;
      if (name === "open" && (old.nodeName === "DETAILS" || old.nodeName === "DIALOG")) continue;
      old.removeAttribute(name);
    }
  }

  function morphNode(old, fresh, noticed) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    if (old.isEqualNode(fresh) || old.hasAttribute("data-live-keep")) return;
    const before = old.hasAttribute("data-flash") ? words(old) : null;
    morphAttributes(old, fresh);
    morphChildren(old, fresh, noticed);
    if (before !== null && before !== words(old)) noticed.push(old);
  }

  function morphChildren(old, fresh, noticed) {
    const keyed = new Map();
    for (const child of old.children) if (keyOf(child)) keyed.set(keyOf(child), child);
    let place = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      const key = keyOf(wanted);
      let match = key ? keyed.get(key) : place;
      if (!key) while (match && keyOf(match)) match = match.nextSibling;
      if (match && isSame(match, wanted)) {
        if (match === place) place = place.nextSibling;
        else old.insertBefore(match, place);
        morphNode(match, wanted, noticed);
      } else {
        old.insertBefore(wanted, place);
        if (wanted.nodeType === Node.ELEMENT_NODE) noticeNew(wanted, noticed);
      }
    }
    while (place) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
  }

  function noticeNew(element, noticed) {
    if (element.hasAttribute("data-flash")) noticed.push(element);
    else noticed.push(...element.querySelectorAll("[data-flash]"));
  }

  function morph(old, fresh) {
    const noticed = [];
    morphNode(old, fresh, noticed);
    return noticed;
  }

  window.billie = Object.assign(window.billie || {}, { morph, words });
})();
