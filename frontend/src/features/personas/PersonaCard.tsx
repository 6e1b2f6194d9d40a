import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Copy, Download, Ellipsis, MessageSquare, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deletePersona, makePersona, personaFile, personasQuery } from "@/api/personas";
import { asProblem } from "@/api/problem";
import type { Persona } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { Button, IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/Menu";
import { ProblemText } from "@/components/ui/ProblemText";
import { Face } from "./Face";
import { formOf, inputOf } from "./form";

/** One persona, and what can be done with it. */
export function PersonaCard({ persona }: { persona: Persona }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const edit = (id: string) => void navigate({ to: "/personas", search: { edit: id } });
  const refresh = () => queries.invalidateQueries({ queryKey: personasQuery.queryKey });
  const duplicate = useMutation({
    mutationFn: () => {
      const { shared: _, ...input } = inputOf(formOf(persona));
      return makePersona({ ...input, name: t("personas.copyOf", { name: persona.name.slice(0, 48) }) });
    },
    onSuccess: async (copy) => {
      await refresh();
      edit(copy.id);
    },
  });

  return (
    <li className="flex flex-col rounded-lg border border-line bg-raised p-4 shadow-low">
      <div className="flex items-start gap-3">
        <Face persona={persona} />
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold">{persona.name}</h3>
          <p className="line-clamp-3 text-sm text-soft text-pretty wrap-anywhere">{persona.description}</p>
        </div>
        <Menu
          align="end"
          trigger={
            <IconButton label={t("nav.rowMenu", { title: persona.name })} className="-mt-1 -mr-2">
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => edit(persona.id)}>
            <Pencil aria-hidden />
            {t(persona.editable ? "personas.edit" : "personas.view")}
          </MenuItem>
          <MenuItem onSelect={() => duplicate.mutate()}>
            <Copy aria-hidden />
            {t("personas.duplicate")}
          </MenuItem>
          <MenuItem asChild>
            <a href={personaFile(persona.id)} download>
              <Download aria-hidden />
              {t("personas.export")}
            </a>
          </MenuItem>
          {persona.editable && (
            <>
              <MenuSeparator />
              <MenuItem className="text-bad" onSelect={() => setTimeout(() => setDeleting(true))}>
                <Trash2 aria-hidden />
                {t("nav.delete")}
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      {duplicate.error && (
        <Callout tone="bad" announce className="mt-3">
          <ProblemText problem={asProblem(duplicate.error)} />
        </Callout>
      )}
      <div className="mt-auto flex items-center justify-between gap-2 pt-3">
        <Link
          to="/"
          search={{ persona: persona.id }}
          aria-label={t("personas.chatWith", { name: persona.name })}
          className="inline-flex min-h-9 items-center gap-2 rounded-md border border-line px-3 text-sm font-medium transition-colors hover:bg-hover pointer-coarse:min-h-11"
        >
          <MessageSquare aria-hidden className="size-4 text-accent" />
          {t("personas.chat")}
        </Link>
        {persona.origin === "own" && persona.shared && <Badge>{t("personas.isShared")}</Badge>}
      </div>
      {deleting && (
        <DeletePersona persona={persona} onGone={() => void refresh()} onClose={() => setDeleting(false)} />
      )}
    </li>
  );
}

interface DeletePersonaProps {
  persona: Persona;
  onGone: () => void;
  onClose: () => void;
}

function DeletePersona({ persona, onGone, onClose }: DeletePersonaProps) {
  const { t } = useTranslation();
  const remove = useMutation({ mutationFn: () => deletePersona(persona.id), onSuccess: onGone });
  return (
    <Dialog
      open
      onClose={onClose}
      label={t("personas.deleteTitle", { name: persona.name })}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <h2 className="text-lg font-semibold tracking-tight wrap-anywhere">
        {t("personas.deleteTitle", { name: persona.name })}
      </h2>
      <p className="mt-2 text-soft text-pretty">{t("personas.deleteText")}</p>
      {remove.error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(remove.error)} />
        </Callout>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button autoFocus onClick={onClose}>
          {t("personas.cancel")}
        </Button>
        <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          {t("nav.delete")}
        </Button>
      </div>
    </Dialog>
  );
}
