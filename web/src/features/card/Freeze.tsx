import { useQuery } from "@tanstack/react-query";
import { Snowflake, Sun } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { Card } from "~/design/Surface";
import { firstName, listed } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { familyQuery, freeze, unfreeze } from "./api";

/** Stops all that leaves. A child can do it alone, and only a guardian can undo it: that is said first. */
export function Freeze({ wallet }: { wallet: Schemas["WalletDetail"] }) {
  const { t } = useTranslation();
  const me = useMe();
  const guardians = useGuardians();
  const [asking, setAsking] = useState(false);
  const stop = useChange(freeze, () => setAsking(false));
  const go = useChange(unfreeze);
  const minor = me?.is_minor !== false;
  if (wallet.frozen) {
    return (
      <Card className="grid gap-3">
        <p className="flex items-center gap-3 font-semibold">
          <Snowflake aria-hidden className="text-accent" />
          {t("freeze.isFrozen")}
        </p>
        <p className="text-muted">
          {minor ? t("freeze.askToThaw", { names: guardians }) : t("freeze.lead")}
        </p>
        <Failure of={go.error} />
        {!minor && (
          <Button wide isPending={go.isPending} onPress={() => go.mutate(wallet.id)}>
            <Sun size={20} aria-hidden />
            {t("freeze.thaw")}
          </Button>
        )}
      </Card>
    );
  }
  return (
    <>
      <Button look="secondary" wide onPress={() => setAsking(true)}>
        <Snowflake size={20} aria-hidden />
        {t("freeze.freeze")}
      </Button>
      <Sheet open={asking} onClose={() => setAsking(false)} title={t("freeze.title")}>
        <p>{t("freeze.lead")}</p>
        {minor && <p className="text-muted">{t("freeze.onlyGuardian", { names: guardians })}</p>}
        <Failure of={stop.error} />
        <Button
          look="danger"
          wide
          isPending={stop.isPending}
          onPress={() => stop.mutate(wallet.id)}
        >
          {t("freeze.now")}
        </Button>
      </Sheet>
    </>
  );
}

function useGuardians(): string {
  const { t, i18n } = useTranslation();
  const { data: family } = useQuery(familyQuery);
  const names = (family?.members ?? [])
    .filter(({ role }) => role === "guardian")
    .map(({ person }) => firstName(person.name));
  return names.length === 0 ? t("freeze.guardian") : listed(names, i18n.language, "disjunction");
}
