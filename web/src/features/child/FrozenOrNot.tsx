import { Plus, ReceiptIndianRupee, ShieldCheck, Snowflake, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Failure } from "~/api/Failure";
import { refusedWith } from "~/api/problem";
import { Button } from "~/design/Button";
import { Notice } from "~/design/Surface";
import { Tile } from "~/design/Tile";
import { firstName } from "~/i18n/format";
import { useChange } from "~/session/useChange";
import { freeze, proposeUnfreezing, unfreeze } from "./api";

/** What is done most: money in, all of it stopped or let go, and looking back. */
export function FrozenOrNot({
  child,
  wallet,
}: {
  child: Schemas["ChildAtHome"];
  wallet: Schemas["WalletAtHome"];
}) {
  const { t } = useTranslation();
  const stop = useChange(freeze);
  const go = useChange(unfreeze);
  const propose = useChange(proposeUnfreezing);
  const may = (right: Schemas["RightsEnum"]) => child.rights.includes(right);
  const together = refusedWith(go.error, "agreement_needed");
  return (
    <div className="grid gap-3">
      {wallet.frozen && (
        <Notice>
          <span className="flex items-center gap-2">
            <Snowflake size={18} aria-hidden />
            {t("child.frozen", { name: firstName(child.name) })}
          </span>
        </Notice>
      )}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(4.5rem,1fr))] gap-2">
        {may("top_up") && (
          <Tile icon={<Plus />} to={{ to: "/topup/$wallet", params: { wallet: wallet.id } }}>
            {t("child.topUp")}
          </Tile>
        )}
        {!wallet.frozen && may("freeze") && (
          <Tile
            icon={<Snowflake />}
            onPress={() => stop.mutate(wallet.id)}
            isPending={stop.isPending}
          >
            {t("child.freeze")}
          </Tile>
        )}
        {wallet.frozen && may("lift_freeze") && (
          <Tile icon={<Sun />} onPress={() => go.mutate(wallet.id)} isPending={go.isPending}>
            {t("child.unfreeze")}
          </Tile>
        )}
        {may("see_controls") && (
          <Tile
            icon={<ShieldCheck />}
            to={{ to: "/children/$id/controls", params: { id: child.id } }}
          >
            {t("child.controls")}
          </Tile>
        )}
        {may("see_history") && (
          <Tile
            icon={<ReceiptIndianRupee />}
            to={{ to: "/activity", search: { wallet: wallet.id } }}
          >
            {t("child.statement")}
          </Tile>
        )}
      </div>
      {together && !propose.isSuccess ? (
        <Notice
          action={
            <Button
              look="quiet"
              onPress={() => propose.mutate(child.id)}
              isPending={propose.isPending}
            >
              {t("child.propose")}
            </Button>
          }
        >
          {t("child.together")}
        </Notice>
      ) : (
        <Failure of={stop.error ?? (together ? undefined : go.error)} />
      )}
      <Failure of={propose.error} />
      {propose.isSuccess && <Notice tone="good">{t("child.proposed")}</Notice>}
    </div>
  );
}
