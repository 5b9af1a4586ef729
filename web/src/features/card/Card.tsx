import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CreditCard, KeyRound, Paintbrush } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Empty } from "~/design/Surface";
import { useMe } from "~/session/me";
import { askForPin } from "~/session/StepUp";
import { DoodleCard } from "~/shared/art/DoodleCard";
import { homeQuery, walletQuery } from "./api";
import { Freeze } from "./Freeze";
import { Limits } from "./Limits";

/** One's own card: how it looks, whether it can be paid with, and how much. */
export function Card() {
  const { t } = useTranslation();
  const { data: home } = useSuspenseQuery(homeQuery);
  const personal = home.own.find(({ kind }) => kind === "personal");
  return (
    <Page title={t("card.title")} back={{ to: "/" }}>
      {personal === undefined ? (
        <Empty picture={<CreditCard size={40} />} title={t("home.noWallet")} />
      ) : (
        <Mine id={personal.id} />
      )}
    </Page>
  );
}

function Mine({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: wallet } = useSuspenseQuery(walletQuery(id));
  const me = useMe();
  return (
    <>
      <div className="grid justify-items-center gap-3">
        <DoodleCard
          frozen={wallet.frozen}
          label={
            <>
              <span className="block font-semibold">{wallet.owner.name}</span>
              <Money minor={wallet.available} unit={wallet.unit} className="text-sm text-muted" />
            </>
          }
        />
        <Link
          to="/card/art"
          className="inline-flex min-h-12 items-center gap-2 rounded-control px-5 font-semibold text-accent-strong transition hover:bg-accent-soft"
        >
          <Paintbrush size={20} aria-hidden />
          {t("art.edit")}
        </Link>
      </div>
      <Freeze wallet={wallet} />
      <Limits wallet={wallet} />
      {me?.pin_set === false && (
        <Button look="secondary" wide onPress={() => void askForPin("set")}>
          <KeyRound size={20} aria-hidden />
          {t("home.setPin")}
        </Button>
      )}
    </>
  );
}
