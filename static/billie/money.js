/* Money forms: amounts that are likely meant are filled in with one click, and one form is sent
   once; coming back to it by the back button makes it usable again. */
(function () {
  "use strict";

  document.addEventListener("click", (event) => {
    const pick = event.target.closest?.("[data-fill]");
    const field = pick && document.getElementById(pick.dataset.fill);
    if (!field) return;
    field.value = pick.dataset.value;
    field.focus();
    window.billie.announce(`${pick.dataset.value} filled in`);
  });
})();
