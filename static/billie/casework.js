/* The form of an outcome: what belongs to one outcome is shown with it. Without scripts all of it is. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-outcome]");
  const outcome = form?.querySelector("[name=outcome]");
  if (!outcome) return;

  function fit() {
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== outcome.value;
  }

  outcome.addEventListener("change", fit);
  window.addEventListener("pageshow", fit);
  fit();
})();
