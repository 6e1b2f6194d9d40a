import type { FieldProblem, Problem } from "./types";

/** A refusal of the API, or of the network on the way to it (`code: "offline"`). */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
  }

  get status(): number {
    return this.problem.status;
  }
}

/** What we say when the server cannot be reached at all. */
export function offlineProblem(): Problem {
  return { type: "about:blank", title: "Offline", detail: "", status: 0, code: "offline" };
}

/** Reads a problem out of a body that a proxy may have replaced by something else. */
export function problemFrom(body: unknown, status: number): Problem {
  if (isRecord(body) && typeof body.code === "string" && typeof body.title === "string") {
    return { ...(body as Problem), status };
  }
  return {
    type: "about:blank",
    title: "Error",
    detail: "",
    status,
    code: status >= 500 ? "unavailable" : "unexpected",
  };
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { type: "about:blank", title: String(error), detail: "", status: 0, code: "unexpected" };
}

/** What is wrong with one field, by a 422 answer's JSON pointers (`/username`). */
export function fieldFault(problem: Problem | null, field: string): FieldProblem | undefined {
  return problem?.errors?.find((error) => error.pointer.split("/").pop() === field);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
