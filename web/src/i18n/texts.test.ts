import { describe, expect, it } from "vitest";
import en from "./en.json";
import hi from "./hi.json";

const SOURCES = Object.entries(
  import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/**/*.test.*", "!/src/**/*.d.ts"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);
const SOURCE = SOURCES.map(([, text]) => text).join("\n");
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Texts by their whole key: `home.title`. */
function flat(texts: object, prefix = ""): Map<string, string> {
  const found = Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === "string"
      ? [[`${prefix}${key}`, value]]
      : [...flat(value as object, `${prefix}${key}.`)],
  );
  return new Map(found);
}

const english = flat(en);
const hindi = flat(hi);

/** The keys as code writes them: without the suffix of a plural. */
const keys = [...new Set([...english.keys()].map((key) => key.replace(PLURAL, "")))];
const roots = new Set(Object.keys(en));

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}/g)].map(([, name]) => name ?? "").sort();
}

/** Beginnings of keys whose end code makes: `refused.${code}`, "rule." + code. */
const made = [...SOURCE.matchAll(/`([a-zA-Z][\w.]*[.])\$\{|"([a-z]\w*\.)"/g)].map(
  ([, start, whole]) => start ?? whole ?? "",
);

describe("texts", () => {
  it("are the same in both languages", () => {
    expect([...hindi.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("say the same things in both languages", () => {
    for (const [key, text] of english) {
      expect([key, placeholders(hindi.get(key) ?? "")]).toEqual([key, placeholders(text)]);
    }
  });

  it("are translated", () => {
    const letters = (text: string) => text.replaceAll(/\{\{[^}]*\}\}|[^\p{L}]/gu, "");
    const same = [...english].filter(
      ([key, text]) => letters(text).length > 3 && hindi.get(key) === text,
    );
    expect(same).toEqual([]);
  });

  it("are each shown somewhere", () => {
    const unused = keys.filter(
      (key) =>
        !SOURCE.includes(`"${key}"`) &&
        !SOURCE.includes(`\`${key}\``) &&
        !made.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  it("are there wherever one is shown", () => {
    const named = [...SOURCE.matchAll(/"([a-z][a-zA-Z]*(?:\.[a-zA-Z_0-9]+)+)"/g)]
      .map(([, key]) => key ?? "")
      .filter((key) => roots.has(key.split(".")[0] ?? ""));
    const missing = [...new Set(named)].filter((key) => !keys.includes(key));
    expect(missing).toEqual([]);
  });

  it("are nowhere written beside the code", () => {
    // Words between tags would be English to everybody.
    const written = SOURCES.filter(
      ([path]) => path.endsWith(".tsx") && !isForBuilders(path),
    ).flatMap(([path, text]) =>
      [...text.matchAll(/^\s+[A-Z][a-z]+(?: [a-z]+)+[.!?]?$/gm)]
        .map(([line]) => `${path}: ${line.trim()}`)
        .concat(
          [...text.matchAll(/>[A-Z][a-z]+[^<>{}=;()]*<\//g)].map(([line]) => `${path}: ${line}`),
        ),
    );
    expect(written).toEqual([]);
  });
});

/** Tools for those who build on the platform speak English, as the code does. */
function isForBuilders(path: string): boolean {
  return path.startsWith("/src/features/builders/") || path.startsWith("/src/features/gallery/");
}
