import type { LinkProps } from "@tanstack/react-router";

/** Where something leads: an address that the router knows, with what is put into it. */
export type Target = Pick<LinkProps, "to" | "params" | "search">;
