import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` serves the page anew as its files change; the studio (`fablewright up`) answers the rest.
const studio = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/fablewright/web/page",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's policy takes nothing from data: addresses but pictures
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(["/api", "/files", "/health"].map((path) => [path, studio])),
  },
});
