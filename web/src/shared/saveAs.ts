/** Hands a file to whoever uses the device, as a browser does with what is downloaded. */
export function saveAs(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the blob after this turn; a minute is enough for that, and not for ever.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
