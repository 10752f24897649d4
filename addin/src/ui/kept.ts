// A browser may refuse storage to a page inside another; the page works without it.

/** What was kept under this key in this browser; undefined when nothing was, or it cannot be read. */
export function kept<T>(key: string): T | undefined {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? undefined : (JSON.parse(stored) as T);
  } catch {
    return undefined;
  }
}

/** Keeps a value beyond the life of the pane, which Outlook may close at any moment; null forgets it. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // not kept
  }
}
