import { ApiError, offlineProblem, problemFrom } from "./problem";
import type { components } from "./schema";

/*
 * Shapes of the API that the generated schema does not have yet. Each goes when it is there.
 */

/** A file that a person has sent along. */
export interface Attachment {
  id: string;
  name: string;
  mime: string;
  kind: "image" | "text";
  size: number;
  width?: number | null;
  height?: number | null;
}

export type Intent = "text" | "image" | "memory";
export type IntentRule = "asked" | "command" | "phrase" | "question" | "classifier" | "tool" | "default";
export type Effort = "low" | "medium" | "high";

export type Message = components["schemas"]["Message"] & {
  attachments?: Attachment[];
  reasoning_ms?: number | null;
  route_reason?: string | null;
  persona_id?: string | null;
  intent?: string | null;
  intent_rule?: string | null;
};

export type Conversation = components["schemas"]["Conversation"] & {
  persona_id?: string | null;
  private?: boolean;
};

export interface Persona {
  id: string;
  name: string;
  avatar: string;
  description: string;
  model: string;
  greeting: string;
  openers: string[];
}

export interface Summary {
  id: string;
  message_id: string;
  content: string;
  edited: boolean;
  provider: string;
  model: string;
  created_at: string;
  updated_at: string;
}

/** What a turn is asked for besides its words. */
export interface TurnParams {
  reasoning_effort?: Effort;
}

/** One call of the API under /api/v1; anything but a success is thrown as an {@link ApiError}. */
export async function call<T>(method: string, path: string, body?: object): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
  } catch {
    throw new ApiError(offlineProblem());
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(problemFrom(answer, response.status));
  return answer as T;
}
