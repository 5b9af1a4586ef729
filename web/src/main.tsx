import "./design/tokens.css";
import "./session/lock.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Refused } from "./api/problem";
import { homeQuery, openAsksQuery } from "./api/reads";
import { restoreServer } from "./api/server";
import { listenForTaps, resumeLog } from "./app/builders";
import { forgetKept, keepWhatIsRead, restoreKept } from "./app/kept";
import { queries } from "./app/queries";
import { router } from "./app/router";
import { startTheme } from "./app/theme";
import { startTexts } from "./i18n";
import { startServiceWorker } from "./pwa/register";
import { startLock, unlock } from "./session/lock";
import { meQuery } from "./session/me";
import { current, restore, subscribe } from "./session/session";

async function start(root: HTMLElement): Promise<void> {
  startTheme();
  await Promise.all([startTexts(), restored(), resumeLog()]);
  startLock();
  keepWhatIsRead(queries, personNow);
  listenForTaps(() => void router.navigate({ to: "/builders" }));
  let was = current().state;
  subscribe(() => {
    const is = current().state;
    if (is === was) return;
    was = is;
    unlock(); // who has just signed in is here
    if (is === "out") {
      queries.clear();
      void forgetKept();
    }
    void router.invalidate();
  });
  createRoot(root, { onCaughtError: reportUnlessRefused }).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  await startServiceWorker((path) => void router.navigate({ to: path }));
}

/** Who is signed in and what they last saw; and on its way what the first screen lacks of that. */
async function restored(): Promise<void> {
  await Promise.all([restore(), restoreServer()]);
  const person = personNow();
  if (person !== undefined) await restoreKept(queries, person);
  if (current().state === "in" && location.pathname === "/") void prepareHome();
}

/** Beside the texts. What is refused here is asked for again, and told, by who needs it. */
async function prepareHome(): Promise<void> {
  void import("./features/home/Home");
  await queries.prefetchQuery(meQuery);
  const me = queries.getQueryData(meQuery.queryKey);
  if (me?.profile_complete !== true || me.consent_needed) return;
  await Promise.all([queries.prefetchQuery(homeQuery), queries.prefetchQuery(openAsksQuery)]);
}

/** What the server refused is told on the screen, and is no fault of the app's. */
function reportUnlessRefused(error: unknown): void {
  if (!(error instanceof Refused)) reportError(error);
}

function personNow(): string | undefined {
  const session = current();
  return session.state === "in" ? session.kept.person : undefined;
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void start(root);
