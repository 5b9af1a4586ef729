/** For those who build on the platform: what the app asks of it, and which platform that is. */
import { Link } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Empty, Heading } from "~/design/Surface";
import { CallSheet } from "./CallSheet";
import { archive } from "./har";
import { type Call, clear, logged, subscribe } from "./log";
import { Servers } from "./Servers";
import { StatusTag } from "./StatusTag";

export function Builders() {
  const calls = useSyncExternalStore(subscribe, logged);
  const [wanted, setWanted] = useState("");
  const [opened, setOpened] = useState<number>();
  const shown = calls.filter((call) => fits(call, wanted));
  const open = calls.find((call) => call.id === opened);
  return (
    <main className="mx-auto grid max-w-2xl gap-6 p-4">
      <h1 className="text-2xl font-bold">Builders' tools</h1>
      <nav className="flex flex-wrap gap-4">
        <Link to="/" className={LINK}>
          Back to the app
        </Link>
        <Link to="/design" className={LINK}>
          Every component
        </Link>
      </nav>
      <Servers />
      <section className="grid gap-3">
        <Heading
          action={
            <Button look="quiet" onPress={clear}>
              Clear
            </Button>
          }
        >
          Calls
        </Heading>
        <p className="px-1 text-sm text-muted">
          Kept in memory until the app is closed. Tokens, codes, names and phone numbers are left
          out.
        </p>
        <Field
          label="Search in method, path, status, code and bodies"
          type="search"
          value={wanted}
          onChange={setWanted}
        />
        <Button look="secondary" onPress={() => save(shown)} isDisabled={shown.length === 0}>
          Export as HAR
        </Button>
        {shown.length === 0 ? (
          <Empty picture={<Radio size={36} />} title="No calls">
            Use the app, and come back.
          </Empty>
        ) : (
          <ul aria-label="Calls" className="grid gap-1">
            {shown.map((call) => (
              <li key={call.id}>
                <CallRow call={call} onOpen={() => setOpened(call.id)} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {open !== undefined && <CallSheet call={open} onClose={() => setOpened(undefined)} />}
    </main>
  );
}

const LINK = "inline-flex min-h-11 items-center font-semibold text-accent-strong underline";

function CallRow({ call, onOpen }: { call: Call; onOpen: () => void }) {
  const { pathname, search } = new URL(call.url);
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex min-h-12 w-full items-center gap-3 rounded-control bg-surface px-3 py-2 text-left text-sm hover:bg-sunken"
    >
      <StatusTag call={call} />
      <span className="min-w-0 flex-1 wrap-anywhere">
        <b>{call.method}</b> {pathname}
        {search}
      </span>
      <span className="money text-muted">
        {call.took === undefined ? "…" : `${Math.round(call.took)} ms`}
      </span>
    </button>
  );
}

function fits(call: Call, wanted: string): boolean {
  const text = [call.method, call.url, call.status, call.requestBody, call.answerBody].join(" ");
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));
}

/** Saved as a file, without a server in between. */
function save(calls: readonly Call[]): void {
  const text = JSON.stringify(archive(calls), null, 2);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `tuppence-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.har`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
