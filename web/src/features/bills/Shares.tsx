import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AmountField } from "~/design/AmountField";
import { Button } from "~/design/Button";
import { Field } from "~/design/Field";
import { Money } from "~/design/Money";
import { minorOf, money } from "~/i18n/format";
import { named } from "~/shared/people/whom";
import type { Member } from "./Members";
import { paintOf } from "./SplitBar";
import type { How, Split } from "./splitting";

/** What each bears: reckoned where the bill is split evenly, else to be said, to the paisa. */
export function Shares({
  how,
  members,
  found,
  withMe,
  onChange,
}: {
  how: How;
  members: readonly Member[];
  found: Split;
  withMe: boolean;
  onChange: (members: readonly Member[]) => void;
}) {
  const { t } = useTranslation();
  const say = (n: number, part: number | null) =>
    onChange(members.map((member, m) => (m === n ? { ...member, part } : member)));
  return (
    <ul className="grid gap-3">
      {found.mine !== null && (
        <li className="flex min-h-12 items-end gap-3">
          <Dot paint={paintOf(0)} />
          <span className="min-w-0 flex-1 self-center truncate font-medium">
            {t("bills.form.me")}
          </span>
          <span className={`self-center font-semibold ${found.mine < 0 ? "text-bad" : ""}`}>
            <Money minor={found.mine} />
          </span>
        </li>
      )}
      {members.map((member, n) => (
        <li key={named(member.to)} className="flex min-h-12 items-end gap-3">
          {how === "even" ? (
            <>
              <Dot paint={paintOf(n + 1)} />
              <span className="min-w-0 flex-1 truncate self-center font-medium">{member.name}</span>
              <span className="self-center font-semibold">
                <Money minor={found.theirs[n] ?? 0} />
              </span>
            </>
          ) : (
            <>
              <Dot paint={paintOf(n + 1)} />
              <Part
                how={how}
                member={member}
                share={found.theirs[n] ?? null}
                rest={withMe ? 0 : found.rest}
                onSay={(part) => say(n, part)}
              />
            </>
          )}
          <Button
            look="quiet"
            aria-label={t("bills.form.without", { name: member.name })}
            onPress={() => onChange(members.filter((_, m) => m !== n))}
          >
            <X size={18} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Dot({ paint }: { paint: string }) {
  return <span aria-hidden className={`mb-4.5 size-3 shrink-0 rounded-full ${paint}`} />;
}

/** One member's share as it is said; where something is left, it can be theirs with one touch. */
function Part({
  how,
  member,
  share,
  rest,
  onSay,
}: {
  how: "amount" | "percent";
  member: Member;
  share: number | null;
  rest: number;
  onSay: (part: number | null) => void;
}) {
  const { t, i18n } = useTranslation();
  return (
    <span className="flex min-w-0 flex-1 flex-wrap items-end gap-2">
      <span className="min-w-28 flex-1">
        {how === "amount" ? (
          <AmountField label={member.name} value={member.part} onChange={onSay} />
        ) : (
          <PercentField
            label={t("bills.form.percentOf", {
              name: member.name,
              share: share === null ? "" : money(share, "INR", i18n.language),
            })}
            value={member.part}
            onChange={onSay}
          />
        )}
      </span>
      {rest > 0 && (
        <Button look="secondary" onPress={() => onSay((member.part ?? 0) + rest)}>
          {t("bills.form.rest")}
        </Button>
      )}
    </span>
  );
}

/** Per cent with two decimals, in hundredths: what has as many places as money is read alike. */
function PercentField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number | null;
  onChange: (hundredths: number | null) => void;
}) {
  const plain = value === null ? "" : String(value / 100);
  const [text, setText] = useState(plain);
  const shown = (minorOf(text.replace(/\.$/, "")) ?? null) === value ? text : plain;
  return (
    <Field
      label={label}
      inputMode="decimal"
      autoComplete="off"
      maxLength={6}
      value={shown}
      onChange={(typed) => {
        if (!/^\d{0,3}(?:\.\d{0,2})?$/.test(typed)) return;
        setText(typed);
        onChange(minorOf(typed.replace(/\.$/, "")) ?? null);
      }}
    />
  );
}
