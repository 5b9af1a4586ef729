/** The rules for a child as they are edited: everything has a value, and nothing is left out. */
import type { Schemas } from "~/api/client";

export type Document = Schemas["ControlsDocumentBodyRequest"];
export type Shown = Schemas["ControlsShown"];
export type Kind = Schemas["OffEnum"];
export type Channel = Schemas["ChannelsEnum"];
export type Hours = Schemas["ClosedHoursBodyRequest"];
export type Window = (typeof WINDOWS)[number];
export type Caps = Record<Window, number | null>;

export const WINDOWS = ["day", "week", "month"] as const;
export const CHANNELS: readonly Channel[] = ["online", "contactless", "atm", "international"];
export const KINDS: readonly Kind[] = [
  "food",
  "groceries",
  "games_and_digital",
  "outings",
  "books_and_stationery",
  "education",
  "clothes",
  "beauty",
  "electronics",
  "phone_and_internet",
  "sport",
  "transport",
  "travel",
  "health",
  "home",
  "charity",
  "cash",
  "other",
];

export type Draft = {
  readonly limits: Caps & { readonly payment: number | null };
  readonly off: readonly Kind[];
  readonly caps: Readonly<Partial<Record<Kind, Caps>>>;
  readonly only: readonly string[] | null;
  readonly never: readonly string[];
  readonly hours: readonly Hours[];
  readonly channels: readonly Channel[];
  readonly people: boolean;
  readonly askAbove: number | null;
  readonly askNew: boolean;
};

export function draftOf(shown: Document | Shown): Draft {
  return {
    limits: { ...capsOf(shown.limits), payment: shown.limits?.payment ?? null },
    off: shown.categories?.off ?? [],
    caps: Object.fromEntries(
      Object.entries(shown.categories?.limits ?? {})
        .map(([kind, caps]) => [kind, capsOf(caps)] as const)
        .filter(([, caps]) => !isOpen(caps)),
    ),
    only: shown.merchants?.only ?? null,
    never: shown.merchants?.never ?? [],
    hours: shown.closed_hours ?? [],
    channels: shown.channels ?? [],
    people: shown.people ?? true,
    askAbove: shown.ask_first?.above ?? null,
    askNew: shown.ask_first?.new_payees ?? false,
  };
}

export function documentOf(draft: Draft): Document {
  return {
    limits: draft.limits,
    categories: { off: [...draft.off].sort(), limits: sorted(draft.caps) },
    merchants: {
      only: draft.only === null ? null : [...draft.only].sort(),
      never: [...draft.never].sort(),
    },
    closed_hours: [...draft.hours],
    channels: [...draft.channels].sort(),
    people: draft.people,
    ask_first: { above: draft.askAbove, new_payees: draft.askNew },
  };
}

export function same(one: Draft, other: Draft): boolean {
  return JSON.stringify(documentOf(one)) === JSON.stringify(documentOf(other));
}

export function isOpen(caps: Caps | undefined): boolean {
  return caps === undefined || WINDOWS.every((window) => caps[window] === null);
}

export const NO_CAPS: Caps = { day: null, week: null, month: null };

/** Nothing is bound, as before the first version. */
export const NOTHING: Draft = {
  limits: { ...NO_CAPS, payment: null },
  off: [],
  caps: {},
  only: null,
  never: [],
  hours: [],
  channels: [],
  people: true,
  askAbove: null,
  askNew: false,
};

function capsOf(caps: Partial<Record<Window, number | null>> | undefined): Caps {
  return { day: caps?.day ?? null, week: caps?.week ?? null, month: caps?.month ?? null };
}

function sorted(caps: Draft["caps"]): Partial<Record<Kind, Caps>> {
  return Object.fromEntries(
    Object.entries(caps)
      .filter(([, one]) => !isOpen(one))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
