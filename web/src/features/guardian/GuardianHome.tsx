/** A guardian's first screen. */
export function GuardianHome() {
  return null;
}
