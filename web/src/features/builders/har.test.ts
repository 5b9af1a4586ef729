import { describe, expect, it } from "vitest";
import { archive, asCurl } from "./har";
import type { Call } from "./log";

const CALL: Call = {
  id: 1,
  method: "POST",
  url: "http://tuppence.test/v1/payments?a=b",
  began: Date.UTC(2026, 10, 28, 9, 30),
  requestHeaders: [{ name: "accept", value: "it's" }],
  requestBody: '{"note":"it\'s"}',
  took: 12.5,
  status: 201,
  statusText: "Created",
  answerHeaders: [],
  answerBody: '{"चाय":1}',
  answerType: "application/json",
};

describe("An archive of calls", () => {
  it("has them in the order in which they were made, and none that is under way", () => {
    const { took: _, ...open } = CALL;
    const { log } = archive([open, { ...CALL, method: "PUT" }, CALL]) as {
      log: { version: string; entries: { request: { method: string } }[] };
    };
    expect(log.version).toBe("1.2");
    expect(log.entries.map(({ request }) => request.method)).toEqual(["POST", "PUT"]);
  });

  it("counts bytes, not letters", () => {
    const { log } = archive([CALL]) as { log: { entries: unknown[] } };
    expect(log.entries[0]).toMatchObject({
      startedDateTime: "2026-11-28T09:30:00.000Z",
      request: { queryString: [{ name: "a", value: "b" }], bodySize: 15 },
      response: { content: { size: 15 } },
    });
  });
});

describe("A call for a shell", () => {
  it("is quoted so that nothing of it is a command", () => {
    expect(asCurl(CALL)).toBe(
      [
        "curl -sS -X POST 'http://tuppence.test/v1/payments?a=b'",
        "-H 'accept: it'\\''s'",
        "--data-raw '{\"note\":\"it'\\''s\"}'",
      ].join(" \\\n  "),
    );
  });
});
