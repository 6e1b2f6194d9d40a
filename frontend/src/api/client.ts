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
