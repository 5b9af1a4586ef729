import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { platform } from "../../tests/platform";

type Reader = typeof import("./reader");

/** The platform's side of one connection. */
class Line {
  readonly request: Request;
  readonly answer: Response;
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(request: Request) {
    this.request = request;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
        this.say("retry: 2000\n\n");
      },
    });
    this.answer = new HttpResponse(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  say(text: string): void {
    this.controller?.enqueue(new TextEncoder().encode(text));
  }

  hint(id: string, topic: string): void {
    this.say(`id: ${id}\nevent: hint\ndata: {"topic":"${topic}","id":null}\n\n`);
  }

  end(): void {
    this.controller?.close();
  }
}

let lines: Line[];

beforeEach(() => {
  lines = [];
  platform.use(
    http.get("*/v1/live", ({ request }) => {
      const line = new Line(request);
      lines.push(line);
      return line.answer;
    }),
  );
});

function line(number: number): Promise<Line> {
  return vi.waitFor(
    () => {
      const found = lines[number];
      if (found === undefined) throw new Error(`no connection ${number}`);
      return found;
    },
    { timeout: 20_000 },
  );
}

/** A tab in which somebody is signed in. */
async function aTab(): Promise<Reader & { heard: string[]; stop: () => void }> {
  vi.resetModules();
  const vault = await import("~/session/vault");
  const key = await vault.newDeviceKey();
  await vault.keep({ device: "dev_1", person: "per_1", refreshToken: "first", key });
  await (await import("~/session/session")).restore();
  const reader = await import("./reader");
  const heard: string[] = [];
  const stop = reader.listen({
    hint: (topic) => heard.push(topic),
    reset: () => heard.push("reset"),
  });
  return { ...reader, heard, stop };
}

describe("the reader", () => {
  it("says what it hears, with the session's token", async () => {
    const tab = await aTab();
    const first = await line(0);
    expect(first.request.headers.get("Authorization")).toMatch(/^Bearer /);
    expect(first.request.headers.has("Last-Event-ID")).toBe(false);
    first.say("id: 1-0\nevent: reset\ndata: {}\n\n");
    first.hint("2-0", "payments");
    await expect.poll(() => tab.heard).toEqual(["reset", "payments"]);
    expect(tab.connectionNow()).toBe("live");
    tab.stop();
  });

  it("comes again where it stopped", async () => {
    const tab = await aTab();
    const first = await line(0);
    first.hint("7-0", "goals");
    await expect.poll(() => tab.heard).toEqual(["goals"]);
    first.end();
    const second = await line(1);
    expect(second.request.headers.get("Last-Event-ID")).toBe("7-0");
    tab.stop();
  });

  it("looks by itself while it cannot listen, and listens again", async () => {
    let refusals = 2;
    platform.use(
      http.get("*/v1/live", () => {
        if (refusals === 0) return undefined;
        refusals -= 1;
        return HttpResponse.json(
          { code: "live_full", status: 503, title: "", detail: "" },
          { status: 503, headers: { "Content-Type": "application/problem+json" } },
        );
      }),
    );
    const tab = await aTab();
    await expect.poll(() => tab.connectionNow()).toBe("polling");
    await line(0);
    await expect.poll(() => tab.connectionNow()).toBe("live");
    tab.stop();
  });

  it("stops while nobody looks", async () => {
    const tab = await aTab();
    await line(0);
    await expect.poll(() => tab.connectionNow()).toBe("live");
    const seen = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    await expect.poll(() => tab.connectionNow()).toBe("paused");
    seen.mockRestore();
    document.dispatchEvent(new Event("visibilitychange"));
    await line(1);
    await expect.poll(() => tab.connectionNow()).toBe("live");
    tab.stop();
  });
});
