import { Notice } from "~/design/Surface";
import { useRefusal } from "./useRefusal";

/** Why what was just tried did not happen; nothing where nothing failed. */
export function Failure({ of }: { of: unknown }) {
  const refusal = useRefusal();
  return of ? <Notice tone="bad">{refusal(of)}</Notice> : null;
}
