import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Target } from "./target";

/** A line of a list: a picture, what it is, and an amount or a state; the whole of it leads on. */
export function Row({
  lead,
  title,
  detail,
  trail,
  to,
}: {
  lead?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  trail?: ReactNode;
  to?: Target;
}) {
  const inside = (
    <>
      {lead}
      <span className="min-w-24 flex-1">
        <span className="line-clamp-3 wrap-anywhere font-medium">{title}</span>
        {detail !== undefined && (
          <span className="line-clamp-3 wrap-anywhere text-sm text-muted">{detail}</span>
        )}
      </span>
      {trail !== undefined && <span className="ml-auto text-right">{trail}</span>}
    </>
  );
  // With large text the trail goes below the title, rather than leave it no room.
  const look =
    "flex min-h-16 w-full flex-wrap items-center gap-3 rounded-control px-2 py-2 text-left";
  return to === undefined ? (
    <div className={look}>{inside}</div>
  ) : (
    <Link {...to} className={`${look} transition hover:bg-sunken`}>
      {inside}
    </Link>
  );
}
