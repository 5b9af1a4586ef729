import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ClipboardPaste, QrCode, Store } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { Row } from "~/design/Row";
import { Heading } from "~/design/Surface";
import { firstName } from "~/i18n/format";
import { useMe } from "~/session/me";
import { payeesQuery } from "~/shared/device";
import type { Draft } from "~/shared/draft";
import { familyQuery } from "./api";
import { addressOf, keyOf, targetOf } from "./target";
import { readUpi } from "./upi";

const Scanner = lazy(() => import("./Scanner").then((file) => ({ default: file.Scanner })));

/** Whom to pay: by a code in front of the camera, something pasted or typed, or somebody known. */
export function Pick() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [scanning, setScanning] = useState(false);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const go = (text: string): boolean => {
    const draft = draftOf(text);
    if (draft === undefined) return false;
    void navigate({ to: "/pay/to", state: { draft } });
    return true;
  };
  return (
    <Page title={t("pay.title")} back={{ to: "/" }}>
      <button
        type="button"
        onClick={() => setScanning(true)}
        className="flex min-h-24 items-center gap-4 rounded-card bg-accent p-5 text-left text-on-accent shadow-card transition hover:bg-accent-strong active:scale-[0.99]"
      >
        <QrCode size={44} aria-hidden />
        <span>
          <span className="block text-xl font-semibold">{t("pay.scan")}</span>
          <span className="block text-sm">{t("pay.scanHint")}</span>
        </span>
      </button>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setWrong(!go(typed));
        }}
      >
        <Field
          label={t("pay.whom")}
          name="whom"
          value={typed}
          onChange={(text) => {
            setTyped(text);
            setWrong(false);
          }}
          hint={t("pay.whomHint")}
          error={wrong ? t("pay.whomWrong") : undefined}
        />
        <div className="flex gap-2">
          {"clipboard" in navigator && (
            <Button
              look="secondary"
              onPress={async () => {
                const text = await navigator.clipboard.readText().catch(() => "");
                if (text.trim() === "") return;
                setTyped(text.trim());
                setWrong(!go(text));
              }}
            >
              <ClipboardPaste size={20} aria-hidden />
              {t("pay.paste")}
            </Button>
          )}
          <Button type="submit" wide isDisabled={typed.trim() === ""}>
            {t("pay.next")}
          </Button>
        </div>
      </form>
      <Family />
      <Lately />
      {scanning && (
        <Suspense>
          <Scanner onClose={() => setScanning(false)} onRead={go} />
        </Suspense>
      )}
    </Page>
  );
}

function draftOf(text: string): Draft | undefined {
  const to = targetOf(text);
  if (to === undefined) return undefined;
  const link = to.upi === undefined ? undefined : readUpi(to.upi);
  // Not the name that a code gives itself: anybody can print one. The platform says whose it is.
  return { to, amount: link?.amount, note: link?.note };
}

function Family() {
  const { t } = useTranslation();
  const me = useMe();
  const { data: family } = useQuery(familyQuery);
  const others =
    family?.members.filter(({ person }) => person.id !== me?.id && person.handle) ?? [];
  if (others.length === 0) return null;
  return (
    <section className="grid gap-3" aria-label={t("pay.family")}>
      <Heading>{t("pay.family")}</Heading>
      <ul className="flex flex-wrap gap-2">
        {others.map(({ person }) => (
          <li key={person.id}>
            <Link
              to="/pay/to"
              state={{ draft: { to: { handle: person.handle }, name: person.name } }}
              className="grid w-20 justify-items-center gap-1.5 rounded-control p-2 text-sm font-medium transition hover:bg-sunken"
            >
              <Avatar name={person.name} size="size-14 text-xl" />
              <span className="max-w-full truncate">{firstName(person.name)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lately() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: payees } = useQuery(payeesQuery);
  if (!payees || payees.length === 0) return null;
  return (
    <section className="grid gap-1" aria-label={t("pay.lately")}>
      <Heading>{t("pay.lately")}</Heading>
      <ul>
        {payees.map(({ to, name, shop }) => (
          <li key={keyOf(to)}>
            <button
              type="button"
              className="w-full rounded-control transition hover:bg-sunken"
              onClick={() => void navigate({ to: "/pay/to", state: { draft: { to, name } } })}
            >
              <Row
                lead={
                  shop ? (
                    <span className="grid size-11 place-items-center rounded-full bg-gold-soft text-gold">
                      <Store aria-hidden />
                    </span>
                  ) : (
                    <Avatar name={name} />
                  )
                }
                title={name}
                detail={addressOf(to)}
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
