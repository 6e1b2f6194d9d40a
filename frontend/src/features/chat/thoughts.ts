/** The newest thought in one line, as plain text: a sign of life while it thinks. */
export function lastLine(reasoning: string): string {
  const lines = reasoning.split(/\r?\n/);
  const line = lines.findLast((one) => one.trim() !== "") ?? "";
  const plain = line.replace(/[*_`#>]+/g, "").trim();
  // The end is what is new; a long line shows no other part of itself.
  return plain.length > 160 ? `… ${plain.slice(-150)}` : plain;
}

/** How long something took, as one says it: "12 s", "2 min 5 s". */
export function duration(ms: number, locale: string): string {
  const unit = (value: number, name: "second" | "minute") =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return unit(seconds, "second");
  const rest = seconds % 60;
  const minutes = unit(Math.floor(seconds / 60), "minute");
  return rest === 0 ? minutes : `${minutes} ${unit(rest, "second")}`;
}
