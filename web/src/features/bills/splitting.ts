/**
 * How a bill falls into shares, as the platform will reckon it (payments/asks/splitting.py): whole minor
 * units, and nothing lost or added. Here to show it before anybody is asked.
 */
export type How = "even" | "amount" | "percent";

/** All of a bill, in hundredths of a per cent. */
const WHOLE = 10_000;

export type Split = {
  /** What the maker bears; null if they bear nothing. */
  readonly mine: number | null;
  /** What each member is asked for; null where that is not said yet. */
  readonly theirs: readonly (number | null)[];
  /** What is not given out: minor units, or hundredths of a per cent. Negative if too much is. */
  readonly rest: number;
  /** Whether the shares are the whole bill, and none of them is nothing. */
  readonly fits: boolean;
};

export function split({
  total,
  how,
  withMe,
  parts,
}: {
  total: number;
  how: How;
  withMe: boolean;
  /** One for each member: minor units or hundredths of a per cent; of no meaning in an even split. */
  parts: readonly (number | null)[];
}): Split {
  if (how === "even") return even(total, withMe, parts.length);
  const whole = how === "amount" ? total : WHOLE;
  const rest = whole - parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const said = parts.every((part) => part !== null && part > 0);
  const closed = withMe ? rest > 0 : rest === 0;
  const shares =
    how === "amount"
      ? { mine: withMe ? rest : null, theirs: parts }
      : percentages(total, withMe, parts, rest);
  const { mine, theirs } = shares;
  const fits =
    parts.length > 0 &&
    said &&
    closed &&
    (mine === null || mine > 0) &&
    theirs.every((share) => share !== null && share > 0);
  return { mine, theirs, rest, fits };
}

function even(total: number, withMe: boolean, members: number): Split {
  const shares = evenly(total, members + (withMe ? 1 : 0));
  const [first = 0, ...others] = shares;
  return {
    mine: withMe ? first : null,
    theirs: withMe ? others : shares,
    rest: 0,
    fits: members > 0 && shares.every((share) => share > 0),
  };
}

function percentages(
  total: number,
  withMe: boolean,
  parts: readonly (number | null)[],
  rest: number,
): Pick<Split, "mine" | "theirs"> {
  const given = parts.map((part) => part ?? 0);
  if (rest < 0 || (!withMe && rest > 0)) {
    // It does not fit yet: near enough to see where it is going.
    return {
      mine: null,
      theirs: parts.map((part) => (part === null ? null : Math.floor((total * part) / WHOLE))),
    };
  }
  const shares = byPercent(total, withMe ? [rest, ...given] : given);
  const [first = 0, ...others] = shares;
  const theirs = withMe ? others : shares;
  return {
    mine: withMe ? first : null,
    theirs: theirs.map((share, n) => (parts[n] === null ? null : share)),
  };
}

/** In `count` shares of which no two differ by more than one: the first ones bear what does not divide. */
export function evenly(total: number, count: number): number[] {
  if (count === 0) return [];
  const share = Math.floor(total / count);
  const odd = total - share * count;
  return Array.from({ length: count }, (_, n) => share + (n < odd ? 1 : 0));
}

/** In parts that are all of it: what is left over goes to those who were cut off most, the first of equals first. */
export function byPercent(total: number, parts: readonly number[]): number[] {
  const shares = parts.map((part) => Math.floor((total * part) / WHOLE));
  const over = total - shares.reduce((sum, share) => sum + share, 0);
  const cutOff = parts
    .map((part, n) => ({ n, lost: (total * part) % WHOLE }))
    .sort((a, b) => b.lost - a.lost || a.n - b.n);
  for (const { n } of cutOff.slice(0, over)) shares[n] = (shares[n] ?? 0) + 1;
  return shares;
}
