import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, Search as Glass, SlidersHorizontal, X } from "lucide-react";
import { Suspense, useDeferredValue, useState } from "react";
import { Input, Button as Pressable, SearchField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { useWallets } from "~/api/wallets";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Place } from "~/design/Place";
import { Select } from "~/design/Select";
import { Skeleton } from "~/design/Surface";
import { firstName, fullDay } from "~/i18n/format";
import { useMe } from "~/session/me";
import { DownloadSheet } from "./DownloadSheet";
import { Filters } from "./Filters";
import { Found } from "./Found";
import { MonthCard } from "./MonthCard";
import { type ActivitySearch, asked, isNarrowed } from "./search";

/** What moved: this month in short, and every payment, to be searched. */
export function Activity() {
  return (
    <Suspense
      fallback={
        <div className="mx-auto grid w-full max-w-xl gap-5">
          <Skeleton className="h-10 w-40" />
          <Skeleton className="h-28" />
          <Skeleton className="h-12" />
          <Skeleton className="h-64" />
        </div>
      }
    >
      <Shown />
    </Suspense>
  );
}

type Wallet = Schemas["Wallet"];

/** The wallet that is looked at: the one in the address, else one's own. */
function useLookedAt(search: ActivitySearch): { wallets: readonly Wallet[]; wallet?: Wallet } {
  const me = useMe();
  const wallets = useWallets();
  const wallet =
    wallets.find(({ id }) => id === search.wallet) ??
    wallets.find(({ kind, owner }) => kind === "personal" && owner.id === me?.id) ??
    wallets[0];
  return wallet === undefined ? { wallets } : { wallets, wallet };
}

function Shown() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/inside/activity" });
  const navigate = useNavigate();
  const { wallets, wallet } = useLookedAt(search);
  const [open, setOpen] = useState<"filters" | "download">();
  const late = useDeferredValue(search);
  const look = (next: ActivitySearch) =>
    void navigate({ to: "/activity", search: next, replace: true, resetScroll: false });
  const narrowed = isNarrowed(search);
  return (
    <Place
      title={t("activity.title")}
      action={
        wallet !== undefined && (
          <Button look="secondary" onPress={() => setOpen("download")}>
            <Download size={18} aria-hidden />
            {t("activity.download.open")}
          </Button>
        )
      }
    >
      {wallets.length > 1 && wallet !== undefined && (
        <WalletPicker
          wallets={wallets}
          wallet={wallet}
          onPick={(id) => look({ ...search, wallet: id })}
        />
      )}
      {wallet !== undefined && !narrowed && <MonthCard wallet={wallet.id} />}
      <div className="flex items-center gap-2">
        <Text value={search.q ?? ""} onChange={(q) => look({ ...search, q: q || undefined })} />
        <Button
          look={search.category || search.from || search.to ? "primary" : "secondary"}
          aria-label={t("activity.filters.open")}
          onPress={() => setOpen("filters")}
        >
          <SlidersHorizontal size={20} aria-hidden />
        </Button>
      </div>
      <OneOf<"all" | "in" | "out">
        hideLabel
        label={t("activity.direction")}
        value={search.direction ?? "all"}
        onChange={(next) => look({ ...search, direction: next === "all" ? undefined : next })}
        options={(["all", "in", "out"] as const).map((value) => ({
          value,
          text: t(`activity.${value}`),
        }))}
      />
      <Chosen search={search} onChange={look} />
      <Found
        search={asked(late, wallet?.id)}
        own={new Set(wallet === undefined ? [] : [wallet.id])}
        narrowed={narrowed}
        onWiden={() => look(search.wallet === undefined ? {} : { wallet: search.wallet })}
      />
      {open === "filters" && (
        <Filters search={search} onChange={look} onClose={() => setOpen(undefined)} />
      )}
      {open === "download" && wallet !== undefined && (
        <DownloadSheet wallet={wallet} onClose={() => setOpen(undefined)} />
      )}
    </Place>
  );
}

function WalletPicker({
  wallets,
  wallet,
  onPick,
}: {
  wallets: readonly Wallet[];
  wallet: Wallet;
  onPick: (wallet: string) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const nameOf = ({ kind, owner, name }: Wallet) => {
    const what = kind === "personal" ? t("activity.wallet") : name;
    return owner.id === me?.id ? what : `${firstName(owner.name)}: ${what}`;
  };
  return (
    <Select
      label={t("activity.ofWallet")}
      value={wallet.id}
      onChange={onPick}
      options={wallets.map((one) => ({ value: one.id, text: nameOf(one) }))}
    />
  );
}

function Text({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <SearchField
      aria-label={t("activity.search")}
      value={value}
      onChange={onChange}
      maxLength={80}
      className="group relative min-w-0 flex-1"
    >
      <Glass
        size={20}
        aria-hidden
        className="pointer-events-none absolute inset-y-0 left-4 my-auto text-muted"
      />
      <Input
        placeholder={t("activity.search")}
        className="min-h-12 w-full rounded-control border border-line bg-surface pr-12 pl-11 text-lg transition placeholder:text-muted focus:border-accent [&::-webkit-search-cancel-button]:hidden"
      />
      <Pressable className="absolute inset-y-0 right-1 my-auto grid size-11 place-items-center rounded-full text-muted group-data-empty:hidden hover:bg-sunken">
        <X size={18} aria-hidden />
      </Pressable>
    </SearchField>
  );
}

/** The filters that are on, each to be put away with one touch. */
function Chosen({
  search,
  onChange,
}: {
  search: ActivitySearch;
  onChange: (search: ActivitySearch) => void;
}) {
  const { t, i18n } = useTranslation();
  const { category, from, to } = search;
  if (!category && !from && !to) return null;
  return (
    <ul className="flex flex-wrap gap-2">
      {category && (
        <Chip onRemove={() => onChange({ ...search, category: undefined })}>
          {t(`kind.${category}`)}
        </Chip>
      )}
      {(from || to) && (
        <Chip onRemove={() => onChange({ ...search, from: undefined, to: undefined })}>
          {t(`activity.filters.${from && to ? "days" : from ? "since" : "until"}`, {
            from: from && fullDay(from, i18n.language),
            to: to && fullDay(to, i18n.language),
          })}
        </Chip>
      )}
    </ul>
  );
}

function Chip({ onRemove, children }: { onRemove: () => void; children: string }) {
  const { t } = useTranslation();
  return (
    <li>
      <Pressable
        onPress={onRemove}
        aria-label={t("activity.filters.without", { what: children })}
        className="inline-flex min-h-11 items-center gap-2 rounded-full bg-accent-soft px-4 font-medium text-accent-strong"
      >
        {children}
        <X size={16} aria-hidden />
      </Pressable>
    </li>
  );
}
