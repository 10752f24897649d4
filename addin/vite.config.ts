import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstLoad } from "./firstLoad";

// The product's pages; ASP.NET Core serves what is built here.
export default defineConfig({
  plugins: [react(), firstLoad({ taskpane: 160, dashboard: 180 })],
  build: {
    outDir: "../api/wwwroot",
    emptyOutDir: true,
    manifest: true,
    rolldownOptions: {
      input: { taskpane: "taskpane.html", dashboard: "dashboard.html" },
      // What several parts of the pages draw with, in one piece: it packs better than a file for each control.
      output: {
        codeSplitting: { groups: [{ name: "controls", test: /node_modules[\\/]/, minShareCount: 2 }] },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "sandbox/**/*.test.{ts,tsx}"],
  },
});
