import "./design/tokens.css";
import "./session/lock.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Refused } from "./api/problem";
import { restoreServer } from "./api/server";
import { listenForTaps, resumeLog } from "./app/builders";
import { forgetKept, keepWhatIsRead, restoreKept } from "./app/kept";
import { queries } from "./app/queries";
import { router } from "./app/router";
import { startTheme } from "./app/theme";
import { startTexts } from "./i18n";
import { startServiceWorker } from "./pwa/register";
import { startLock, unlock } from "./session/lock";
import { current, restore, subscribe } from "./session/session";

async function start(root: HTMLElement): Promise<void> {
  startTheme();
  await Promise.all([startTexts(), restore(), restoreServer(), resumeLog()]);
  startLock();
  const person = personNow();
  if (person !== undefined) await restoreKept(queries, person);
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
