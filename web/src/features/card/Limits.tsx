import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Meter } from "~/design/Meter";
import { Card, Heading } from "~/design/Surface";
import { money, when } from "~/i18n/format";

type Wallet = Schemas["WalletDetail"];
type Limit = Schemas["Limit"];

/** What a guardian, and the law, let one spend; how much of it is used, and when it starts again. */
export function Limits({ wallet }: { wallet: Wallet }) {
  const { t } = useTranslation();
  return (
    <>
      <section className="grid gap-3" aria-label={t("limits.title")}>
        <Heading>{t("limits.title")}</Heading>
        <Card className="grid gap-6">
          {wallet.limits.length === 0 && <p className="text-muted">{t("limits.none")}</p>}
          {wallet.limits.map((limit) => (
            <Use key={`${limit.scope} ${limit.window}`} limit={limit} unit={wallet.unit} />
          ))}
        </Card>
      </section>
      {wallet.tier !== null && wallet.tier.limits.length > 0 && (
        <section className="grid gap-3" aria-label={t("limits.law")}>
          <Heading>{t("limits.law")}</Heading>
          <Card className="grid gap-6">
            {wallet.tier.limits.map((limit) => (
              <Use key={`${limit.scope} ${limit.window}`} limit={limit} unit={wallet.unit} />
            ))}
          </Card>
        </section>
      )}
    </>
  );
}

function Use({ limit, unit }: { limit: Limit; unit: string }) {
  const { t, i18n } = useTranslation();
  const name = useName(limit);
  const amount = (minor: number) => money(minor, unit, i18n.language);
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <p className="font-medium">{name}</p>
        <p className="money text-sm font-semibold">
          {t("limits.left", { amount: amount(Math.max(0, limit.cap - limit.used)) })}
        </p>
      </div>
      <Meter part={limit.used} whole={limit.cap} label={name} />
      <p className="flex flex-wrap justify-between gap-x-3 text-sm text-muted">
        <span className="money">
          {t("limits.used", { used: amount(limit.used), cap: amount(limit.cap) })}
        </span>
        {limit.resets_at !== null && (
          <span>{t("limits.again", { when: when(limit.resets_at, i18n.language) })}</span>
        )}
      </p>
    </div>
  );
}

function useName({ scope, window }: Limit): string {
  const { t, i18n } = useTranslation();
  const period = i18n.exists(`period.${window}`) ? t(`period.${window}`) : window;
  if (scope.startsWith("spend.")) {
    return t("limits.kind", { kind: t(`kind.${scope.slice("spend.".length)}`), period });
  }
  const key = `limits.scope.${scope.replaceAll(".", "_")}`;
  return i18n.exists(key) ? t(key, { period }) : period;
}
