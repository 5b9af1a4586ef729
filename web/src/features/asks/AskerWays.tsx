import { Bell, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Notice } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { type Ask, cancel, remind } from "./api";

const MOST_REMINDERS = 3;

/** What whoever asked may do while it is open. */
export function AskerWays({ ask }: { ask: Ask }) {
  const { t } = useTranslation();
  const reminding = useChange(() => remind(ask.id));
  const cancelling = useChange(() => cancel(ask.id));
  return (
    <div className="grid gap-3">
      {reminding.isSuccess && (
        <Notice tone="good">{t("asks.reminded", { name: firstName(ask.asked.name) })}</Notice>
      )}
      <Failure of={reminding.error ?? cancelling.error} />
      <div className="grid grid-cols-2 gap-3">
        <Button
          isPending={reminding.isPending}
          isDisabled={ask.reminders >= MOST_REMINDERS || reminding.isSuccess}
          onPress={() => reminding.mutate()}
        >
          <Bell size={18} aria-hidden />
          {t("asks.remind")}
        </Button>
        <Button
          look="secondary"
          isPending={cancelling.isPending}
          onPress={() => cancelling.mutate()}
        >
          <X size={18} aria-hidden />
          {t("asks.cancel")}
        </Button>
      </div>
    </div>
  );
}
