import { CopyButton } from "./CopyButton";

/** A link, key or secret to take along: shown whole, copied with one press. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start rounded-md border border-line bg-sunken p-1">
      <code className="min-w-0 flex-1 px-2 py-1.5 font-mono text-sm select-all wrap-anywhere">{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
