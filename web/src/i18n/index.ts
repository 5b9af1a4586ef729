/** The languages: English and Hindi, each complete. One is loaded, the other when it is chosen. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { money, when } from "./format";

export const LANGUAGES = { en: "English", hi: "हिन्दी" } as const;
export type Language = keyof typeof LANGUAGES;

const CHOSEN = "tuppence-language";

const TEXTS: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import("./en.json"),
  hi: () => import("./hi.json"),
};

function preferred(): Language {
  const wanted = localStorage.getItem(CHOSEN) ?? navigator.language.slice(0, 2);
  return wanted === "hi" ? "hi" : "en";
}

export async function startTexts(language: Language = preferred()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: (await TEXTS[language]()).default } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  // Texts say of what is put in them how it is written: {{cap, money}}, {{until, when}}.
  const { formatter } = i18next.services;
  formatter?.add("money", (value, lng, options) =>
    typeof value === "number" ? money(value, options?.["unit"] ?? "INR", lng ?? language) : "",
  );
  formatter?.add("when", (value, lng) => (value ? when(String(value), lng ?? language) : ""));
  document.documentElement.lang = language;
}

export async function speak(language: Language): Promise<void> {
  i18next.addResourceBundle(language, "translation", (await TEXTS[language]()).default);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(CHOSEN, language);
}
