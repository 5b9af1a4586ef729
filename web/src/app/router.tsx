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

export const router = createRouter({
  routeTree: root.addChildren([
    welcome,
    builders,
    gallery,
    inside.addChildren([home, pay, payTo, payWaiting, payment, card, cardArt]),
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
