import type { LinkProps } from "@tanstack/react-router";

/** An address of a part of the app that the router may not know yet. */
export function place(path: string): { to: NonNullable<LinkProps["to"]> } {
  return { to: path as NonNullable<LinkProps["to"]> };
}
