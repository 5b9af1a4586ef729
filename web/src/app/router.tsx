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
import { Lost, Mishap } from "./Mishap";
import { Shell } from "./Shell";

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

/** Everything that somebody has to be signed in for. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: () => {
    if (current().state !== "in") throw redirect({ to: "/welcome" });
  },
  component: Shell,
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

const personal = [me, profile, look, pin, devices, privacy] as const;

const paying = [pay, payTo, payWaiting, payment, card, cardArt] as const;

export const router = createRouter({
  routeTree: root.addChildren([
    welcome,
    give,
    builders,
    gallery,
    inside.addChildren([home, ...paying, ...spending, ...personal]),
  ]),
  defaultPreload: "intent",
  defaultErrorComponent: Mishap,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
