import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MoneyFailure } from "~/api/MoneyFailure";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { OneOf } from "~/design/Choices";
import { Field } from "~/design/Field";
import { Page } from "~/design/Page";
import { Heading } from "~/design/Surface";
import { Toggle } from "~/design/Toggle";
import { useChange } from "~/session/useChange";
import { type BillBody, make } from "./api";
import { type Member, Members } from "./Members";
import { Remainder } from "./Remainder";
import { Shares } from "./Shares";
import { paintOf, SplitBar } from "./SplitBar";
import { type How, split } from "./splitting";

const HOW_TEXT = {
  even: "bills.form.even",
  amount: "bills.form.byAmount",
  percent: "bills.form.percent",
} as const satisfies Record<How, string>;

/** Splits a bill that one has paid. */
export function NewBill() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [total, setTotal] = useState<number | null>(null);
  const [note, setNote] = useState("");
  const [members, setMembers] = useState<readonly Member[]>([]);
  const [how, setHow] = useState<How>("even");
  const [withMe, setWithMe] = useState(true);
  const making = useChange(
    (body: BillBody, key) => make(body, key),
    (bill) => void navigate({ to: "/bills/$bill", params: { bill: bill.id }, replace: true }),
  );
  const found = split({ total: total ?? 0, how, withMe, parts: members.map(({ part }) => part) });
  const complete = total !== null && total > 0 && note.trim() !== "" && found.fits;
  const body = (amount: number): BillBody => ({
    amount,
    note: note.trim(),
    how,
    with_me: withMe,
    members: members.map(({ to, part }) => ({
      to,
      ...(how !== "even" && part !== null && { share: part }),
    })),
  });
  return (
    <Page title={t("bills.form.title")} back={{ to: "/bills" }}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) making.mutate(body(total));
        }}
      >
        <AmountField large label={t("bills.form.amount")} value={total} onChange={setTotal} />
        <Field
          label={t("bills.form.note")}
          name="note"
          maxLength={140}
          value={note}
          onChange={setNote}
        />
        <Heading>{t("bills.form.who")}</Heading>
        <Members members={members} onChange={setMembers} />
        {members.length > 0 && (
          <>
            <OneOf<How>
              label={t("bills.form.how")}
              value={how}
              onChange={(next) => {
                setHow(next);
                setMembers(members.map((member) => ({ ...member, part: null })));
              }}
              options={(["even", "amount", "percent"] as const).map((value) => ({
                value,
                text: t(HOW_TEXT[value]),
              }))}
            />
            <Toggle on={withMe} onChange={setWithMe} hint={t(`bills.form.withMeHint.${how}`)}>
              {t("bills.form.withMe")}
            </Toggle>
            <SplitBar
              total={total ?? 0}
              shares={[found.mine, ...found.theirs].map((amount, n) => ({
                paint: paintOf(n),
                amount: Math.max(0, amount ?? 0),
              }))}
            />
            <Shares
              how={how}
              members={members}
              found={found}
              withMe={withMe}
              onChange={setMembers}
            />
            <Remainder how={how} withMe={withMe} total={total ?? 0} found={found} />
          </>
        )}
        <MoneyFailure of={making.error} />
        <Button type="submit" wide isPending={making.isPending} isDisabled={!complete}>
          {t("bills.form.do", { count: members.length })}
        </Button>
      </form>
    </Page>
  );
}
