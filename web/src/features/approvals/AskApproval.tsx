import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Notice } from "~/design/Surface";
import { firstName, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { approveAsk, askQuery, declineAsk } from "./api";
import { Checks } from "./Checks";

const route = getRouteApi("/inside/approvals/asks/$id");

/** Somebody asked a child for money: a guardian says no to it, or yes once the child would pay. */
export function AskApproval() {
  const { t, i18n } = useTranslation();
  const { id } = route.useParams();
  const { data: ask } = useSuspenseQuery(askQuery(id));
  const me = useMe();
  const name = firstName(ask.asked.name);
  const guards = me !== undefined && me.id !== ask.asked.id && me.id !== ask.asker.id;
  return (
    <Page title={t("askApproval.title", { asker: firstName(ask.asker.name) })} back={{ to: "/" }}>
      <Card className="grid justify-items-center gap-4 text-center">
        <div className="flex items-center gap-3">
          <Avatar name={ask.asked.name} size="size-14 text-xl" />
          <ArrowRight aria-hidden className="text-muted" />
          <Avatar name={ask.asker.name} size="size-14 text-xl" />
        </div>
        <div>
          <p className="text-[min(3rem,13vw)] leading-tight font-bold">
            <Money minor={ask.amount} unit={ask.unit} />
          </p>
          <p className="mt-1 text-lg">
            {t("askApproval.from", { name, asker: firstName(ask.asker.name) })}
          </p>
          {ask.note !== null && <p className="mt-1 text-muted">“{ask.note}”</p>}
        </div>
        <p className="text-sm text-muted">
          {t("askApproval.until", { when: when(ask.expires_at, i18n.language) })}
        </p>
      </Card>
      {ask.state === "open" && guards && (
        <>
          <Checks
            approval={{
              person: { id: ask.asked.id, name: ask.asked.name },
              amount: ask.amount,
              unit: ask.unit,
            }}
          />
          <Decide ask={ask.id} waits={ask.waits_since !== null} name={name} />
        </>
      )}
      {ask.state !== "open" && <Notice>{t(`askApproval.state.${ask.state}`)}</Notice>}
    </Page>
  );
}

function Decide({ ask, waits, name }: { ask: string; waits: boolean; name: string }) {
  const { t } = useTranslation();
  const yes = useChange(approveAsk);
  const no = useChange(declineAsk);
  return (
    <div className="grid gap-3">
      <MoneyFailure of={yes.error ?? no.error} />
      {waits ? (
        <Button
          wide
          isPending={yes.isPending}
          isDisabled={no.isPending}
          onPress={() => yes.mutate(ask)}
        >
          {t("approval.approve")}
        </Button>
      ) : (
        <Notice>{t("askApproval.notYet", { name })}</Notice>
      )}
      <Button
        look="danger"
        wide
        isPending={no.isPending}
        isDisabled={yes.isPending}
        onPress={() => no.mutate(ask)}
      >
        {t("approval.decline")}
      </Button>
    </div>
  );
}
