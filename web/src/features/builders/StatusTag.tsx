import type { Call } from "./log";

const LOOKS = {
  good: "bg-good-soft text-good",
  refused: "bg-gold-soft text-gold",
  bad: "bg-bad-soft text-bad",
  open: "bg-sunken text-muted",
} as const;

/** How a call went, in three figures. */
export function StatusTag({ call }: { call: Call }) {
  return (
    <span className={`min-w-11 rounded-full px-2 py-0.5 text-center font-semibold ${lookOf(call)}`}>
      {call.took === undefined ? "…" : call.status === 0 ? "none" : call.status}
    </span>
  );
}

function lookOf({ took, status = 0 }: Call): string {
  if (took === undefined) return LOOKS.open;
  if (status === 0 || status >= 500) return LOOKS.bad;
  return status >= 400 ? LOOKS.refused : LOOKS.good;
}
