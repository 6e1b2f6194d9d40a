import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { useSettled } from "@/lib/settled";
import { allItems, peopleQuery, personQuery } from "./api";
import { ListState } from "./ListState";

interface PickerProps {
  label: string;
  /** Who is picked; nobody: anyone will do. */
  id: string | undefined;
  /** Gets the empty text for anyone. */
  onPick: (id: string) => void;
  className?: string;
}

/** Chooses one of many people: too many for a list that opens, so they are searched for. */
export function PersonPicker({ label, id, onPick, className }: PickerProps) {
  const { t } = useTranslation();
  const own = useId();
  const [open, setOpen] = useState(false);
  const person = useQuery({ ...personQuery(id ?? ""), enabled: id !== undefined });
  // Someone who is gone is still in the record.
  const name = id ? (person.data?.display_name ?? (person.isError ? id : "…")) : t("people.anyone");

  return (
    <div className={className}>
      <span id={`${own}-label`} className="mb-1.5 block text-sm font-medium">
        {label}
      </span>
      <button
        type="button"
        id={own}
        aria-labelledby={`${own}-label ${own}`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="flex h-11 w-full items-center gap-2 rounded-md border border-edge bg-raised pr-3 pl-3.5 text-left text-[1rem] transition-colors hover:border-faint"
      >
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
      </button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        label={label}
        className="m-auto max-h-[min(36rem,calc(100dvh-2rem))] w-[min(26rem,calc(100vw-2rem))] animate-pop overflow-y-auto rounded-lg p-6"
      >
        <Choices
          title={label}
          onPick={(picked) => {
            setOpen(false);
            onPick(picked);
          }}
        />
      </Dialog>
    </div>
  );
}

function Choices({ title, onPick }: { title: string; onPick: (id: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const list = useInfiniteQuery(peopleQuery({ q: useSettled(typed.trim()) }));
  const people = allItems(list.data);
  return (
    <>
      <h2 className="mb-4 text-lg font-semibold tracking-tight">{title}</h2>
      <Field
        label={t("people.people.search")}
        type="search"
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className="mt-3 space-y-0.5">
        <li>
          <Choice name={t("people.anyone")} onPress={() => onPick("")} />
        </li>
        {people.map((person) => (
          <li key={person.id}>
            <Choice
              name={person.display_name || person.username}
              username={person.username}
              onPress={() => onPick(person.id)}
            />
          </li>
        ))}
      </ul>
      <ListState list={list} />
      {list.isSuccess && people.length === 0 && (
        <p className="py-4 text-center text-sm text-soft">{t("people.people.none")}</p>
      )}
    </>
  );
}

function Choice({ name, username, onPress }: { name: string; username?: string; onPress: () => void }) {
  return (
    <Button look="quiet" className="w-full justify-start px-3 text-left" onClick={onPress}>
      <span className="min-w-0 truncate text-ink">{name}</span>
      {username && <span className="min-w-0 truncate text-sm font-normal text-faint">@{username}</span>}
    </Button>
  );
}
