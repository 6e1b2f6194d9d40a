import clsx from "clsx";

/** The first letter of someone's name, for the eye alone. */
export function Initial({ name, faded = false }: { name: string; faded?: boolean }) {
  return (
    <span
      aria-hidden
      className={clsx(
        "flex size-10 shrink-0 items-center justify-center rounded-full font-semibold",
        faded ? "bg-hover text-faint" : "bg-accent-tint text-accent",
      )}
    >
      {[...name][0]?.toLocaleUpperCase()}
    </span>
  );
}
