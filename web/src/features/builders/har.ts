/** Calls as an HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/), which other tools read. */
import type { Call, Header } from "./log";

const VERSION = "HTTP/1.1";

export function archive(calls: readonly Call[]): object {
  return {
    log: {
      version: "1.2",
      creator: { name: "Tuppence", version: "1" },
      // The archive is in the order in which calls were made.
      entries: calls
        .filter((call) => call.took !== undefined)
        .map(entry)
        .reverse(),
    },
  };
}

function entry(call: Call): object {
  const took = call.took ?? 0;
  const url = new URL(call.url);
  return {
    startedDateTime: new Date(call.began).toISOString(),
    time: took,
    request: {
      method: call.method,
      url: call.url,
      httpVersion: VERSION,
      cookies: [],
      headers: call.requestHeaders,
      queryString: [...url.searchParams].map(([name, value]): Header => ({ name, value })),
      ...(call.requestBody === ""
        ? {}
        : { postData: { mimeType: "application/json", text: call.requestBody } }),
      headersSize: -1,
      bodySize: sizeOf(call.requestBody),
    },
    response: {
      status: call.status ?? 0,
      statusText: call.statusText ?? "",
      httpVersion: VERSION,
      cookies: [],
      headers: call.answerHeaders ?? [],
      content: {
        size: sizeOf(call.answerBody ?? ""),
        mimeType: call.answerType || "application/octet-stream",
        text: call.answerBody ?? "",
      },
      redirectURL: "",
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: took, receive: 0 },
  };
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The call as a line for a shell. What was redacted stays so: whoever runs it fills in their own. */
export function asCurl(call: Call): string {
  const headers = call.requestHeaders.map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`);
  const body = call.requestBody === "" ? [] : [`--data-raw ${quoted(call.requestBody)}`];
  return [`curl -sS -X ${call.method} ${quoted(call.url)}`, ...headers, ...body].join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
