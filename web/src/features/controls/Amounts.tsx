import { useTranslation } from "react-i18next";
import { AmountField } from "~/design/AmountField";
import { Card, Heading } from "~/design/Surface";
import { Toggle } from "~/design/Toggle";
import { type Draft, WINDOWS } from "./draft";
import type { Edit } from "./Editor";

/** How much at once and over a time, when to be asked first, and whether people may be paid. */
export function Amounts({ draft, edit }: { draft: Draft; edit: Edit }) {
  const { t } = useTranslation();
  return (
    <>
      <section className="grid grid-cols-1 gap-2" aria-label={t("controls.howMuch")}>
        <Heading>{t("controls.howMuch")}</Heading>
        <Card className="grid grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-4">
          <AmountField
            label={t("controls.payment")}
            value={draft.limits.payment}
            placeholder={t("controls.noLimit")}
            onChange={(payment) => edit({ limits: { ...draft.limits, payment } })}
          />
          {WINDOWS.map((window) => (
            <AmountField
              key={window}
              label={t(`controls.${window}`)}
              value={draft.limits[window]}
              placeholder={t("controls.noLimit")}
              onChange={(cap) => edit({ limits: { ...draft.limits, [window]: cap } })}
            />
          ))}
        </Card>
      </section>
      <section className="grid grid-cols-1 gap-2" aria-label={t("controls.askFirst")}>
        <Heading>{t("controls.askFirst")}</Heading>
        <Card className="grid gap-4">
          <AmountField
            label={t("controls.askAbove")}
            value={draft.askAbove}
            placeholder={t("controls.askNever")}
            onChange={(askAbove) => edit({ askAbove })}
          />
          <Toggle
            on={draft.askNew}
            onChange={(askNew) => edit({ askNew })}
            hint={t("controls.askNewHint")}
          >
            {t("controls.askNew")}
          </Toggle>
          <Toggle
            on={draft.people}
            onChange={(people) => edit({ people })}
            hint={t("controls.peopleHint")}
          >
            {t("controls.people")}
          </Toggle>
        </Card>
      </section>
    </>
  );
}
