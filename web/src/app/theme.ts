/** Light or dark, as the device says unless the person chose; and whose colours are worn. */
export type Theme = "system" | "light" | "dark";

const CHOSEN = "tuppence-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(CHOSEN);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function wear(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(CHOSEN);
  else localStorage.setItem(CHOSEN, theme);
  paint();
}

function paint(): void {
  const theme = chosenTheme();
  const night = theme === "system" ? dark.matches : theme === "dark";
  document.documentElement.dataset["theme"] = night ? "dark" : "light";
}

export function startTheme(): void {
  dark.addEventListener("change", paint);
  paint();
}

export function wearColoursOf(role: "teen" | "guardian"): void {
  document.documentElement.dataset["role"] = role;
}
