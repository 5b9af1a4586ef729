import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button as Pressable } from "react-aria-components";
import type { Target } from "./target";

const LOOK =
  "flex min-h-20 flex-col items-center justify-center gap-1.5 rounded-control bg-surface p-2 text-center text-sm leading-tight font-medium shadow-card transition hover:bg-accent-soft active:scale-[0.97] data-disabled:opacity-45 data-pending:opacity-60";

/** Something that can be done, as a picture with a word under it: it leads somewhere, or acts at once. */
export function Tile({
  icon,
  children,
  ...rest
}: { icon: ReactNode; children: ReactNode } & (
  | { to: Target }
  | { onPress: () => void; isPending?: boolean }
)) {
  const inside = (
    <>
      <span aria-hidden className="text-accent">
        {icon}
      </span>
      {children}
    </>
  );
  return "to" in rest ? (
    <Link {...rest.to} className={LOOK}>
      {inside}
    </Link>
  ) : (
    <Pressable {...rest} className={LOOK}>
      {inside}
    </Pressable>
  );
}
