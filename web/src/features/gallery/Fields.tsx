import { useState } from "react";
import { AmountField } from "~/design/AmountField";
import { AnyOf, OneOf } from "~/design/Choices";
import { DateField } from "~/design/DateField";
import { Field } from "~/design/Field";
import { Pad } from "~/design/Pad";
import { QuickAmounts } from "~/design/QuickAmounts";
import { Select } from "~/design/Select";
import { TextBox } from "~/design/TextBox";
import { Toggle } from "~/design/Toggle";
import { Show } from "./Show";

const DAYS = [
  { value: "mon", text: "Monday" },
  { value: "tue", text: "Tuesday" },
  { value: "wed", text: "Wednesday" },
] as const;
type Day = (typeof DAYS)[number]["value"];

/** What is typed into and picked from. */
export function Fields() {
  const [text, setText] = useState("");
  const [minor, setMinor] = useState<number | null>(4500);
  const [day, setDay] = useState<Day>("mon");
  const [days, setDays] = useState<readonly Day[]>(["mon"]);
  const [on, setOn] = useState(true);
  const [date, setDate] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  return (
    <>
      <Show title="Field">
        <Field label="A field" value={text} onChange={setText} hint="What it is for" />
        <Field
          label="A field that is wrong"
          value={text}
          onChange={setText}
          error="What is wrong"
        />
      </Show>
      <Show title="TextBox">
        <TextBox label="Some lines" value={text} onChange={setText} maxLength={200} />
      </Show>
      <Show title="AmountField and QuickAmounts">
        <AmountField label="An amount" value={minor} onChange={setMinor} hint="In rupees" />
        <AmountField label="A large one" value={minor} onChange={setMinor} large />
        <AmountField label="A wrong one" value={minor} onChange={setMinor} error="Too much" />
        <QuickAmounts
          amounts={[{ minor: 5000 }, { minor: 10000 }, { minor: 4500, text: "As last time" }]}
          onPick={setMinor}
        />
      </Show>
      <Show title="Choices">
        <OneOf label="One of a few" value={day} onChange={setDay} options={DAYS} />
        <AnyOf label="Any of a few" values={days} onChange={setDays} options={DAYS} />
      </Show>
      <Show title="Select and DateField">
        <Select label="One of many" value={day} onChange={setDay} options={DAYS} />
        <DateField label="A day" value={date} onChange={setDate} hint="Any day" />
      </Show>
      <Show title="Toggle">
        <Toggle on={on} onChange={setOn} hint="What it does">
          On or off
        </Toggle>
        <Toggle on={false} onChange={setOn} isDisabled>
          Not now
        </Toggle>
      </Show>
      <Show title="Pad">
        <p className="money text-center text-2xl" aria-live="polite">
          {typed || "–"}
        </p>
        <Pad
          corner="."
          onKey={(key) => setTyped(key === "back" ? typed.slice(0, -1) : typed + key)}
        />
      </Show>
    </>
  );
}
