import react from "@vitejs/plugin-react";
import { defineConfig, type EnvironmentOptions } from "vite";

const outDir = "../../api.Sandbox/wwwroot/outlook";

/** A script of one file for a plain script element: it has to run before any module of the page. */
const script = (name: string): EnvironmentOptions => ({
  consumer: "client",
  build: {
    outDir,
    emptyOutDir: false,
    lib: { entry: `office/${name}.ts`, formats: ["iife"], name: "standIn", fileName: () => `${name}.js` },
  },
});

// The Outlook-like page and the stand-ins for Office.js and sign-in: only the sandbox serves them.
export default defineConfig({
  root: "sandbox",
  base: "/outlook/",
  plugins: [react()],
  build: { outDir, emptyOutDir: true },
  environments: { office: script("office-standin"), signIn: script("sign-in-standin") },
  builder: {},
});
