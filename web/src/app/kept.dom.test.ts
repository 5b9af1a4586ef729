import { QueryClient } from "@tanstack/react-query";
import { openDB } from "idb";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetKept, keepWhatIsRead, restoreKept } from "./kept";

const HOME = { own: [{ available: 12_345 }] };

beforeEach(() => forgetKept());

/** What somebody read, once it is kept. */
async function readBy(person: string, key = ["home"]): Promise<void> {
  const client = new QueryClient();
  const stop = keepWhatIsRead(client, () => person);
  client.setQueryData(key, HOME);
  await expect.poll(rows).toBe(1);
  stop();
}

async function rows(): Promise<number> {
  const db = await openDB("tuppence-kept-1", 1);
  const count = await db.count("kept");
  db.close();
  return count;
}

async function seenBy(person: string): Promise<unknown> {
  const client = new QueryClient();
  await restoreKept(client, person);
  return client.getQueryData(["home"]);
}

describe("what was read", () => {
  it("is there when the app opens again, with when it was", async () => {
    const before = Date.now();
    await readBy("per_1");
    const client = new QueryClient();
    await restoreKept(client, "per_1");
    expect(client.getQueryData(["home"])).toEqual(HOME);
    expect(client.getQueryState(["home"])?.dataUpdatedAt).toBeGreaterThanOrEqual(before);
  });

  it("is sealed where it is kept", async () => {
    await readBy("per_1");
    const db = await openDB("tuppence-kept-1", 1);
    const row = await db.get("kept", "last");
    db.close();
    expect(row.sealer.extractable).toBe(false);
    expect(new TextDecoder().decode(row.sealed)).not.toContain("12345");
  });

  it("is shown to nobody else, and gone then", async () => {
    await readBy("per_1");
    expect(await seenBy("per_2")).toBeUndefined();
    expect(await seenBy("per_1")).toBeUndefined();
  });

  it("is gone with the session", async () => {
    await readBy("per_1");
    await forgetKept();
    expect(await seenBy("per_1")).toBeUndefined();
  });
});
