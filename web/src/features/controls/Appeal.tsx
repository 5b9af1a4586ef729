import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { controlsQuery } from "~/api/reads";
import { useRule } from "~/api/useRule";
import { AmountField } from "~/design/AmountField";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Notice } from "~/design/Surface";
import { TextBox } from "~/design/TextBox";
import { firstName, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { appealQuery, dismiss, grant } from "./api";
import { Difference } from "./Difference";
import { documentOf, draftOf } from "./draft";
import { leastCap, loosened, raiseFor } from "./granting";

const route = getRouteApi("/inside/appeals/$id");

/** A child's word against a rule, and the answer to it. */
export function Appeal() {
  const { t, i18n } = useTranslation();
  const { id } = route.useParams();
  const { data: appeal } = useSuspenseQuery(appealQuery(id));
  const rule = useRule();
  const me = useMe();
  const name = firstName(appeal.person.name);
  return (
    <Page title={t("appealed.title", { name })} back={{ to: "/" }}>
      <div className="flex items-start gap-3">
        <Avatar name={appeal.person.name} />
        <div className="rounded-card rounded-tl-md bg-surface p-4 shadow-card">
          <p className="text-lg">{appeal.message}</p>
          <p className="mt-1 text-sm text-muted">{when(appeal.created_at, i18n.language)}</p>
        </div>
      </div>
      <Card look="sunken" className="grid gap-2">
        <p className="text-sm font-medium text-muted">{t("appealed.rule")}</p>
        <p className="font-medium">{rule({ code: appeal.rule, details: appeal.details })}</p>
        {appeal.payment !== null && (
          <p className="text-muted">
            <Money minor={appeal.payment.amount} unit={appeal.payment.unit} /> →{" "}
            {appeal.payment.payee.name}, {when(appeal.payment.created_at, i18n.language)}
          </p>
        )}
      </Card>
      {appeal.state !== "open" ? (
        <Answered appeal={appeal} />
      ) : me?.id === appeal.person.id ? (
        <Notice>{t("appealed.waits")}</Notice>
      ) : (
        <Answer appeal={appeal} />
      )}
    </Page>
  );
}

function Answered({ appeal }: { appeal: Schemas["Appeal"] }) {
  const { t, i18n } = useTranslation();
  return (
    <Card className="grid gap-1">
      <p className="text-lg font-semibold" role="status">
        {t(`appealed.state.${appeal.state}`, { name: firstName(appeal.answered_by?.name ?? "") })}
      </p>
      {appeal.answer !== "" && <p>“{appeal.answer}”</p>}
      {appeal.answered_at !== null && (
        <p className="text-sm text-muted">{when(appeal.answered_at, i18n.language)}</p>
      )}
    </Card>
  );
}

function Answer({ appeal }: { appeal: Schemas["Appeal"] }) {
  const { t } = useTranslation();
  const { data: controls } = useSuspenseQuery(controlsQuery(appeal.person.id));
  const [cap, setCap] = useState<number | null>(leastCap(appeal) ?? null);
  const [answer, setAnswer] = useState("");
  const yes = useChange(grant);
  const no = useChange(dismiss);
  const raisable = raiseFor(appeal, 1) !== undefined;
  const without = loosened(draftOf(controls.controls), appeal);
  const send = (by: Schemas["GrantedByBodyRequest"]) =>
    yes.mutate({
      appeal: appeal.id,
      body: { by, ...(answer.trim() !== "" && { answer: answer.trim() }) },
    });
  return (
    <div className="grid gap-4">
      <TextBox
        label={t("appealed.answer", { name: firstName(appeal.person.name) })}
        value={answer}
        onChange={setAnswer}
        maxLength={140}
      />
      {raisable && (
        <AmountField
          label={t("appealed.raiseTo")}
          value={cap}
          onChange={setCap}
          hint={t("appealed.raiseHint")}
        />
      )}
      <Failure of={yes.error ?? no.error} />
      {raisable && (
        <Button
          wide
          isPending={yes.isPending}
          isDisabled={cap === null || no.isPending}
          onPress={() => {
            const raised = raiseFor(appeal, cap ?? 0);
            if (raised !== undefined) send({ raised });
          }}
        >
          {t("appealed.raise")}
        </Button>
      )}
      {without && <Difference before={draftOf(controls.controls)} after={without} shops={[]} />}
      {without && (
        <Button
          wide
          isPending={yes.isPending}
          isDisabled={no.isPending}
          onPress={() =>
            send({ changed: { version: controls.version, controls: documentOf(without) } })
          }
        >
          {t("appealed.change")}
        </Button>
      )}
      {!raisable && !without && (
        <p className="text-muted">
          {t("appealed.byHand")}{" "}
          <Link
            to="/children/$id/controls"
            params={{ id: appeal.person.id }}
            className="font-semibold text-accent-strong underline"
          >
            {t("child.controls")}
          </Link>
        </p>
      )}
      <Button
        look="danger"
        wide
        isPending={no.isPending}
        isDisabled={yes.isPending}
        onPress={() => no.mutate({ appeal: appeal.id, answer: answer.trim() })}
      >
        {t("appealed.dismiss")}
      </Button>
    </div>
  );
}
