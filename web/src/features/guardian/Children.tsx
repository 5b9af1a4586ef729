import { Link } from "@tanstack/react-router";
import { ChevronRight, ScrollText, Snowflake, UserPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Avatar } from "~/design/Avatar";
import { Money } from "~/design/Money";
import { Empty, Heading } from "~/design/Surface";
import { Tag } from "~/design/Tag";

const LINK = "inline-flex min-h-11 min-w-11 items-center font-semibold text-accent-strong";

/** All children at a glance: what each holds, has spent, and what is out of the ordinary. */
export function Children({ of }: { of: readonly Schemas["ChildAtHome"][] }) {
  const { t } = useTranslation();
  return (
    <section className="grid grid-cols-1 gap-2" aria-label={t("guardian.children")}>
      <Heading
        action={
          <Link to="/family/invite" className={LINK}>
            {t("guardian.invite")}
          </Link>
        }
      >
        {t("guardian.children")}
      </Heading>
      {of.length === 0 ? (
        <Empty picture={<UserPlus size={36} />} title={t("guardian.noChildren")}>
          {t("guardian.noChildrenHint")}
        </Empty>
      ) : (
        <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-1">
          {of.map((child) => (
            <li key={child.id}>
              <Child child={child} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Child({ child }: { child: Schemas["ChildAtHome"] }) {
  const { t } = useTranslation();
  const personal = child.wallets.find((wallet) => wallet.kind === "personal");
  const spent = child.spent[0];
  return (
    <Link
      to="/children/$id"
      params={{ id: child.id }}
      className="grid gap-3 rounded-card bg-surface p-4 shadow-card transition hover:shadow-lift"
    >
      <span className="flex items-center gap-3">
        <Avatar name={child.name} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-semibold">{child.name}</span>
          <span className="block truncate text-sm text-muted">@{child.handle}</span>
        </span>
        {personal && (
          <Money minor={personal.balance} unit={personal.unit} className="text-lg font-bold" />
        )}
        <ChevronRight size={20} aria-hidden className="text-muted" />
      </span>
      <span className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        {spent !== undefined && (
          <>
            <span className="text-muted">
              {t("guardian.today")}{" "}
              <Money minor={spent.today} unit={spent.unit} className="font-medium text-ink" />
            </span>
            <span className="text-muted">
              {t("guardian.month")}{" "}
              <Money minor={spent.month} unit={spent.unit} className="font-medium text-ink" />
            </span>
          </>
        )}
        {personal?.frozen === true && (
          <Tag tone="accent">
            <Snowflake size={14} aria-hidden />
            {t("guardian.frozen")}
          </Tag>
        )}
        {child.consent_missing && (
          <Tag tone="bad">
            <ScrollText size={14} aria-hidden />
            {t("guardian.consentMissing")}
          </Tag>
        )}
      </span>
    </Link>
  );
}
