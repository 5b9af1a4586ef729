/** Every address of the app, in one place. A feature's screens are loaded when they are first gone to. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { current } from "~/session/session";
import { Gate } from "./Gate";
import { Arriving, Lost, Mishap } from "./Mishap";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: Lost,
  errorComponent: Mishap,
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  beforeLoad: () => {
    if (current().state === "in") throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("~/features/entry/Welcome"), "Welcome"),
});

const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  component: lazyRouteComponent(() => import("~/features/onboarding/Join"), "Join"),
});

/** Everything that somebody has to be signed in for. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: () => {
    if (current().state !== "in") throw redirect({ to: "/welcome" });
  },
  component: Gate,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("~/features/home/Home"), "Home"),
});

/** A guardian's: their children, what they decide, and the family. */
const approval = createRoute({
  getParentRoute: () => inside,
  path: "/approvals/$id",
  component: lazyRouteComponent(() => import("~/features/approvals/Approval"), "Approval"),
});

const askApproval = createRoute({
  getParentRoute: () => inside,
  path: "/approvals/asks/$id",
  component: lazyRouteComponent(() => import("~/features/approvals/AskApproval"), "AskApproval"),
});

const appeal = createRoute({
  getParentRoute: () => inside,
  path: "/appeals/$id",
  component: lazyRouteComponent(() => import("~/features/controls/Appeal"), "Appeal"),
});

const child = createRoute({
  getParentRoute: () => inside,
  path: "/children/$id",
  component: lazyRouteComponent(() => import("~/features/child/Child"), "Child"),
});

const controls = createRoute({
  getParentRoute: () => inside,
  path: "/children/$id/controls",
  component: lazyRouteComponent(() => import("~/features/controls/Controls"), "Controls"),
});

const controlsHistory = createRoute({
  getParentRoute: () => inside,
  path: "/children/$id/controls/history",
  component: lazyRouteComponent(() => import("~/features/controls/Versions"), "Versions"),
});

const consent = createRoute({
  getParentRoute: () => inside,
  path: "/children/$id/consent",
  component: lazyRouteComponent(() => import("~/features/consent/Consent"), "Consent"),
});

const childsDocument = createRoute({
  getParentRoute: () => inside,
  path: "/children/$id/document",
  component: lazyRouteComponent(() => import("~/features/kyc/Document"), "ChildsDocument"),
});

const ownDocument = createRoute({
  getParentRoute: () => inside,
  path: "/document",
  component: lazyRouteComponent(() => import("~/features/kyc/Document"), "OwnDocument"),
});

const childsAllowances = createRoute({
  getParentRoute: () => inside,
  path: "/children/$id/allowances",
  component: lazyRouteComponent(
    () => import("~/features/schedules/Allowances"),
    "ChildsAllowances",
  ),
});

const childsChores = createRoute({
  getParentRoute: () => inside,
  path: "/children/$id/chores",
  component: lazyRouteComponent(() => import("~/features/schedules/Chores"), "Chores"),
});

const allowances = createRoute({
  getParentRoute: () => inside,
  path: "/allowances",
  component: lazyRouteComponent(() => import("~/features/schedules/Allowances"), "Allowances"),
});

const allowance = createRoute({
  getParentRoute: () => inside,
  path: "/allowances/$id",
  component: lazyRouteComponent(() => import("~/features/schedules/Allowance"), "Allowance"),
});

const ious = createRoute({
  getParentRoute: () => inside,
  path: "/ious",
  component: lazyRouteComponent(() => import("~/features/schedules/Ious"), "Ious"),
});

const topUp = createRoute({
  getParentRoute: () => inside,
  path: "/topup/$wallet",
  component: lazyRouteComponent(() => import("~/features/topup/TopUp"), "TopUp"),
});

const family = createRoute({
  getParentRoute: () => inside,
  path: "/family",
  component: lazyRouteComponent(() => import("~/features/family/Family"), "Family"),
});

const invite = createRoute({
  getParentRoute: () => inside,
  path: "/family/invite",
  component: lazyRouteComponent(() => import("~/features/family/Invite"), "Invite"),
});

const rights = createRoute({
  getParentRoute: () => inside,
  path: "/family/rights",
  component: lazyRouteComponent(() => import("~/features/family/Rights"), "Rights"),
});

const decisions = createRoute({
  getParentRoute: () => inside,
  path: "/family/decisions",
  component: lazyRouteComponent(() => import("~/features/family/Decisions"), "Decisions"),
});

const guardians = [
  approval,
  askApproval,
  appeal,
  child,
  controls,
  controlsHistory,
  consent,
  childsDocument,
  ownDocument,
  childsAllowances,
  childsChores,
  allowances,
  allowance,
  ious,
  topUp,
  family,
  invite,
  rights,
  decisions,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([welcome, join, inside.addChildren([home, ...guardians])]),
  defaultPreload: "intent",
  defaultErrorComponent: Mishap,
  defaultPendingComponent: Arriving,
  defaultPendingMs: 150,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
