import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Hourglass, LoaderCircle, Wallet, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { refusedWith } from "~/api/problem";
import { useReason, useRefusal } from "~/api/useRefusal";
import { money } from "~/i18n/format";
import { homeQuery } from "./api";
import type { Verdict } from "./verdict";

const TONES = {
  quiet: "bg-sunken text-muted",
  good: "bg-good-soft text-good",
  bad: "bg-bad-soft text-bad",
  gold: "bg-gold-soft text-gold",
} as const;

/** Says before anything is sent whether it would work; where not, each rule in the way. */
export function WillItWork({
  nothing,
  verdict,
  error,
}: {
  /** No amount is typed yet. */
  nothing: boolean;
  verdict: Verdict | undefined;
  error: unknown;
}) {
  const { t, i18n } = useTranslation();
  const refusal = useRefusal();
  const reason = useReason();
  const { data: home } = useQuery(homeQuery);
  const personal = home?.own.find(({ kind }) => kind === "personal");
  if (error) {
    const offline = refusedWith(error, "offline");
    return (
      <Line tone="bad" icon={offline ? <WifiOff /> : <CircleAlert />}>
        {refusal(error)}
      </Line>
    );
  }
  if (nothing) {
    return (
      <Line tone="quiet" icon={<Wallet />}>
        {personal &&
          t("pay.canSpend", { amount: money(personal.available, personal.unit, i18n.language) })}
      </Line>
    );
  }
  if (verdict === undefined) {
    return (
      <Line tone="quiet" icon={<LoaderCircle className="animate-spin" />}>
        {t("pay.checking")}
      </Line>
    );
  }
  if (verdict.kind === "works") {
    return (
      <Line tone="good" icon={<CircleCheck />}>
        {t(verdict.pin ? "pay.worksPin" : "pay.works")}
      </Line>
    );
  }
  if (verdict.kind === "ask") {
    return (
      <Line tone="gold" icon={<Hourglass />}>
        {reason(verdict.reason)}
      </Line>
    );
  }
  return (
    <Line tone="bad" icon={<CircleAlert />}>
      {verdict.reasons.map((one) => (
        <span key={one.code} className="block">
          {reason(one)}
        </span>
      ))}
    </Line>
  );
}

function Line({
  tone,
  icon,
  children,
}: {
  tone: keyof typeof TONES;
  icon: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      role="status"
      className={`flex min-h-14 items-center gap-3 rounded-control px-4 py-3 text-sm font-medium transition-colors ${TONES[tone]}`}
    >
      <span aria-hidden className="shrink-0 [&>svg]:size-5">
        {icon}
      </span>
      <span className="min-w-0">{children}</span>
    </div>
  );
}
