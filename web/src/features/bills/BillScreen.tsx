import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Bell } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { LinkButton } from "~/design/LinkButton";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Card, Heading, Notice, Skeleton } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { day, money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { EndSheet } from "~/shared/EndSheet";
import { type Bill, billQuery, close, remind, type Share } from "./api";
import { SplitBar } from "./SplitBar";

const TONES = {
  open: "accent",
  paid: "good",
  declined: "bad",
  cancelled: "plain",
  expired: "plain",
} as const satisfies Record<Share["state"], string>;

/** One bill: who has paid, who has yet to. */
export function BillScreen() {
  return (
    <Suspense
      fallback={
        <div className="mx-auto grid w-full max-w-xl gap-5">
          <Skeleton className="h-10 w-48" />
          <Skeleton className="h-40" />
          <Skeleton className="h-48" />
        </div>
      }
    >
      <Shown />
    </Suspense>
  );
}

function Shown() {
  const { t, i18n } = useTranslation();
  const { bill: id } = useParams({ from: "/inside/bills/$bill" });
  const { data: bill } = useSuspenseQuery(billQuery(id));
  const [closing, setClosing] = useState(false);
  const open = bill.closed_at === null;
  return (
    <Page title={bill.note} back={{ to: "/bills" }}>
      <Card className="grid gap-3">
        <p className="text-sm text-muted">
          {t("bills.madeBy", { name: bill.maker, day: day(bill.created_at, i18n.language) })}
        </p>
        <p className="text-4xl leading-tight font-bold">
          <Money minor={bill.amount} unit={bill.unit} />
        </p>
        <SplitBar
          total={bill.amount}
          shares={[
            { paint: "bg-chart-1", amount: bill.own },
            { paint: "bg-chart-3", amount: bill.paid },
          ]}
        />
        <dl className="grid gap-1">
          <Sum paint="bg-chart-1" name={t("bills.own", { name: bill.maker })} minor={bill.own} />
          <Sum paint="bg-chart-3" name={t("bills.paid")} minor={bill.paid} />
          <Sum paint="bg-sunken" name={t("bills.open")} minor={bill.waiting} />
        </dl>
      </Card>
      {!open && <Notice tone="good">{t("bills.isClosed")}</Notice>}
      <section className="grid gap-1">
        <Heading>{t("bills.shares")}</Heading>
        <ul>
          {bill.shares.map((share) => (
            <li key={share.ask}>
              <One share={share} unit={bill.unit} reminds={bill.mine && open} />
            </li>
          ))}
        </ul>
      </section>
      {bill.mine && open && (
        <Button look="secondary" onPress={() => setClosing(true)}>
          {t("bills.close.open")}
        </Button>
      )}
      {closing && <CloseSheet bill={bill} onClose={() => setClosing(false)} />}
    </Page>
  );
}

function Sum({ paint, name, minor }: { paint: string; name: string; minor: number }) {
  return (
    <div className="flex items-center gap-2">
      <span aria-hidden className={`size-3 shrink-0 rounded-full border border-line ${paint}`} />
      <dt className="min-w-0 flex-1 truncate text-muted">{name}</dt>
      <dd className="font-semibold">
        <Money minor={minor} />
      </dd>
    </div>
  );
}

function One({ share, unit, reminds }: { share: Share; unit: string; reminds: boolean }) {
  const { t, i18n } = useTranslation();
  const reminding = useChange(() => remind(share.ask));
  return (
    <>
      <Row
        lead={<Avatar name={share.name} />}
        title={share.name}
        detail={
          share.decided_at === null
            ? t("bills.asked")
            : `${t(`asks.state.${share.state}`)}, ${day(share.decided_at, i18n.language)}`
        }
        trail={
          <span className="flex items-center gap-2">
            <span className="grid justify-items-end gap-0.5">
              <span className="font-semibold">
                <Money minor={share.amount} unit={unit} />
              </span>
              {share.state !== "open" && (
                <Tag tone={TONES[share.state]}>{t(`asks.state.${share.state}`)}</Tag>
              )}
            </span>
            {reminds && share.state === "open" && (
              <Button
                look="secondary"
                aria-label={t("bills.remind", { name: share.name })}
                isPending={reminding.isPending}
                isDisabled={reminding.isSuccess}
                onPress={() => reminding.mutate()}
              >
                <Bell size={18} aria-hidden />
              </Button>
            )}
          </span>
        }
      />
      {share.mine && share.state === "open" && (
        <LinkButton wide to={{ to: "/asks/$ask", params: { ask: share.ask } }}>
          {t("bills.payMine")}
        </LinkButton>
      )}
      {reminding.isSuccess && (
        <Notice tone="good">{t("asks.reminded", { name: share.name })}</Notice>
      )}
      {share.state === "open" && <Failure of={reminding.error} />}
    </>
  );
}

/** Asks once more before nobody is asked any more. */
function CloseSheet({ bill, onClose }: { bill: Bill; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <EndSheet
      title={t("bills.close.title")}
      hint={t("bills.close.hint", { amount: money(bill.waiting, bill.unit, i18n.language) })}
      action={t("bills.close.do")}
      keep={t("bills.close.keep")}
      end={() => close(bill.id)}
      onClose={onClose}
    />
  );
}
