import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The Outlook-like page and the stand-in for Office.js: only the sandbox serves them.
export default defineConfig({
  root: "sandbox",
  base: "/outlook/",
  plugins: [react()],
  build: { outDir: "../../api.Sandbox/wwwroot/outlook", emptyOutDir: true },
});
