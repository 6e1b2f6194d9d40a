import type { components } from "./schema";

/** The API's shapes under the names that the UI uses. */
type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type SetupStatus = Schemas["SetupStatus"];
export type User = Schemas["User"];
export type UpdateMe = Schemas["UpdateMe"];
export type Model = Schemas["Model"];
export type Conversation = Schemas["Conversation"];
export type ConversationPage = Schemas["ConversationPage"];
export type Message = Schemas["Message"];
export type MessageStatus = Message["status"];
export type Usage = Schemas["Usage"];
export type History = Schemas["History"];
export type Provider = Schemas["Provider"];
