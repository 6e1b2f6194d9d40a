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
export type Message = Schemas["Message"];
export type Attachment = Schemas["File"];
/** What the chat needs of one. */
export type Persona = Pick<
  Schemas["Persona"],
  "id" | "name" | "avatar" | "description" | "greeting" | "openers" | "model"
>;
export type Summary = Schemas["Summary"];
/** What a message can be meant as, once it is known. */
export type Intent = Exclude<Schemas["Intent"], "auto">;
/** What decided that; the API has it as a text, since a newer server may have other rules. */
export type IntentRule = "asked" | "command" | "phrase" | "question" | "classifier" | "tool" | "default";
export type Effort = Schemas["Effort"];
/** What a turn is asked for besides its words. */
export type TurnParams = Partial<Schemas["Params"]>;
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
