/** Every part of src/design in each of its states, to look at and to try. A test sees that none is missing. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { wear, wearColoursOf } from "~/app/theme";
import { Button } from "~/design/Button";
import { Fields } from "./Fields";
import { Pieces } from "./Pieces";
import { Show } from "./Show";
import { Surfaces } from "./Surfaces";

/** Tailwind finds class names by reading, so each is written out. */
const COLOURS = [
  ["page", "bg-page"],
  ["surface", "bg-surface"],
  ["sunken", "bg-sunken"],
  ["line", "bg-line"],
  ["ink", "bg-ink"],
  ["muted", "bg-muted"],
  ["accent", "bg-accent"],
  ["accent-strong", "bg-accent-strong"],
  ["accent-soft", "bg-accent-soft"],
  ["gold", "bg-gold"],
  ["gold-soft", "bg-gold-soft"],
  ["good", "bg-good"],
  ["good-soft", "bg-good-soft"],
  ["bad", "bg-bad"],
  ["bad-soft", "bg-bad-soft"],
] as const;

export function Gallery() {
  return (
    <main className="mx-auto grid max-w-3xl gap-10 p-4">
      <header className="grid gap-3">
        <h1 className="text-3xl font-bold">Design</h1>
        <Link
          to="/builders"
          className="inline-flex min-h-11 items-center font-semibold text-accent-strong underline"
        >
          Builders' tools
        </Link>
        <Dress />
      </header>
      <Show title="Colours">
        <ul className="grid grid-cols-3 gap-2 sm:grid-cols-5">
          {COLOURS.map(([name, paint]) => (
            <li key={name} className="text-sm">
              <span className={`block h-14 rounded-control border border-line ${paint}`} />
              {name}
            </li>
          ))}
        </ul>
      </Show>
      <Show title="Type">
        <p className="text-4xl font-bold">₹1,23,456.00 · नमस्ते</p>
        <p className="text-2xl font-bold">The title of a screen · स्क्रीन का नाम</p>
        <p className="text-lg font-semibold">A part of a screen · हिस्सा</p>
        <p>What one reads · पढ़ने के लिए</p>
        <p className="text-sm text-muted">What one need not read · छोटी बात</p>
      </Show>
      <Pieces />
      <Fields />
      <Surfaces />
    </main>
  );
}

/** Tries the themes and whose colours are worn, until the app is opened anew. */
function Dress() {
  const [role, setRole] = useState<"teen" | "guardian">("teen");
  const next = role === "teen" ? "guardian" : "teen";
  return (
    <div className="flex flex-wrap gap-2">
      {(["light", "dark", "system"] as const).map((theme) => (
        <Button key={theme} look="secondary" onPress={() => wear(theme)}>
          {theme}
        </Button>
      ))}
      <Button
        look="secondary"
        onPress={() => {
          wearColoursOf(next);
          setRole(next);
        }}
      >
        {`as a ${next}`}
      </Button>
    </div>
  );
}
