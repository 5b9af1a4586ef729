// Writes tests/examples.ts from docs/openapi.yaml: for each operation an answer that its schema allows.
// The types are those of schema.d.ts, so that `npm run types` tells of an example that does not fit.
import { readFile, writeFile } from "node:fs/promises";
import { parse } from "yaml";

const here = new URL(".", import.meta.url);
const document = parse(await readFile(new URL("../../docs/openapi.yaml", here), "utf8"));

const AT = "2026-11-28T09:30:00Z";
/** What a text of that name says, where its schema leaves it open. */
const TEXTS = {
  name: "Meera Rao",
  phone: "+916100000003",
  handle: "meera",
  unit: "INR",
  mcc: "5814",
  vpa: "canteen@tuppence",
  birth_date: "2011-06-01",
};
const AMOUNTS = ["amount", "available", "balance", "target", "total"];
const TRUE = ["profile_complete", "pin_set"];
const FORMATS = {
  "date-time": AT,
  date: AT.slice(0, 10),
  uri: "https://tuppence.example/",
  byte: "AAAA",
};
/** Tried in turn where a pattern says what a text is. */
const SHAPES = [
  "Lunch",
  "account",
  "09:30",
  "123456",
  "2026-11",
  "5814",
  "a".repeat(43),
  "0".repeat(64),
  "ABCDE-12345-FGHIJ",
  `gft_01h455vb4pex5vsknk084sn02q.${"a".repeat(43)}`,
  `tpr_${"a".repeat(43)}`,
];
/** What comes after the prefix in `^pay_[0-7]...$`: an id that never was. */
const SUFFIX = "01h455vb4pex5vsknk084sn02q";

const resolve = (schema) =>
  schema.$ref ? document.components.schemas[schema.$ref.split("/").at(-1)] : schema;

function exampleOf(given, name, seen = []) {
  const schema = resolve(given);
  // A thing within itself ends at the second.
  if (given.$ref && seen.includes(given.$ref)) return undefined;
  const within = given.$ref ? [...seen, given.$ref] : seen;
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.find((value) => value !== null);
  if (schema.allOf) return mergedOf(schema.allOf, name, within);
  const kinds = schema.oneOf ?? schema.anyOf;
  if (kinds) return exampleOf(kinds.find((kind) => kind.type !== "null") ?? kinds[0], name, within);
  const type = [schema.type].flat().find((one) => one !== "null");
  if (type === "object" || schema.properties) return objectOf(schema, within);
  if (type === "array") {
    const one = exampleOf(schema.items, name, within);
    return one === undefined ? [] : [one];
  }
  if (type === "integer" && AMOUNTS.includes(name)) return 12500;
  if (type === "integer" || type === "number") return Math.max(schema.minimum ?? 1, 1);
  if (type === "boolean") return TRUE.includes(name);
  if (type === "string") return textOf(schema, name);
  return {};
}

function mergedOf(parts, name, within) {
  const made = parts.map((part) => exampleOf(part, name, within));
  return made.every((one) => typeof one === "object") ? Object.assign({}, ...made) : made[0];
}

function objectOf(schema, within) {
  const entries = Object.entries(schema.properties ?? {})
    .map(([key, value]) => [
      key,
      key === "next" ? nextOf(value, within) : exampleOf(value, key, within),
    ])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

/** Of a page there is no next one. */
function nextOf(schema, within) {
  const nullable = [resolve(schema).type].flat().includes("null");
  return nullable && resolve(schema).format === undefined
    ? null
    : exampleOf(schema, "next", within);
}

function textOf(schema, name) {
  if (schema.format in FORMATS) return TEXTS[name] ?? FORMATS[schema.format];
  const id = /^\^(?:\(\?:)?([a-z]+_)\[0-7\]/.exec(schema.pattern ?? "");
  if (id) return `${id[1]}${SUFFIX}`;
  const fits = (text) => new RegExp(schema.pattern ?? "", "u").test(text);
  const text = [TEXTS[name], name, ...SHAPES].find((one) => one !== undefined && fits(one));
  if (text === undefined) throw new Error(`no example of ${name} fits ${schema.pattern}`);
  return text;
}

const lines = [];
for (const [path, operations] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    const found = Object.entries(operation.responses).find(([status]) => status.startsWith("2"));
    if (found === undefined) throw new Error(`${operation.operationId} has no answer`);
    const schema = found[1].content?.["application/json"]?.schema;
    const body = schema ? exampleOf(schema) : null;
    const route = path.replaceAll(/\{(\w+)\}/g, ":$1");
    lines.push(
      `  ${JSON.stringify(operation.operationId)}: ${JSON.stringify({ method, route, status: Number(found[0]), body })},`,
    );
  }
}

await writeFile(
  new URL("../tests/examples.ts", here),
  `// Made by tools/examples.mjs from docs/openapi.yaml.
import type { operations } from "~/api/schema";

export type Operation = keyof operations;

type Answers<R> = { [S in keyof R & (200 | 201 | 202 | 204)]: R[S] }[keyof R & (200 | 201 | 202 | 204)];

/** The document that an operation answers with; null where it has none. */
export type Answer<O extends Operation> =
  Answers<operations[O]["responses"]> extends { content: { "application/json": infer B } } ? B : null;

export type Example<B> = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly body: B;
};

export const EXAMPLES: { readonly [O in Operation]: Example<Answer<O>> } = {
${lines.join("\n")}
};
`,
);
