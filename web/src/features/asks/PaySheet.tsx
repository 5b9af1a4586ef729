import { useQuery } from "@tanstack/react-query";
import { CircleCheck, ShieldQuestion } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { refusedWith } from "~/api/problem";
import { useReason } from "~/api/useRefusal";
import { useOwnWallet } from "~/api/wallets";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Sheet } from "~/design/Sheet";
import { Notice, Skeleton } from "~/design/Surface";
import { money } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { useRelatives } from "~/shared/people/useRelatives";
import { type Ask, askGuardian, type Preview, pay, previewQuery } from "./api";

/** Reasons that are asked for in passing, and do not stand in the way. */
const ASKED_IN_PASSING = ["step_up_required"];

/** Pays an ask: what will happen is looked up and shown first. */
export function PaySheet({ ask, onClose }: { ask: Ask; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const look = useLook(ask);
  const paying = useChange((_: undefined, key) => pay(ask.id, key), onClose);
  const asking = useChange((_: undefined, key) => askGuardian(ask.id, key), onClose);
  const against = look.data?.refusals.filter(({ code }) => !ASKED_IN_PASSING.includes(code)) ?? [];
  const approval =
    against.some(({ code }) => code === "approval_required") ||
    refusedWith(paying.error, "approval_required");
  const barred = against.filter(({ code }) => code !== "approval_required");
  const amount = money(ask.amount, ask.unit, i18n.language);
  return (
    <Sheet open onClose={onClose} title={t("asks.paying")}>
      <Summary ask={ask} />
      {look.isLoading && <Skeleton className="h-14" />}
      {barred.length > 0 && <Barred reasons={barred} />}
      {barred.length === 0 && approval && <NeedsGuardian />}
      {look.data?.allowed === true && (
        <Line icon={<CircleCheck size={20} className="text-good" />}>{t("asks.willWork")}</Line>
      )}
      {!approval && <MoneyFailure of={paying.error} />}
      <MoneyFailure of={asking.error} />
      {approval ? (
        <Button
          wide
          isPending={asking.isPending}
          isDisabled={barred.length > 0}
          onPress={() => asking.mutate(undefined)}
        >
          {t("asks.askGuardian")}
        </Button>
      ) : (
        <Button
          wide
          isPending={paying.isPending}
          isDisabled={look.isLoading || barred.length > 0}
          onPress={() => paying.mutate(undefined)}
        >
          {t("asks.pay", { amount })}
        </Button>
      )}
      <Button wide look="quiet" onPress={onClose}>
        {t("asks.notNow")}
      </Button>
    </Sheet>
  );
}

/** Looks whether it would work, where the asker's handle is known: in the family. Others are told when they pay. */
function useLook(ask: Ask) {
  const asker = useRelatives().find((person) => person.id === ask.asker.id);
  return useQuery({
    ...previewQuery(asker?.handle ?? "", ask.amount),
    enabled: asker !== undefined,
  });
}

function Summary({ ask }: { ask: Ask }) {
  const { t, i18n } = useTranslation();
  const wallet = useOwnWallet();
  return (
    <>
      <div className="grid justify-items-center gap-2 text-center">
        <Avatar name={ask.asker.name} size="size-14" />
        <p className="font-semibold">{ask.asker.name}</p>
        <p className="text-4xl font-bold">
          <Money minor={ask.amount} unit={ask.unit} />
        </p>
        {ask.note !== null && <p className="text-muted">“{ask.note}”</p>}
      </div>
      {wallet !== undefined && wallet.available >= ask.amount && (
        <p className="text-center text-sm text-muted">
          {t("asks.after", {
            left: money(wallet.available - ask.amount, wallet.unit, i18n.language),
          })}
        </p>
      )}
    </>
  );
}

function NeedsGuardian() {
  const { t } = useTranslation();
  return (
    <Notice tone="gold">
      <span className="flex items-center gap-3">
        <ShieldQuestion size={24} aria-hidden className="shrink-0" />
        {t("asks.needsGuardian")}
      </span>
    </Notice>
  );
}

function Barred({ reasons }: { reasons: Preview["refusals"] }) {
  const { t } = useTranslation();
  const said = useReason();
  return (
    <Notice tone="bad">
      <strong className="block">{t("asks.wontWork")}</strong>
      {reasons.map((reason) => (
        <span key={reason.code} className="block">
          {said(reason, reason.title)}
        </span>
      ))}
    </Notice>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex items-center justify-center gap-2 text-sm font-medium text-muted">
      {icon}
      {children}
    </p>
  );
}
