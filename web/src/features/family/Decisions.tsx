import { useSuspenseQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, Vote } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { proposalsQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Card, Empty, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { listed, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { confirm, decline, type Proposal, RIGHTS } from "./api";
import { Quorum } from "./Quorum";

/** What guardians decide together: what is open, what it takes, and what was decided. */
export function Decisions() {
  const { t } = useTranslation();
  const { data: proposals } = useSuspenseQuery(proposalsQuery);
  const open = proposals.filter((one) => one.state === "open");
  const past = proposals.filter((one) => one.state !== "open");
  return (
    <Page title={t("decisions.title")} back={{ to: "/family" }}>
      {open.length === 0 ? (
        <Empty picture={<Vote size={36} />} title={t("decisions.none")}>
          {t("decisions.noneHint")}
        </Empty>
      ) : (
        open.map((one) => <Open key={one.id} proposal={one} />)
      )}
      <Quorum />
      {past.length > 0 && (
        <section className="grid grid-cols-1 gap-2" aria-label={t("decisions.past")}>
          <Heading>{t("decisions.past")}</Heading>
          <Card className="!py-2">
            <ul className="divide-y divide-line">
              {past.map((one) => (
                <li key={one.id} className="flex items-start justify-between gap-3 py-3">
                  <Said proposal={one} />
                  <Tag tone={one.state === "carried" ? "good" : "plain"}>
                    {t(`decisions.state.${one.state}`)}
                  </Tag>
                </li>
              ))}
            </ul>
          </Card>
        </section>
      )}
    </Page>
  );
}

function Said({ proposal }: { proposal: Proposal }) {
  const { t, i18n } = useTranslation();
  const kept = proposal.rights;
  const gone =
    kept === null
      ? []
      : RIGHTS.filter((right) => !kept.includes(right)).map((right) => t(`right.${right}`));
  return (
    <div>
      <p className="font-medium">
        {t(
          proposal.action === "narrow_guardian" && proposal.rights === null
            ? "decisions.action.widen"
            : `decisions.action.${proposal.action}`,
          {
            person: proposal.person?.name,
            child: proposal.child?.name,
            of: proposal.of && t(`decisions.of.${proposal.of}`),
            need: proposal.need && t(`decisions.need.${proposal.need}`),
          },
        )}
      </p>
      {gone.length > 0 && (
        <p className="text-sm text-muted">
          {t("decisions.gone", { rights: listed(gone, i18n.language) })}
        </p>
      )}
      <p className="text-sm text-muted">
        {t("decisions.by", {
          name: proposal.proposed_by.name,
          when: when(proposal.created_at, i18n.language),
        })}
      </p>
    </div>
  );
}

function Open({ proposal }: { proposal: Proposal }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const yes = useChange(confirm);
  const no = useChange(decline);
  const mine = proposal.votes.some((vote) => vote.guardian.id === me?.id);
  return (
    <Card className="grid gap-4">
      <Said proposal={proposal} />
      <ul className="grid gap-1 text-sm">
        {proposal.votes.map((vote) => (
          <li key={vote.guardian.id} className="flex items-center gap-2">
            {vote.yes ? (
              <CircleCheck size={18} aria-hidden className="text-good" />
            ) : (
              <CircleX size={18} aria-hidden className="text-bad" />
            )}
            {t(vote.yes ? "decisions.saidYes" : "decisions.saidNo", { name: vote.guardian.name })}
          </li>
        ))}
      </ul>
      <p className="text-sm text-muted">
        {t("decisions.until", { when: when(proposal.expires_at, i18n.language) })}
      </p>
      <Failure of={yes.error ?? no.error} />
      <div className="grid grid-cols-2 gap-3">
        <Button
          look="danger"
          isPending={no.isPending}
          isDisabled={yes.isPending}
          onPress={() => no.mutate(proposal.id)}
        >
          {t(proposal.proposed_by.id === me?.id ? "decisions.takeBack" : "decisions.decline")}
        </Button>
        {mine ? (
          <p className="self-center text-center text-sm text-muted">{t("decisions.waits")}</p>
        ) : (
          <Button
            isPending={yes.isPending}
            isDisabled={no.isPending}
            onPress={() => yes.mutate(proposal.id)}
          >
            {t("decisions.confirm")}
          </Button>
        )}
      </div>
    </Card>
  );
}
