import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { homeQuery, walletQuery } from "~/api/reads";
import { Avatar } from "~/design/Avatar";
import { Meter } from "~/design/Meter";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Card, Empty, Heading, Notice } from "~/design/Surface";
import { firstName, money, when } from "~/i18n/format";
import { Age } from "./Age";
import { ForgotPin } from "./ForgotPin";
import { FrozenOrNot } from "./FrozenOrNot";
import { Goals } from "./Goals";
import { Matters } from "./Matters";

const route = getRouteApi("/inside/children/$id");

/** One child, to their guardian: the money, what bounds it, and everything that was agreed. */
export function Child() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: home } = useSuspenseQuery(homeQuery);
  const child = home.children.find((one) => one.id === id);
  if (child === undefined) {
    return (
      <Page title={t("child.title")} back={{ to: "/" }}>
        <Empty picture="🔍" title={t("child.unknown")} />
      </Page>
    );
  }
  const personal = child.wallets.find((wallet) => wallet.kind === "personal");
  return (
    <Page
      title={
        <span className="flex items-center gap-3">
          <Avatar name={child.name} />
          <span className="min-w-0">
            <span className="block truncate">{child.name}</span>
            <span className="block truncate text-sm font-normal text-muted">@{child.handle}</span>
          </span>
        </span>
      }
      back={{ to: "/" }}
    >
      {child.consent_missing && <ConsentMissing child={child} />}
      <ForgotPin child={child.id} />
      <Age child={child.id} name={firstName(child.name)} />
      {personal && <Wallet child={child} wallet={personal} />}
      <Matters child={child} wallet={personal?.id} />
      {child.rights.includes("see_wallet") && <Goals child={child} />}
    </Page>
  );
}

function ConsentMissing({ child }: { child: Schemas["ChildAtHome"] }) {
  const { t } = useTranslation();
  return <Notice tone="bad">{t("child.rests", { name: firstName(child.name) })}</Notice>;
}

function Wallet({
  child,
  wallet,
}: {
  child: Schemas["ChildAtHome"];
  wallet: Schemas["WalletAtHome"];
}) {
  const { t } = useTranslation();
  const spent = child.spent[0];
  return (
    <>
      <Card look="accent" className="grid gap-4">
        <div>
          <p className="text-sm opacity-85">{t("child.balance")}</p>
          <p className="text-[min(2.25rem,11vw)] leading-tight font-bold">
            <Money minor={wallet.balance} unit={wallet.unit} />
          </p>
        </div>
        {spent !== undefined && (
          <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
            <div>
              <dt className="opacity-85">{t("guardian.today")}</dt>
              <dd className="font-semibold">
                <Money minor={spent.today} unit={spent.unit} />
              </dd>
            </div>
            <div>
              <dt className="opacity-85">{t("guardian.month")}</dt>
              <dd className="font-semibold">
                <Money minor={spent.month} unit={spent.unit} />
              </dd>
            </div>
          </dl>
        )}
      </Card>
      <FrozenOrNot child={child} wallet={wallet} />
      <Limits wallet={wallet.id} />
    </>
  );
}

function Limits({ wallet }: { wallet: string }) {
  const { t, i18n } = useTranslation();
  const limits = useQuery(walletQuery(wallet)).data?.limits ?? [];
  const spending = limits.filter((limit) => limit.measure === "sum");
  if (spending.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("child.limits")}>
      <Heading>{t("child.limits")}</Heading>
      <Card className="grid gap-4">
        {spending.map((limit) => {
          const kind = limit.scope.startsWith("spend.")
            ? t(`kind.${limit.scope.slice("spend.".length)}`)
            : t("child.everything");
          const label = t("child.limit", { kind, window: t(`window.${limit.window}`) });
          return (
            <div key={`${limit.scope}-${limit.window}`} className="grid gap-1.5">
              <div className="flex flex-wrap justify-between gap-x-3 text-sm">
                <span className="font-medium">{label}</span>
                <span className="money text-muted">
                  {t("child.used", {
                    used: money(limit.used, "INR", i18n.language),
                    cap: money(limit.cap, "INR", i18n.language),
                  })}
                </span>
              </div>
              <Meter part={limit.used} whole={limit.cap} label={label} />
              {limit.used >= limit.cap && limit.resets_at !== null && (
                <p className="text-sm text-muted">
                  {t("child.resets", { when: when(limit.resets_at, i18n.language) })}
                </p>
              )}
            </div>
          );
        })}
      </Card>
    </section>
  );
}
