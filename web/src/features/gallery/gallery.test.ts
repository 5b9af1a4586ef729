import { expect, it } from "vitest";

const PARTS = Object.keys(import.meta.glob("/src/design/*.{ts,tsx}")).map(
  (path) => /([^/]+)\.tsx?$/.exec(path)?.[1],
);
const GALLERY = Object.values(
  import.meta.glob<string>("./*.tsx", { query: "?raw", import: "default", eager: true }),
).join("\n");

it("shows every part of src/design", () => {
  // Types alone cannot be seen.
  const shown = PARTS.filter((part) => part !== "target");
  expect(shown.filter((part) => !GALLERY.includes(`"~/design/${part}"`))).toEqual([]);
});
