import { HandCoins, PiggyBank, ScanLine, Split } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Tile } from "~/design/Tile";

/** What one does most, a thumb away. */
export function Actions() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("home.actions")} className="grid max-w-md grid-cols-4 gap-2">
      <Tile icon={<ScanLine />} to={{ to: "/pay" }}>
        {t("home.pay")}
      </Tile>
      <Tile icon={<HandCoins />} to={{ to: "/asks/new" }}>
        {t("home.ask")}
      </Tile>
      <Tile icon={<Split />} to={{ to: "/bills/new" }}>
        {t("home.split")}
      </Tile>
      <Tile icon={<PiggyBank />} to={{ to: "/goals" }}>
        {t("home.save")}
      </Tile>
    </nav>
  );
}
