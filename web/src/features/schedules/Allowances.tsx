import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarClock, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allowancesQuery, homeQuery } from "~/api/reads";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Card, Empty, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day, firstName } from "~/i18n/format";
import type { Allowance } from "./api";
import { useRhythm } from "./Rhythm";
import { SetUp } from "./SetUp";

const route = getRouteApi("/inside/children/$id/allowances");

/** One child's allowances. */
export function ChildsAllowances() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: home } = useSuspenseQuery(homeQuery);
  const { data: all } = useSuspenseQuery(allowancesQuery);
  const child = home.children.find((one) => one.id === id);
  const name = firstName(child?.name ?? "");
  return (
    <Page title={t("allowances.of", { name })} back={{ to: "/children/$id", params: { id } }}>
      <List allowances={all.filter((one) => one.person.id === id)} />
      {child?.rights.includes("top_up") && <Add child={{ id, name }} />}
    </Page>
  );
}

/** All that this guardian's children get. */
export function Allowances() {
  const { t } = useTranslation();
  const { data: home } = useSuspenseQuery(homeQuery);
  const { data: all } = useSuspenseQuery(allowancesQuery);
  return (
    <Page title={t("allowances.all")} back={{ to: "/" }}>
      <List allowances={all} named />
      {home.children.length > 0 && (
        <section className="grid grid-cols-1 gap-2" aria-label={t("allowances.forWhom")}>
          <Heading>{t("allowances.forWhom")}</Heading>
          <Card className="!p-2">
            <ul className="divide-y divide-line">
              {home.children.map((child) => (
                <li key={child.id}>
                  <Row
                    to={{ to: "/children/$id/allowances", params: { id: child.id } }}
                    lead={<Avatar name={child.name} />}
                    title={child.name}
                    trail={<ChevronRight size={18} aria-hidden className="text-muted" />}
                  />
                </li>
              ))}
            </ul>
          </Card>
        </section>
      )}
    </Page>
  );
}

function Add({ child }: { child: { id: string; name: string } }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button wide onPress={() => setOpen(true)}>
        <Plus size={20} aria-hidden />
        {t("allowances.setUp")}
      </Button>
      {open && <SetUp child={child} onClose={() => setOpen(false)} />}
    </>
  );
}

function List({
  allowances,
  named = false,
}: {
  allowances: readonly Allowance[];
  named?: boolean;
}) {
  const { t } = useTranslation();
  if (allowances.length === 0) {
    return (
      <Empty picture={<CalendarClock size={36} />} title={t("allowances.none")}>
        {t("allowances.noneHint")}
      </Empty>
    );
  }
  const order = { active: 0, paused: 1, ended: 2 } as const;
  return (
    <ul className="grid grid-cols-1 gap-3">
      {[...allowances]
        .sort((one, other) => order[one.state] - order[other.state])
        .map((one) => (
          <li key={one.id}>
            <One allowance={one} named={named} />
          </li>
        ))}
    </ul>
  );
}

function One({ allowance, named }: { allowance: Allowance; named: boolean }) {
  const { t, i18n } = useTranslation();
  const rhythm = useRhythm();
  const { next } = allowance;
  const ended = allowance.state === "ended";
  return (
    <Link
      to="/allowances/$id"
      params={{ id: allowance.id }}
      className={`flex items-center gap-3 rounded-card bg-surface p-4 shadow-card transition hover:shadow-lift ${ended ? "opacity-70" : ""}`}
    >
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <Money minor={allowance.amount} unit={allowance.unit} className="text-lg font-bold" />
          {allowance.state !== "active" && <Tag>{t(`allowances.state.${allowance.state}`)}</Tag>}
          {next?.skipped === true && <Tag tone="gold">{t("allowances.skipped")}</Tag>}
        </span>
        <span className="block text-sm text-muted">
          {named && `${firstName(allowance.person.name)} · `}
          {rhythm(allowance.every, allowance.day)}
          {allowance.note !== null && ` · ${allowance.note}`}
        </span>
        {next !== null && (
          <span className="block text-sm">
            {t("allowances.next", { day: day(next.on, i18n.language) })}
          </span>
        )}
      </span>
      <ChevronRight size={20} aria-hidden className="text-muted" />
    </Link>
  );
}
