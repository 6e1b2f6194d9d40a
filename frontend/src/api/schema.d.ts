// Generated from openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/api/v1/admin/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How every provider is. */
        get: operations["list_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/providers/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a provider now. */
        post: operations["test_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in. A wrong name and a wrong password get the same answer, in the same time. */
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs out: this session is dead at once. */
        post: operations["log_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed-in person. */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes one's own name, language or theme. */
        patch: operations["update_me"];
        trace?: never;
    };
    "/api/v1/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One turn: a message, and its answer as a stream of events. The turn goes on when the client goes away; only cancel
         *     stops it.
         */
        post: operations["chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/{message_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops an answer: the model is hung up on within a second, and what came so far is kept. */
        post: operations["cancel_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/{message_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events of an answer again, while it runs and after it ended, from behind `Last-Event-ID` or from the start. Text may
         *     come in larger pieces than it first did.
         */
        get: operations["follow_answer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own conversations, newest first. */
        get: operations["list_conversations"];
        put?: never;
        /** Makes an empty conversation. */
        post: operations["create_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conversation. */
        get: operations["get_conversation"];
        put?: never;
        post?: never;
        /** Deletes a conversation and everything that hangs on it. A running answer is stopped. */
        delete: operations["delete_conversation"];
        options?: never;
        head?: never;
        /** Gives a conversation another title. */
        patch: operations["rename_conversation"];
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole tree of a conversation's messages, oldest first. `next_cursor` is always null. */
        get: operations["list_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes for this person, as server-sent events: `message`, `conversation`, `resync` (events were missed: read
         *     again).
         */
        get: operations["follow_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another answer beside this one, to the same message. It becomes the conversation's head. */
        post: operations["regenerate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The models that this person may choose, `auto` first. */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this Mami waits for its owner. */
        get: operations["get_setup"];
        put?: never;
        /** Becomes the owner, and signs in. */
        post: operations["set_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description What a model can do.
         * @enum {string}
         */
        Capability: "text" | "vision" | "tools" | "reasoning";
        /** @description A turn to be taken. */
        ChatInput: {
            conversation_id?: components["schemas"]["Id"] | null;
            /** @description `auto` or `text`: this version answers in text. */
            intent?: components["schemas"]["Intent"];
            /** @description What the person says. */
            message: components["schemas"]["MessageInput"];
            /** @description `auto` or `provider/model`. */
            model?: string;
            /** @description How the model is to answer. */
            params?: components["schemas"]["Params"];
            parent_id?: components["schemas"]["Id"] | null;
            /**
             * Format: uuid
             * @description Personas are not in this version: absent or null.
             */
            persona_id?: string | null;
            /** @description Conversations that stay on this machine are not in this version: false. */
            private?: boolean;
            /** @description Answer with a stream of events, or, in the end, with JSON. */
            stream?: boolean;
            /** @description Conversations that are not kept are not in this version: false. */
            temporary?: boolean;
        };
        /** @description A conversation of one person. */
        Conversation: {
            /**
             * Format: date-time
             * @description When it was begun.
             */
            created_at: string;
            head_message_id?: components["schemas"]["Id"] | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            running_message_id?: components["schemas"]["Id"] | null;
            /** @description Its title; empty until something was said in it. */
            title: string;
            /**
             * Format: date-time
             * @description When something was last said in it. The list is in this order.
             */
            updated_at: string;
        };
        /** @description What is to change. */
        ConversationChange: {
            /** @description The new title, 1 to 200 characters. */
            title: string;
        };
        /** @description A conversation to be. */
        ConversationInput: {
            /** @description Its title, at most 200 characters; made from its first message unless given. */
            title?: string;
        };
        /** @description A field at fault. */
        FieldProblem: {
            /** @description What is wrong with it. */
            message: string;
            /** @description A JSON pointer (RFC 6901) into the request, such as `/message/content`. */
            pointer: string;
        };
        /** @description How much of a conversation a model was shown. */
        HistoryCut: {
            /**
             * Format: int32
             * @description Older messages that did not fit into its context.
             */
            omitted: number;
            /**
             * Format: int32
             * @description Earlier messages that the model was shown.
             */
            sent: number;
        };
        /** Format: uuid */
        Id: string;
        /**
         * @description What a message asks for.
         * @enum {string}
         */
        Intent: "auto" | "text" | "image" | "memory";
        /** @description A name and a password. */
        LoginInput: {
            /**
             * Format: password
             * @description The password.
             */
            password: string;
            /** @description The name to sign in with. */
            username: string;
        };
        /** @description A message of a conversation. Messages form a tree: two answers to one message share their parent. */
        Message: {
            /** @description What was said; of a running answer, what was saved last. */
            content: string;
            /**
             * Format: date-time
             * @description When it was begun.
             */
            created_at: string;
            error?: components["schemas"]["Problem"] | null;
            finish_reason?: components["schemas"]["TurnEnd"] | null;
            history?: components["schemas"]["HistoryCut"] | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description With which model, in the provider's own words. */
            model?: string | null;
            parent_id?: components["schemas"]["Id"] | null;
            /** @description Who answered. */
            provider?: string | null;
            /** @description What the model thought before it answered. */
            reasoning?: string | null;
            /** @description Who said it. */
            role: components["schemas"]["MessageRole"];
            /** @description How far it is. */
            status: components["schemas"]["Status"];
            usage?: components["schemas"]["TokenUsage"] | null;
        };
        /** @description What a person says. */
        MessageInput: {
            /** @description Attachments are not in this version: absent or empty. */
            attachments?: string[];
            /** @description The text. */
            content: string;
        };
        /**
         * @description Who said a message.
         * @enum {string}
         */
        MessageRole: "user" | "assistant";
        /** @description A model that a person may choose. */
        ModelEntry: {
            /** @description What it can do. */
            capabilities: components["schemas"]["Capability"][];
            /**
             * Format: int32
             * @description How many tokens prompt and answer may have together.
             */
            context_length: number;
            /** @description Its provider answers. */
            healthy: boolean;
            /** @description `provider/model`, or `auto`. */
            id: string;
            /** @description It runs on this machine or in this house. */
            local: boolean;
            /** @description The provider's name for the model. */
            name: string;
            /** @description The provider's name; empty for `auto`. */
            provider: string;
            /** @description Of `auto`: the model that it would take now. */
            resolves_to?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Conversation: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was begun.
                 */
                created_at: string;
                head_message_id?: components["schemas"]["Id"] | null;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                running_message_id?: components["schemas"]["Id"] | null;
                /** @description Its title; empty until something was said in it. */
                title: string;
                /**
                 * Format: date-time
                 * @description When something was last said in it. The list is in this order.
                 */
                updated_at: string;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Message: {
            /** @description The items. */
            items: {
                /** @description What was said; of a running answer, what was saved last. */
                content: string;
                /**
                 * Format: date-time
                 * @description When it was begun.
                 */
                created_at: string;
                error?: components["schemas"]["Problem"] | null;
                finish_reason?: components["schemas"]["TurnEnd"] | null;
                history?: components["schemas"]["HistoryCut"] | null;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                /** @description With which model, in the provider's own words. */
                model?: string | null;
                parent_id?: components["schemas"]["Id"] | null;
                /** @description Who answered. */
                provider?: string | null;
                /** @description What the model thought before it answered. */
                reasoning?: string | null;
                /** @description Who said it. */
                role: components["schemas"]["MessageRole"];
                /** @description How far it is. */
                status: components["schemas"]["Status"];
                usage?: components["schemas"]["TokenUsage"] | null;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description How the model is to answer. */
        Params: {
            /**
             * Format: int32
             * @description The most tokens the answer may have.
             * @default null
             */
            max_tokens: number | null;
            /**
             * Format: float
             * @description How freely to choose words, 0.0 to 2.0.
             * @default null
             */
            temperature: number | null;
        };
        /** @description What went wrong, for the client. */
        Problem: {
            /** @description What a client switches on; stable. */
            code: string;
            /** @description What happened here and how to mend it. */
            detail: string;
            /** @description The fields at fault, for status 422. */
            errors?: components["schemas"]["FieldProblem"][];
            /** @description The request, as the log has it. */
            request_id?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The kind of problem, in a few words. */
            title: string;
            /** @description A URI reference that names the kind of problem. */
            type: string;
        };
        /** @description A change of one's own account as it is asked for. An absent field stays as it is, `null` empties it. */
        ProfileInput: {
            /** @description The name to show. */
            display_name?: string | null;
            /** @description The language, a BCP 47 tag such as `de` or `pt-BR`. */
            locale?: string | null;
            theme?: components["schemas"]["Theme"] | null;
        };
        /**
         * @description What a provider speaks.
         * @enum {string}
         */
        ProviderKind: "openai" | "ollama" | "builtin";
        /** @description How a provider is. */
        ProviderStatus: {
            /**
             * Format: date-time
             * @description When it was asked last; `null` before the first time.
             */
            checked_at?: string | null;
            /** @description Someone asked for it. */
            configured: boolean;
            /** @description The model that `auto` takes here. */
            default_model?: string | null;
            /** @description What was wrong. */
            error?: string | null;
            /** @description It answered when it was asked last, and no turn has failed on it since. */
            healthy: boolean;
            /** @description Its name. */
            id: string;
            /** @description What it speaks. */
            kind: components["schemas"]["ProviderKind"];
            /** @description It runs on this machine or in this house. */
            local: boolean;
            /** @description How many models it offers. */
            models: number;
        };
        /** @description Another answer to be given. */
        RegenerateInput: {
            /** @description `auto` or `provider/model`. */
            model?: string;
            /** @description How the model is to answer. */
            params?: components["schemas"]["Params"];
            /** @description Answer with a stream of events, or, in the end, with JSON. */
            stream?: boolean;
        };
        /** @description What anybody may know. */
        Setup: {
            /** @description The name of this Mami. */
            name: string;
            /** @description Nobody has become the owner yet. */
            needs_owner: boolean;
            /** @description The version of Mami. */
            version: string;
        };
        /** @description The owner to be. */
        SetupInput: {
            /** @description The name to show; the username unless given. */
            display_name?: string | null;
            /**
             * Format: password
             * @description 8 to 1,024 characters.
             */
            password: string;
            /** @description The one-time token from the link that the server prints. */
            setup_token: string;
            /** @description The name to sign in with: 2 to 32 characters. */
            username: string;
        };
        /** @description Who is signed in now. */
        SignedInUser: {
            /** @description The account. */
            user: components["schemas"]["User"];
        };
        /** @description The first event of a turn. */
        Start: {
            /** @description The conversation, new or old. */
            conversation_id: components["schemas"]["Id"];
            /** @description How much of the conversation the model was shown. */
            history: components["schemas"]["HistoryCut"];
            /** @description What the message was understood as. */
            intent: string;
            /** @description Why. */
            intent_reason: string;
            /** @description The answer. */
            message_id: components["schemas"]["Id"];
            /** @description With which model. */
            model: string;
            /** @description Who answers. */
            provider: string;
            /** @description Why this one. */
            route_reason: string;
            /** @description The person's message. */
            user_message_id: components["schemas"]["Id"];
        };
        /**
         * @description How far a message is. All but `Streaming` are final.
         * @enum {string}
         */
        Status: "streaming" | "complete" | "cancelled" | "interrupted" | "failed";
        /**
         * @description How the pages look.
         * @enum {string}
         */
        Theme: "light" | "dark" | "system";
        /** @description Tokens that an answer took. */
        TokenUsage: {
            /**
             * Format: int32
             * @description Tokens of the prompt.
             */
            input_tokens: number;
            /**
             * Format: int32
             * @description Tokens of the answer, thinking included.
             */
            output_tokens: number;
        };
        /**
         * @description Why a turn ended well.
         * @enum {string}
         */
        TurnEnd: "stop" | "length" | "cancelled";
        /** @description What a turn says: the one protocol between the chat engine and everything that shows an answer. */
        TurnEvent: {
            /** @description The turn is accepted and saved. */
            data: components["schemas"]["Start"];
            /** @enum {string} */
            event: "start";
        } | {
            /** @description The model thinks. */
            data: {
                /** @description The next piece of its thinking. */
                text: string;
            };
            /** @enum {string} */
            event: "reasoning";
        } | {
            /** @description The model answers. */
            data: {
                /** @description The next piece of the answer. */
                text: string;
            };
            /** @enum {string} */
            event: "delta";
        } | {
            /** @description What the answer took. */
            data: components["schemas"]["TokenUsage"];
            /** @enum {string} */
            event: "usage";
        } | {
            /** @description The conversation has a title. */
            data: {
                /** @description Which conversation. */
                conversation_id: components["schemas"]["Id"];
                /** @description Its title. */
                title: string;
            };
            /** @enum {string} */
            event: "title";
        } | {
            /** @description The end: the answer is saved. */
            data: {
                /** @description Why it ended. */
                finish_reason: components["schemas"]["TurnEnd"];
                /** @description The answer. */
                message_id: components["schemas"]["Id"];
            };
            /** @enum {string} */
            event: "done";
        } | {
            /** @description The end: the answer broke off. What had come is saved. */
            data: components["schemas"]["Problem"];
            /** @enum {string} */
            event: "error";
        };
        /** @description What a turn made, for clients that do not stream. */
        TurnResult: {
            /** @description Where. */
            conversation_id: components["schemas"]["Id"];
            /** @description The answer; its `status` tells how it ended. */
            message: components["schemas"]["Message"];
            /** @description The person's message. */
            user_message: components["schemas"]["Message"];
        };
        /** @description A person's account, as that person may see it. */
        User: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description The name to show. */
            display_name: string;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description The language chosen (a BCP 47 tag); none: what the browser asks for. */
            locale?: string | null;
            /** @description What the person may do. */
            role: components["schemas"]["UserRole"];
            theme?: components["schemas"]["Theme"] | null;
            /** @description The name to sign in with, as it was first written. */
            username: string;
        };
        /** @description What a person's devices are told. */
        UserEvent: {
            /** @description A turn started or ended. */
            data: {
                /** @description Where. */
                conversation_id: components["schemas"]["Id"];
                /** @description The answer. */
                message_id: components["schemas"]["Id"];
                /** @description `streaming` when it started, else how it ended. */
                status: string;
            };
            /** @enum {string} */
            type: "message";
        } | {
            /** @description A conversation was made, renamed or deleted. */
            data: {
                /** @description Which. */
                conversation_id: components["schemas"]["Id"];
                /** @description It is gone. */
                deleted: boolean;
            };
            /** @enum {string} */
            type: "conversation";
        } | {
            /** @description Events were missed: read again what is on the screen. */
            data: Record<string, never>;
            /** @enum {string} */
            type: "resync";
        };
        /**
         * @description What a person may do.
         * @enum {string}
         */
        UserRole: "owner" | "admin" | "member";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderStatus"][];
                };
            };
            /** @description `not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderStatus"];
                };
            };
            /** @description `not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInUser"];
                };
            };
            /** @description `invalid_credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `not_signed_in` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `not_signed_in` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    chat: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request under the same key again gives the same turn */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatInput"];
            };
        };
        responses: {
            /** @description Events with `id` (a growing position) and the names and data of `TurnEvent`; `done` or `error` is the last. With `stream: false`, what the turn made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/json": components["schemas"]["TurnResult"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `turn_running`: one answer at a time in a conversation */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The answer */
                message_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow_answer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that was seen */
                "Last-Event-ID"?: number | null;
            };
            path: {
                /** @description The answer */
                message_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_conversations: {
        parameters: {
            query?: {
                /** @description How many, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rename_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `message` {conversation_id, message_id, status}; `conversation` {conversation_id, deleted}; `resync` {} */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    regenerate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request under the same key again gives the same turn */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The answer */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegenerateInput"];
            };
        };
        responses: {
            /** @description As for `POST /chat` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/json": components["schemas"]["TurnResult"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `turn_running` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelEntry"][];
                };
            };
        };
    };
    get_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setup"];
                };
            };
        };
    };
    set_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInUser"];
                };
            };
            /** @description `setup_token_invalid` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_set_up` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
