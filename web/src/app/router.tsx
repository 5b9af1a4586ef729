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
import { Inside } from "./Inside";
import { Lost, Mishap } from "./Mishap";

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
  component: Inside,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("~/features/home/Home"), "Home"),
});

export const router = createRouter({
  routeTree: root.addChildren([welcome, inside.addChildren([home])]),
  defaultPreload: "intent",
  defaultErrorComponent: Mishap,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
