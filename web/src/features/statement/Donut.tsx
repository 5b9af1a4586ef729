import type { ReactNode } from "react";
import type { Category } from "./api";

const PAINTS = 8;
const RADIUS = 42;
const AROUND = 2 * Math.PI * RADIUS;
/** What is between two parts, in the units of the picture. */
const GAP = 1.6;

/** The colour of the so-manieth part of a chart. */
export function paintOf(n: number): string {
  return `var(--chart-${(n % PAINTS) + 1})`;
}

/** A ring of parts, the largest first, with what they are together in its middle. */
export function Donut({
  parts,
  label,
  children,
}: {
  parts: readonly { readonly category: Category; readonly amount: number }[];
  label: string;
  children: ReactNode;
}) {
  const total = parts.reduce((sum, part) => sum + part.amount, 0);
  let gone = 0;
  const arcs = parts.map((part, n) => {
    const length = (part.amount / Math.max(total, 1)) * AROUND;
    const arc = { key: part.category, paint: paintOf(n), length, from: gone };
    gone += length;
    return arc;
  });
  return (
    <div className="relative grid aspect-square w-64 max-w-full place-items-center">
      <svg
        viewBox="0 0 100 100"
        className="absolute inset-0 -rotate-90"
        role="img"
        aria-label={label}
      >
        <circle cx="50" cy="50" r={RADIUS} fill="none" stroke="var(--sunken)" strokeWidth="11" />
        {arcs.map(({ key, paint, length, from }) => (
          <circle
            key={key}
            cx="50"
            cy="50"
            r={RADIUS}
            fill="none"
            stroke={paint}
            strokeWidth="11"
            strokeDasharray={`${Math.max(0.4, length - (arcs.length > 1 ? GAP : 0))} ${AROUND}`}
            strokeDashoffset={-from}
          />
        ))}
      </svg>
      <div className="relative grid max-w-40 justify-items-center text-center">{children}</div>
    </div>
  );
}
