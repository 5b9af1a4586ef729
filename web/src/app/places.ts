/** Where one may go from every screen: at the bottom of a phone, beside on a desk. Five at most. */
import type { LinkProps } from "@tanstack/react-router";
import {
  ChartNoAxesColumn,
  CircleUserRound,
  House,
  type LucideIcon,
  ScanLine,
  Target,
  UsersRound,
} from "lucide-react";

export type Role = "teen" | "guardian";

export type Place = {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly icon: LucideIcon;
  readonly text: string;
  /** The one thing that is done most: it stands out, in the middle. */
  readonly main?: boolean;
};

const HOME: Place = { to: "/", icon: House, text: "nav.home" };
const PAY: Place = { to: "/pay", icon: ScanLine, text: "nav.pay", main: true };
const GOALS: Place = { to: "/goals", icon: Target, text: "nav.goals" };
const FAMILY: Place = { to: "/family", icon: UsersRound, text: "nav.family" };
const ACTIVITY: Place = { to: "/activity", icon: ChartNoAxesColumn, text: "nav.activity" };
const ME: Place = { to: "/me", icon: CircleUserRound, text: "nav.me" };

export function placesOf(role: Role): readonly Place[] {
  return role === "teen" ? [HOME, GOALS, PAY, ACTIVITY, ME] : [HOME, FAMILY, PAY, ACTIVITY, ME];
}
