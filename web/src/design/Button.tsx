import type { ReactNode } from "react";
import { Button as Pressable, type ButtonProps as PressableProps } from "react-aria-components";

type Look = "primary" | "secondary" | "quiet" | "danger";

const LOOKS: Record<Look, string> = {
  primary:
    "bg-accent text-on-accent hover:bg-accent-strong data-pressed:bg-accent-strong shadow-card",
  secondary: "bg-accent-soft text-accent-strong hover:brightness-97",
  quiet: "text-accent-strong hover:bg-accent-soft",
  danger: "bg-bad-soft text-bad hover:brightness-97",
};

export type ButtonProps = Omit<PressableProps, "className" | "style" | "children"> & {
  look?: Look;
  /** Takes the whole width, as the one thing to do on a screen. */
  wide?: boolean;
  children: ReactNode;
};

/** What is done by pressing. While `isPending` it keeps its place and says so. */
export function Button({ look = "primary", wide = false, children, ...rest }: ButtonProps) {
  return (
    <Pressable
      {...rest}
      className={`inline-flex min-h-12 items-center justify-center gap-2 rounded-control px-5 py-2 font-semibold transition active:scale-[0.98] data-disabled:opacity-45 data-pending:opacity-60 ${LOOKS[look]} ${wide ? "w-full" : ""}`}
    >
      {children}
    </Pressable>
  );
}
