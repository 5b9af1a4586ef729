/** Shows a component as the app would: with its queries, its texts and its addresses. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";

export async function show(Screen: () => ReactNode, at = "/") {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createRouter({
    routeTree: createRootRoute({ component: Screen, errorComponent: ({ error }) => String(error) }),
    history: createMemoryHistory({ initialEntries: [at] }),
  });
  await router.load();
  const user = userEvent.setup();
  // The app's router knows more addresses; a component only needs one that answers.
  const shown = render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return { ...shown, user, router, queries };
}
