/** The switch between light and dark: any button with `data-theme-switch`. The choice stays in this browser. */

const KEY = "stickyscan-theme";
const root = document.documentElement;

/** @returns {"light" | "dark"} the colours on screen now */
export function theme() {
  const chosen = root.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Change to the other colours. */
export function switchTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  root.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage is closed to us: the choice lasts as long as this page.
  }
  showPressed();
}

function showPressed() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.setAttribute("aria-pressed", String(theme() === "dark"));
  }
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.addEventListener("click", switchTheme);
}
showPressed();
