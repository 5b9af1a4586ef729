import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "~/api/Failure";
import { goalsQuery } from "~/api/reads";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Page } from "~/design/Page";
import { Select } from "~/design/Select";
import { Toggle } from "~/design/Toggle";
import { firstName, money } from "~/i18n/format";
import { useMe } from "~/session/me";
import { useChange } from "~/session/useChange";
import { useRelatives } from "~/shared/people/useRelatives";
import { type GiftLinkBody, type Made, make } from "./api";
import { Share } from "./Share";

/** The most that one gift by any link can be (payments/gifts). */
const MOST = 1_000_000;
const DAYS = ["7", "14", "30", "90"] as const;
const TIMES = ["1", "5", "20", "100"] as const;

/** Makes a link by which a relative gives. Its address is shown once: it is kept nowhere. */
export function NewGift() {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made>();
  return (
    <Page title={t(made ? "gifts.ready" : "gifts.form.title")} back={{ to: "/gifts" }}>
      {made === undefined ? <Form onMade={setMade} /> : <Share made={made} />}
    </Page>
  );
}

function Form({ onMade }: { onMade: (made: Made) => void }) {
  const { t, i18n } = useTranslation();
  const search = useSearch({ from: "/inside/gifts/new" });
  const into = useInto();
  const [picked, setPicked] = useState(search.goal ?? search.person ?? "");
  const [most, setMost] = useState<number | null>(100_000);
  const [times, setTimes] = useState<string>("1");
  const [days, setDays] = useState<string>("14");
  const [shows, setShows] = useState(true);
  const making = useChange((body: GiftLinkBody) => make(body), onMade);
  const goal = picked.startsWith("gol_");
  const tooMuch = most !== null && most > MOST;
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!most || tooMuch) return;
        making.mutate({
          most_amount: most,
          most_gifts: Number(times),
          days: Number(days),
          shows_goal: goal && shows,
          ...(goal ? { goal: picked } : picked !== "" && { person: picked }),
        });
      }}
    >
      <p className="text-muted">{t("gifts.form.lead")}</p>
      <Select label={t("gifts.form.into")} value={picked} onChange={setPicked} options={into} />
      <AmountField
        label={t("gifts.form.most")}
        value={most}
        onChange={setMost}
        error={
          tooMuch ? t("gifts.form.tooMuch", { most: money(MOST, "INR", i18n.language) }) : undefined
        }
      />
      <OneOf
        label={t("gifts.form.times")}
        value={times}
        onChange={setTimes}
        options={TIMES.map((value) => ({
          value,
          text: t("gifts.form.gifts", { count: Number(value) }),
        }))}
      />
      <OneOf
        label={t("gifts.form.days")}
        value={days}
        onChange={setDays}
        options={DAYS.map((value) => ({
          value,
          text: t("gifts.form.lasts", { count: Number(value) }),
        }))}
      />
      {goal && (
        <Toggle on={shows} onChange={setShows} hint={t("gifts.form.showsHint")}>
          {t("gifts.form.shows")}
        </Toggle>
      )}
      <Failure of={making.error} />
      <Button type="submit" wide isPending={making.isPending} isDisabled={!most || tooMuch}>
        {t("gifts.form.make")}
      </Button>
    </form>
  );
}

/** Where a gift can go: one's own wallet and goals, and those of the children one guards. */
function useInto(): { readonly value: string; readonly text: string }[] {
  const { t } = useTranslation();
  const me = useMe();
  const goals = useQuery(goalsQuery).data ?? [];
  const relatives = useRelatives();
  const children = me?.is_minor === false ? relatives.filter((person) => person.is_minor) : [];
  const named = (name: string, id: string, what: string) =>
    id === me?.id ? what : `${firstName(name)}: ${what}`;
  return [
    { value: "", text: t("gifts.toWallet") },
    ...children.map(({ id, name }) => ({
      value: id,
      text: named(name, id, t("gifts.toWallet")),
    })),
    ...goals.map((goal) => ({
      value: goal.id,
      text: named(goal.owner.name, goal.owner.id, goal.name),
    })),
  ];
}
