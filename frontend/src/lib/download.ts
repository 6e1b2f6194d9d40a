/** Hands a file that this page has to the browser's downloads. */
export function saveAs(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this moment; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
