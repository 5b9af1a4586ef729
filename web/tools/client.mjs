// Writes src/api/schema.d.ts from docs/openapi.yaml, without the headers that client.ts adds to each
// request by itself: a caller has no signature to give.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import { parse } from "yaml";

const OURS = ["Signature", "Signature-Input", "Content-Digest", "Idempotency-Key"];

const here = new URL(".", import.meta.url);
const document = parse(await readFile(new URL("../../docs/openapi.yaml", here), "utf8"));
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) {
    operation.parameters = operation.parameters?.filter(
      (parameter) => !(parameter.in === "header" && OURS.includes(parameter.name)),
    );
  }
}
const types = astToString(await openapiTS(document, { alphabetize: true }));
await writeFile(new URL("../src/api/schema.d.ts", here), types);
