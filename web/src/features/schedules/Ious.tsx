import { useSuspenseQuery } from "@tanstack/react-query";
import { HandCoins } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { MoneyFailure } from "~/api/MoneyFailure";
import { iousQuery } from "~/api/reads";
import { useRule } from "~/api/useRule";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Empty, Heading } from "~/design/Surface";
import { firstName, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { payIou } from "./api";

type Iou = Schemas["Iou"];

/** What was promised and could not be paid: it is paid at the next top-up, or now. */
export function Ious() {
  const { t } = useTranslation();
  const { data: ious } = useSuspenseQuery(iousQuery);
  const owed = ious.filter((iou) => iou.state === "owed");
  const promised = ious.filter((iou) => iou.state === "promised");
  const paid = ious.filter((iou) => iou.state === "paid").slice(0, 20);
  return (
    <Page title={t("iou.title")} back={{ to: "/" }}>
      {owed.length + promised.length === 0 && (
        <Empty picture={<HandCoins size={36} />} title={t("iou.none")}>
          {t("iou.noneHint")}
        </Empty>
      )}
      <Part title={t("iou.owed")} ious={owed} />
      <Part title={t("iou.promised")} ious={promised} />
      <Part title={t("iou.paid")} ious={paid} />
    </Page>
  );
}

function Part({ title, ious }: { title: string; ious: readonly Iou[] }) {
  if (ious.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={title}>
      <Heading>{title}</Heading>
      <ul className="grid grid-cols-1 gap-3">
        {ious.map((iou) => (
          <li key={iou.id}>
            <One iou={iou} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ iou }: { iou: Iou }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const rule = useRule();
  const pay = useChange(payIou);
  const mine = me?.id === iou.giver.id;
  return (
    <Card className="grid gap-3 !p-4">
      <div className="flex items-center gap-3">
        <Avatar name={iou.person.name} />
        <div className="min-w-0 flex-1">
          <p className="font-semibold">
            {t(said(iou, mine), {
              giver: firstName(iou.giver.name),
              name: firstName(iou.person.name),
            })}
          </p>
          <p className="text-sm text-muted">
            {t(`iou.kind.${iou.kind === "chore" ? "chore" : "allowance"}`)}
            {iou.note !== null && ` · ${iou.note}`}
          </p>
          <p className="text-sm text-muted">
            {t(`iou.at.${iou.state}`, {
              when: when(iou.paid_at ?? iou.due_at, i18n.language),
            })}
          </p>
        </div>
        <Money minor={iou.amount} unit={iou.unit} className="text-lg font-bold" />
      </div>
      {iou.state === "owed" && iou.reason !== null && (
        <p className="text-sm text-bad">{rule({ code: iou.reason, details: {} })}</p>
      )}
      <MoneyFailure of={pay.error} />
      {mine && iou.state === "owed" && (
        <Button isPending={pay.isPending} onPress={() => pay.mutate(iou.id)}>
          {t("iou.pay")}
        </Button>
      )}
    </Card>
  );
}

/** A debt that is paid is none: whoever reads of it must not think that it still is. */
function said(iou: Iou, mine: boolean) {
  if (iou.state === "paid") return mine ? "iou.youPaid" : "iou.hasPaid";
  return mine ? "iou.youOwe" : "iou.owes";
}
