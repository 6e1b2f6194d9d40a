import type { Persona } from "@/api/types";
import { faceOf } from "./form";

/** The round picture of a persona: an emoji or a letter or two. */
export function Face({ persona }: { persona: Pick<Persona, "avatar" | "name"> }) {
  return (
    <span
      aria-hidden
      className="flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-full bg-accent-tint text-lg font-semibold text-accent"
    >
      {faceOf(persona)}
    </span>
  );
}
