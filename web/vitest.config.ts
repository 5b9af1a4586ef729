import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What a browser is needed for has it; what only reckons is quicker without. */
const IN_A_BROWSER = ["src/**/*.test.tsx", "src/**/*.dom.test.ts"];

export default defineConfig({
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: {
    restoreMocks: true,
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // What the app's environment says of each refusal that a test has asked for is noise.
    silent: "passed-only",
    // What a test says of times must not depend on where it is run.
    env: { TZ: "UTC" },
    projects: [
      {
        extends: true,
        test: { name: "plain", include: ["src/**/*.test.ts"], exclude: IN_A_BROWSER },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: IN_A_BROWSER,
          environment: "happy-dom",
          environmentOptions: { happyDOM: { url: "http://tuppence.test/" } },
          setupFiles: ["./tests/setup.ts"],
        },
      },
    ],
  },
});
