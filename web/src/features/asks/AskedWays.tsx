import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Notice } from "~/design/Surface";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { type Ask, decline } from "./api";
import { PaySheet } from "./PaySheet";

/** What whoever is asked may do: pay, or say no. */
export function AskedWays({ ask }: { ask: Ask }) {
  const { t, i18n } = useTranslation();
  const [paying, setPaying] = useState(false);
  const [sure, setSure] = useState(false);
  const declining = useChange(() => decline(ask.id));
  return (
    <div className="grid gap-3">
      {ask.waits_since !== null && <Notice tone="gold">{t("asks.waits")}</Notice>}
      <Failure of={declining.error} />
      {ask.waits_since === null && (
        <Button wide onPress={() => setPaying(true)}>
          {t("asks.pay", { amount: money(ask.amount, ask.unit, i18n.language) })}
        </Button>
      )}
      <Button
        wide
        look={sure ? "danger" : "quiet"}
        isPending={declining.isPending}
        onPress={() => (sure ? declining.mutate() : setSure(true))}
      >
        {t(sure ? "asks.declineSure" : "asks.decline")}
      </Button>
      {paying && <PaySheet ask={ask} onClose={() => setPaying(false)} />}
    </div>
  );
}
