import { queryOptions } from "@tanstack/react-query";
import { call, type Listed, type Persona, type PersonaInput } from "./pending-around";

/** Every persona that I may use. */
export const personasQuery = queryOptions({
  queryKey: ["personas"],
  queryFn: async () => (await call<Listed<Persona>>("GET", "/personas")).items,
});

export function makePersona(input: Partial<PersonaInput>): Promise<Persona> {
  return call("POST", "/personas", { body: input });
}

export function changePersona(id: string, input: Partial<PersonaInput>): Promise<Persona> {
  return call("PATCH", `/personas/${id}`, { body: input });
}

export function deletePersona(id: string): Promise<unknown> {
  return call("DELETE", `/personas/${id}`);
}

export function importPersona(toml: string): Promise<Persona> {
  return call("POST", "/personas/import", { body: { toml } });
}

export function personaFile(id: string): string {
  return `/api/v1/personas/${id}/export`;
}
