import { useState } from "react";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { asCurl } from "./har";
import type { Call, Header } from "./log";
import { StatusTag } from "./StatusTag";

/** One call, whole: what was sent, and what came back. */
export function CallSheet({ call, onClose }: { call: Call; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(asCurl(call));
    setCopied(true);
  };
  return (
    <Sheet open onClose={onClose} title={`${call.method} ${new URL(call.url).pathname}`}>
      <div className="flex items-center justify-between gap-3">
        <StatusTag call={call} />
        <Button look="secondary" onPress={() => void copy()}>
          {copied ? "Copied" : "Copy as curl"}
        </Button>
      </div>
      <Part title="Sent" headers={call.requestHeaders} body={call.requestBody} />
      <Part title="Answered" headers={call.answerHeaders ?? []} body={call.answerBody ?? ""} />
    </Sheet>
  );
}

function Part({
  title,
  headers,
  body,
}: {
  title: string;
  headers: readonly Header[];
  body: string;
}) {
  return (
    <section className="grid gap-2 text-sm">
      <h3 className="font-semibold">{title}</h3>
      <dl className="grid gap-1 font-mono text-xs">
        {headers.map(({ name, value }) => (
          <div key={name} className="wrap-anywhere">
            <dt className="inline text-muted">{name}: </dt>
            <dd className="inline">{value}</dd>
          </div>
        ))}
      </dl>
      {body !== "" && (
        <pre className="rounded-control bg-sunken p-3 text-xs whitespace-pre-wrap wrap-anywhere">
          {pretty(body)}
        </pre>
      )}
    </section>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
