import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { controlsQuery, homeQuery, walletQuery } from "~/api/reads";
import { Skeleton } from "~/design/Surface";
import { money } from "~/i18n/format";
import type { Approval } from "./api";

type Check = { readonly fits: boolean; readonly said: string };

/** What the balance, the limits and the rules say of it now; they are judged once more when one says yes. */
export function Checks({ approval }: { approval: Pick<Approval, "person" | "amount" | "unit"> }) {
  const { t } = useTranslation();
  const child = useQuery(homeQuery).data?.children.find((one) => one.id === approval.person.id);
  const personal = child?.wallets.find((wallet) => wallet.kind === "personal");
  if (child === undefined || personal === undefined) return null;
  return (
    <section aria-label={t("approval.checks")} className="grid gap-2">
      <Loaded
        wallet={personal.id}
        person={child.id}
        amount={approval.amount}
        seesControls={child.rights.includes("see_controls")}
      />
    </section>
  );
}

function Loaded({
  wallet,
  person,
  amount,
  seesControls,
}: {
  wallet: string;
  person: string;
  amount: number;
  seesControls: boolean;
}) {
  const { t } = useTranslation();
  const detail = useQuery(walletQuery(wallet)).data;
  const controls = useQuery({ ...controlsQuery(person), enabled: seesControls }).data;
  const checks = useChecks(detail, controls, amount);
  if (detail === undefined) return <Skeleton className="h-24" />;
  return (
    <ul className="grid gap-1 rounded-card bg-surface p-4 shadow-card">
      {checks.map(({ fits, said }) => (
        <li key={said} className="flex items-start gap-3 py-1">
          {fits ? (
            <CircleCheck size={20} className="mt-0.5 shrink-0 text-good" aria-label={t("fits")} />
          ) : (
            <CircleAlert size={20} className="mt-0.5 shrink-0 text-bad" aria-label={t("fitsNot")} />
          )}
          <span>{said}</span>
        </li>
      ))}
    </ul>
  );
}

function useChecks(
  wallet: Schemas["WalletDetail"] | undefined,
  controls: Schemas["Controls"] | undefined,
  amount: number,
): Check[] {
  const { t, i18n } = useTranslation();
  if (wallet === undefined) return [];
  const said = (minor: number) => money(minor, wallet.unit, i18n.language);
  const checks: Check[] = [];
  if (wallet.frozen) checks.push({ fits: false, said: t("approval.check.frozen") });
  checks.push({
    fits: wallet.available >= amount,
    said: t("approval.check.balance", { available: said(wallet.available) }),
  });
  for (const limit of wallet.limits) {
    if (limit.scope !== "spend" || limit.measure !== "sum") continue;
    checks.push({
      fits: limit.used + amount <= limit.cap,
      said: t("approval.check.limit", {
        window: t(`window.${limit.window}`),
        left: said(Math.max(0, limit.cap - limit.used)),
        cap: said(limit.cap),
      }),
    });
  }
  const most = controls?.controls.limits?.payment;
  if (typeof most === "number") {
    const raised = controls?.controls.raised?.limits["payment"] ?? 0;
    const cap = Math.max(most, raised);
    checks.push({ fits: amount <= cap, said: t("approval.check.payment", { cap: said(cap) }) });
  }
  return checks;
}
