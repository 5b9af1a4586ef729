// Lays a brotli and a gzip form beside each file of dist/ that gets smaller by it; WhiteNoise sends
// whichever the browser can read.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const worth = /\.(js|css|html|svg|json|webmanifest)$/;

for (const name of await readdir(dist, { recursive: true })) {
  if (!worth.test(name)) continue;
  const file = new URL(name, dist);
  const bytes = await readFile(file);
  const smaller = {
    br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    gz: gzipSync(bytes, { level: 9 }),
  };
  for (const [kind, packed] of Object.entries(smaller)) {
    if (packed.length < bytes.length) await writeFile(new URL(`${name}.${kind}`, dist), packed);
  }
}
