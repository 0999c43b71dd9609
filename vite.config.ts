import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const ICON_FOLDER = "node_modules/@tabler/icons/icons/outline";

/** One sprite of the icons named in frontend/icons.txt, so that a page asks for one file. */
function iconSprite(): Plugin {
  return {
    name: "icon-sprite",
    generateBundle() {
      const names = readFileSync("frontend/icons.txt", "utf8").split(/\s+/).filter(Boolean);
      const symbols = names.map((name) => {
        const drawing = readFileSync(resolve(ICON_FOLDER, `${name}.svg`), "utf8")
          .replace(/<!--[\s\S]*?-->/g, "")
          .replace(/^[\s\S]*?<svg[^>]*>/, "")
          .replace(/<\/svg>\s*$/, "");
        return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.trim()}</symbol>`;
      });
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
      });
    },
  };
}

/** Pictures of our own (the wordmark) keep their place beside the styles. */
function ownPictures(): Plugin {
  return {
    name: "own-pictures",
    generateBundle() {
      for (const file of readdirSync("frontend/pictures")) {
        this.emitFile({
          type: "asset",
          name: file,
          originalFileName: file,
          source: readFileSync(resolve("frontend/pictures", file)),
        });
      }
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [iconSprite(), ownPictures()],
  build: {
    outDir: "src/wanglai/web/static/web",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      checks: { eval: false }, input: { main: "frontend/main.ts", result: "frontend/result.ts", cash: "frontend/cash.ts", procedure: "frontend/procedure.ts" } },
  },
});
