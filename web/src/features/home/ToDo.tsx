import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { Notice } from "~/design/Surface";
import { money } from "~/i18n/format";
import { useMe } from "~/session/me";
import { askForPin } from "~/session/StepUp";
import { unsettledQuery } from "~/shared/device";

/** What somebody should see to: a payment nobody heard of again, and a PIN that is not chosen yet. */
export function ToDo() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const { data: unsettled } = useQuery(unsettledQuery);
  return (
    <>
      {unsettled && (
        <Notice
          tone="gold"
          action={
            <Link
              to="/pay/to"
              className="grid min-h-11 shrink-0 place-items-center font-semibold underline"
            >
              {t("home.seeTo")}
            </Link>
          }
        >
          {t("home.unsettled", {
            amount: money(unsettled.body.amount ?? 0, "INR", i18n.language),
            name: unsettled.name,
          })}
        </Notice>
      )}
      {me?.pin_set === false && (
        <Notice
          action={
            <Button look="quiet" onPress={() => void askForPin("set")}>
              <span className="whitespace-nowrap">{t("home.setPin")}</span>
            </Button>
          }
        >
          {t("home.noPin")}
        </Notice>
      )}
    </>
  );
}
