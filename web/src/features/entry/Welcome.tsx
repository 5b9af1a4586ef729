import { useTranslation } from "react-i18next";
import { Coin } from "~/design/Coin";
import { SignIn } from "~/session/SignIn";

/** The door: what this is, and signing in or up. */
export function Welcome() {
  const { t } = useTranslation();
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-8 p-6">
      <header className="grid justify-items-start gap-4">
        <Coin className="size-20 animate-pop" />
        <h1 className="text-4xl leading-tight font-bold">{t("entry.title")}</h1>
        <p className="text-lg text-muted">{t("entry.lead")}</p>
      </header>
      <SignIn />
    </main>
  );
}
