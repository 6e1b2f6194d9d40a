import type { components } from "./schema";

/** The API's shapes under the names that the UI uses. */
type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type FieldProblem = Schemas["FieldProblem"];
export type User = Schemas["User"];
export type ProfileInput = Schemas["ProfileInput"];
export type Model = Schemas["ModelEntry"];
export type Conversation = Schemas["Conversation"];
export type ConversationPage = Schemas["Page_Conversation"];
export type ConversationChange = Schemas["ConversationChange"];
export type BulkInput = Schemas["BulkInput"];
export type Label = Schemas["Label"];
export type SearchHit = Schemas["SearchHit"];
export type PersonaInput = Required<Omit<Schemas["PersonaInput"], "params">> & { params: PersonaParams };
export type PersonaParams = Partial<Schemas["PersonaParams"]>;
export type PersonaChange = Schemas["PersonaChange"];
export type Import = Schemas["Import"];
export type ImportFormat = Schemas["ImportFormat"];
export type NewShare = Schemas["NewShare"];
export type SharedMessage = Schemas["SharedMessage"];
export type RouteInput = Schemas["RouteInput"];
export type RoutePlan = Schemas["RoutePlan"];
export type Message = Schemas["Message"];
export type Attachment = Schemas["File"];
export type Persona = Schemas["Persona"];
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
export type Memory = Schemas["Memory"];
export type MemoryKind = Memory["kind"];
export type MemoryOrigin = Memory["origin"];
export type MemoryInput = Schemas["MemoryInput"];
export type MemoryHistory = Schemas["MemoryHistory"];
export type MemorySettings = Schemas["MemorySettings"];
export type Recollection = Schemas["Recollection"];
export type RecalledItem = Schemas["RecalledItem"];
export type RecallReason = Schemas["RecallReason"];
/** What was done with what is remembered, as a message and the event `memory` tell it. */
export interface MemoryDeed {
  action: "remembered" | "updated" | "forgot" | "listed";
  items: { id: string; text: string }[];
}
export type MemoryDocument = Schemas["Document"];
export type DocumentPiece = Schemas["DocumentPiece"];
export type DocumentPlace = NonNullable<DocumentPiece["place"]>;
export type Collection = Schemas["Collection"];
