import type { ReactNode } from "react";

const CARDS = { plain: "bg-surface", accent: "bg-accent text-on-accent", sunken: "bg-sunken" };

/** A card: something that stands for itself. */
export function Card({
  look = "plain",
  className = "",
  children,
}: {
  look?: keyof typeof CARDS;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`rounded-card p-5 shadow-card ${CARDS[look]} ${className}`}>
      {children}
    </section>
  );
}

/** A heading of a part of a screen, with what may be done there. */
export function Heading({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-3 px-1">
      <h2 className="text-lg font-semibold">{children}</h2>
      {action}
    </div>
  );
}

/** Where something will be once it has arrived. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden className={`skeleton ${className}`} />;
}

const TONES = {
  info: "bg-accent-soft text-accent-strong",
  good: "bg-good-soft text-good",
  bad: "bg-bad-soft text-bad",
  gold: "bg-gold-soft text-gold",
} as const;

/** Something to know, beside the matter itself. A bad one is read out at once. */
export function Notice({
  tone = "info",
  children,
  action,
}: {
  tone?: keyof typeof TONES;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={`flex items-center justify-between gap-3 rounded-control px-4 py-3 text-sm font-medium ${TONES[tone]}`}
    >
      <div>{children}</div>
      {action}
    </div>
  );
}

/** A list that has nothing in it yet: what will be here, and how to begin. */
export function Empty({
  picture,
  title,
  children,
  action,
}: {
  picture: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-2 rounded-card border border-dashed border-line px-6 py-10 text-center">
      <div className="mb-1 text-accent" aria-hidden>
        {picture}
      </div>
      <div className="font-semibold">{title}</div>
      <div className="max-w-xs text-sm text-muted">{children}</div>
      {action}
    </div>
  );
}
