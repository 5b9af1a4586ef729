import { expect, it } from "vitest";
import { learn, now } from "./clock";

const HOUR = 3600_000;
const at = (ms: number) => new Response(null, { headers: { Date: new Date(ms).toUTCString() } });

it("is the device's own until an answer tells of another", () => {
  expect(learn(at(Date.now() + 2000))).toBe(false);
  expect(learn(new Response(null))).toBe(false);
  expect(Math.abs(now() - Date.now())).toBeLessThan(1000);
});

it("is the platform's where the device's clock is wrong, and is learned once", () => {
  expect(learn(at(Date.now() + HOUR))).toBe(true);
  expect(Math.abs(now() - Date.now() - HOUR)).toBeLessThan(2000);
  expect(learn(at(Date.now() + HOUR))).toBe(false);
  expect(learn(at(Date.now()))).toBe(true);
  expect(Math.abs(now() - Date.now())).toBeLessThan(2000);
});
