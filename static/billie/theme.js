/* Sets the theme and the navigation's state before the first paint, so that nothing flashes.
   The theme is kept under the name and in the form that Unfold uses. */
(function () {
  "use strict";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return JSON.parse(localStorage.getItem("adminTheme")) || "auto";
    } catch {
      return "auto";
    }
  }

  function apply() {
    const theme = chosen();
    const dark = theme === "dark" || (theme === "auto" && system.matches);
    root.classList.toggle("dark", dark);
    root.classList.toggle("light", !dark);
  }

  window.billieTheme = {
    chosen,
    choose(theme) {
      localStorage.setItem("adminTheme", JSON.stringify(theme));
      apply();
    },
  };
  system.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  root.dataset.nav = localStorage.getItem("billieNav") || "open";
  apply();
})();
