import { useEffect, useRef } from "react";

/** Single keys that work wherever nothing is being typed. */
export function useShortcuts(keys: Record<string, () => unknown>) {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as Element | null;
      const isTyping = target?.closest("input, textarea, select, [contenteditable], [popover], .splitter");
      if (isTyping || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" && target?.closest("button, a")) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
