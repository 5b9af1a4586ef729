import { useQuery } from "@tanstack/react-query";
import {
  Brush,
  CalendarClock,
  ChevronRight,
  IdCard,
  type LucideIcon,
  ScrollText,
  ShieldCheck,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import {
  allowancesQuery,
  consentQuery,
  controlsQuery,
  kycQuery,
  turnsQuery,
  walletQuery,
} from "~/api/reads";
import { Row } from "~/design/Row";
import { Card } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import type { Target } from "~/design/target";
import { day, money } from "~/i18n/format";

type ChildAtHome = Schemas["ChildAtHome"];

/** What was agreed about a child: each with how it stands, in a line. */
export function Matters({ child, wallet }: { child: ChildAtHome; wallet: string | undefined }) {
  const may = (right: Schemas["RightsEnum"]) => child.rights.includes(right);
  return (
    <Card className="!p-2">
      <ul className="divide-y divide-line">
        {may("see_controls") && <ControlsRow child={child} />}
        {may("see_wallet") && <AllowanceRow child={child} />}
        {may("see_wallet") && <ChoresRow child={child} />}
        {may("see_consent") && <ConsentRow child={child} />}
        {wallet !== undefined && may("see_wallet") && <KycRow child={child} wallet={wallet} />}
      </ul>
    </Card>
  );
}

function Matter({
  icon: Icon,
  title,
  detail,
  trail,
  to,
}: {
  icon: LucideIcon;
  title: string;
  detail?: string | undefined;
  trail?: ReactNode;
  to: Target;
}) {
  return (
    <li>
      <Row
        to={to}
        lead={
          <span className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-strong">
            <Icon size={20} aria-hidden />
          </span>
        }
        title={title}
        detail={detail ?? "…"}
        trail={
          <span className="flex items-center gap-1">
            {trail}
            <ChevronRight size={18} aria-hidden className="text-muted" />
          </span>
        }
      />
    </li>
  );
}

function ControlsRow({ child }: { child: ChildAtHome }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(controlsQuery(child.id));
  const rules = data?.controls;
  const said: string[] = [];
  if (typeof rules?.limits?.payment === "number") {
    const cap = money(rules.limits.payment, "INR", i18n.language);
    said.push(t("child.summary.payment", { cap }));
  }
  for (const window of ["day", "week", "month"] as const) {
    const cap = rules?.limits?.[window];
    if (typeof cap === "number" && said.length === 0) {
      said.push(
        t("child.summary.cap", {
          cap: money(cap, "INR", i18n.language),
          window: t(`window.${window}`),
        }),
      );
    }
  }
  const off = rules?.categories?.off?.length ?? 0;
  if (off > 0) said.push(t("child.summary.off", { count: off }));
  if (rules?.ask_first?.new_payees === true || typeof rules?.ask_first?.above === "number") {
    said.push(t("child.summary.asks"));
  }
  return (
    <Matter
      icon={ShieldCheck}
      title={t("child.controls")}
      detail={data && (said.length > 0 ? said.join(" · ") : t("child.summary.open"))}
      trail={data?.controls.raised && <Tag tone="gold">{t("child.summary.raised")}</Tag>}
      to={{ to: "/children/$id/controls", params: { id: child.id } }}
    />
  );
}

function AllowanceRow({ child }: { child: ChildAtHome }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(allowancesQuery);
  const theirs = data?.filter((one) => one.person.id === child.id && one.state !== "ended");
  const first = theirs?.find((one) => one.next !== null) ?? theirs?.[0];
  const detail =
    first === undefined
      ? t("child.summary.noAllowance")
      : first.next === null
        ? t("child.summary.paused")
        : t(first.next.skipped ? "child.summary.skipped" : "child.summary.allowance", {
            amount: money(first.next.amount || first.amount, first.unit, i18n.language),
            day: day(first.next.on, i18n.language),
          });
  return (
    <Matter
      icon={CalendarClock}
      title={t("child.allowance")}
      detail={theirs && detail}
      to={{ to: "/children/$id/allowances", params: { id: child.id } }}
    />
  );
}

function ChoresRow({ child }: { child: ChildAtHome }) {
  const { t } = useTranslation();
  const { data } = useQuery(turnsQuery);
  const theirs = data?.filter((turn) => turn.chore.person.id === child.id);
  const done = theirs?.filter((turn) => turn.state === "done").length ?? 0;
  const open = theirs?.filter((turn) => turn.state === "open").length ?? 0;
  return (
    <Matter
      icon={Brush}
      title={t("child.chores")}
      detail={theirs && t("child.summary.chores", { count: open })}
      trail={done > 0 && <Tag tone="accent">{t("child.summary.done", { count: done })}</Tag>}
      to={{ to: "/children/$id/chores", params: { id: child.id } }}
    />
  );
}

function ConsentRow({ child }: { child: ChildAtHome }) {
  const { t } = useTranslation();
  const { data } = useQuery(consentQuery(child.id));
  return (
    <Matter
      icon={ScrollText}
      title={t("child.consent")}
      detail={
        data &&
        t(data.in_force || !data.needed ? "child.summary.inForce" : "child.summary.notInForce")
      }
      trail={data?.needed === true && !data.in_force && <Tag tone="bad">{t("child.missing")}</Tag>}
      to={{ to: "/children/$id/consent", params: { id: child.id } }}
    />
  );
}

function KycRow({ child, wallet }: { child: ChildAtHome; wallet: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(kycQuery(child.id));
  const tier = useQuery(walletQuery(wallet)).data?.tier;
  return (
    <Matter
      icon={IdCard}
      title={t("child.document")}
      detail={
        data &&
        t(`child.summary.tier.${data.tier}`, {
          most: tier ? money(tier.balance, "INR", i18n.language) : "…",
        })
      }
      to={{ to: "/children/$id/document", params: { id: child.id } }}
    />
  );
}
