// Before the first paint: the colours that this person chose last time. Not a module, as modules wait.
(() => {
  try {
    const chosen = localStorage.getItem("stickyscan-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is closed to us: the system's choice counts.
  }
})();
