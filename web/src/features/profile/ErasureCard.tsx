import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Card, Heading, Notice, Skeleton } from "~/design/Surface";
import { fullDay } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { EndSheet } from "~/shared/EndSheet";
import { type Erasure, erase, erasureQuery, keep } from "./api";

/** Being forgotten: asked for, waited for, and thought better of. */
export function ErasureCard({ me }: { me: Schemas["Me"] }) {
  const { t } = useTranslation();
  const erasure = useQuery(erasureQuery(me.id));
  const [open, setOpen] = useState(false);
  return (
    <section className="grid gap-2">
      <Heading>{t("me.erasure.title")}</Heading>
      {erasure.isPending && <Skeleton className="h-24" />}
      <Failure of={erasure.error} />
      {erasure.data != null && <Waiting erasure={erasure.data} />}
      {erasure.data === null && (
        <Card className="grid gap-3">
          <p className="text-sm text-muted">
            {t(me.is_minor ? "me.erasure.minor" : "me.erasure.hint")}
          </p>
          {!me.is_minor && (
            <Button look="danger" onPress={() => setOpen(true)}>
              {t("me.erasure.ask")}
            </Button>
          )}
        </Card>
      )}
      {open && <EraseSheet person={me.id} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Waiting({ erasure }: { erasure: Erasure }) {
  const { t, i18n } = useTranslation();
  const keeping = useChange(() => keep(erasure.person));
  return (
    <Card className="grid gap-3">
      <Notice tone="gold">
        {t("me.erasure.due", { day: fullDay(erasure.due_at, i18n.language) })}
        {erasure.held_up_by !== null && (
          <span className="block">
            {i18n.exists(`refused.${erasure.held_up_by}`)
              ? t(`refused.${erasure.held_up_by}`)
              : t("me.erasure.heldUp")}
          </span>
        )}
      </Notice>
      <Failure of={keeping.error} />
      <Button isPending={keeping.isPending} onPress={() => keeping.mutate()}>
        {t("me.erasure.keep")}
      </Button>
    </Card>
  );
}

function EraseSheet({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <EndSheet
      title={t("me.erasure.sure")}
      hint={t("me.erasure.sureHint")}
      action={t("me.erasure.ask")}
      keep={t("me.erasure.not")}
      end={() => erase(person)}
      onClose={onClose}
    />
  );
}
