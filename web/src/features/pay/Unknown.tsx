import { CloudOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { Empty } from "~/design/Surface";
import { money, when } from "~/i18n/format";
import type { Unsettled } from "~/shared/draft";

/** A payment whose answer never came: asking again is the same payment, and never a second one. */
export function Unknown({
  attempt,
  isPending,
  onAskAgain,
}: {
  attempt: Unsettled;
  isPending: boolean;
  onAskAgain: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { amount = 0, unit } = attempt.body;
  return (
    <div role="alert">
      <Empty
        picture={<CloudOff size={44} />}
        title={t("pay.unknown.title")}
        action={
          <Button isPending={isPending} onPress={onAskAgain}>
            {t("pay.unknown.ask")}
          </Button>
        }
      >
        <p className="mb-2 font-semibold text-ink">
          {t("pay.unknown.what", {
            amount: money(amount, unit, i18n.language),
            name: attempt.name,
          })}
        </p>
        <p className="mb-2">{when(attempt.since, i18n.language)}</p>
        <p className="mb-4">{t("pay.unknown.lead")}</p>
      </Empty>
    </div>
  );
}
