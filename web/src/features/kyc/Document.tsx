import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { BadgeCheck, CircleX, Hourglass, IdCard, type LucideIcon, UserSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas, under } from "~/api/client";
import { Failure } from "~/api/Failure";
import { refusedWith } from "~/api/problem";
import { homeQuery, kycQuery, walletQuery } from "~/api/reads";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { Select } from "~/design/Select";
import { Card, Empty, Notice } from "~/design/Surface";
import { Tag } from "~/design/Tag";
import { firstName, money, when } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";

const child = getRouteApi("/inside/children/$id/document");

const KINDS = ["pan", "passport", "driving_licence", "voter_id"] as const;
const WAITING: readonly Schemas["KycStanding"][] = ["submitted", "review", "stuck"];
const ICONS: Record<Schemas["KycStanding"], LucideIcon> = {
  none: IdCard,
  submitted: Hourglass,
  review: UserSearch,
  stuck: Hourglass,
  approved: BadgeCheck,
  rejected: CircleX,
  void: CircleX,
};

function show(body: Schemas["KycBodyRequest"], key: string): Promise<Schemas["Check"]> {
  return answered(api.POST("/v1/kyc", { body, ...under(key) }));
}

/** One's own tier and document. */
export function OwnDocument() {
  const { t } = useTranslation();
  const me = useMe();
  const { data: home } = useSuspenseQuery(homeQuery);
  const personal = home.own.find((wallet) => wallet.kind === "personal");
  return (
    <Page title={t("kyc.own")} back={{ to: "/" }}>
      {me && <Standing person={me.id} name={me.name ?? ""} wallet={personal?.id} />}
    </Page>
  );
}

/** A child's: a guardian shows it for them. */
export function ChildsDocument() {
  const { t } = useTranslation();
  const { id } = child.useParams();
  const { data: home } = useSuspenseQuery(homeQuery);
  const found = home.children.find((one) => one.id === id);
  const personal = found?.wallets.find((wallet) => wallet.kind === "personal");
  return (
    <Page
      title={t("kyc.child", { name: firstName(found?.name ?? "") })}
      back={{ to: "/children/$id", params: { id } }}
    >
      {found ? (
        <Standing person={id} name={found.name} wallet={personal?.id} />
      ) : (
        <Empty picture={<IdCard size={36} />} title={t("child.unknown")} />
      )}
    </Page>
  );
}

function Standing({
  person,
  name,
  wallet,
}: {
  person: string;
  name: string;
  wallet: string | undefined;
}) {
  const { t, i18n } = useTranslation();
  const { data: kyc } = useSuspenseQuery({
    ...kycQuery(person),
    refetchInterval: (query) =>
      query.state.data !== undefined && WAITING.includes(query.state.data.state) ? 4000 : false,
  });
  // Some are on the full tier without a document shown here, as who came with a family before.
  const state = kyc.tier === "full" && kyc.state === "none" ? "approved" : kyc.state;
  const Icon = ICONS[state];
  const open =
    kyc.tier === "small" && !kyc.tries_spent && ["none", "rejected", "void"].includes(kyc.state);
  return (
    <>
      <Card className="grid gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <span className="grid size-12 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-strong">
            <Icon aria-hidden />
          </span>
          <p className="flex-1 text-lg font-semibold" role="status">
            {t(`kyc.state.${state}`)}
          </p>
          <Tag tone={kyc.tier === "full" ? "good" : "plain"}>{t(`kyc.tier.${kyc.tier}`)}</Tag>
        </div>
        <p className="text-muted">{t(`kyc.stateHint.${state}`)}</p>
        {kyc.check !== null && (
          <p className="text-sm text-muted">
            {t("kyc.shown", {
              kind: t(`kyc.kind.${kyc.check.document.kind}`),
              lastFour: kyc.check.document.last_four,
              when: when(kyc.check.submitted_at, i18n.language),
            })}
          </p>
        )}
        {kyc.check?.reason && (
          <Notice tone="bad">{t([`kyc.reason.${kyc.check.reason}`, "kyc.reason.other"])}</Notice>
        )}
      </Card>
      {wallet !== undefined && <Allows wallet={wallet} />}
      {kyc.tries_spent && kyc.state !== "approved" && (
        <Notice tone="gold">
          {kyc.again_at === null
            ? t("kyc.support")
            : t("kyc.again", { when: when(kyc.again_at, i18n.language) })}
        </Notice>
      )}
      {open && <Show person={person} name={name} />}
    </>
  );
}

function Allows({ wallet }: { wallet: string }) {
  const { t, i18n } = useTranslation();
  const tier = useQuery(walletQuery(wallet)).data?.tier;
  if (!tier) return null;
  const said = (minor: number) => money(minor, "INR", i18n.language);
  return (
    <Card look="sunken" className="grid gap-2 text-sm">
      <p className="font-semibold">{t("kyc.allows")}</p>
      <p>{t("kyc.holds", { most: said(tier.balance) })}</p>
      {tier.limits.map((limit) => (
        <p key={`${limit.scope}-${limit.window}`}>
          {t(limit.cap === 0 ? "kyc.never" : "kyc.limit", {
            what: t(`kyc.scope.${limit.scope.replace(".", "_")}`),
            window: t(`window.${limit.window}`),
            used: said(limit.used),
            cap: said(limit.cap),
          })}
        </p>
      ))}
    </Card>
  );
}

function Show({ person, name: known }: { person: string; name: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const [document, setDocument] = useState<Schemas["KycDocument"]>("pan");
  const [number, setNumber] = useState("");
  const [name, setName] = useState(known);
  const send = useChange(show);
  // Of all that is sent, the number alone can be something else than what was asked for.
  const unlike = refusedWith(send.error, "invalid_request");
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const body = { document, number: number.trim(), name: name.trim() };
        send.mutate(me?.id === person ? body : { ...body, person });
      }}
    >
      <Select
        label={t("kyc.which")}
        value={document}
        onChange={setDocument}
        options={KINDS.map((value) => ({ value, text: t(`kyc.kind.${value}`) }))}
      />
      <Field
        label={t("kyc.number")}
        value={number}
        onChange={(typed) => {
          send.reset();
          setNumber(typed);
        }}
        error={unlike ? t("kyc.numberWrong") : undefined}
        autoComplete="off"
        hint={t(`kyc.numberHint.${document}`)}
      />
      <Field label={t("kyc.name")} value={name} onChange={setName} maxLength={80} />
      <p className="text-sm text-muted">{t("kyc.kept")}</p>
      {!unlike && <Failure of={send.error} />}
      <Button type="submit" wide isPending={send.isPending} isDisabled={!number || !name}>
        {t("kyc.show")}
      </Button>
    </form>
  );
}
