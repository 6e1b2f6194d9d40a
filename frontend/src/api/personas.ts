import { queryOptions } from "@tanstack/react-query";
import { api, partly, unwrap } from "./client";
import type { Persona, PersonaChange, PersonaInput } from "./types";

/** Every persona that I may use. */
export const personasQuery = queryOptions({
  queryKey: ["personas"],
  queryFn: async () => (await unwrap(api.GET("/api/v1/personas"))).items,
});

const at = (id: string) => ({ params: { path: { id } } });

export function makePersona({
  params,
  ...body
}: Omit<PersonaInput, "shared"> & { shared?: boolean }): Promise<Persona> {
  return unwrap(api.POST("/api/v1/personas", { body: { ...body, params: partly(params) } }));
}

export function changePersona(id: string, body: Partial<PersonaInput>): Promise<Persona> {
  return unwrap(
    api.PATCH("/api/v1/personas/{id}", { ...at(id), body: partly(body as Partial<PersonaChange>) }),
  );
}

export function deletePersona(id: string): Promise<unknown> {
  return unwrap(api.DELETE("/api/v1/personas/{id}", at(id)));
}

export function importPersona(toml: string): Promise<Persona> {
  return unwrap(api.POST("/api/v1/personas/import", { body: { toml } }));
}

export function personaFile(id: string): string {
  return `/api/v1/personas/${id}/export`;
}
