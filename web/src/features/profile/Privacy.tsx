import { useMutation, useQuery } from "@tanstack/react-query";
import { Download, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Card, Heading, Skeleton } from "~/design/Surface";
import { Toggle } from "~/design/Toggle";
import { dayHere, fullDay } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { saveAs } from "~/shared/saveAs";
import { type Choice, choose, dataOf, privacyQuery } from "./api";
import { ErasureCard } from "./ErasureCard";

/** What is collected, what is kept, and the end of both. */
export function Privacy() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t("me.privacy.title")} back={{ to: "/me" }}>
      {me === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <>
          <Collected minor={me.is_minor} />
          <Kept me={me} />
          <ErasureCard me={me} />
        </>
      )}
    </Page>
  );
}

function Collected({ minor }: { minor: boolean }) {
  const { t } = useTranslation();
  const choices = useQuery({ ...privacyQuery, enabled: !minor });
  return (
    <section className="grid gap-2">
      <Heading>{t("me.privacy.collected")}</Heading>
      <Card className="grid gap-3">
        {minor ? (
          <p className="flex gap-3">
            <ShieldCheck size={28} aria-hidden className="shrink-0 text-good" />
            {t("me.privacy.minor")}
          </p>
        ) : (
          <>
            <p className="text-sm text-muted">{t("me.privacy.adult")}</p>
            {choices.isPending && <Skeleton className="h-12" />}
            <Failure of={choices.error} />
            {choices.data?.map((choice) => (
              <One key={choice.purpose} choice={choice} />
            ))}
          </>
        )}
      </Card>
    </section>
  );
}

function One({ choice }: { choice: Choice }) {
  const { t, i18n } = useTranslation();
  const choosing = useChange((allowed: boolean) => choose(choice.purpose, allowed));
  return (
    <>
      <Toggle
        on={choosing.isPending ? choosing.variables : choice.allowed}
        onChange={(allowed) => choosing.mutate(allowed)}
        isDisabled={choosing.isPending}
        hint={
          choice.given_at === null
            ? t(`me.privacy.${choice.purpose}.hint`)
            : t("me.privacy.since", { day: fullDay(choice.given_at, i18n.language) })
        }
      >
        {t(`me.privacy.${choice.purpose}.title`)}
      </Toggle>
      <Failure of={choosing.error} />
    </>
  );
}

function Kept({ me }: { me: Schemas["Me"] }) {
  const { t } = useTranslation();
  const fetching = useMutation({
    mutationFn: async () => {
      saveAs(await dataOf(me.id), `tuppence-data-${dayHere(new Date())}.json`);
    },
  });
  return (
    <section className="grid gap-2">
      <Heading>{t("me.data.title")}</Heading>
      <Card className="grid gap-3">
        <p className="text-sm text-muted">{t("me.data.hint")}</p>
        <Failure of={fetching.error} />
        <Button look="secondary" isPending={fetching.isPending} onPress={() => fetching.mutate()}>
          <Download size={18} aria-hidden />
          {t("me.data.download")}
        </Button>
      </Card>
    </section>
  );
}
