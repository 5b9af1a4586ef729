import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useLocation, useNavigate } from "@tanstack/react-router";
import { CircleX, Hourglass } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { useNow } from "~/design/useNow";
import { firstName, left, listed } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { familyQuery, takeBack, waitingQuery } from "./api";

type Approval = Schemas["Approval"];

const route = getRouteApi("/inside/pay/waiting/$id");
const SECOND = 1000;

/** A payment of one's own that waits for a guardian: until it is paid, refused, or too late. */
export function Waiting() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: approval } = useSuspenseQuery(waitingQuery(id));
  const navigate = useNavigate();
  const payment = approval.payment?.id;
  useEffect(() => {
    if (payment === undefined) return;
    const to = { to: "/payments/$id", params: { id: payment }, state: { just: true } } as const;
    void navigate({ ...to, replace: true });
  }, [payment, navigate]);
  return (
    <Page title={t("waiting.title")} back={{ to: "/" }}>
      <div className="grid justify-items-center gap-1 text-center">
        <p className="text-5xl font-bold">
          <Money minor={approval.amount} unit={approval.unit} />
        </p>
        <p className="text-lg">{t("waiting.to", { name: approval.payee })}</p>
        {approval.note !== null && <p className="text-muted">“{approval.note}”</p>}
      </div>
      {approval.state === "pending" ? (
        <Pending approval={approval} />
      ) : (
        <Over approval={approval} />
      )}
    </Page>
  );
}

function Pending({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const cancel = useChange((id: string) => takeBack(id));
  return (
    <div className="grid gap-6">
      <Ring approval={approval} />
      <p role="status" className="text-center text-muted">
        <Guardians />
      </p>
      <Failure of={cancel.error} />
      <Button
        look="secondary"
        wide
        isPending={cancel.isPending}
        onPress={() => cancel.mutate(approval.id)}
      >
        {t("waiting.takeBack")}
      </Button>
    </div>
  );
}

function Guardians() {
  const { t, i18n } = useTranslation();
  const { data: family } = useQuery(familyQuery);
  const names = (family?.members ?? [])
    .filter(({ role }) => role === "guardian")
    .map(({ person }) => firstName(person.name));
  if (names.length === 0) return t("waiting.leadAny");
  return t("waiting.lead", { names: listed(names, i18n.language, "disjunction") });
}

const RADIUS = 54;
const ROUND = 2 * Math.PI * RADIUS;

/** The time that is left, as a ring that empties. */
function Ring({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const now = useNow(SECOND);
  const end = Date.parse(approval.expires_at);
  const ms = Math.max(0, end - now);
  const share = ms / Math.max(1, end - Date.parse(approval.created_at));
  return (
    <div className="relative mx-auto grid size-40 place-items-center">
      <svg viewBox="0 0 120 120" className="absolute inset-0 -rotate-90" aria-hidden>
        <circle cx="60" cy="60" r={RADIUS} fill="none" stroke="var(--line)" strokeWidth="8" />
        <circle
          cx="60"
          cy="60"
          r={RADIUS}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="8"
          strokeLinecap="round"
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - share)}
          className="transition-all duration-1000 ease-linear"
        />
      </svg>
      <div className="grid justify-items-center gap-1">
        <Hourglass aria-hidden className="text-accent" />
        <p role="timer" aria-label={t("waiting.left")} className="money text-2xl font-bold">
          {left(ms)}
        </p>
      </div>
    </div>
  );
}

function Over({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const location = useLocation();
  const [draft] = useState(location.state.draft);
  const by = approval.decided_by;
  return (
    <div className="grid justify-items-center gap-4 text-center">
      <CircleX size={56} aria-hidden className="animate-pop text-muted" />
      <p role="status" className="text-lg font-semibold">
        {approval.state === "declined" && by !== null
          ? t("waiting.declinedBy", { name: firstName(by.name) })
          : t(`waiting.state.${approval.state}`)}
      </p>
      <p className="text-muted">{t("waiting.nothingPaid")}</p>
      {draft !== undefined && (
        <Link
          to="/pay/to"
          state={{ draft }}
          replace
          className="inline-flex min-h-12 items-center rounded-control bg-accent-soft px-5 font-semibold text-accent-strong"
        >
          {t("waiting.again")}
        </Link>
      )}
    </div>
  );
}
