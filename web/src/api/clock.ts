/**
 * What time it is at the platform. A signature is good for some minutes, and a phone's clock may be
 * further off than that: then nothing could be paid, nor the app be opened with the PIN.
 */
const NEAR_MS = 60_000;

let ahead = 0;

/** Milliseconds since 1970, as the platform counts them as far as we have been told. */
export function now(): number {
  return Date.now() + ahead;
}

/** Takes the platform's time from an answer; false where it says none, or the clocks agree well enough. */
export function learn(answer: Response): boolean {
  const told = Date.parse(answer.headers.get("Date") ?? "");
  if (Number.isNaN(told) || Math.abs(told - now()) < NEAR_MS) return false;
  ahead = told - Date.now();
  return true;
}
