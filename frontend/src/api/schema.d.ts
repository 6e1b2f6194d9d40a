// Generated from openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/api/v1/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log as a file, newest first. */
        get: operations["export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every invite, newest first, and who came by it. */
        get: operations["list_invites"];
        put?: never;
        /** Invites people: with the code, as many as it is for can make an account, each with its role. */
        post: operations["create_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/invites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an invite back: its code lets nobody in any more. Who came by it stays. */
        delete: operations["revoke_invite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
    "/api/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people who are in, newest first. */
        get: operations["list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of the people who are in. */
        get: operations["get_user"];
        put?: never;
        post?: never;
        /** Deletes somebody's account and everything that hangs on it, now. */
        delete: operations["delete_user"];
        options?: never;
        head?: never;
        /** Changes somebody's role or name, or closes or opens their account. Closing it ends everything that is signed in with it. */
        patch: operations["update_user"];
        trace?: never;
    };
    "/api/v1/admin/users/{id}/end-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs somebody out everywhere. */
        post: operations["end_sessions_of_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a link that sets somebody's password, once, within 24 hours. An earlier link is void. */
        post: operations["make_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/reset-second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the second factor off somebody's account, and ends all their sessions. */
        post: operations["reset_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one did and what was done to one's own account, newest first. */
        get: operations["list_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own API keys, newest first. */
        get: operations["list_api_keys"];
        put?: never;
        /** Makes an API key. Programs send it as `Authorization: Bearer mami_…`. */
        post: operations["create_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes one of one's own API keys: it is dead at once. */
        delete: operations["revoke_api_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything of one's own as one ZIP archive; its `README.txt` says what is in it. */
        get: operations["export_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/invites/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invite is worth: who invites, and as what. The code is in the body, where no log and no history keeps it. */
        post: operations["preview_invite"];
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
        /** Signs out: this session, and what would resume it, is dead at once. */
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
        /** The signed-in person, or whose the API key is. */
        get: operations["get_me"];
        put?: never;
        post?: never;
        /** Leaves for good: the account and everything that hangs on it is deleted now. */
        delete: operations["leave"];
        options?: never;
        head?: never;
        /** Changes one's own name, language or theme. */
        patch: operations["update_me"];
        trace?: never;
    };
    "/api/v1/auth/me/alert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes back the alert of one's own account: it was read. */
        delete: operations["dismiss_alert"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Changes one's own password. Every other session and every API key of the account is dead then, and this session gets new
         *     cookies.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the password, once. Everything that is signed in with the account is dead then; it does not sign in. */
        post: operations["use_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password-reset/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whose password a link sets. */
        post: operations["preview_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account by an invite, and signs in. An attempt that fails uses nothing up. */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How it is with one's own second factor. */
        get: operations["get_second_factor"];
        put?: never;
        /** Gives a secret for the app. It is in force once a code of it was confirmed. */
        post: operations["begin_second_factor"];
        /** Turns the second factor off. */
        delete: operations["disable_second_factor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns the second factor on by a code from the app. */
        post: operations["confirm_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes new recovery codes; the old ones are void. */
        post: operations["renew_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own devices: the one that asks first, then those that were used last. */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /** Signs all of one's own devices out but the one that asks, at once. */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Signs one of one's own devices out, at once. */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
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
        /** @description A remembered sign-in was used twice: someone has a copy of it. That device was signed out. */
        Alert: {
            /** @description From which address. */
            address?: string | null;
            /**
             * Format: date-time
             * @description When the copy was used.
             */
            at: string;
        };
        /** @description A key, as its owner sees it. Its text is kept only as a hash. */
        ApiKey: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends; `null`: never by itself.
             */
            expires_at?: string | null;
            /** @description Its id. Not a secret: the text is. */
            id: components["schemas"]["Id"];
            /**
             * Format: date-time
             * @description When it was last used, to the minute; `null`: never.
             */
            last_used_at?: string | null;
            /** @description What its owner calls it. */
            name: string;
            /** @description What it opens. */
            scopes: components["schemas"]["Scopes"];
            /** @description The first characters of its text, to tell it from others. */
            start: string;
        };
        /** @description A key as it is asked for. */
        ApiKeyInput: {
            /**
             * Format: date-time
             * @description When it ends; never by itself unless given.
             */
            expires_at?: string | null;
            /** @description What it is for, 1 to 64 characters. */
            name: string;
            /** @description What it opens, at least one. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description Something that was done. */
        AuditEntry: {
            /** @description What was done, such as `invite.created`. */
            action: string;
            actor_id?: components["schemas"]["Id"] | null;
            /** @description Their username then. */
            actor_name?: string | null;
            /** @description The address that it was done from. */
            address?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description What else there is to say, by action. */
            detail?: Record<string, never> | null;
            /** @description Its id. Later entries have greater ids, but for those of the same millisecond. */
            id: components["schemas"]["Id"];
            /**
             * Format: uuid
             * @description What it was done to: an account, an invite, a key.
             */
            target_id?: string | null;
            /** @description Its name then. */
            target_name?: string | null;
        };
        /** @description The account's password and a code. */
        BothProofs: {
            /** @description A code from the app, or a recovery code. */
            code: string;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
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
        /** @description A code from the app. */
        CodeProof: {
            /** @description The six digits that the app shows now. */
            code: string;
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
        /** @description A new invite. */
        CreatedInvite: components["schemas"]["Invite"] & {
            /** @description The code. It is shown this once. */
            code: string;
            /** @description The link to hand over, with the code in it. */
            url: string;
        };
        /** @description A browser or program, and the system it runs on, by the names that people know. */
        Device: {
            /** @description Such as `Firefox` or `curl`; none: unknown. */
            browser?: string | null;
            /** @description Such as `Windows` or `iOS`; none: unknown. */
            system?: string | null;
        };
        /** @description A device that is signed in. */
        DeviceSession: components["schemas"]["Device"] & {
            /** @description The IP address that it was last used from. */
            address?: string | null;
            /**
             * Format: date-time
             * @description When it signed in.
             */
            created_at: string;
            /** @description It is the one that asks. */
            current: boolean;
            /**
             * Format: date-time
             * @description When it must sign in again, unless it is used before.
             */
            expires_at: string;
            /** @description The id of its session. */
            id: components["schemas"]["Id"];
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_seen_at: string;
            /** @description It stays signed in when its browser is closed. */
            remembered: boolean;
        };
        /** @description What an app needs to make codes. */
        Enrolment: {
            /** @description The same as a URL, to be shown as a QR code. */
            otpauth_url: string;
            /** @description The secret, in base32, to type in. */
            secret: string;
        };
        /** @description A field at fault. */
        FieldProblem: {
            /** @description What a client translates; stable. Some faults have none. */
            code?: string | null;
            /** @description What is wrong with it, in English. */
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
        /** @description An invite, as those who run the place see it. Its code is kept only as a hash. */
        Invite: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            created_by?: components["schemas"]["PersonName"] | null;
            /**
             * Format: date-time
             * @description When it ends; `null`: never by itself.
             */
            expires_at?: string | null;
            /** @description Its id. Not a secret: the code is. */
            id: components["schemas"]["Id"];
            /**
             * Format: int32
             * @description How many accounts it is for.
             */
            max_uses: number;
            /** @description A note for those who run the place; empty for none. */
            note: string;
            /**
             * Format: date-time
             * @description When it was taken back.
             */
            revoked_at?: string | null;
            /** @description What who comes by it may do. */
            role: components["schemas"]["UserRole"];
            /** @description Whether it still lets someone in. */
            status: components["schemas"]["InviteStatus"];
            /** @description Who came by it and is still here, oldest first. */
            used_by: components["schemas"]["InviteUse"][];
            /**
             * Format: int32
             * @description How many were made.
             */
            uses: number;
        };
        /** @description An invite's code. */
        InviteCode: {
            /** @description The code from the link. */
            invite_code: string;
        };
        /** @description An invite as it is asked for. */
        InviteInput: {
            /**
             * Format: date-time
             * @description When it ends: in seven days unless given, `null` for never.
             */
            expires_at?: string | null;
            /**
             * Format: int32
             * @description How many accounts it is for, 1 to 1,000; 1 unless given.
             */
            max_uses?: number | null;
            /** @description A note for those who run the place, at most 200 characters. */
            note?: string | null;
            role?: components["schemas"]["UserRole"] | null;
        };
        /** @description What somebody with a good code is told. */
        InvitePreview: {
            /**
             * Format: date-time
             * @description When the invite ends.
             */
            expires_at?: string | null;
            /** @description The name of who invites; `null`: whoever runs the server. */
            invited_by?: string | null;
            /** @description What the new account may do. */
            role: components["schemas"]["UserRole"];
        };
        /**
         * @description Whether an invite still lets someone in.
         * @enum {string}
         */
        InviteStatus: "open" | "used_up" | "expired" | "revoked";
        /** @description Someone who came by an invite. */
        InviteUse: {
            /**
             * Format: date-time
             * @description When their account was made.
             */
            at: string;
            /** @description Their name. */
            display_name: string;
            /** @description Their id. */
            id: components["schemas"]["Id"];
        };
        /** @description Proof that it is meant. */
        LeaveInput: {
            /** @description A code from the app, or a recovery code, for an account with a second factor. */
            otp?: string | null;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        /** @description A name and a password. */
        LoginInput: {
            /** @description A code from the app, or a recovery code, for an account with a second factor. */
            otp?: string | null;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
            /** @description Whether this device stays signed in when the browser is closed. */
            remember_me?: boolean;
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
        /** @description A new key. */
        NewApiKey: components["schemas"]["ApiKey"] & {
            /** @description The key itself. It is shown this once. */
            key: string;
        };
        /** @description A part of a longer list. */
        Page_ApiKey: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When it ends; `null`: never by itself.
                 */
                expires_at?: string | null;
                /** @description Its id. Not a secret: the text is. */
                id: components["schemas"]["Id"];
                /**
                 * Format: date-time
                 * @description When it was last used, to the minute; `null`: never.
                 */
                last_used_at?: string | null;
                /** @description What its owner calls it. */
                name: string;
                /** @description What it opens. */
                scopes: components["schemas"]["Scopes"];
                /** @description The first characters of its text, to tell it from others. */
                start: string;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_AuditEntry: {
            /** @description The items. */
            items: {
                /** @description What was done, such as `invite.created`. */
                action: string;
                actor_id?: components["schemas"]["Id"] | null;
                /** @description Their username then. */
                actor_name?: string | null;
                /** @description The address that it was done from. */
                address?: string | null;
                /**
                 * Format: date-time
                 * @description When.
                 */
                at: string;
                /** @description What else there is to say, by action. */
                detail?: Record<string, never> | null;
                /** @description Its id. Later entries have greater ids, but for those of the same millisecond. */
                id: components["schemas"]["Id"];
                /**
                 * Format: uuid
                 * @description What it was done to: an account, an invite, a key.
                 */
                target_id?: string | null;
                /** @description Its name then. */
                target_name?: string | null;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
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
        Page_DeviceSession: {
            /** @description The items. */
            items: (components["schemas"]["Device"] & {
                /** @description The IP address that it was last used from. */
                address?: string | null;
                /**
                 * Format: date-time
                 * @description When it signed in.
                 */
                created_at: string;
                /** @description It is the one that asks. */
                current: boolean;
                /**
                 * Format: date-time
                 * @description When it must sign in again, unless it is used before.
                 */
                expires_at: string;
                /** @description The id of its session. */
                id: components["schemas"]["Id"];
                /**
                 * Format: date-time
                 * @description When it was last used, to the minute.
                 */
                last_seen_at: string;
                /** @description It stays signed in when its browser is closed. */
                remembered: boolean;
            })[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Invite: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                created_by?: components["schemas"]["PersonName"] | null;
                /**
                 * Format: date-time
                 * @description When it ends; `null`: never by itself.
                 */
                expires_at?: string | null;
                /** @description Its id. Not a secret: the code is. */
                id: components["schemas"]["Id"];
                /**
                 * Format: int32
                 * @description How many accounts it is for.
                 */
                max_uses: number;
                /** @description A note for those who run the place; empty for none. */
                note: string;
                /**
                 * Format: date-time
                 * @description When it was taken back.
                 */
                revoked_at?: string | null;
                /** @description What who comes by it may do. */
                role: components["schemas"]["UserRole"];
                /** @description Whether it still lets someone in. */
                status: components["schemas"]["InviteStatus"];
                /** @description Who came by it and is still here, oldest first. */
                used_by: components["schemas"]["InviteUse"][];
                /**
                 * Format: int32
                 * @description How many were made.
                 */
                uses: number;
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
        /** @description A part of a longer list. */
        Page_Person: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /** @description Whether the account is closed for now. */
                disabled: boolean;
                /** @description The name to show. */
                display_name: string;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                invited_by?: components["schemas"]["PersonName"] | null;
                /**
                 * Format: date-time
                 * @description When it was last used, to the minute; `null`: never.
                 */
                last_seen_at?: string | null;
                /** @description What the person may do. */
                role: components["schemas"]["UserRole"];
                /** @description Whether signing in takes a second factor. */
                second_factor: boolean;
                /** @description The name to sign in with. */
                username: string;
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
        /** @description The old password and the new one. */
        PasswordInput: {
            /**
             * Format: password
             * @description The password until now.
             */
            current_password: string;
            /**
             * Format: password
             * @description 8 to 1,024 characters.
             */
            new_password: string;
        };
        /** @description The account's password. */
        PasswordProof: {
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        /** @description What somebody with a good reset link is told. */
        PasswordReset: {
            /** @description The name that is shown. */
            display_name: string;
            /**
             * Format: date-time
             * @description When the link ends.
             */
            expires_at: string;
            /** @description The name to sign in with. */
            username: string;
        };
        /** @description An account, as those who run the place see it. */
        Person: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Whether the account is closed for now. */
            disabled: boolean;
            /** @description The name to show. */
            display_name: string;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            invited_by?: components["schemas"]["PersonName"] | null;
            /**
             * Format: date-time
             * @description When it was last used, to the minute; `null`: never.
             */
            last_seen_at?: string | null;
            /** @description What the person may do. */
            role: components["schemas"]["UserRole"];
            /** @description Whether signing in takes a second factor. */
            second_factor: boolean;
            /** @description The name to sign in with. */
            username: string;
        };
        /** @description A change of someone's account as it is asked for. An absent field stays as it is. */
        PersonInput: {
            /** @description Whether the account is closed; closing it ends everything that is signed in with it. */
            disabled?: boolean | null;
            /** @description The name to show. */
            display_name?: string | null;
            role?: components["schemas"]["UserRole"] | null;
        };
        /** @description Someone, by the name that is shown. */
        PersonName: {
            /** @description Their name. */
            display_name: string;
            /** @description Their id. */
            id: components["schemas"]["Id"];
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
        /** @description Codes for when the app is gone, each good once. */
        RecoveryCodes: {
            /** @description The codes. They are shown this once. */
            recovery_codes: string[];
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
        /** @description A new account. Its role is the invite's. */
        RegisterInput: {
            /** @description The name to show; the username unless given. */
            display_name?: string | null;
            /** @description The code from the link. */
            invite_code: string;
            /**
             * Format: password
             * @description 8 to 1,024 characters.
             */
            password: string;
            /** @description The name to sign in with: 2 to 32 characters. */
            username: string;
        };
        /** @description Whose password was set. */
        ResetDone: {
            /** @description The name to sign in with. */
            username: string;
        };
        /** @description A link's token, and the password that it shall set. */
        ResetInput: {
            /**
             * Format: password
             * @description 8 to 1,024 characters.
             */
            new_password: string;
            /** @description The token from the link. */
            token: string;
        };
        /** @description A link that sets a password once. */
        ResetLink: {
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at: string;
            /** @description The token in it. */
            token: string;
            /** @description The link to hand over. It is shown this once. */
            url: string;
        };
        /** @description A link's token. */
        ResetToken: {
            /** @description The token from the link. */
            token: string;
        };
        /**
         * @description One thing that a key may do. Those that end in `:read` only look.
         * @enum {string}
         */
        Scope: "chat" | "chat:read" | "memory" | "memory:read" | "images" | "images:read" | "usage:read" | "admin" | "admin:read";
        /** @description All that a key may do: at least one scope. */
        Scopes: components["schemas"]["Scope"][];
        /** @description How it is with a person's second factor. */
        SecondFactor: {
            /** @description Whether signing in takes it. */
            enabled: boolean;
            /**
             * Format: date-time
             * @description Since when.
             */
            enabled_at?: string | null;
            /**
             * Format: int32
             * @description How many recovery codes are left.
             */
            recovery_codes_left: number;
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
            alert?: components["schemas"]["Alert"] | null;
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
            /** @description Whether signing in takes a second factor. */
            second_factor: boolean;
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
    list_audit: {
        parameters: {
            query?: {
                /** @description Only what this account did. */
                actor?: components["schemas"]["Id"];
                /** @description Only this action, such as `invite.created`; with a dot at its end, all that begin so. */
                action?: string;
                /** @description Only what was done to this account, invite or key. */
                target?: string;
                /** @description Not before. */
                from?: string;
                /** @description Before. */
                to?: string;
                /** @description How many, 1 to 200. (All of them, for an export.) */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How an export is written. A list is always JSON. */
                format?: "csv" | "jsonl";
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
                    "application/json": components["schemas"]["Page_AuditEntry"];
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
    export_audit: {
        parameters: {
            query?: {
                /** @description Only what this account did. */
                actor?: components["schemas"]["Id"];
                /** @description Only this action, such as `invite.created`; with a dot at its end, all that begin so. */
                action?: string;
                /** @description Only what was done to this account, invite or key. */
                target?: string;
                /** @description Not before. */
                from?: string;
                /** @description Before. */
                to?: string;
                /** @description How many, 1 to 200. (All of them, for an export.) */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How an export is written. A list is always JSON. */
                format?: "csv" | "jsonl";
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
                    "text/csv": string;
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
    list_invites: {
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
                    "application/json": components["schemas"]["Page_Invite"];
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
    create_invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedInvite"];
                };
            };
            /** @description `not_allowed`: only an owner invites admins */
            403: {
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
    revoke_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invite */
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
    list_users: {
        parameters: {
            query?: {
                /** @description Only those with this in one of their names. */
                q?: string;
                /** @description Only those with this role. */
                role?: components["schemas"]["UserRole"];
                /** @description Only those that are disabled (`true`) or not (`false`). */
                disabled?: boolean;
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
                    "application/json": components["schemas"]["Page_Person"];
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
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account */
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
                    "application/json": components["schemas"]["Person"];
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
    delete_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account */
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
            /** @description `last_owner`; `use_account_page` for one's own */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description `not_allowed`: an admin manages members, only an owner makes admins */
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
            /** @description `last_owner` */
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
    end_sessions_of_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account */
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
    make_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetLink"];
                };
            };
            /** @description `not_allowed`; `session_required` for an API key */
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
            /** @description `use_account_page` for one's own */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account */
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
            /** @description `not_allowed`; `session_required` for an API key */
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
            /** @description `use_account_page` for one's own */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_activity: {
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
                    "application/json": components["schemas"]["Page_AuditEntry"];
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
    list_api_keys: {
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
                    "application/json": components["schemas"]["Page_ApiKey"];
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
    create_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description `too_many_keys` */
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
    revoke_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
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
    export_me: {
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
                    "application/zip": number[];
                };
            };
            /** @description `busy`: others take everything along just now */
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
    preview_invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteCode"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitePreview"];
                };
            };
            /** @description `invite_invalid`: unknown, used up, expired or revoked */
            403: {
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
            /** @description `invalid_credentials`; once the password was right, `second_factor_required` or `second_factor_invalid` */
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
            /** @description `not_signed_in`; `remember_token_reused` when this device's sign-in was used from elsewhere */
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
    leave: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaveInput"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `wrong_password`, `second_factor_required` or `second_factor_invalid` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_owner` */
            409: {
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
    dismiss_alert: {
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
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInput"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `wrong_password` */
            403: {
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
    use_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetDone"];
                };
            };
            /** @description `reset_invalid`: unknown, used or expired */
            403: {
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
    preview_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetToken"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordReset"];
                };
            };
            /** @description `reset_invalid`: unknown, used or expired */
            403: {
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
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterInput"];
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
            /** @description `invite_invalid`: unknown, used up, expired or revoked */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `username_taken` */
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
    get_second_factor: {
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
                    "application/json": components["schemas"]["SecondFactor"];
                };
            };
        };
    };
    begin_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolment"];
                };
            };
            /** @description `wrong_password` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `second_factor_enabled` */
            409: {
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
    disable_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BothProofs"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `wrong_password` or `second_factor_invalid` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The second factor is off */
            404: {
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
    confirm_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeProof"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description No secret was asked for */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `second_factor_enabled` */
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
    renew_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BothProofs"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description `wrong_password` or `second_factor_invalid` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The second factor is off */
            404: {
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
    list_sessions: {
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
                    "application/json": components["schemas"]["Page_DeviceSession"];
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
    end_other_sessions: {
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
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session */
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
