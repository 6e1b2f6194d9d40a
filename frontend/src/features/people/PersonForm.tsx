import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Person, User } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Select } from "@/components/ui/Select";
import { describeField } from "@/lib/problems";
import { changePerson, refreshPeople } from "./api";
import { PeopleProblem } from "./PeopleProblem";
import { rolesToGive } from "./rights";

/** The name that people see, and the role, where the viewer may give one. */
export function PersonForm({ me, person }: { me: User; person: Person }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(person.display_name);
  const [role, setRole] = useState(person.role);
  const roles = rolesToGive(me);
  const demoted = role === "member" && person.role !== "member";
  const change = {
    ...(name.trim() !== person.display_name && { display_name: name.trim() }),
    ...(role !== person.role && { role }),
  };
  const changed = Object.keys(change).length > 0;
  const save = useMutation({
    mutationFn: () => changePerson(person.id, change),
    onSuccess: (saved) => {
      setName(saved.display_name);
      return refreshPeople(queries, saved);
    },
  });
  const nameError = save.error ? describeField(asProblem(save.error), "display_name", t) : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (changed) save.mutate();
  }

  return (
    <form onSubmit={submit} className="mt-6 space-y-4 border-t border-line pt-5">
      <Field
        label={t("people.panel.name")}
        error={nameError}
        autoComplete="off"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {roles.length > 1 && (
        <Select
          label={t("people.panel.role")}
          hint={t(`people.roleHints.${role}`) + (demoted ? ` ${t("people.panel.demotes")}` : "")}
          value={role}
          onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? role)}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(`people.roles.${one}`)}
            </option>
          ))}
        </Select>
      )}
      {!nameError && <PeopleProblem error={save.error} />}
      <div className="flex items-center justify-end gap-3">
        <p role="status" className="text-sm text-good">
          {save.isSuccess && !changed && t("people.panel.saved")}
        </p>
        <Button type="submit" look="accent" busy={save.isPending} disabled={!changed}>
          {t("people.panel.save")}
        </Button>
      </div>
    </form>
  );
}
