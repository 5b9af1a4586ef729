import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { pinResetsQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Card } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { answerPinReset } from "./api";

/** A child who forgot the PIN, and the guardian's yes or no to another one. */
export function ForgotPin({ child }: { child: string }) {
  const { t } = useTranslation();
  const { data: resets = [] } = useQuery(pinResetsQuery);
  const answering = useChange(answerPinReset);
  const reset = resets.find((one) => one.person === child);
  if (reset === undefined) return null;
  const name = firstName(reset.name);
  return (
    <Card className="grid gap-3">
      <h2 className="text-lg font-semibold">{t("child.forgotPin.title", { name })}</h2>
      <p className="text-muted">{t("child.forgotPin.lead", { name })}</p>
      <Failure of={answering.error} />
      <Button
        wide
        isPending={answering.isPending}
        onPress={() => answering.mutate({ reset: reset.id, agrees: true })}
      >
        {t("child.forgotPin.agree")}
      </Button>
      <Button
        wide
        look="danger"
        isDisabled={answering.isPending}
        onPress={() => answering.mutate({ reset: reset.id, agrees: false })}
      >
        {t("child.forgotPin.decline")}
      </Button>
    </Card>
  );
}
