/** What this device is called in the lists of devices and passkeys. */
export function deviceName(): string {
  const found = /Android|iPhone|iPad|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? "Web";
  return `${found}, browser`;
}
