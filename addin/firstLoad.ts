import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Fails the build when what a page loads before it can be used grows beyond its budget, in kB after gzip. */
export function firstLoad(budgets: Record<string, number>): Plugin {
  return {
    name: "first-load",
    apply: "build",
    generateBundle(_, bundle) {
      for (const [page, budget] of Object.entries(budgets)) {
        const entry = Object.values(bundle).find(
          (file) => file.type === "chunk" && file.isEntry && file.name === page,
        );
        if (!entry) this.error(`There is no page ${page} to measure.`);
        const loaded = new Set<string>();
        const load = (name: string) => {
          const file = bundle[name];
          if (loaded.has(name) || file?.type !== "chunk") return;
          loaded.add(name);
          file.imports.forEach(load);
        };
        load(entry.fileName);
        const kilobytes =
          [...loaded].reduce((sum, name) => {
            const file = bundle[name];
            return file?.type === "chunk" ? sum + gzipSync(file.code, { level: 9 }).length : sum;
          }, 0) / 1000;
        const measured = `${page}: first load ${kilobytes.toFixed(1)} kB of ${budget} kB (scripts, gzip)`;
        if (kilobytes > budget) this.error(measured);
        this.info(measured);
      }
    },
  };
}
