import { webDarkTheme, webLightTheme, type Theme } from "@fluentui/react-components";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { HostTheme } from "../office/host";

export type ThemeChoice = "system" | "light" | "dark";

const darkPreferred = matchMedia("(prefers-color-scheme: dark)");

/** Writes Fluent's tokens as CSS variables, once for each theme. */
export function writeTokens() {
  const rules = (theme: Theme) =>
    Object.entries(theme)
      .map(([name, value]) => `--${name}:${value}`)
      .join(";");
  const style = document.createElement("style");
  style.textContent =
    `:root{color-scheme:light;${rules(webLightTheme)}}` +
    `:root[data-theme=dark]{color-scheme:dark;${rules(webDarkTheme)}}`;
  document.head.prepend(style);
}

export function hostTheme(dark: boolean): HostTheme {
  const theme = dark ? webDarkTheme : webLightTheme;
  return {
    dark,
    bodyBackground: theme.colorNeutralBackground1,
    bodyForeground: theme.colorNeutralForeground1,
    controlBackground: theme.colorNeutralBackground3,
    controlForeground: theme.colorNeutralForeground1,
  };
}

/** The theme the page is drawn in: the reader's choice, kept for next time, or the system's. */
export function useTheme() {
  const [choice, setChoice] = useState(() => (localStorage.getItem("theme") ?? "system") as ThemeChoice);
  const systemDark = useSyncExternalStore(
    (changed) => {
      darkPreferred.addEventListener("change", changed);
      return () => darkPreferred.removeEventListener("change", changed);
    },
    () => darkPreferred.matches,
  );
  const dark = choice === "dark" || (choice === "system" && systemDark);
  useEffect(() => {
    localStorage.setItem("theme", choice);
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  }, [choice, dark]);
  return { choice, dark, setChoice };
}
