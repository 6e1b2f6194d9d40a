/*
 * What the API's description does not say yet. Written after the same specification as the server; as soon as
 * `openapi.json` has these routes, the generated types and the typed client take this file's place.
 */

import { ApiError, offlineProblem, problemFrom } from "./problem";
import type { components } from "./schema";

type Problem = components["schemas"]["Problem"];

/** What is new about a conversation. */
export interface Organised {
  persona_id?: string | null;
  pinned: boolean;
  archived: boolean;
  /** Empty: in none. */
  folder: string;
  tags: string[];
  private: boolean;
}

export interface ConversationInput {
  title?: string;
  pinned?: boolean;
  archived?: boolean;
  folder?: string;
  tags?: string[];
}

export type BulkAction = "pin" | "unpin" | "archive" | "unarchive" | "delete" | "move" | "tag" | "untag";

export interface BulkInput {
  ids: string[];
  action: BulkAction;
  folder?: string;
  tag?: string;
}

export interface Label {
  name: string;
  count: number;
}

export interface Labels {
  folders: Label[];
  tags: Label[];
}

export interface SearchHit {
  kind: "conversation" | "message";
  conversation_id: string;
  conversation_title: string | null;
  message_id?: string | null;
  role?: "user" | "assistant" | null;
  snippet: { text: string; hit: boolean }[];
  created_at: string;
}

export interface Listed<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface PersonaParams {
  temperature?: number | null;
  max_tokens?: number | null;
  reasoning_effort?: "low" | "medium" | "high" | null;
}

export interface PersonaInput {
  name: string;
  avatar: string;
  description: string;
  system_prompt: string;
  model: string;
  params: PersonaParams;
  greeting: string;
  openers: string[];
  use_memory: boolean;
  shared: boolean;
}

export interface Persona extends PersonaInput {
  id: string;
  origin: "shipped" | "file" | "own" | "shared";
  editable: boolean;
  created_at?: string | null;
  updated_at?: string | null;
}

export type ImportFormat = "chatgpt" | "claude" | "open_webui" | "librechat" | "mami";

export interface Import {
  id: string;
  name: string;
  format?: ImportFormat | null;
  status: "running" | "done" | "failed" | "interrupted";
  total?: number | null;
  imported: number;
  duplicates: number;
  skipped: number;
  report: { what: string; why: string }[];
  error?: Problem | null;
  created_at: string;
  finished_at?: string | null;
}

export interface Share {
  id: string;
  conversation_id: string;
  title: string | null;
  created_at: string;
}

export interface NewShare extends Share {
  url: string;
}

export interface SharedMessage {
  role: "user" | "assistant";
  content: string;
  model?: string | null;
  created_at: string;
  attachments: { name: string; kind: "image" | "text" }[];
}

export interface SharedConversation {
  title: string | null;
  created_at: string;
  messages: SharedMessage[];
}

/** What is new about a provider's state. */
export interface ProviderFigures {
  breaker: "closed" | "open" | "half_open";
  requests: number;
  error_rate: number;
  first_token_ms: { p50?: number | null; p95?: number | null };
  running: number;
  waiting: number;
  max_concurrent: number;
  roles: string[];
}

export interface RouteInput {
  model?: string;
  persona_id?: string;
  private?: boolean;
  vision?: boolean;
  tools?: boolean;
  tokens?: number;
  role?: string;
}

export interface RoutePlan {
  plan: { provider: string; model: string; reason: string }[];
  excluded: { provider: string; model?: string | null; reason: string }[];
}

interface Details {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
}

/** One call; gives what it answers, or throws an {@link ApiError}. */
export async function call<T>(method: string, path: string, { query = {}, body }: Details = {}): Promise<T> {
  const url = new URL(`/api/v1${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  let response: Response;
  try {
    response = await globalThis.fetch(
      new Request(url, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
      }),
    );
  } catch {
    throw new ApiError(offlineProblem());
  }
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(problemFrom(answer, response.status));
  return answer as T;
}
