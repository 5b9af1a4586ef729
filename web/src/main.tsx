import "./design/tokens.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { restoreServer } from "./api/server";
import { listenForTaps, resumeLog } from "./app/builders";
import { queries } from "./app/queries";
import { router } from "./app/router";
import { startTheme } from "./app/theme";
import { startTexts } from "./i18n";
import { current, restore, subscribe } from "./session/session";

async function start(root: HTMLElement): Promise<void> {
  startTheme();
  await Promise.all([startTexts(), restore(), restoreServer(), resumeLog()]);
  listenForTaps(() => void router.navigate({ to: "/builders" }));
  let was = current().state;
  subscribe(() => {
    const is = current().state;
    if (is === was) return;
    was = is;
    if (is === "out") queries.clear();
    void router.invalidate();
  });
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void start(root);
