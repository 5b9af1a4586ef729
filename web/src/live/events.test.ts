import { describe, expect, it } from "vitest";
import { eventReader } from "./events";

const STREAM =
  'retry: 2000\n\nid: 1-0\nevent: reset\ndata: {}\n\n:\n\nid: 2-0\nevent: hint\ndata: {"topic":"payments","id":"pay_1"}\n\n';

describe("a stream of events", () => {
  it.each([1, 2, 7, 1000])("is read alike in pieces of %i", (size) => {
    const read = eventReader();
    const found = [];
    for (let at = 0; at < STREAM.length; at += size)
      found.push(...read(STREAM.slice(at, at + size)));
    expect(found).toEqual([
      { kind: "reset", id: "1-0", data: "{}" },
      { kind: "hint", id: "2-0", data: '{"topic":"payments","id":"pay_1"}' },
    ]);
  });

  it("keeps what is not whole yet", () => {
    const read = eventReader();
    expect(read("event: hint\ndata: 1")).toEqual([]);
    expect(read("2\n")).toEqual([]);
    expect(read("\n")).toEqual([{ kind: "hint", id: undefined, data: "12" }]);
  });

  it("takes other ends of lines, and several lines of data", () => {
    expect(eventReader()("data:a\r\ndata: b\r\n\r\n")).toEqual([
      { kind: "message", id: undefined, data: "a\nb" },
    ]);
  });
});
