import createClient from "openapi-fetch";
import { ApiError, offlineProblem, problemFrom } from "./problem";
import type { paths } from "./schema";

/** The typed client; calls are same-origin and carry the session cookie by themselves. */
export const api = createClient<paths>({
  // Looked up at each call, so that tests can put their own in place.
  fetch: (request) => globalThis.fetch(request),
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; anything else is thrown as an {@link ApiError}. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new ApiError(offlineProblem());
  }
  if (!answer.response.ok) throw new ApiError(problemFrom(answer.error, answer.response.status));
  return answer.data as T;
}

/** A body with some of its fields. The API's description has those that have a default as if each had to be there. */
export function partly<T>(body: Partial<T>): T {
  return body as T;
}

/** One of a few words in a query. The description says of them, too, that they are objects without fields. */
export function which(word: string): never {
  return word as never;
}
