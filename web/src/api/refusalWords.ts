/**
 * What a refusal is called in the texts, and what is put into them. A text says by itself how a datum
 * is written: {{cap, money}}, {{until, when}}.
 */

/** A code and the data that came with it: a problem's, a stored refusal's, or one of a preview's. */
export type Reason = {
  readonly code: string;
  readonly details: { readonly [name: string]: unknown };
};

/** Keys of the texts that say it, the most particular first. */
export function keysOf({ code, details }: Reason): string[] {
  const variant = variantOf(code, details);
  return variant === undefined
    ? [`refused.${code}`]
    : [`refused.${code}_${variant}`, `refused.${code}`];
}

function variantOf(code: string, details: Reason["details"]): string | undefined {
  const { scope, reason, list } = details;
  switch (code) {
    case "limit_reached": {
      if (typeof scope !== "string" || scope === "spend") return undefined;
      if (scope.startsWith("spend.")) return "kind";
      return scope.startsWith("p2p") ? "people" : "load";
    }
    case "approval_required":
    case "upi_malformed":
      return typeof reason === "string" ? reason : undefined;
    case "merchant_off":
      return typeof list === "string" ? list : undefined;
    default:
      return undefined;
  }
}

/** The data, with what follows from it: what is left of a limit, and of which kind of shop it is. */
export function dataOf({ details }: Reason): Record<string, unknown> {
  const said: Record<string, unknown> = { ...details };
  const { cap, used, scope } = details;
  if (typeof cap === "number") {
    said["left"] = Math.max(0, cap - (typeof used === "number" ? used : 0));
  }
  if (typeof scope === "string" && scope.startsWith("spend.")) {
    said["category"] = scope.slice("spend.".length);
  }
  return said;
}
