import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Lock, Plus, Target } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { goalsQuery } from "~/api/reads";
import { Bar } from "~/design/Bar";
import { LinkButton } from "~/design/LinkButton";
import { Money } from "~/design/Money";
import { Place } from "~/design/Place";
import { Card, Empty, Heading, Skeleton } from "~/design/Surface";
import { day, firstName } from "~/i18n/format";
import { useMe } from "~/session/me";
import { closedGoalsQuery, type Goal } from "./api";
import { Picture } from "./Picture";

/** What one saves for, and how far each has come. */
export function Goals() {
  const { t } = useTranslation();
  return (
    <Place
      title={t("goals.title")}
      action={
        <LinkButton to={{ to: "/goals/new" }} look="secondary">
          <Plus size={20} aria-hidden />
          {t("goals.new")}
        </LinkButton>
      }
    >
      <Suspense
        fallback={
          <>
            <Skeleton className="h-28" />
            <div className="grid grid-cols-2 gap-3">
              <Skeleton className="h-56" />
              <Skeleton className="h-56" />
            </div>
          </>
        }
      >
        <Open />
      </Suspense>
      <Closed />
    </Place>
  );
}

function Open() {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useSuspenseQuery(goalsQuery);
  const mine = data.filter((goal) => goal.owner.id === me?.id);
  const others = Map.groupBy(
    data.filter((goal) => goal.owner.id !== me?.id),
    (goal) => goal.owner.name,
  );
  return (
    <>
      {mine.length > 0 && <Total goals={mine} />}
      {mine.length === 0 && others.size === 0 ? (
        <Empty
          picture={<Target size={40} />}
          title={t("goals.empty")}
          action={<LinkButton to={{ to: "/goals/new" }}>{t("goals.first")}</LinkButton>}
        >
          {t("goals.emptyHint")}
        </Empty>
      ) : (
        <Tiles goals={mine} another />
      )}
      {[...others].map(([owner, goals]) => (
        <section key={owner} className="grid gap-3">
          <Heading>{t("goals.of", { name: firstName(owner) })}</Heading>
          <Tiles goals={goals} />
        </section>
      ))}
    </>
  );
}

function Total({ goals }: { goals: readonly Goal[] }) {
  const { t } = useTranslation();
  const saved = goals.reduce((sum, goal) => sum + goal.saved, 0);
  const wanted = goals.reduce((sum, goal) => sum + goal.target, 0);
  return (
    <Card look="accent" className="grid gap-1">
      <p className="text-sm opacity-85">{t("goals.saved")}</p>
      <p className="text-[min(2.25rem,11vw)] leading-tight font-bold">
        <Money minor={saved} />
      </p>
      <p className="text-sm opacity-85">
        {t("goals.ofAll", { count: goals.length, wanted, unit: "INR" })}
      </p>
    </Card>
  );
}

function Tiles({ goals, another = false }: { goals: readonly Goal[]; another?: boolean }) {
  const { t } = useTranslation();
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-3">
      {goals.map((goal) => (
        <li key={goal.id} className="grid grid-cols-1">
          <Tile goal={goal} />
        </li>
      ))}
      {another && (
        <li className="grid">
          <Link
            to="/goals/new"
            className="grid min-h-40 place-content-center justify-items-center gap-2 rounded-card border-2 border-dashed border-line p-3 text-center font-medium text-muted transition hover:border-accent hover:text-accent-strong"
          >
            <Plus aria-hidden />
            {t("goals.another")}
          </Link>
        </li>
      )}
    </ul>
  );
}

function Tile({ goal }: { goal: Goal }) {
  const { t, i18n } = useTranslation();
  const reached = goal.saved >= goal.target;
  return (
    <Link
      to="/goals/$goal"
      params={{ goal: goal.id }}
      className="grid grid-cols-1 content-start gap-2 rounded-card bg-surface p-3 shadow-card transition hover:shadow-lift active:scale-[0.98]"
    >
      <Picture name={goal.picture} part={goal.saved} whole={goal.target} className="h-28 w-full" />
      <span className="flex min-w-0 items-center gap-1.5 px-1">
        <span className="line-clamp-2 wrap-anywhere font-semibold">{goal.name}</span>
        {goal.lock !== null && (
          <Lock size={14} className="shrink-0 text-muted" aria-label={t("goals.locked")} />
        )}
      </span>
      <span className="grid gap-0.5 px-1 text-sm">
        <span className="text-base font-bold">
          <Money minor={goal.saved} unit={goal.unit} />
        </span>
        <span className="text-muted">
          {t("goals.target", { target: goal.target, unit: goal.unit })}
        </span>
      </span>
      <span className="grid gap-1.5 px-1 pb-1">
        <Bar part={goal.saved} whole={goal.target} paint={reached ? "good" : "accent"} />
        <span className={`text-xs font-medium ${reached ? "text-good" : "text-muted"}`}>
          {reached
            ? t("goals.reached")
            : goal.wanted_by === null
              ? percent(goal, i18n.language)
              : t("goals.by", { day: day(goal.wanted_by, i18n.language) })}
        </span>
      </span>
    </Link>
  );
}

function percent({ saved, target }: Goal, language: string): string {
  return new Intl.NumberFormat(`${language}-u-nu-latn`, { style: "percent" }).format(
    Math.floor((saved / target) * 100) / 100,
  );
}

/** Goals that were reached or given up, for the memory of it. */
function Closed() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(closedGoalsQuery);
  if (data === undefined || data.length === 0) return null;
  return (
    <details className="group">
      <summary className="min-h-11 cursor-pointer px-1 py-2 font-medium text-muted">
        {t("goals.closed", { count: data.length })}
      </summary>
      <ul className="grid gap-1">
        {data.map((goal) => (
          <li key={goal.id}>
            <Link
              to="/goals/$goal"
              params={{ goal: goal.id }}
              className="flex min-h-16 items-center gap-3 rounded-control px-2 py-2 hover:bg-sunken"
            >
              <Picture name={goal.picture} size={22} className="size-11" />
              <span className="min-w-0 flex-1 truncate font-medium">{goal.name}</span>
              <span className="text-sm text-muted">
                {goal.closed_at !== null && day(goal.closed_at, i18n.language)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
