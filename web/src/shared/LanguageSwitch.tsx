import { useTranslation } from "react-i18next";
import { OneOf } from "~/design/Choices";
import { LANGUAGES, type Language, speak } from "~/i18n";

const OPTIONS = (Object.keys(LANGUAGES) as Language[]).map((value) => ({
  value,
  text: <span lang={value}>{LANGUAGES[value]}</span>,
}));

/** Which language is spoken here; each is called what it calls itself. */
export function LanguageSwitch({ hideLabel = true }: { hideLabel?: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <OneOf
      hideLabel={hideLabel}
      label={t("language")}
      value={i18n.language as Language}
      onChange={(next) => void speak(next)}
      options={OPTIONS}
    />
  );
}
