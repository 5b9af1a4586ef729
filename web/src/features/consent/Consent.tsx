import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CircleCheck, CirclePause } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { consentQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Sheet } from "~/design/Sheet";
import { Card, Heading, Notice } from "~/design/Surface";
import { firstName, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { withdrawConsent } from "./api";
import { Give } from "./Give";
import { History } from "./History";

const route = getRouteApi("/inside/children/$id/consent");

/** Guardians' consent to a child's account: how it stands, giving it, and taking it back as easily. */
export function Consent() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: standing } = useSuspenseQuery(consentQuery(id));
  const me = useMe();
  const [too, setToo] = useState(false);
  const name = firstName(standing.person.name);
  const mine = standing.stances.find((stance) => stance.guardian.id === me?.id);
  const given = mine?.what === "given";
  return (
    <Page title={t("consent.title", { name })} back={{ to: "/children/$id", params: { id } }}>
      <Standing standing={standing} name={name} me={me?.id} />
      {standing.needed && me && !given && (!standing.in_force || too) && (
        <Give person={id} name={name} guardian={me.id} />
      )}
      {standing.needed && standing.in_force && !given && !too && (
        <Button look="secondary" wide onPress={() => setToo(true)}>
          {t("consent.meToo")}
        </Button>
      )}
      {standing.needed && (given || standing.in_force) && <Withdraw person={id} name={name} />}
      <Heading>{t("consent.history")}</Heading>
      <History person={id} />
    </Page>
  );
}

function Standing({
  standing,
  name,
  me,
}: {
  standing: Schemas["ConsentStanding"];
  name: string;
  me: string | undefined;
}) {
  const { t, i18n } = useTranslation();
  const works = standing.in_force || !standing.needed;
  const Icon = works ? CircleCheck : CirclePause;
  return (
    <Card className="grid gap-3">
      <p className="flex items-center gap-3 text-lg font-semibold">
        <Icon aria-hidden className={works ? "text-good" : "text-bad"} />
        {t(standing.needed ? (works ? "consent.works" : "consent.rests") : "consent.notNeeded", {
          name,
        })}
      </p>
      <ul className="grid gap-1 text-sm text-muted">
        {standing.stances.map((stance) => (
          <li key={stance.id}>
            {t(`consent.stance.${stance.what}`, {
              name: stance.guardian.id === me ? t("consent.you") : stance.guardian.name,
              when: when(stance.at, i18n.language),
              version: stance.text?.version,
            })}
          </li>
        ))}
      </ul>
      {standing.needed && !works && standing.stances.some((one) => one.what === "withdrawn") && (
        <p className="text-sm">{t("consent.strictest")}</p>
      )}
    </Card>
  );
}

function Withdraw({ person, name }: { person: string; name: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const withdraw = useChange(withdrawConsent, () => setAsked(false));
  return (
    <>
      <Button look="danger" wide onPress={() => setAsked(true)}>
        {t("consent.withdraw")}
      </Button>
      <Sheet open={asked} onClose={() => setAsked(false)} title={t("consent.withdrawTitle")}>
        <Notice tone="gold">{t("consent.withdrawLead", { name })}</Notice>
        <Failure of={withdraw.error} />
        <Button
          look="danger"
          wide
          isPending={withdraw.isPending}
          onPress={() => withdraw.mutate(person)}
        >
          {t("consent.withdraw")}
        </Button>
      </Sheet>
    </>
  );
}
