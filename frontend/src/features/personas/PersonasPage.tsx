import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, Upload } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { importPersona, personasQuery } from "@/api/personas";
import { asProblem } from "@/api/problem";
import type { Persona } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { Skeleton } from "@/components/ui/Skeleton";
import { PersonaCard } from "./PersonaCard";
import { PersonaEditor } from "./PersonaEditor";

/** Whom one can talk with: one's own, those that others share, those that come with Mami. */
export default function PersonasPage() {
  const { edit } = useSearch({ from: "/inside/personas" });
  const list = useQuery(personasQuery);
  const persona = list.data?.find(({ id }) => id === edit);

  return (
    <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="pad-safe-bottom mx-auto w-full max-w-column px-5 pt-4 pb-12 md:pt-8">
        {edit && (edit === "new" || persona) ? (
          <PersonaEditor key={edit} persona={persona} />
        ) : (
          <>
            <Top />
            {list.error && (
              <Callout tone="bad" announce className="mt-6">
                <ProblemText problem={asProblem(list.error)} />
              </Callout>
            )}
            {list.isPending && <Skeleton />}
            {list.data && <Groups personas={list.data} />}
          </>
        )}
      </div>
    </main>
  );
}

function Top() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const edit = (id: string) => void navigate({ to: "/personas", search: { edit: id } });
  const take = useMutation({
    mutationFn: async (picked: File) => importPersona(await picked.text()),
    onSuccess: async (persona) => {
      await queries.invalidateQueries({ queryKey: personasQuery.queryKey });
      edit(persona.id);
    },
  });

  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight">{t("personas.title")}</h1>
          <p className="mt-2 max-w-[60ch] text-soft text-pretty">{t("personas.lead")}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button busy={take.isPending} onClick={() => file.current?.click()}>
            {!take.isPending && <Upload aria-hidden className="size-4" />}
            {t("personas.import")}
          </Button>
          <Button look="accent" onClick={() => edit("new")}>
            <Plus aria-hidden className="size-4.5" />
            {t("personas.make")}
          </Button>
        </div>
        <input
          ref={file}
          type="file"
          hidden
          accept=".toml,application/toml,text/plain"
          aria-label={t("personas.import")}
          onChange={({ target }) => {
            const picked = target.files?.[0];
            if (picked) take.mutate(picked);
            target.value = "";
          }}
        />
      </div>
      {take.error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(take.error)} />
        </Callout>
      )}
    </>
  );
}

function Groups({ personas }: { personas: Persona[] }) {
  const { t } = useTranslation();
  const of = (...origins: Persona["origin"][]) => personas.filter(({ origin }) => origins.includes(origin));
  return (
    <>
      <Group title={t("personas.own")} personas={of("own")} empty={t("personas.none")} />
      <Group title={t("personas.shared")} personas={of("shared")} />
      <Group title={t("personas.shipped")} personas={of("shipped", "file")} />
    </>
  );
}

function Group({ title, personas, empty }: { title: string; personas: Persona[]; empty?: string }) {
  if (personas.length === 0 && !empty) return null;
  return (
    <section aria-label={title} className="mt-8">
      <h2 className="text-sm font-medium text-faint">{title}</h2>
      {personas.length === 0 && <Callout className="mt-3">{empty}</Callout>}
      <ul className="mt-3 grid gap-3 sm:grid-cols-2">
        {personas.map((persona) => (
          <PersonaCard key={persona.id} persona={persona} />
        ))}
      </ul>
    </section>
  );
}
