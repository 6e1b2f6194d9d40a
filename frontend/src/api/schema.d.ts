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
    "/api/v1/admin/providers/route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where a message would go, and why. Nothing is sent. */
        post: operations["dry_run_route"];
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
    "/api/v1/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own collections and the shared ones, oldest first. */
        get: operations["list_collections"];
        put?: never;
        /** Makes a collection. */
        post: operations["create_collection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a collection with all documents in it. */
        delete: operations["delete_collection"];
        options?: never;
        head?: never;
        /** Changes a collection. What is shared is for admins to change. */
        patch: operations["update_collection"];
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own conversations, newest first. Names and titles are found whatever their case. */
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
    "/api/v1/conversations/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does the same with several of one's own conversations, all or none. Ids that name none are passed over. */
        post: operations["change_conversations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All conversations as one ZIP archive, with a file for each. */
        get: operations["export_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The folders and tags that one uses, each with how many conversations it has that are not archived. */
        get: operations["list_conversation_labels"];
        put?: never;
        post?: never;
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
        /** Changes a conversation. Its place in the list stays: it is moved only by what is said in it. */
        patch: operations["change_conversation"];
        trace?: never;
    };
    "/api/v1/conversations/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One conversation as a file: `json` is the whole tree, to be imported elsewhere; `markdown` and `html` are the branch that is
         *     shown, to be read.
         */
        get: operations["export_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
    "/api/v1/conversations/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The links to one conversation, newest first. */
        get: operations["list_conversation_shares"];
        put?: never;
        /**
         * Makes a link under which everyone who has it reads the conversation's shown branch as it is now. What is said later does not
         *     show.
         */
        post: operations["share_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/summaries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What models are shown in place of the older part of a conversation, oldest first. `next_cursor` is always null. */
        get: operations["list_summaries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/summaries/{summary_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes what a summary says. */
        put: operations["edit_summary"];
        post?: never;
        /** Deletes a summary: models are shown what was said itself again, as far as it fits. */
        delete: operations["delete_summary"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own documents and the shared ones, newest first. */
        get: operations["list_documents"];
        put?: never;
        /**
         * Takes a document in: text, Markdown, HTML, PDF, DOCX, XLSX, CSV, EPUB or code. It is read in the background; `document` events
         *     and `GET /documents/{id}` tell how far it is. The same file in the same place is the same document.
         */
        post: operations["upload_document"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One document: how far it is, and why it could not be read if so. */
        get: operations["get_document"];
        put?: never;
        post?: never;
        /** Deletes a document: its file, and all that was made of it. */
        delete: operations["delete_document"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The text of a document, by its pieces in their order. There are none before it is `ready`. */
        get: operations["read_document_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A document as it came, to be saved. Whatever it is, no browser runs it here. */
        get: operations["read_document_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries a document again that could not be read. */
        post: operations["retry_document"];
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
         * What changes for this person, as server-sent events: `message`, `conversation`, `import`, `document`, `resync` (events were
         *     missed: read again).
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
    "/api/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a file in, to be put into a message. Pictures (JPEG, PNG, WebP, GIF) are turned upright, made no larger than a model can
         *     make use of, and stripped of what else they tell; texts of any kind are kept as they are. What a file is, is read from its
         *     content. A file that is in no message after a day is removed.
         */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is in a file: a picture to be shown, as Mami keeps it, or a text to be saved, whatever it is written in. */
        get: operations["read_file"];
        put?: never;
        post?: never;
        /** Deletes a file that is in no message. A file that is in one goes with its messages. */
        delete: operations["delete_file"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a file of conversations. They are added in the background; `import` events and `GET /imports/{id}` tell how far it is.
         *     A conversation that was imported before is left as it is.
         */
        post: operations["import_conversations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own imports, newest first. */
        get: operations["list_imports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One import: how far it is, and what was left out and why. */
        get: operations["get_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own memories: pinned ones first, then the newest. Case and accents do not count. */
        get: operations["list_memories"];
        put?: never;
        /** Writes a memory down. One that says the same is there once; one whose place it takes ("I live in …") is superseded. */
        post: operations["create_memory"];
        /** Deletes all of one's own memories for good. */
        delete: operations["delete_all_memories"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of one's own memories with their history, as a file that can be imported again. */
        get: operations["export_memories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Brings memories back from a file that the export gave, or from lines of text, one each. Those that are there stay as they are.
         *     All are added, or none.
         */
        post: operations["import_memories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a model found in one's messages and waits to be approved of. */
        get: operations["list_pending_memories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks for something as a turn does: in what is remembered, in what was said, and in documents. */
        post: operations["search_memories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one is remembered, and what is possible here. */
        get: operations["get_memory_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes how one is remembered. */
        patch: operations["update_memory_settings"];
        trace?: never;
    };
    "/api/v1/memories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Deletes a memory for good, with its history. It is not found again in the messages that it came from. The answer is what
         *     it was, for whoever wants it back.
         */
        delete: operations["delete_memory"];
        options?: never;
        head?: never;
        /** Changes a memory. Its earlier texts stay in its history. */
        patch: operations["update_memory"];
        trace?: never;
    };
    "/api/v1/memories/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves of one of them, as it is or with another text. What it replaces is superseded then. */
        post: operations["approve_memory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a memory came to be: its earlier texts, oldest first, and which message changed it. */
        get: operations["get_memory_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memories/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rejects one of them: it is deleted, and not found there again. */
        post: operations["reject_memory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a turn out of its conversation: of one's own message, it and its answers; of an answer that has others beside it, that
         *     answer alone; of the only answer, the whole turn. What followed the turn follows what was before it; what followed
         *     the one answer follows the newest of the others.
         */
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Goes on with an answer that broke off or was cut: another answer beside it that begins with what it said. It becomes the
         *     conversation's head.
         */
        post: operations["continue_answer"];
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
    "/api/v1/personas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every persona that one may use: the default first, then those that are files, those that others share, and one's own. What
         *     files say comes in the language of one's account.
         */
        get: operations["list_personas"];
        put?: never;
        /** Makes a persona of one's own, or for everybody. */
        post: operations["create_persona"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/personas/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a persona of one's own from a file. Of what it says in several languages, one's own is taken. */
        post: operations["import_persona"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/personas/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One persona. */
        get: operations["get_persona"];
        put?: never;
        post?: never;
        /** Deletes a persona. Conversations that use it have the default one from then on. */
        delete: operations["delete_persona"];
        options?: never;
        head?: never;
        /**
         * Changes a persona. What is shared is for admins to change; whoever uses one that is no longer shared has the default one from
         *     then on.
         */
        patch: operations["update_persona"];
        trace?: never;
    };
    "/api/v1/personas/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A persona as a TOML file, in the form that the folder of personas and the import take. */
        get: operations["export_persona"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own conversations and messages with these words: titles first, then the best. */
        get: operations["search"];
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
    "/api/v1/shared/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a link shows, open to everyone who has it. One that was taken back is like one that never was. */
        get: operations["read_shared"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of one's links, newest first. */
        get: operations["list_shares"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a link back. From now on it shows nothing. */
        delete: operations["revoke_share"];
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
         * @description How a breaker stands.
         * @enum {string}
         */
        BreakerState: "closed" | "open" | "half_open";
        /** @description What is to be done with several conversations. */
        BulkInput: {
            /** @description What. */
            action: components["schemas"]["BulkVerb"];
            /** @description For `move`, and only then: the folder that they go into; empty: none. */
            folder?: string;
            /** @description Which, 1 to 200. What is not one's own conversation is passed over. */
            ids: components["schemas"]["Id"][];
            /** @description For `tag` and `untag`, and only then: the tag. */
            tag?: string;
        };
        /** @description What was changed. */
        BulkOutcome: {
            /** @description How many conversations are now different, or gone. */
            changed: number;
        };
        /**
         * @description What can be done with several conversations.
         * @enum {string}
         */
        BulkVerb: "pin" | "unpin" | "archive" | "unarchive" | "delete" | "move" | "tag" | "untag";
        /**
         * @description What a model can do.
         * @enum {string}
         */
        Capability: "text" | "vision" | "tools" | "reasoning";
        /** @description What a persona is like, wherever it is kept. */
        Character: {
            /** @description An emoji or a letter or two; empty for none. */
            avatar?: string;
            /** @description What it is for, at most 300 characters. */
            description?: string;
            /** @description What it says in an empty conversation, at most 2,000 characters. The model is not told of it. */
            greeting?: string;
            /** @description `auto`, or the model that it answers with, as `provider/model`. */
            model?: string;
            /** @description Its name, 1 to 60 characters. */
            name: string;
            /** @description What one could say first, at most 6 of at most 200 characters. */
            openers?: string[];
            /** @description How it answers. */
            params?: components["schemas"]["PersonaParams"];
            /** @description What the model is told of it, at most 16 KiB. `{{user}}`, `{{date}}` and `{{language}}` are filled in. */
            system_prompt?: string;
            /** @description Whether it knows what Mami remembers of the person. */
            use_memory?: boolean;
        };
        /** @description A turn to be taken. */
        ChatInput: {
            conversation_id?: components["schemas"]["Id"] | null;
            edit_message_id?: components["schemas"]["Id"] | null;
            /** @description Of a temporary conversation: what was said so far, oldest first, at most 200 messages. */
            history?: components["schemas"]["EarlierInput"][];
            /** @description What the message is meant as. */
            intent?: components["schemas"]["Intent"];
            /** @description What the person says. */
            message: components["schemas"]["MessageInput"];
            /** @description `auto` or `provider/model`. */
            model?: string;
            /** @description How the model is to answer. */
            params?: components["schemas"]["Params"];
            parent_id?: components["schemas"]["Id"] | null;
            persona_id?: components["schemas"]["Id"] | null;
            /** @description Of a new conversation: nothing of it ever leaves this machine. Of one that is there: it must be private already. */
            private?: boolean;
            /** @description Answer with a stream of events, or, in the end, with JSON. */
            stream?: boolean;
            /**
             * @description The conversation is kept nowhere: what was said in it so far comes with `history`, and the answer ends when its client
             *     goes away.
             */
            temporary?: boolean;
        };
        /** @description A model that may answer, and why. */
        Choice: {
            /** @description What it can do. */
            capabilities: components["schemas"]["Capability"][];
            /**
             * Format: int32
             * @description How many tokens prompt and answer may have together.
             */
            context_length: number;
            /** @description What is sent to it stays on machines of the owner's. */
            local: boolean;
            /** @description The provider's name for the model. */
            model: string;
            /** @description The provider's name. */
            provider: string;
            /** @description Why this one, in English. */
            reason: string;
        };
        /** @description A code from the app. */
        CodeProof: {
            /** @description The six digits that the app shows now. */
            code: string;
        };
        /** @description A collection of documents. */
        Collection: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description What is in it. */
            description: string;
            /**
             * Format: int32
             * @description Its documents.
             */
            documents: number;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description What it is called. */
            name: string;
            /** @description It is one's own. */
            own: boolean;
            /** @description Everybody may read what is in it; only those who run the place change it. */
            shared: boolean;
        };
        /** @description What changes about a collection. */
        CollectionChange: {
            /** @description What is in it. */
            description?: string | null;
            /** @description What it is called from now on. */
            name?: string | null;
            /** @description Share it, or no longer. */
            shared?: boolean | null;
        };
        /** @description An answer to go on. */
        ContinueInput: {
            /** @description `auto` or `provider/model`. */
            model?: string;
            /** @description How the model is to answer. */
            params?: components["schemas"]["Params"];
            /** @description Answer with a stream of events, or, in the end, with JSON. */
            stream?: boolean;
        };
        /** @description A conversation of one person. */
        Conversation: {
            /** @description It is put away. */
            archived: boolean;
            /**
             * Format: date-time
             * @description When it was begun.
             */
            created_at: string;
            /** @description The folder that it lies in; empty: none. */
            folder: string;
            head_message_id?: components["schemas"]["Id"] | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            persona_id?: components["schemas"]["Id"] | null;
            /** @description It is kept at hand. */
            pinned: boolean;
            /** @description Only models that are marked as local see it. Once private, it stays so. */
            private: boolean;
            running_message_id?: components["schemas"]["Id"] | null;
            /** @description What it is marked with. */
            tags: string[];
            /** @description Its title; empty until something was said in it. */
            title: string;
            /**
             * Format: date-time
             * @description When something was last said in it. The list is in this order.
             */
            updated_at: string;
        };
        /** @description What is to change in a conversation. What is absent stays as it is. */
        ConversationChange: {
            /**
             * @description Put it away, or get it out again.
             * @default null
             */
            archived: boolean;
            /**
             * @description The folder that it goes into, at most 80 characters; empty: none.
             * @default null
             */
            folder: string;
            /**
             * @description The end of the branch that is shown from now on: one of its messages.
             * @default null
             */
            head_message_id: components["schemas"]["Id"];
            /** @default null */
            persona_id: components["schemas"]["Id"] | null;
            /**
             * @description Keep it at hand, or not any more.
             * @default null
             */
            pinned: boolean;
            /**
             * @description Makes it private, for good: what is private stays so.
             * @default null
             */
            private: boolean;
            /**
             * @description All that it is marked with from now on: at most 20, each at most 40 characters, none twice.
             * @default null
             */
            tags: string[];
            /**
             * @description Another title, 1 to 200 characters.
             * @default null
             */
            title: string;
        };
        /** @description A conversation to be. */
        ConversationInput: {
            /**
             * @description The folder that it goes into, at most 80 characters; none unless given.
             * @default
             */
            folder: string;
            /** @default null */
            persona_id: components["schemas"]["Id"] | null;
            /**
             * @description Only models that are marked as local may see it, for good.
             * @default false
             */
            private: boolean;
            /**
             * @description What it is marked with: at most 20, each at most 40 characters, none twice.
             * @default []
             */
            tags: string[];
            /**
             * @description Its title, at most 200 characters; made from its first message unless given.
             * @default
             */
            title: string;
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
        /** @description A document. */
        Document: {
            /**
             * Format: int32
             * @description The pieces that it was cut into.
             */
            chunks: number;
            collection_id?: components["schemas"]["Id"] | null;
            conversation_id?: components["schemas"]["Id"] | null;
            /**
             * Format: date-time
             * @description When it came.
             */
            created_at: string;
            error?: components["schemas"]["DocumentFault"] | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description Its media type, as far as is known: what it is for certain is known when it is `ready`. */
            mime: string;
            /** @description What its owner calls it: data, never a path. */
            name: string;
            persona_id?: components["schemas"]["Id"] | null;
            /** @description Only models that run on machines of one's own may be shown it. */
            private: boolean;
            /**
             * Format: int32
             * @description How far it is, in percent.
             */
            progress: number;
            /** @description Everybody may read it: its collection or its persona is shared. */
            shared: boolean;
            /**
             * Format: int64
             * @description Its size in bytes, as it came.
             */
            size: number;
            /** @description How far it is. */
            status: components["schemas"]["DocumentStatus"];
        };
        /** @description Why a document could not be read. */
        DocumentFault: {
            /** @description What a client switches on; stable. */
            code: string;
            /** @description What happened and how to mend it, in English. */
            message: string;
        };
        /** @description A form with a document in it. */
        DocumentForm: {
            collection_id?: components["schemas"]["Id"] | null;
            conversation_id?: components["schemas"]["Id"] | null;
            /**
             * Format: binary
             * @description The file, with the name that its owner gave it.
             */
            file: string;
            persona_id?: components["schemas"]["Id"] | null;
            /** @description Only models that run on machines of one's own may be shown it. */
            private?: boolean | null;
        };
        /** @description A piece of a document. */
        DocumentPiece: {
            /**
             * Format: int32
             * @description Where it ends there.
             */
            end: number;
            /** @description The headings above it, the highest first. */
            heading: string[];
            /** @description Its id, which answers cite. */
            id: components["schemas"]["Id"];
            place?: components["schemas"]["Place"] | null;
            /**
             * Format: int32
             * @description Its place among the pieces, from 0 on.
             */
            position: number;
            /**
             * Format: int32
             * @description Where it begins in the whole text, in characters.
             */
            start: number;
            /** @description Its text; of a table, after the names of its columns. */
            text: string;
        };
        /**
         * @description How far a document is.
         * @enum {string}
         */
        DocumentStatus: "queued" | "indexing" | "ready" | "failed";
        /** @description What was said earlier. */
        EarlierInput: {
            /** @description What was said. */
            content: string;
            /** @description Who said it. */
            role: components["schemas"]["MessageRole"];
        };
        /**
         * @description How long a model thinks before it answers.
         * @enum {string}
         */
        Effort: "low" | "medium" | "high";
        /** @description What an app needs to make codes. */
        Enrolment: {
            /** @description The same as a URL, to be shown as a QR code. */
            otpauth_url: string;
            /** @description The secret, in base32, to type in. */
            secret: string;
        };
        /** @description A model that may not or cannot answer, and why. */
        Excluded: {
            /** @description The provider's name for the model; none: it offers none. */
            model?: string | null;
            /** @description The provider's name. */
            provider: string;
            /** @description Why not, in English. */
            reason: string;
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
        /** @description A file of a person's. */
        File: {
            /**
             * Format: date-time
             * @description When it came.
             */
            created_at: string;
            /**
             * Format: int32
             * @description Of a picture: pixels from top to bottom.
             */
            height?: number | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description What it is. */
            kind: components["schemas"]["FileKind"];
            /** @description Its media type, as Mami keeps it. */
            mime: string;
            /** @description What its owner calls it: data, never a path. */
            name: string;
            /**
             * Format: int32
             * @description Its size in bytes, as Mami keeps it.
             */
            size: number;
            /**
             * Format: int32
             * @description Of a picture: pixels from left to right.
             */
            width?: number | null;
        };
        /**
         * @description What a file is.
         * @enum {string}
         */
        FileKind: "image" | "text";
        /** @description A memory of a file. */
        FileMemory: {
            /**
             * Format: float
             * @description How sure it is, from 0 to 1.
             */
            confidence?: number | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at?: string | null;
            /**
             * Format: date-time
             * @description Since when it counts no longer.
             */
            invalid_at?: string | null;
            /** @description What it is about. */
            kind?: components["schemas"]["MemoryKind"];
            origin?: components["schemas"]["MemoryOrigin"] | null;
            /** @description It is told to the model in every turn. */
            pinned?: boolean;
            /** @description It is used in private conversations only. */
            private?: boolean;
            /** @description Whether it is used. */
            status?: components["schemas"]["MemoryStatus"];
            /** @description Words to find it by. */
            tags?: string[];
            /** @description What is known. */
            text: string;
            /**
             * Format: date-time
             * @description From when on it is true.
             */
            valid_from?: string | null;
            /**
             * Format: date-time
             * @description Until when it is true.
             */
            valid_to?: string | null;
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
        /**
         * @description What was found.
         * @enum {string}
         */
        HitKind: "conversation" | "message";
        /** Format: uuid */
        Id: string;
        /** @description A file whose conversations are or were taken in. */
        Import: {
            /**
             * Format: date-time
             * @description When the file came.
             */
            created_at: string;
            /**
             * Format: int32
             * @description Conversations that were there already.
             */
            duplicates: number;
            /** @description Why it failed or broke off, in English. */
            error?: string | null;
            /**
             * Format: date-time
             * @description When the work ended.
             */
            finished_at?: string | null;
            format?: components["schemas"]["ImportFormat"] | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /**
             * Format: int32
             * @description Conversations that were added.
             */
            imported: number;
            /** @description The file's name. */
            name: string;
            /** @description What was left out and why, the first 200. */
            report: components["schemas"]["ImportSkippedItem"][];
            /**
             * Format: int32
             * @description Conversations, or pieces of the file, that could not be taken.
             */
            skipped: number;
            /** @description How far it is. */
            status: components["schemas"]["ImportStatus"];
            /**
             * Format: int32
             * @description Conversations of the file; absent where nobody knows.
             */
            total?: number | null;
        };
        /** @description A form with a file of conversations in it. */
        ImportForm: {
            /**
             * Format: binary
             * @description The file, as ChatGPT, Claude, Open WebUI, LibreChat or Mami gives it: JSON, or a ZIP archive with JSON in it.
             */
            file: string;
        };
        /**
         * @description Who wrote a file.
         * @enum {string}
         */
        ImportFormat: "chatgpt" | "claude" | "open_webui" | "librechat" | "mami";
        /** @description Something that was left out. */
        ImportSkippedItem: {
            /** @description What: a conversation's title, or its place in the file. */
            what: string;
            /** @description Why, in English. */
            why: string;
        };
        /**
         * @description How far an import is. All but `Running` are final.
         * @enum {string}
         */
        ImportStatus: "running" | "done" | "failed" | "interrupted";
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
        /** @description A folder or a tag that is in use. */
        Label: {
            /**
             * Format: int64
             * @description How many conversations it has that are not archived.
             */
            count: number;
            /** @description Its name, as it is spelled most often. */
            name: string;
        };
        /** @description The folders and tags that are in use, in the order of their names. */
        Labels: {
            /** @description The folders. */
            folders: components["schemas"]["Label"][];
            /** @description The tags. */
            tags: components["schemas"]["Label"][];
        };
        /** @description How long the first piece of an answer took, in milliseconds. */
        Latency: {
            /**
             * Format: int64
             * @description Half of them took at most this.
             */
            p50?: number | null;
            /**
             * Format: int64
             * @description 19 of 20 took at most this.
             */
            p95?: number | null;
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
        /** @description A fact. */
        Memory: {
            /**
             * Format: float
             * @description How sure it is, from 0 to 1.
             */
            confidence: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /**
             * Format: date-time
             * @description Since when it counts no longer.
             */
            invalid_at?: string | null;
            /** @description What it is about. */
            kind: components["schemas"]["MemoryKind"];
            /**
             * Format: date-time
             * @description When a model was told last.
             */
            last_used_at?: string | null;
            /** @description Where it comes from. */
            origin: components["schemas"]["MemoryOrigin"];
            /** @description It is told to the model in every turn. */
            pinned: boolean;
            /** @description Its conversation is private: it is used in private conversations only, and goes with that one. */
            private: boolean;
            replaces?: components["schemas"]["Id"] | null;
            source_conversation_id?: components["schemas"]["Id"] | null;
            source_message_id?: components["schemas"]["Id"] | null;
            /** @description Whether it is used. */
            status: components["schemas"]["MemoryStatus"];
            superseded_by?: components["schemas"]["Id"] | null;
            /** @description Words to find it by. */
            tags: string[];
            /** @description What is known, as a sentence. */
            text: string;
            /**
             * Format: date-time
             * @description When it was changed, or said again, last.
             */
            updated_at: string;
            /**
             * Format: int32
             * @description How often a model was told.
             */
            use_count: number;
            /**
             * Format: date-time
             * @description From when on it is true.
             */
            valid_from?: string | null;
            /**
             * Format: date-time
             * @description Until when it is true.
             */
            valid_to?: string | null;
        };
        /**
         * @description What is done with memory in a turn.
         * @enum {string}
         */
        MemoryAction: "remembered" | "updated" | "forgot" | "listed";
        /** @description Approval of a memory. */
        MemoryApproval: {
            /** @description With this text; left out, as it is. */
            text?: string | null;
        };
        /**
         * @description Who did it.
         * @enum {string}
         */
        MemoryAuthor: "person" | "model" | "extraction";
        /** @description What is to be changed of a memory; what is left out stays. */
        MemoryChange: {
            kind?: components["schemas"]["MemoryKind"] | null;
            /** @description Whether it is told to the model in every turn. */
            pinned?: boolean | null;
            /** @description `false`: it counts again, although another one took its place. */
            superseded?: boolean | null;
            /** @description All its tags. */
            tags?: string[] | null;
            /** @description What is known, 1 to 2,000 characters. */
            text?: string | null;
            /**
             * Format: date-time
             * @description From when on it is true; `null`: always.
             */
            valid_from?: string | null;
            /**
             * Format: date-time
             * @description Until when it is true; `null`: for ever.
             */
            valid_to?: string | null;
        };
        /** @description Something that was done with what is remembered. */
        MemoryDeed: {
            /** @description What. */
            action: components["schemas"]["MemoryAction"];
            /** @description With these. */
            items: components["schemas"]["MemoryNote"][];
        };
        /**
         * @description Whether a model looks for facts in what people say.
         * @enum {string}
         */
        MemoryExtraction: "off" | "inbox" | "direct";
        /** @description A file with memories, as the export gives it. Fields that are not known are passed over. */
        MemoryFile: {
            /** @description `mami-memories`. */
            format?: string | null;
            /** @description The memories. Of each, `text` is enough. */
            memories: components["schemas"]["FileMemory"][];
            /**
             * Format: int32
             * @description 1.
             */
            version?: number | null;
        };
        /** @description What was found in memory. */
        MemoryFindings: {
            /** @description Best first, with why each was found. */
            items: components["schemas"]["RecalledItem"][];
            /** @description A turn that says this would be told of them; else they have too little to do with it. */
            told: boolean;
        };
        /** @description Something that was done to a fact. */
        MemoryHistory: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who did it. */
            by: components["schemas"]["MemoryAuthor"];
            /** @description What was done. */
            change: components["schemas"]["MemoryHistoryChange"];
            /**
             * Format: int64
             * @description A number that grows.
             */
            id: number;
            message_id?: components["schemas"]["Id"] | null;
            /** @description The fact's text after that. */
            text: string;
        };
        /**
         * @description What was done to a fact.
         * @enum {string}
         */
        MemoryHistoryChange: "created" | "edited" | "approved" | "superseded" | "restored" | "touched" | "pinned" | "unpinned";
        /** @description What a file brought. */
        MemoryImportReport: {
            /**
             * Format: int64
             * @description New memories.
             */
            added: number;
            /**
             * Format: int64
             * @description Those that were there already.
             */
            duplicates: number;
        };
        /** @description A memory that someone writes down. */
        MemoryInput: {
            /** @description What it is about. */
            kind?: components["schemas"]["MemoryKind"];
            /** @description Whether it is told to the model in every turn. */
            pinned?: boolean;
            /** @description Words to find it by: at most 20, of at most 40 characters. */
            tags?: string[];
            /** @description What is known, 1 to 2,000 characters. */
            text: string;
            /**
             * Format: date-time
             * @description From when on it is true.
             */
            valid_from?: string | null;
            /**
             * Format: date-time
             * @description Until when it is true.
             */
            valid_to?: string | null;
        };
        /**
         * @description What a fact is about.
         * @enum {string}
         */
        MemoryKind: "identity" | "preference" | "fact" | "relationship" | "plan" | "event" | "state" | "instruction";
        /** @description Something remembered, in short. */
        MemoryNote: {
            /**
             * Format: uuid
             * @description Its id; of what was forgotten, the id that it had.
             */
            id: string;
            /** @description What it says. It is empty where a turn is replayed. */
            text?: string;
        };
        /**
         * @description Where a fact comes from.
         * @enum {string}
         */
        MemoryOrigin: "said" | "extracted" | "added";
        /** @description What is looked for in memory. */
        MemorySearch: {
            /** @description How many, 1 to 100; 10 unless given. */
            limit?: number | null;
            /** @description In words, as one would say it in a chat. */
            query: string;
        };
        /** @description How someone wants to be remembered, and what is possible here. */
        MemorySettings: {
            /** @description Whether this Mami has memory at all. */
            available: boolean;
            /**
             * Format: int64
             * @description How many memories they have.
             */
            count: number;
            /** @description Whether anything is recalled or remembered in their turns. */
            enabled: boolean;
            /** @description Whether a model looks for facts in what they say. */
            extraction: components["schemas"]["MemoryExtraction"];
            /**
             * Format: int32
             * @description How many they may have.
             */
            limit: number;
            /**
             * Format: int64
             * @description How many of them wait to be approved of.
             */
            pending: number;
            /** @description Whether they approve of what a model found before it is used. */
            review: boolean;
        };
        /** @description What is to be changed of that; what is left out stays. */
        MemorySettingsChange: {
            /** @description Whether anything is recalled or remembered in their turns. */
            enabled?: boolean | null;
            /** @description Whether they approve of what a model found before it is used. */
            review?: boolean | null;
        };
        /**
         * @description Whether a fact is used.
         * @enum {string}
         */
        MemoryStatus: "active" | "pending";
        /** @description A message of a conversation. Messages form a tree: two answers to one message share their parent. */
        Message: {
            /** @description What was put into it, in its order. */
            attachments: components["schemas"]["File"][];
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
            /** @description Of an answer: what the person's message was understood as, `text`, `image` or `memory`. */
            intent?: string | null;
            /** @description What decided that, as `intent_rule` of the event `start`. */
            intent_rule?: string | null;
            memory?: components["schemas"]["MemoryDeed"] | null;
            /** @description With which model, in the provider's own words. */
            model?: string | null;
            parent_id?: components["schemas"]["Id"] | null;
            persona_id?: components["schemas"]["Id"] | null;
            /** @description Who answered. */
            provider?: string | null;
            /** @description What the model thought before it answered. */
            reasoning?: string | null;
            /**
             * Format: int32
             * @description How long it thought, in milliseconds.
             */
            reasoning_ms?: number | null;
            recall?: components["schemas"]["Recollection"] | null;
            /** @description Who said it. */
            role: components["schemas"]["MessageRole"];
            /** @description Why this one, in English. */
            route_reason?: string | null;
            /** @description How far it is. */
            status: components["schemas"]["Status"];
            usage?: components["schemas"]["TokenUsage"] | null;
        };
        /** @description What a person says. */
        MessageInput: {
            /** @description Files of one's own, at most ten. */
            attachments?: components["schemas"]["Id"][];
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
        /** @description A collection to be made. */
        NewCollection: {
            /** @description What is in it: at most 1,000 characters. */
            description?: string;
            /** @description What it is called: 1 to 100 characters. */
            name: string;
            /** @description Share it with everybody, which only those who run the place may. */
            shared?: boolean;
        };
        /** @description A link that was just made. */
        NewShare: components["schemas"]["Share"] & {
            /** @description The link. It is told this once. */
            url: string;
        };
        /**
         * @description Where a persona comes from.
         * @enum {string}
         */
        Origin: "shipped" | "file" | "shared" | "own";
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
        Page_Collection: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /** @description What is in it. */
                description: string;
                /**
                 * Format: int32
                 * @description Its documents.
                 */
                documents: number;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                /** @description What it is called. */
                name: string;
                /** @description It is one's own. */
                own: boolean;
                /** @description Everybody may read what is in it; only those who run the place change it. */
                shared: boolean;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Conversation: {
            /** @description The items. */
            items: {
                /** @description It is put away. */
                archived: boolean;
                /**
                 * Format: date-time
                 * @description When it was begun.
                 */
                created_at: string;
                /** @description The folder that it lies in; empty: none. */
                folder: string;
                head_message_id?: components["schemas"]["Id"] | null;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                persona_id?: components["schemas"]["Id"] | null;
                /** @description It is kept at hand. */
                pinned: boolean;
                /** @description Only models that are marked as local see it. Once private, it stays so. */
                private: boolean;
                running_message_id?: components["schemas"]["Id"] | null;
                /** @description What it is marked with. */
                tags: string[];
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
        Page_Document: {
            /** @description The items. */
            items: {
                /**
                 * Format: int32
                 * @description The pieces that it was cut into.
                 */
                chunks: number;
                collection_id?: components["schemas"]["Id"] | null;
                conversation_id?: components["schemas"]["Id"] | null;
                /**
                 * Format: date-time
                 * @description When it came.
                 */
                created_at: string;
                error?: components["schemas"]["DocumentFault"] | null;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                /** @description Its media type, as far as is known: what it is for certain is known when it is `ready`. */
                mime: string;
                /** @description What its owner calls it: data, never a path. */
                name: string;
                persona_id?: components["schemas"]["Id"] | null;
                /** @description Only models that run on machines of one's own may be shown it. */
                private: boolean;
                /**
                 * Format: int32
                 * @description How far it is, in percent.
                 */
                progress: number;
                /** @description Everybody may read it: its collection or its persona is shared. */
                shared: boolean;
                /**
                 * Format: int64
                 * @description Its size in bytes, as it came.
                 */
                size: number;
                /** @description How far it is. */
                status: components["schemas"]["DocumentStatus"];
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_DocumentPiece: {
            /** @description The items. */
            items: {
                /**
                 * Format: int32
                 * @description Where it ends there.
                 */
                end: number;
                /** @description The headings above it, the highest first. */
                heading: string[];
                /** @description Its id, which answers cite. */
                id: components["schemas"]["Id"];
                place?: components["schemas"]["Place"] | null;
                /**
                 * Format: int32
                 * @description Its place among the pieces, from 0 on.
                 */
                position: number;
                /**
                 * Format: int32
                 * @description Where it begins in the whole text, in characters.
                 */
                start: number;
                /** @description Its text; of a table, after the names of its columns. */
                text: string;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Import: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description When the file came.
                 */
                created_at: string;
                /**
                 * Format: int32
                 * @description Conversations that were there already.
                 */
                duplicates: number;
                /** @description Why it failed or broke off, in English. */
                error?: string | null;
                /**
                 * Format: date-time
                 * @description When the work ended.
                 */
                finished_at?: string | null;
                format?: components["schemas"]["ImportFormat"] | null;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                /**
                 * Format: int32
                 * @description Conversations that were added.
                 */
                imported: number;
                /** @description The file's name. */
                name: string;
                /** @description What was left out and why, the first 200. */
                report: components["schemas"]["ImportSkippedItem"][];
                /**
                 * Format: int32
                 * @description Conversations, or pieces of the file, that could not be taken.
                 */
                skipped: number;
                /** @description How far it is. */
                status: components["schemas"]["ImportStatus"];
                /**
                 * Format: int32
                 * @description Conversations of the file; absent where nobody knows.
                 */
                total?: number | null;
            }[];
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
        Page_Memory: {
            /** @description The items. */
            items: {
                /**
                 * Format: float
                 * @description How sure it is, from 0 to 1.
                 */
                confidence: number;
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                /**
                 * Format: date-time
                 * @description Since when it counts no longer.
                 */
                invalid_at?: string | null;
                /** @description What it is about. */
                kind: components["schemas"]["MemoryKind"];
                /**
                 * Format: date-time
                 * @description When a model was told last.
                 */
                last_used_at?: string | null;
                /** @description Where it comes from. */
                origin: components["schemas"]["MemoryOrigin"];
                /** @description It is told to the model in every turn. */
                pinned: boolean;
                /** @description Its conversation is private: it is used in private conversations only, and goes with that one. */
                private: boolean;
                replaces?: components["schemas"]["Id"] | null;
                source_conversation_id?: components["schemas"]["Id"] | null;
                source_message_id?: components["schemas"]["Id"] | null;
                /** @description Whether it is used. */
                status: components["schemas"]["MemoryStatus"];
                superseded_by?: components["schemas"]["Id"] | null;
                /** @description Words to find it by. */
                tags: string[];
                /** @description What is known, as a sentence. */
                text: string;
                /**
                 * Format: date-time
                 * @description When it was changed, or said again, last.
                 */
                updated_at: string;
                /**
                 * Format: int32
                 * @description How often a model was told.
                 */
                use_count: number;
                /**
                 * Format: date-time
                 * @description From when on it is true.
                 */
                valid_from?: string | null;
                /**
                 * Format: date-time
                 * @description Until when it is true.
                 */
                valid_to?: string | null;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_MemoryHistory: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description When.
                 */
                at: string;
                /** @description Who did it. */
                by: components["schemas"]["MemoryAuthor"];
                /** @description What was done. */
                change: components["schemas"]["MemoryHistoryChange"];
                /**
                 * Format: int64
                 * @description A number that grows.
                 */
                id: number;
                message_id?: components["schemas"]["Id"] | null;
                /** @description The fact's text after that. */
                text: string;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Message: {
            /** @description The items. */
            items: {
                /** @description What was put into it, in its order. */
                attachments: components["schemas"]["File"][];
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
                /** @description Of an answer: what the person's message was understood as, `text`, `image` or `memory`. */
                intent?: string | null;
                /** @description What decided that, as `intent_rule` of the event `start`. */
                intent_rule?: string | null;
                memory?: components["schemas"]["MemoryDeed"] | null;
                /** @description With which model, in the provider's own words. */
                model?: string | null;
                parent_id?: components["schemas"]["Id"] | null;
                persona_id?: components["schemas"]["Id"] | null;
                /** @description Who answered. */
                provider?: string | null;
                /** @description What the model thought before it answered. */
                reasoning?: string | null;
                /**
                 * Format: int32
                 * @description How long it thought, in milliseconds.
                 */
                reasoning_ms?: number | null;
                recall?: components["schemas"]["Recollection"] | null;
                /** @description Who said it. */
                role: components["schemas"]["MessageRole"];
                /** @description Why this one, in English. */
                route_reason?: string | null;
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
        /** @description A part of a longer list. */
        Page_Persona: {
            /** @description The items. */
            items: (components["schemas"]["Character"] & {
                /**
                 * Format: date-time
                 * @description When it was made; `null` for a file.
                 */
                created_at?: string | null;
                /** @description Whether who asks may change it. */
                editable: boolean;
                /** @description Its id. Personas that are files have ids of version 8, made from their files' names. */
                id: components["schemas"]["Id"];
                /** @description Where it comes from. */
                origin: components["schemas"]["Origin"];
                /** @description Everybody here may use it. */
                shared: boolean;
                /**
                 * Format: date-time
                 * @description When it was changed last; `null` for a file.
                 */
                updated_at?: string | null;
            })[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_SearchHit: {
            /** @description The items. */
            items: {
                /** @description The conversation, or the one that the message is in. */
                conversation_id: components["schemas"]["Id"];
                /** @description Its title. */
                conversation_title: string;
                /**
                 * Format: date-time
                 * @description When it was begun.
                 */
                created_at: string;
                /** @description What it is. */
                kind: components["schemas"]["HitKind"];
                message_id?: components["schemas"]["Id"] | null;
                role?: components["schemas"]["MessageRole"] | null;
                /** @description The part of the text where it was found. Put together, the segments are a piece of the original. */
                snippet: components["schemas"]["Segment"][];
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Share: {
            /** @description The items. */
            items: {
                /** @description Of which conversation. */
                conversation_id: components["schemas"]["Id"];
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                /** @description The title that it shows. */
                title: string;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A part of a longer list. */
        Page_Summary: {
            /** @description The items. */
            items: {
                /** @description What was said. */
                content: string;
                /**
                 * Format: date-time
                 * @description When it was written.
                 */
                created_at: string;
                /** @description A person changed it. */
                edited: boolean;
                /** @description Its id. */
                id: components["schemas"]["Id"];
                /** @description The last message that it tells of. */
                message_id: components["schemas"]["Id"];
                /** @description With which model. */
                model: string;
                /** @description Who wrote it. */
                provider: string;
                /**
                 * Format: date-time
                 * @description When it was last changed.
                 */
                updated_at: string;
            }[];
            /** @description Pass it as `cursor` for the items that follow; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description How the model is to answer. What is left out is as the persona says. */
        Params: {
            /**
             * Format: int32
             * @description The most tokens the answer may have.
             * @default null
             */
            max_tokens: number | null;
            /** @default null */
            reasoning_effort: components["schemas"]["Effort"] | null;
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
        /** @description Someone for the model to be. */
        Persona: components["schemas"]["Character"] & {
            /**
             * Format: date-time
             * @description When it was made; `null` for a file.
             */
            created_at?: string | null;
            /** @description Whether who asks may change it. */
            editable: boolean;
            /** @description Its id. Personas that are files have ids of version 8, made from their files' names. */
            id: components["schemas"]["Id"];
            /** @description Where it comes from. */
            origin: components["schemas"]["Origin"];
            /** @description Everybody here may use it. */
            shared: boolean;
            /**
             * Format: date-time
             * @description When it was changed last; `null` for a file.
             */
            updated_at?: string | null;
        };
        /** @description What is to change of a persona; what is absent stays. */
        PersonaChange: {
            /**
             * @description An emoji or a letter or two; empty for none.
             * @default null
             */
            avatar: string | null;
            /**
             * @description What it is for, at most 300 characters.
             * @default null
             */
            description: string | null;
            /**
             * @description What it says in an empty conversation, at most 2,000 characters.
             * @default null
             */
            greeting: string | null;
            /**
             * @description `auto`, or the model that it answers with, as `provider/model`.
             * @default null
             */
            model: string | null;
            /**
             * @description Its name, 1 to 60 characters.
             * @default null
             */
            name: string | null;
            /**
             * @description What one could say first: the whole list.
             * @default null
             */
            openers: string[] | null;
            /** @default null */
            params: components["schemas"]["PersonaParams"] | null;
            /**
             * @description Everybody here may use it: for admins to say.
             * @default null
             */
            shared: boolean | null;
            /**
             * @description What the model is told of it, at most 16 KiB.
             * @default null
             */
            system_prompt: string | null;
            /**
             * @description Whether it knows what Mami remembers of the person.
             * @default null
             */
            use_memory: boolean | null;
        };
        /** @description A persona as a file. */
        PersonaImport: {
            /** @description The text of the file, at most 64 KiB. */
            toml: string;
        };
        /** @description A persona to be. */
        PersonaInput: {
            /** @description An emoji or a letter or two. */
            avatar?: string;
            /** @description What it is for, at most 300 characters. */
            description?: string;
            /** @description What it says in an empty conversation, at most 2,000 characters. */
            greeting?: string;
            /** @description `auto`, or the model that it answers with, as `provider/model`. */
            model?: string;
            /** @description Its name, 1 to 60 characters. */
            name: string;
            /** @description What one could say first, at most 6 of at most 200 characters. */
            openers?: string[];
            /** @description How it answers. */
            params?: components["schemas"]["PersonaParams"];
            /** @description Everybody here may use it: for admins to say. */
            shared?: boolean;
            /** @description What the model is told of it, at most 16 KiB. `{{user}}`, `{{date}}` and `{{language}}` are filled in. */
            system_prompt?: string;
            /** @description Whether it knows what Mami remembers of the person. */
            use_memory?: boolean;
        };
        /** @description How a persona answers, where a turn does not say otherwise. */
        PersonaParams: {
            /**
             * Format: int32
             * @description The most tokens an answer may have.
             * @default null
             */
            max_tokens: number | null;
            /** @default null */
            reasoning_effort: components["schemas"]["Effort"] | null;
            /**
             * Format: float
             * @description How freely to choose words, 0.0 to 2.0.
             * @default null
             */
            temperature: number | null;
        };
        /** @description Where something is in a document. */
        Place: {
            /**
             * Format: int32
             * @description A page, from 1 on.
             */
            page: number;
        } | {
            /** @description A row of a sheet. */
            sheet: {
                /** @description The sheet's name. */
                name: string;
                /**
                 * Format: int32
                 * @description The row, from 1 on.
                 */
                row: number;
            };
        } | {
            /**
             * Format: int32
             * @description A chapter of a book, from 1 on, in the order of reading.
             */
            chapter: number;
        } | {
            /**
             * Format: int32
             * @description A line of a text, from 1 on.
             */
            line: number;
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
            /** @description Whether requests are let through to it. */
            breaker: components["schemas"]["BreakerState"];
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
            /**
             * Format: double
             * @description The share of them that failed, 0.0 to 1.0.
             */
            error_rate: number;
            /** @description From the request to the first piece of the answer, of those that did not fail. */
            first_token_ms: components["schemas"]["Latency"];
            /** @description It answered when it was asked last, and its breaker is not open. */
            healthy: boolean;
            /** @description Its name. */
            id: string;
            /** @description What it speaks. */
            kind: components["schemas"]["ProviderKind"];
            /** @description It runs on this machine or in this house. */
            local: boolean;
            /** @description How many answers it gives at the same time; 0 is any number. */
            max_concurrent: number;
            /** @description How many models it offers. */
            models: number;
            /** @description How many requests the next two figures are about: the last hundred at most, since this server started. */
            requests: number;
            /** @description The roles whose people may use it; empty: all. */
            roles: string[];
            /** @description Answers that it gives now. */
            running: number;
            /** @description Answers that wait for it. */
            waiting: number;
        };
        /**
         * @description Why less was recalled than could have been.
         * @enum {string}
         */
        RecallMiss: "late" | "unavailable";
        /** @description Why something was recalled. */
        RecallReason: {
            /** @enum {string} */
            by: "pinned";
        } | {
            /** @enum {string} */
            by: "words";
            /** @description Which, as they stand in the message. */
            words: string[];
        } | {
            /** @enum {string} */
            by: "meaning";
            /**
             * Format: float
             * @description How alike they are: 1.0 is the same.
             */
            similarity: number;
        } | {
            /** @enum {string} */
            by: "neighbour";
        } | {
            /** @enum {string} */
            by: "together";
        } | {
            /** @enum {string} */
            by: "time";
        } | {
            /** @enum {string} */
            by: "fact";
        };
        /** @description Where something recalled comes from. */
        RecallSource: {
            conversation_id?: components["schemas"]["Id"] | null;
            document_id?: components["schemas"]["Id"] | null;
            message_id?: components["schemas"]["Id"] | null;
            /**
             * Format: int32
             * @description The number of the piece in its document, from 0.
             */
            position?: number | null;
            /** @description What the conversation or the document is called. */
            title?: string;
        };
        /** @description Something recalled. */
        RecalledItem: {
            /**
             * Format: uuid
             * @description The id of the memory, the message or the piece of a document.
             */
            id: string;
            /** @description What it is. */
            kind: components["schemas"]["RecalledKind"];
            /** @description How the model may refer to it, such as `m3`. */
            note: string;
            /**
             * Format: float
             * @description How well it fits; comparable among the items of one answer.
             */
            score: number;
            /** @description Where it comes from. */
            source: components["schemas"]["RecallSource"];
            /** @description What it says. It is empty where an answer is replayed and it is gone since. */
            text?: string;
            /** @description Why it was found. */
            why: components["schemas"]["RecallReason"][];
        };
        /**
         * @description What a recalled item is.
         * @enum {string}
         */
        RecalledKind: "memory" | "turn" | "document";
        /** @description What a model was shown of what is remembered. */
        Recollection: {
            /** @description In the order in which the model was shown them. */
            items: components["schemas"]["RecalledItem"][];
            missed?: components["schemas"]["RecallMiss"] | null;
        };
        /** @description Codes for when the app is gone, each good once. */
        RecoveryCodes: {
            /** @description The codes. They are shown this once. */
            recovery_codes: string[];
        };
        /** @description Another answer to be given. */
        RegenerateInput: {
            /** @description What the message is meant as. */
            intent?: components["schemas"]["Intent"];
            /** @description `auto` or `provider/model`. */
            model?: string;
            /** @description How the model is to answer. */
            params?: components["schemas"]["Params"];
            persona_id?: components["schemas"]["Id"] | null;
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
        /** @description A message that might be sent. */
        RouteInput: {
            /**
             * @description `auto` or `provider/model`; `auto` unless given.
             * @default null
             */
            model: string | null;
            /** @default null */
            persona_id: components["schemas"]["Id"] | null;
            /**
             * @description Whether the conversation is private.
             * @default false
             */
            private: boolean;
            /** @default null */
            role: components["schemas"]["UserRole"] | null;
            /**
             * Format: int32
             * @description How many tokens it has, with all that goes along.
             * @default 0
             */
            tokens: number;
            /**
             * @description Whether tools are needed.
             * @default false
             */
            tools: boolean;
            /**
             * @description Whether it comes with an image.
             * @default false
             */
            vision: boolean;
        };
        /** @description Who would answer. */
        RoutePlan: {
            /** @description Those that would not be, and why. */
            excluded: components["schemas"]["Excluded"][];
            /** @description The models that would be asked: the first, and each other one only when those before it did not answer. */
            plan: components["schemas"]["Choice"][];
        };
        /**
         * @description One thing that a key may do. Those that end in `:read` only look.
         * @enum {string}
         */
        Scope: "chat" | "chat:read" | "memory" | "memory:read" | "images" | "images:read" | "usage:read" | "admin" | "admin:read";
        /** @description All that a key may do: at least one scope. */
        Scopes: components["schemas"]["Scope"][];
        /** @description A title or a message that was found. */
        SearchHit: {
            /** @description The conversation, or the one that the message is in. */
            conversation_id: components["schemas"]["Id"];
            /** @description Its title. */
            conversation_title: string;
            /**
             * Format: date-time
             * @description When it was begun.
             */
            created_at: string;
            /** @description What it is. */
            kind: components["schemas"]["HitKind"];
            message_id?: components["schemas"]["Id"] | null;
            role?: components["schemas"]["MessageRole"] | null;
            /** @description The part of the text where it was found. Put together, the segments are a piece of the original. */
            snippet: components["schemas"]["Segment"][];
        };
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
        /** @description A piece of the part that is shown. */
        Segment: {
            /** @description It is what was looked for. */
            hit: boolean;
            /** @description The text, as it was written. */
            text: string;
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
        /** @description A link to a conversation as it was. */
        Share: {
            /** @description Of which conversation. */
            conversation_id: components["schemas"]["Id"];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description The title that it shows. */
            title: string;
        };
        /** @description What a link shows. It names no account, and no id. */
        Shared: {
            /**
             * Format: date-time
             * @description When it was shared.
             */
            created_at: string;
            /** @description The branch that was shown, oldest first. */
            messages: components["schemas"]["SharedMessage"][];
            /** @description The conversation's title then. */
            title: string;
        };
        /** @description What was attached to a message. */
        SharedAttachment: {
            /** @description `image` or `text`. */
            kind: string;
            /** @description The file's name. */
            name: string;
        };
        /** @description A message that is shown. */
        SharedMessage: {
            /** @description What was attached; only what it was, not the thing itself. */
            attachments?: components["schemas"]["SharedAttachment"][];
            /** @description What was said. */
            content: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description Which model answered. */
            model?: string | null;
            /** @description Who said it. */
            role: components["schemas"]["MessageRole"];
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
            /** @description What the message was understood as: `text`, `image` or `memory`. */
            intent: string;
            /** @description Why, in English. */
            intent_reason: string;
            /**
             * @description What decided: `asked`, `command`, `phrase`, `question`, `classifier`, `tool` or `default`; for a client that says why in
             *     its user's language.
             */
            intent_rule?: string;
            /** @description The answer. */
            message_id: components["schemas"]["Id"];
            /** @description With which model. */
            model: string;
            persona_id?: components["schemas"]["Id"] | null;
            /** @description Who answers. */
            provider: string;
            /** @description Why this one, in English. */
            route_reason: string;
            /** @description The person's message. */
            user_message_id: components["schemas"]["Id"];
        };
        /**
         * @description How far a message is. All but `Streaming` are final.
         * @enum {string}
         */
        Status: "streaming" | "complete" | "cancelled" | "interrupted" | "failed";
        /** @description What was said in a branch from its start up to a message. */
        Summary: {
            /** @description What was said. */
            content: string;
            /**
             * Format: date-time
             * @description When it was written.
             */
            created_at: string;
            /** @description A person changed it. */
            edited: boolean;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description The last message that it tells of. */
            message_id: components["schemas"]["Id"];
            /** @description With which model. */
            model: string;
            /** @description Who wrote it. */
            provider: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
        };
        /** @description A summary as a person writes it. */
        SummaryInput: {
            /** @description What was said, 1 to 20,000 characters. */
            content: string;
        };
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
            /** @description What was recalled for the answer, and put in front of the model. */
            data: components["schemas"]["Recollection"];
            /** @enum {string} */
            event: "recall";
        } | {
            /** @description Something was done with what is remembered. */
            data: components["schemas"]["MemoryDeed"];
            /** @enum {string} */
            event: "memory";
        } | {
            /** @description The answer has to wait. */
            data: {
                /** @description With which model. */
                model: string;
                /**
                 * Format: int32
                 * @description In a queue: how many are before it.
                 */
                position?: number | null;
                /** @description Who is waited for. */
                provider: string;
                /** @description What for. */
                reason: components["schemas"]["WaitReason"];
            };
            /** @enum {string} */
            event: "waiting";
        } | {
            /** @description Another model took over, before the first token. */
            data: {
                /** @description The model that did not answer, as `provider/model`. */
                from: string;
                /** @description Why, in English. */
                reason: string;
                /** @description The one that is asked now. */
                to: string;
            };
            /** @enum {string} */
            event: "fallback";
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
        /** @description A form with a file in it. */
        UploadForm: {
            /**
             * Format: binary
             * @description The file, with the name that its owner gave it.
             */
            file: string;
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
            /** @description A conversation was made, changed or deleted, or a turn was taken out of it. */
            data: {
                /** @description Which. */
                conversation_id: components["schemas"]["Id"];
                /** @description It is gone. */
                deleted: boolean;
            };
            /** @enum {string} */
            type: "conversation";
        } | {
            /** @description An import has come on. */
            data: {
                /**
                 * Format: int32
                 * @description Conversations that were looked at so far.
                 */
                done: number;
                /** @description Which. */
                import_id: components["schemas"]["Id"];
                /** @description `running`, or how it ended. */
                status: string;
                /**
                 * Format: int32
                 * @description All conversations of the file, where that is known.
                 */
                total?: number | null;
            };
            /** @enum {string} */
            type: "import";
        } | {
            /** @description What is remembered has changed, or how. */
            data: {
                /** @description What was done. */
                action: components["schemas"]["MemoryAction"];
                /** @description To which facts; empty: to many of them, or to the settings. */
                ids: components["schemas"]["Id"][];
            };
            /** @enum {string} */
            type: "memory";
        } | {
            /** @description A document has come on, or is gone. */
            data: {
                /** @description Which. */
                document_id: components["schemas"]["Id"];
                /**
                 * Format: int32
                 * @description How far it is, in percent.
                 */
                progress: number;
                /** @description `queued`, `indexing`, `ready`, `failed` or `deleted`. */
                status: string;
            };
            /** @enum {string} */
            type: "document";
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
        /**
         * @description What an answer waits for.
         * @enum {string}
         */
        WaitReason: "queue" | "retry";
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
    dry_run_route: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RouteInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutePlan"];
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
            /** @description It could go nowhere; the fault says why */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no_model` */
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
    list_collections: {
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
                    "application/json": components["schemas"]["Page_Collection"];
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
    create_collection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCollection"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `not_allowed`: only admins share */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many`: 200 collections */
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
    delete_collection: {
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
            /** @description `not_allowed`: only admins delete what is shared */
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
    update_collection: {
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
                "application/json": components["schemas"]["CollectionChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `not_allowed`: only admins share, and change what is shared */
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
    list_conversations: {
        parameters: {
            query?: {
                /** @description Those that are archived (`true`), are not (`false`), or all. */
                archived?: ("true" | "false" | "all") & Record<string, never>;
                /** @description Only those that are pinned (`true`) or not (`false`). */
                pinned?: boolean;
                /** @description Only those in this folder; empty: those in none. */
                folder?: string;
                /** @description Only those with this tag. */
                tag?: string;
                /** @description Only those with this in their titles. */
                q?: string;
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
    change_conversations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOutcome"];
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
    export_conversations: {
        parameters: {
            query?: {
                /** @description `json` (the default), `markdown` or `html`. */
                format?: "json" | "markdown" | "html";
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
                    "application/zip": number[];
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
    list_conversation_labels: {
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
                    "application/json": components["schemas"]["Labels"];
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
            query?: {
                /** @description Also what was remembered from it; else that stays, unless it was private or waits to be approved of. */
                delete_memories?: boolean;
            };
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
    change_conversation: {
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
            /** @description `turn_running`: to be made private, it must be at rest */
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
    export_conversation: {
        parameters: {
            query?: {
                /** @description `json` (the default), `markdown` or `html`. */
                format?: "json" | "markdown" | "html";
            };
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as an attachment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number[];
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
    list_conversation_shares: {
        parameters: {
            query?: {
                /** @description How many, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
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
                    "application/json": components["schemas"]["Page_Share"];
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
    share_conversation: {
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewShare"];
                };
            };
            /** @description `sharing_off` */
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
            /** @description `private_conversation`, `nothing_to_share`, `too_many_shares` (50) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_large`: more than a link may show */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_summaries: {
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
                    "application/json": components["schemas"]["Page_Summary"];
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
    edit_summary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
                summary_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SummaryInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
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
    delete_summary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
                summary_id: components["schemas"]["Id"];
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
    list_documents: {
        parameters: {
            query?: {
                /** @description `library`: only those that belong to no conversation and to no persona. */
                scope?: ("all" | "library") & Record<string, never>;
                /** @description Only those of this conversation. */
                conversation_id?: components["schemas"]["Id"];
                /** @description Only those of this persona. */
                persona_id?: components["schemas"]["Id"];
                /** @description Only those in this collection. */
                collection_id?: components["schemas"]["Id"];
                /** @description Only those with this in their names. */
                q?: string;
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
                    "application/json": components["schemas"]["Page_Document"];
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
    upload_document: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["DocumentForm"];
            };
        };
        responses: {
            /** @description the same file is there already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description `not_allowed`: only admins add to what is shared */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description there is no such conversation, persona or collection */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many`: there are as many documents as an account may have */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_large`: too many bytes; `storage_full`: the person's documents would take more than they may */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_multipart` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not one file, or a field at fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `busy`: others upload just now */
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
    get_document: {
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
                    "application/json": components["schemas"]["Document"];
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
    delete_document: {
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
            /** @description `not_allowed`: only admins delete what is shared */
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
    read_document_content: {
        parameters: {
            query?: {
                /** @description The position of the first one, to begin at a place that an answer cites. */
                from?: number;
                /** @description How many, 1 to 200. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
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
                    "application/json": components["schemas"]["Page_DocumentPiece"];
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
    read_document_file: {
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
                    "application/octet-stream": number[];
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
    retry_document: {
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
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description `not_allowed`: only admins change what is shared */
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
            /** @description `not_failed`: there is nothing to try again */
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
    follow_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `message` {conversation_id, message_id, status}; `conversation` {conversation_id, deleted}; `import` {import_id, status, done, total}; `document` {document_id, status, progress}; `resync` {} */
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
    upload_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description `too_large`: too many bytes; `image_too_large`: too many pixels; `storage_full`: the person's files would take more than they may */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: neither a picture nor a text; `not_multipart` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `image_damaged`, or not one file */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `busy`: others upload just now */
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
    read_file: {
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
                    "image/jpeg": number[];
                    "image/png": number[];
                    "text/plain": string;
                };
            };
            /** @description `If-None-Match` names what it is already */
            304: {
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
    delete_file: {
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
            /** @description `file_attached`: a message has it */
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
    import_conversations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImportForm"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `import_running`: one file at a time */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_multipart` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not one file */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `busy`: others import just now */
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
    list_imports: {
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
                    "application/json": components["schemas"]["Page_Import"];
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
    get_import: {
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
                    "application/json": components["schemas"]["Import"];
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
    list_memories: {
        parameters: {
            query?: {
                /** @description Only those with this in their text. */
                q?: string;
                /** @description Only those of this kind. */
                kind?: "identity" | "preference" | "fact" | "relationship" | "plan" | "event" | "state" | "instruction";
                /** @description Only those from there. */
                origin?: "said" | "extracted" | "added";
                /** @description Only those that are used (`active`) or wait to be approved of (`pending`). */
                status?: "active" | "pending";
                /** @description Only those that are pinned (`true`) or not (`false`). */
                pinned?: boolean;
                /** @description Only those with this tag. */
                tag?: string;
                /** @description Also those whose place another one took. */
                superseded?: boolean;
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
                    "application/json": components["schemas"]["Page_Memory"];
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
    create_memory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemoryInput"];
            };
        };
        responses: {
            /** @description It was there already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memory"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memory"];
                };
            };
            /** @description `memory_off` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `memory_full`: there are as many as one may have */
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
    delete_all_memories: {
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
    export_memories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each memory as the list has it, with its `history` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryFile"];
                };
            };
        };
    };
    import_memories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemoryFile"];
                "text/plain": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryImportReport"];
                };
            };
            /** @description `memory_off` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `memory_full`: they would be more than one may have */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_large`: a file may have 16 MiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description neither JSON nor text */
            415: {
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
    list_pending_memories: {
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
                    "application/json": components["schemas"]["Page_Memory"];
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
    search_memories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemorySearch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryFindings"];
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
    get_memory_settings: {
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
                    "application/json": components["schemas"]["MemorySettings"];
                };
            };
        };
    };
    update_memory_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemorySettingsChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemorySettings"];
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
    delete_memory: {
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
                    "application/json": components["schemas"]["Memory"];
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
    update_memory: {
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
                "application/json": components["schemas"]["MemoryChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memory"];
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
            /** @description `memory_duplicate`: another one says the same */
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
    approve_memory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MemoryApproval"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memory"];
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
            /** @description `memory_not_pending`, `memory_duplicate` */
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
    get_memory_history: {
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
            /** @description All of it; `next_cursor` is always `null` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MemoryHistory"];
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
    reject_memory: {
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
            /** @description `memory_not_pending` */
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
    delete_message: {
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
            /** @description `turn_running` */
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
    continue_answer: {
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
                "application/json": components["schemas"]["ContinueInput"];
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
    list_personas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them; `next_cursor` is always `null` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Persona"];
                };
            };
        };
    };
    create_persona: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonaInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Persona"];
                };
            };
            /** @description `not_allowed`: only admins share personas */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_personas`: one has 100 */
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
    import_persona: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonaImport"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Persona"];
                };
            };
            /** @description `too_many_personas`: one has 100 */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Every fault of the file with its line */
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
    get_persona: {
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
                    "application/json": components["schemas"]["Persona"];
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
    delete_persona: {
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
            /** @description `not_allowed`: only admins delete what is shared */
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
            /** @description `persona_read_only`: it is a file */
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
    update_persona: {
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
                "application/json": components["schemas"]["PersonaChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Persona"];
                };
            };
            /** @description `not_allowed`: only admins share personas, and change what is shared */
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
            /** @description `persona_read_only`: it is a file; duplicate it to change it. `conflict`: others changed it all the while */
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
    export_persona: {
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
                    "application/toml": string;
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
    search: {
        parameters: {
            query: {
                /**
                 * @description Words that must all be there, in any order, without regard to case and accents; "between quotes" they follow each other.
                 *     The last word may be the beginning of one. What comes behind 16 words does not count.
                 */
                q: string;
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
                    "application/json": components["schemas"]["Page_SearchHit"];
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
    read_shared: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What stands in the link behind `/s/` */
                token: string;
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
                    "application/json": components["schemas"]["Shared"];
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
    list_shares: {
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
                    "application/json": components["schemas"]["Page_Share"];
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
    revoke_share: {
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
}
