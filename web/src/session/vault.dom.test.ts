import { beforeEach, describe, expect, it } from "vitest";
import { forget, keep, kept, newDeviceKey } from "./vault";

beforeEach(() => forget());

describe("the vault", () => {
  it("gives back what was kept, until it is forgotten", async () => {
    const key = await newDeviceKey();
    await keep({ device: "dev_1", person: "per_1", refreshToken: "secret", key });
    expect(await kept()).toMatchObject({
      device: "dev_1",
      person: "per_1",
      refreshToken: "secret",
    });
    await forget();
    expect(await kept()).toBeUndefined();
  });

  it("has the token in no form that can be read from the database", async () => {
    const key = await newDeviceKey();
    await keep({ device: "dev_1", person: "per_1", refreshToken: "a-secret-token", key });
    const row = await rowOf();
    expect(row["refreshToken"]).toBeUndefined();
    const sealed = row["sealed"] as ArrayBuffer;
    expect(new TextDecoder().decode(sealed)).not.toContain("a-secret-token");
    expect((row["sealer"] as CryptoKey).extractable).toBe(false);
  });

  it("seals each token under another key and nonce", async () => {
    const key = await newDeviceKey();
    const kept = { device: "dev_1", person: "per_1", refreshToken: "secret", key };
    await keep(kept);
    const first = await rowOf();
    await keep(kept);
    const second = await rowOf();
    expect(new Uint8Array(second["sealed"] as ArrayBuffer)).not.toEqual(
      new Uint8Array(first["sealed"] as ArrayBuffer),
    );
  });

  it("makes a key whose private half cannot leave the device", async () => {
    const { privateKey } = await newDeviceKey();
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("jwk", privateKey)).rejects.toThrow();
  });
});

async function rowOf(): Promise<Record<string, unknown>> {
  const request = indexedDB.open("tuppence");
  const db = await new Promise<IDBDatabase>((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const read = db.transaction("session").objectStore("session").get("current");
  const row = await new Promise<Record<string, unknown>>((resolve) => {
    read.onsuccess = () => resolve(read.result);
  });
  db.close();
  return row;
}
