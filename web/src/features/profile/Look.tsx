import { useState } from "react";
import { useTranslation } from "react-i18next";
import { chosenTheme, type Theme, wear } from "~/app/theme";
import { OneOf } from "~/design/Choices";
import { Page } from "~/design/Page";
import { Card } from "~/design/Surface";
import { LanguageSwitch } from "~/shared/LanguageSwitch";

/** How the app looks and speaks on this device. */
export function Look() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <Page title={t("me.look.title")} back={{ to: "/me" }}>
      <Card className="grid gap-6">
        <LanguageSwitch hideLabel={false} />
        <OneOf<Theme>
          label={t("me.look.theme")}
          value={theme}
          onChange={(next) => {
            wear(next);
            setTheme(next);
          }}
          options={(["system", "light", "dark"] as const).map((value) => ({
            value,
            text: t(`me.look.${value}`),
          }))}
        />
      </Card>
      <p className="px-1 text-sm text-muted">{t("me.look.hint")}</p>
    </Page>
  );
}
