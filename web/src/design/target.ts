import type { LinkProps } from "@tanstack/react-router";

/** Where something leads: an address of the router's, with what is put into it. */
export type Target = {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, unknown>>;
};

/** As the router's `Link` takes it. */
export function linkTo(target: Target): LinkProps {
  return target as LinkProps;
}
