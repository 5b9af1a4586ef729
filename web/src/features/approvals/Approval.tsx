import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ArrowRight, CircleCheck, CircleX, Hourglass } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { Refused } from "~/api/problem";
import { useRule } from "~/api/useRule";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Notice } from "~/design/Surface";
import { useNow } from "~/design/useNow";
import { firstName, left, money, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import {
  type Approval as ApprovalDocument,
  approvalQuery,
  approve,
  decline,
  takeBack,
} from "./api";
import { Checks } from "./Checks";

const route = getRouteApi("/inside/approvals/$id");

/** A child's payment that waits for a yes: who, what, why it asks, and what stands against it. */
export function Approval() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: approval } = useSuspenseQuery(approvalQuery(id));
  const me = useMe();
  const own = me?.id === approval.person.id;
  return (
    <Page
      title={t(own ? "approval.ownTitle" : "approval.title", {
        name: firstName(approval.person.name),
      })}
      back={{ to: "/" }}
    >
      <What approval={approval} />
      {!own && me && approval.state === "pending" && <Checks approval={approval} />}
      {approval.state === "pending" ? (
        <Decide approval={approval} own={own} />
      ) : (
        <Decided approval={approval} />
      )}
    </Page>
  );
}

function What({ approval }: { approval: ApprovalDocument }) {
  const { t, i18n } = useTranslation();
  const name = firstName(approval.person.name);
  const why =
    approval.reason.reason === "new_payee"
      ? t("approval.whyNew", { name, payee: approval.payee })
      : t("approval.whyAmount", {
          name,
          above: money(approval.reason.above ?? 0, approval.unit, i18n.language),
        });
  return (
    <Card className="grid justify-items-center gap-4 text-center">
      <div className="flex items-center gap-3">
        <Avatar name={approval.person.name} size="size-14 text-xl" />
        <ArrowRight aria-hidden className="text-muted" />
        <Avatar name={approval.payee} size="size-14 text-xl" />
      </div>
      <div>
        <p className="text-[min(3rem,13vw)] leading-tight font-bold">
          <Money minor={approval.amount} unit={approval.unit} />
        </p>
        <p className="mt-1 text-lg">{t("approval.to", { payee: approval.payee })}</p>
        {approval.note !== null && <p className="mt-1 text-muted">“{approval.note}”</p>}
      </div>
      <p className="rounded-control bg-sunken px-4 py-3 text-sm">{why}</p>
    </Card>
  );
}

function Decide({ approval, own }: { approval: ApprovalDocument; own: boolean }) {
  const { t } = useTranslation();
  const yes = useChange(approve);
  const no = useChange(own ? takeBack : decline);
  const [late, setLate] = useState(false);
  if (late) return <Notice>{t("approval.late")}</Notice>;
  return (
    <div className="grid gap-3">
      <Countdown until={approval.expires_at} onOver={() => setLate(true)} />
      <MoneyFailure of={yes.error ?? no.error} />
      {!own && (
        <Button
          wide
          isPending={yes.isPending}
          isDisabled={no.isPending}
          onPress={() => yes.mutate(approval.id)}
        >
          {t(yes.error instanceof Refused && yes.error.unknown ? "again" : "approval.approve")}
        </Button>
      )}
      <Button
        look={own ? "secondary" : "danger"}
        wide
        isPending={no.isPending}
        isDisabled={yes.isPending}
        onPress={() => no.mutate(approval.id)}
      >
        {t(own ? "approval.takeBack" : "approval.decline")}
      </Button>
    </div>
  );
}

function Countdown({ until, onOver }: { until: string; onOver: () => void }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  const ms = Date.parse(until) - now;
  const over = ms <= 0;
  useEffect(() => {
    if (over) onOver();
  }, [over, onOver]);
  return (
    <p className="flex items-center justify-center gap-2 text-sm font-medium text-muted">
      <Hourglass size={16} aria-hidden />
      <span role="timer" className="money">
        {t("approval.left", { left: left(ms) })}
      </span>
    </p>
  );
}

/** What became of it, also when the other guardian was faster. */
function Decided({ approval }: { approval: ApprovalDocument }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const rule = useRule();
  const by = approval.decided_by;
  const mine = by?.id === me?.id;
  const refusal = approval.payment?.refusal;
  const good = approval.state === "approved" && !refusal;
  const Icon = good ? CircleCheck : approval.state === "expired" ? Hourglass : CircleX;
  const said =
    by === null || mine
      ? t(`approval.state.${approval.state}`)
      : t(`approval.stateBy.${approval.state}`, { name: firstName(by.name) });
  return (
    <Card className="grid justify-items-center gap-2 text-center" look="sunken">
      <Icon size={36} aria-hidden className={good ? "text-good" : "text-muted"} />
      <p className="text-lg font-semibold" role="status">
        {said}
      </p>
      {refusal && (
        <p className="text-bad">
          {t("approval.butRefused")} {rule(refusal)}
        </p>
      )}
      {approval.decided_at !== null && (
        <p className="text-sm text-muted">{when(approval.decided_at, i18n.language)}</p>
      )}
    </Card>
  );
}
