import { beforeEach, describe, expect, it, vi } from "vitest";

type Lock = typeof import("./lock");

const MINUTE = 60_000;

async function theAppOpens(): Promise<Lock> {
  vi.resetModules();
  const lock = await import("./lock");
  lock.startLock();
  return lock;
}

function becomes(state: "hidden" | "visible"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "requestAnimationFrame"] });
  return () => vi.useRealTimers();
});

describe("the lock", () => {
  it("falls after five minutes in which nobody touched the app", async () => {
    const lock = await theAppOpens();
    vi.advanceTimersByTime(4 * MINUTE);
    dispatchEvent(new Event("pointerdown"));
    vi.advanceTimersByTime(4 * MINUTE);
    expect(lock.isLocked()).toBe(false);
    vi.advanceTimersByTime(MINUTE + 10_000);
    expect(lock.isLocked()).toBe(true);
    dispatchEvent(new Event("pointerdown"));
    expect(lock.isLocked()).toBe(true);
  });

  it("is there still when the app is opened again", async () => {
    await theAppOpens();
    vi.setSystemTime(Date.now() + 6 * MINUTE);
    const again = await theAppOpens();
    expect(again.isLocked()).toBe(true);
    again.unlock();
    expect(again.isLocked()).toBe(false);
    expect((await theAppOpens()).isLocked()).toBe(false);
  });

  it("falls before what was hidden is shown again", async () => {
    const lock = await theAppOpens();
    becomes("hidden");
    expect(document.documentElement.dataset).toHaveProperty("covered");
    vi.setSystemTime(Date.now() + 6 * MINUTE);
    becomes("visible");
    expect(lock.isLocked()).toBe(true);
    expect(document.documentElement.dataset).toHaveProperty("covered");
    vi.advanceTimersByTime(100);
    expect(document.documentElement.dataset).not.toHaveProperty("covered");
  });
});
