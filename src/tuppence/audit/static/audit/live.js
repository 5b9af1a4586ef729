// Reads the front page again every few seconds, while somebody looks at it, and puts its figures in
// place of the old ones.
"use strict";
{
  const ours = () => document.getElementById("figures");

  async function renew() {
    if (document.hidden) return;
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("figures");
    const focused = ours().contains(document.activeElement);
    if (fresh !== null && !focused) ours().replaceChildren(...fresh.childNodes);
  }

  const seconds = Number(ours()?.dataset.seconds ?? 0);
  if (seconds > 0) setInterval(() => renew().catch(() => undefined), seconds * 1000);
}
