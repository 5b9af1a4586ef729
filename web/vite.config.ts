import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Rolldown } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** Where `npm run dev` finds a platform: what `make up` printed. */
const platform = process.env["TUPPENCE_URL"] ?? "http://127.0.0.1:8200";

/** Home, and the texts of most: others ask for theirs a moment later. */
const FIRST = ["/features/home/Home.tsx", "/i18n/en.json"];

/** The files of these modules, and of all that those need. */
function reached(bundle: Rolldown.OutputBundle, modules: readonly string[]): string[] {
  const files = new Set<string>();
  const add = (file: string) => {
    const found = bundle[file];
    if (found?.type !== "chunk" || files.has(file)) return;
    files.add(file);
    found.imports.forEach(add);
  };
  for (const [file, found] of Object.entries(bundle)) {
    if (found.type === "chunk" && modules.some((one) => found.facadeModuleId?.endsWith(one))) {
      add(file);
    }
  }
  return [...files];
}

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    {
      // Words that have been painted stay where they are: our type is used once it is at hand, from
      // the second visit on at the latest, and never takes the place of another before one's eyes.
      name: "still-type",
      enforce: "pre",
      transform: {
        filter: { id: /\.css$/ },
        handler: (css) => css.replaceAll(/font-display:\s*swap/g, "font-display:optional"),
      },
    },
    {
      // What the first screen needs is on its way beside the app that will ask for it.
      name: "first-screen-at-once",
      transformIndexHtml: {
        order: "post",
        handler: (html, { bundle = {} }) =>
          reached(bundle, FIRST)
            .filter((file) => !html.includes(file))
            .map((file) => ({
              tag: "link",
              attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
              injectTo: "head",
            })),
      },
    },
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      // src/pwa/register.ts registers it: our policy lets no other script name one.
      injectRegister: false,
      // They are among the files below.
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,png,woff2}"],
        rollupFormat: "iife",
        maximumFileSizeToCacheInBytes: 1_000_000,
      },
      manifest: {
        name: "Tuppence",
        short_name: "Tuppence",
        description: "Pay, save and ask: money for teenagers and their families.",
        id: "/",
        start_url: "/",
        scope: "/",
        display: "standalone",
        orientation: "portrait",
        background_color: "#fbf8f3",
        theme_color: "#fbf8f3",
        categories: ["finance"],
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          {
            src: "/icon-maskable-512.png",
            sizes: "512x512",
            type: "image/png",
            purpose: "maskable",
          },
        ],
      },
    }),
  ],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    // The policy allows no inline script nor style, and no data: but for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // A connection carries one file at a time: a hundred of some bytes cost more than they save.
            { name: "icons", test: /lucide-react/, minShareCount: 3 },
            { name: "common", minShareCount: 45 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/v1": platform, "/dev": platform } },
});
