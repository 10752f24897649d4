import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The product's pages; ASP.NET Core serves what is built here.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../api/wwwroot",
    emptyOutDir: true,
    manifest: true,
    rolldownOptions: { input: { taskpane: "taskpane.html", dashboard: "dashboard.html" } },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "sandbox/**/*.test.{ts,tsx}"],
  },
});
