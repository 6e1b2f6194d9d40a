import type * as Pending from "./pending";
import type { Organised } from "./pending-around";
import type { components } from "./schema";

/** The API's shapes under the names that the UI uses. */
type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type FieldProblem = Schemas["FieldProblem"];
export type User = Schemas["User"];
export type ProfileInput = Schemas["ProfileInput"];
export type Model = Schemas["ModelEntry"];
export type Conversation = Schemas["Conversation"] & Organised;
export type ConversationPage = { items: Conversation[]; next_cursor?: string | null };
export type Message = Pending.Message;
export type Attachment = Pending.Attachment;
export type Persona = Pending.Persona;
export type Summary = Pending.Summary;
export type Intent = Pending.Intent;
export type IntentRule = Pending.IntentRule;
export type Effort = Pending.Effort;
export type TurnParams = Pending.TurnParams;
export type MessageStatus = Message["status"];
export type Usage = Schemas["TokenUsage"];
export type History = Schemas["HistoryCut"];
export type Provider = Schemas["ProviderStatus"];
export type Person = Schemas["Person"];
export type PersonInput = Schemas["PersonInput"];
export type Invite = Schemas["Invite"];
export type InviteInput = Schemas["InviteInput"];
export type NewInvite = Schemas["CreatedInvite"];
export type AuditEntry = Schemas["AuditEntry"];
export type Alert = Schemas["Alert"];
export type ApiKey = Schemas["ApiKey"];
export type NewApiKey = Schemas["NewApiKey"];
export type Scope = Schemas["Scope"];
export type Session = Schemas["DeviceSession"];
export type InvitePreview = Schemas["InvitePreview"];
