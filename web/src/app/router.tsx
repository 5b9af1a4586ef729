/** Every address of the app, in one place. A feature's screens are loaded when they are first gone to. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { BUILDERS } from "~/api/server";
import { readMonth, readSearch } from "~/features/statement/search";
import { current } from "~/session/session";
import { admitBuilder } from "./builders";
import { Inside } from "./Inside";
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
  component: Inside,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("~/features/home/Home"), "Home"),
});

/** For those who build on the platform; a platform in production answers that there is nothing. */
const builders = createRoute({
  getParentRoute: () => root,
  path: "/builders",
  beforeLoad: onlyBuilders,
  component: lazyRouteComponent(() => import("~/features/builders/Builders"), "Builders"),
});

const gallery = createRoute({
  getParentRoute: () => root,
  path: "/design",
  beforeLoad: onlyBuilders,
  component: lazyRouteComponent(() => import("~/features/gallery/Gallery"), "Gallery"),
});

async function onlyBuilders(): Promise<void> {
  if (!BUILDERS || !(await admitBuilder())) throw notFound();
}

const pay = createRoute({
  getParentRoute: () => inside,
  path: "/pay",
  component: lazyRouteComponent(() => import("~/features/pay/Pick"), "Pick"),
});

const payTo = createRoute({
  getParentRoute: () => inside,
  path: "/pay/to",
  component: lazyRouteComponent(() => import("~/features/pay/PayTo"), "PayTo"),
});

const payWaiting = createRoute({
  getParentRoute: () => inside,
  path: "/pay/waiting/$id",
  component: lazyRouteComponent(() => import("~/features/pay/Waiting"), "Waiting"),
});

const payment = createRoute({
  getParentRoute: () => inside,
  path: "/payments/$id",
  component: lazyRouteComponent(() => import("~/features/payment/Payment"), "Payment"),
});

const card = createRoute({
  getParentRoute: () => inside,
  path: "/card",
  component: lazyRouteComponent(() => import("~/features/card/Card"), "Card"),
});

const cardArt = createRoute({
  getParentRoute: () => inside,
  path: "/card/art",
  component: lazyRouteComponent(() => import("~/features/card/ArtEditor"), "ArtEditor"),
});

const goals = createRoute({
  getParentRoute: () => inside,
  path: "/goals",
  component: lazyRouteComponent(() => import("~/features/goals/Goals"), "Goals"),
});

const newGoal = createRoute({
  getParentRoute: () => inside,
  path: "/goals/new",
  component: lazyRouteComponent(() => import("~/features/goals/NewGoal"), "NewGoal"),
});

const goal = createRoute({
  getParentRoute: () => inside,
  path: "/goals/$goal",
  component: lazyRouteComponent(() => import("~/features/goals/GoalScreen"), "GoalScreen"),
});

const asks = createRoute({
  getParentRoute: () => inside,
  path: "/asks",
  validateSearch: (raw: { side?: unknown }): { side?: "asker" | "asked" | undefined } => ({
    side: raw.side === "asker" ? "asker" : undefined,
  }),
  component: lazyRouteComponent(() => import("~/features/asks/Asks"), "Asks"),
});

const newAsk = createRoute({
  getParentRoute: () => inside,
  path: "/asks/new",
  component: lazyRouteComponent(() => import("~/features/asks/NewAsk"), "NewAsk"),
});

const ask = createRoute({
  getParentRoute: () => inside,
  path: "/asks/$ask",
  component: lazyRouteComponent(() => import("~/features/asks/AskScreen"), "AskScreen"),
});

const bills = createRoute({
  getParentRoute: () => inside,
  path: "/bills",
  component: lazyRouteComponent(() => import("~/features/bills/Bills"), "Bills"),
});

const newBill = createRoute({
  getParentRoute: () => inside,
  path: "/bills/new",
  component: lazyRouteComponent(() => import("~/features/bills/NewBill"), "NewBill"),
});

const bill = createRoute({
  getParentRoute: () => inside,
  path: "/bills/$bill",
  component: lazyRouteComponent(() => import("~/features/bills/BillScreen"), "BillScreen"),
});

const chores = createRoute({
  getParentRoute: () => inside,
  path: "/chores",
  component: lazyRouteComponent(() => import("~/features/chores/Chores"), "Chores"),
});

const allowance = createRoute({
  getParentRoute: () => inside,
  path: "/allowance",
  component: lazyRouteComponent(() => import("~/features/allowance/Allowance"), "AllowanceScreen"),
});

const activity = createRoute({
  getParentRoute: () => inside,
  path: "/activity",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("~/features/statement/Activity"), "Activity"),
});

const monthPicture = createRoute({
  getParentRoute: () => inside,
  path: "/activity/month",
  validateSearch: readMonth,
  component: lazyRouteComponent(() => import("~/features/statement/MonthPicture"), "MonthPicture"),
});

const gifts = createRoute({
  getParentRoute: () => inside,
  path: "/gifts",
  component: lazyRouteComponent(() => import("~/features/gifts/Gifts"), "Gifts"),
});

const newGift = createRoute({
  getParentRoute: () => inside,
  path: "/gifts/new",
  validateSearch: (raw: Record<string, unknown>): { goal?: string; person?: string } => ({
    ...(typeof raw["goal"] === "string" && { goal: raw["goal"] }),
    ...(typeof raw["person"] === "string" && { person: raw["person"] }),
  }),
  component: lazyRouteComponent(() => import("~/features/gifts/NewGift"), "NewGift"),
});

const giftLink = createRoute({
  getParentRoute: () => inside,
  path: "/gifts/$link",
  component: lazyRouteComponent(() => import("~/features/gifts/GiftScreen"), "GiftScreen"),
});

/** For relatives, who need no account: the link's secret is in the fragment. */
const give = createRoute({
  getParentRoute: () => root,
  path: "/gift",
  component: lazyRouteComponent(() => import("~/features/gifts/Give"), "Give"),
});

const me = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  component: lazyRouteComponent(() => import("~/features/profile/Me"), "Me"),
});

const profile = createRoute({
  getParentRoute: () => inside,
  path: "/me/profile",
  component: lazyRouteComponent(() => import("~/features/profile/Profile"), "Profile"),
});

const look = createRoute({
  getParentRoute: () => inside,
  path: "/me/look",
  component: lazyRouteComponent(() => import("~/features/profile/Look"), "Look"),
});

const pin = createRoute({
  getParentRoute: () => inside,
  path: "/me/pin",
  component: lazyRouteComponent(() => import("~/features/profile/Pin"), "Pin"),
});

const passkeys = createRoute({
  getParentRoute: () => inside,
  path: "/me/passkeys",
  component: lazyRouteComponent(() => import("~/features/profile/Passkeys"), "Passkeys"),
});

const devices = createRoute({
  getParentRoute: () => inside,
  path: "/me/devices",
  component: lazyRouteComponent(() => import("~/features/profile/Devices"), "Devices"),
});

const privacy = createRoute({
  getParentRoute: () => inside,
  path: "/me/privacy",
  component: lazyRouteComponent(() => import("~/features/profile/Privacy"), "Privacy"),
});

const spending = [
  goals,
  newGoal,
  goal,
  asks,
  newAsk,
  ask,
  bills,
  newBill,
  bill,
  chores,
  allowance,
  activity,
  monthPicture,
  gifts,
  newGift,
  giftLink,
] as const;

const personal = [me, profile, look, pin, passkeys, devices, privacy] as const;

const paying = [pay, payTo, payWaiting, payment, card, cardArt] as const;

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

const givenAllowance = createRoute({
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
  givenAllowance,
  ious,
  topUp,
  family,
  invite,
  rights,
  decisions,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([
    welcome,
    join,
    give,
    builders,
    gallery,
    inside.addChildren([home, ...paying, ...spending, ...personal, ...guardians]),
  ]),
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
