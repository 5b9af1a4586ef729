import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Landmark } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas, under } from "~/api/client";
import { MoneyFailure } from "~/api/MoneyFailure";
import { Refused } from "~/api/problem";
import { iousQuery, walletQuery } from "~/api/reads";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Notice } from "~/design/Surface";
import type { Target } from "~/design/target";
import { firstName, money } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";

const route = getRouteApi("/inside/topup/$wallet");

const OFTEN = [50_000, 100_000, 200_000, 500_000] as const;

function topUp(
  asked: { wallet: string; amount: number },
  key: string,
): Promise<Schemas["Payment"]> {
  return answered(
    api.POST("/v1/wallets/{wallet}/topups", {
      params: { path: { wallet: asked.wallet } },
      body: { amount: asked.amount, unit: "INR" },
      ...under(key),
    }),
  );
}

/** Money from the bank into one's own wallet, or into a child's. */
export function TopUp() {
  const { t, i18n } = useTranslation();
  const { wallet: id } = route.useParams();
  const { data: wallet } = useSuspenseQuery(walletQuery(id));
  const me = useMe();
  const own = wallet.owner.id === me?.id;
  const back: Target = own ? { to: "/" } : { to: "/children/$id", params: { id: wallet.owner.id } };
  const [amount, setAmount] = useState<number | null>(null);
  const put = useChange(topUp);
  const room = roomIn(wallet);
  const tooMuch = amount !== null && room !== undefined && amount > room;
  const unknown = put.error instanceof Refused && put.error.unknown;
  if (put.data !== undefined) {
    return <Arrived payment={put.data} wallet={wallet} back={back} />;
  }
  return (
    <Page
      title={t(own ? "topup.own" : "topup.child", { name: firstName(wallet.owner.name) })}
      back={back}
    >
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (amount !== null) put.mutate({ wallet: id, amount });
        }}
      >
        <AmountField
          label={t("topup.amount")}
          value={amount}
          onChange={setAmount}
          large
          autoFocus
          placeholder="0"
          hint={t("topup.now", { balance: money(wallet.balance, wallet.unit, i18n.language) })}
          error={
            tooMuch
              ? t("topup.tooMuch", { room: money(room, wallet.unit, i18n.language) })
              : undefined
          }
        />
        <div className="grid grid-cols-[repeat(auto-fit,minmax(4.5rem,1fr))] gap-2">
          {OFTEN.map((often) => (
            <Button key={often} look="secondary" onPress={() => setAmount(often)}>
              <span className="money text-sm">
                ₹{new Intl.NumberFormat("en-IN").format(often / 100)}
              </span>
            </Button>
          ))}
        </div>
        <Card look="sunken" className="flex items-center gap-3 !p-4">
          <Landmark aria-hidden className="shrink-0 text-accent" />
          <p className="text-sm text-muted">{t("topup.bank")}</p>
        </Card>
        {own && <Owed />}
        <MoneyFailure of={put.error} />
        <Button
          type="submit"
          wide
          isPending={put.isPending}
          isDisabled={amount === null || amount === 0 || tooMuch}
        >
          {unknown ? t("again") : t("topup.add")}
        </Button>
      </form>
    </Page>
  );
}

/** What may still come in: by the tier's balance, and by what it lets in from outside in a time. */
function roomIn(wallet: Schemas["WalletDetail"]): number | undefined {
  const { tier } = wallet;
  if (tier === null) return undefined;
  const loads = tier.limits
    .filter((limit) => limit.scope === "load")
    .map((limit) => limit.cap - limit.used);
  return Math.max(0, Math.min(tier.balance - wallet.balance, ...loads));
}

/** A top-up pays what one owes one's children first: better said before than wondered at after. */
function Owed() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const owed = useQuery(iousQuery).data?.filter(
    (iou) => iou.state === "owed" && iou.giver.id === me?.id,
  );
  if (owed === undefined || owed.length === 0) return null;
  const sum = owed.reduce((total, iou) => total + iou.amount, 0);
  return <Notice tone="gold">{t("topup.owed", { sum: money(sum, "INR", i18n.language) })}</Notice>;
}

function Arrived({
  payment,
  wallet,
  back,
}: {
  payment: Schemas["Payment"];
  wallet: Schemas["WalletDetail"];
  back: Target;
}) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  return (
    <div className="mx-auto grid min-h-[70dvh] max-w-md content-center justify-items-center gap-6 text-center">
      <div
        aria-hidden
        className="grid size-24 animate-pop place-items-center rounded-full bg-good-soft text-5xl text-good"
      >
        ✓
      </div>
      <div role="status">
        <p className="text-4xl font-bold">
          <Money minor={payment.amount} unit={payment.unit} />
        </p>
        <p className="mt-2 text-lg">{t("topup.arrived", { name: wallet.owner.name })}</p>
        <p className="mt-1 text-muted">
          {t("topup.now", { balance: money(wallet.balance, wallet.unit, i18n.language) })}
        </p>
      </div>
      <Button wide onPress={() => void navigate(back)}>
        {t("topup.done")}
      </Button>
    </div>
  );
}
