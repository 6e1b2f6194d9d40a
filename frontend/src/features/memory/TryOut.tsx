import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { searchMemories } from "@/api/memory";
import { asProblem } from "@/api/problem";
import { RecalledNote } from "@/components/recall/RecalledNote";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";

/** Shows what would be recalled for a message, and why: the same search as in a turn. */
export function TryOut() {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const search = useMutation({ mutationFn: () => searchMemories(query.trim()) });
  const { data } = search;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (query.trim()) search.mutate();
  }

  return (
    <section aria-labelledby="memory-try" className="mt-10">
      <h2 id="memory-try" className="text-lg font-semibold tracking-tight">
        {t("memory.try")}
      </h2>
      <p className="mt-1 max-w-[60ch] text-sm text-soft text-pretty">{t("memory.tryLead")}</p>
      <form onSubmit={submit} className="mt-3 flex flex-wrap items-end gap-2">
        <Field
          label={t("memory.tryLabel")}
          className="min-w-56 flex-1"
          maxLength={1000}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Button type="submit" className="min-h-11" busy={search.isPending}>
          {!search.isPending && <Search aria-hidden className="size-4" />}
          {t("memory.tryIt")}
        </Button>
      </form>
      {search.error && (
        <Callout tone="bad" announce className="mt-3">
          <ProblemText problem={asProblem(search.error)} />
        </Callout>
      )}
      <div role="status">
        {data && data.items.length === 0 && <Callout className="mt-3">{t("memory.tryNone")}</Callout>}
        {data && data.items.length > 0 && !data.told && (
          <Callout className="mt-3">{t("memory.tryUntold")}</Callout>
        )}
      </div>
      {data && data.items.length > 0 && (
        <ol aria-label={t("memory.tryFound")} className="mt-3 divide-y divide-line">
          {data.items.map((item) => (
            <RecalledNote key={`${item.kind} ${item.id}`} item={item} />
          ))}
        </ol>
      )}
    </section>
  );
}
