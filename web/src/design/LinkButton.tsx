import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Target } from "./target";

const LOOKS = {
  primary: "bg-accent text-on-accent shadow-card hover:bg-accent-strong",
  secondary: "bg-accent-soft text-accent-strong hover:brightness-97",
  quiet: "text-accent-strong hover:bg-accent-soft",
} as const;

/** What looks like a button and leads somewhere. */
export function LinkButton({
  to,
  look = "primary",
  wide = false,
  children,
}: {
  to: Target;
  look?: keyof typeof LOOKS;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <Link
      {...to}
      className={`inline-flex min-h-12 items-center justify-center gap-2 rounded-control px-5 py-2 text-center font-semibold transition active:scale-[0.98] ${LOOKS[look]} ${wide ? "w-full" : ""}`}
    >
      {children}
    </Link>
  );
}
