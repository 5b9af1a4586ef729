/** Takes out what opens something, or says who somebody is, before a call is kept or handed on. */
import type { Header } from "./log";

const GONE = "[redacted]";
const HEADERS = new Set(["authorization", "cookie", "set-cookie", "signature"]);
const MEMBERS =
  /token|secret|code$|^pin$|_pin$|password|challenge|phone|public_key|birth|^name$|number|document|signature|^vpa$|^upi$/i;

export function redactedHeaders(headers: Headers): Header[] {
  return [...headers].map(([name, value]) => ({
    name,
    value: HEADERS.has(name.toLowerCase()) ? GONE : value,
  }));
}

/** The same document with what is private gone; nothing of what is no document. */
export function redactedBody(body: string): string {
  if (body === "") return "";
  try {
    return JSON.stringify(JSON.parse(body), hide);
  } catch {
    return GONE;
  }
}

function hide(key: string, value: unknown): unknown {
  // A problem's code names a rule and is nobody's secret.
  const stable = key === "code" && typeof value === "string" && /^[a-z_]+$/.test(value);
  return MEMBERS.test(key) && !stable && value !== null && typeof value !== "boolean"
    ? GONE
    : value;
}
