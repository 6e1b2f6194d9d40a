//! The table: what every route answers to whom.

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{PASSWORD, credentials};

/// A status, and the code of a problem; no code for what went well.
pub(super) type Outcome = (u16, &'static str);

const NOT_SIGNED_IN: Outcome = (401, "not_signed_in");
pub(super) const NOT_ALLOWED: Outcome = (403, "not_allowed");
const WRONG_PASSWORD: Outcome = (403, "wrong_password");
pub(super) const SESSION_REQUIRED: Outcome = (403, "session_required");
pub(super) const SCOPE_MISSING: Outcome = (403, "scope_missing");
pub(super) const NOT_FOUND: Outcome = (404, "not_found");

const fn ok(status: u16) -> Outcome {
    (status, "")
}

/// Which API keys a route takes.
#[derive(Clone, Copy)]
pub(super) enum Keys {
    /// It looks at no credential at all.
    Unread,
    /// None: it is for a person in their own browser.
    None,
    /// Any.
    Any,
    /// Those with one of these scopes.
    Scopes(&'static [&'static str]),
    /// None, and those without these scopes are told of that first, and those whose owner may not do it of that.
    NotEven(&'static [&'static str]),
}

const CHAT: Keys = Keys::Scopes(&["chat"]);
const CHAT_READ: Keys = Keys::Scopes(&["chat", "chat:read"]);
const MEMORY: Keys = Keys::Scopes(&["memory"]);
const MEMORY_READ: Keys = Keys::Scopes(&["memory", "memory:read"]);
const ADMIN: Keys = Keys::Scopes(&["admin"]);
const NOT_EVEN_ADMIN: Keys = Keys::NotEven(&["admin"]);
const ADMIN_READ: Keys = Keys::Scopes(&["admin", "admin:read"]);

/// What a route answers to nobody, to the person whose thing is named in the request, to another member, to an admin and to
/// the owner. `{id}` and `{message_id}`, in the path and in the body, are filled in by what stands before them in the path.
pub(super) struct Rule {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) body: Value,
    pub(super) keys: Keys,
    pub(super) nobody: Outcome,
    pub(super) person: Outcome,
    pub(super) other: Outcome,
    pub(super) admin: Outcome,
    pub(super) owner: Outcome,
}

/// Begins a rule: what everybody is answered who is signed in, about themselves.
fn own(keys: Keys, route: &'static str, outcome: Outcome) -> Rule {
    let (method, path) = route.split_once(' ').unwrap();
    Rule {
        method: method.parse().unwrap(),
        path,
        body: Value::Null,
        keys,
        nobody: NOT_SIGNED_IN,
        person: outcome,
        other: outcome,
        admin: outcome,
        owner: outcome,
    }
}

/// For everyone the same.
fn open(route: &'static str, outcome: Outcome) -> Rule {
    Rule { nobody: outcome, ..own(Keys::Unread, route, outcome) }
}

/// About one's own account, in one's own browser.
fn account(route: &'static str, outcome: Outcome) -> Rule {
    own(Keys::None, route, outcome)
}

/// About a thing of one person's: for all others, whatever their role, it does not exist.
fn private(keys: Keys, route: &'static str, outcome: Outcome) -> Rule {
    Rule { other: NOT_FOUND, admin: NOT_FOUND, owner: NOT_FOUND, ..own(keys, route, outcome) }
}

/// For those who run the place.
fn administration(keys: Keys, route: &'static str, outcome: Outcome) -> Rule {
    Rule { person: NOT_ALLOWED, other: NOT_ALLOWED, ..own(keys, route, outcome) }
}

/// For the owner alone.
fn ownership(route: &'static str, outcome: Outcome) -> Rule {
    Rule { admin: NOT_ALLOWED, ..administration(ADMIN, route, outcome) }
}

impl Rule {
    fn with(self, body: Value) -> Self {
        Self { body, ..self }
    }

    /// As the API's description spells it.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// Every route. The last one ends the session that asks.
pub(super) fn rules() -> Vec<Rule> {
    let guess = json!({"password": "not the password", "code": "000000"});
    let said = json!({"conversation_id": "{id}", "message": {"content": "Hi"}, "stream": false});
    vec![
        open("GET /api/v1/setup", ok(200)),
        open("POST /api/v1/setup", (409, "already_set_up"))
            .with(json!({"setup_token": "x", "username": "eve", "password": PASSWORD})),
        open("POST /api/v1/auth/login", ok(200)).with(credentials("bob", PASSWORD)),
        open("POST /api/v1/auth/invites/preview", (403, "invite_invalid")).with(json!({"invite_code": "x"})),
        open("POST /api/v1/auth/register", (403, "invite_invalid"))
            .with(json!({"invite_code": "x", "username": "eve", "password": PASSWORD})),
        open("POST /api/v1/auth/password-reset/preview", (403, "reset_invalid")).with(json!({"token": "x"})),
        open("POST /api/v1/auth/password-reset", (403, "reset_invalid"))
            .with(json!({"token": "x", "new_password": PASSWORD})),
        own(Keys::Any, "GET /api/v1/auth/me", ok(200)),
        account("PATCH /api/v1/auth/me", ok(200)).with(json!({})),
        account("DELETE /api/v1/auth/me", WRONG_PASSWORD).with(json!({"password": "not the password"})),
        account("DELETE /api/v1/auth/me/alert", ok(204)),
        account("PUT /api/v1/auth/password", WRONG_PASSWORD)
            .with(json!({"current_password": "not the password", "new_password": "another good password"})),
        account("GET /api/v1/auth/sessions", ok(200)),
        private(Keys::None, "DELETE /api/v1/auth/sessions/{id}", ok(204)),
        account("DELETE /api/v1/auth/sessions", ok(204)),
        account("GET /api/v1/auth/api-keys", ok(200)),
        account("POST /api/v1/auth/api-keys", ok(201)).with(json!({"name": "x", "scopes": ["chat:read"]})),
        private(Keys::None, "DELETE /api/v1/auth/api-keys/{id}", ok(204)),
        account("GET /api/v1/auth/second-factor", ok(200)),
        account("POST /api/v1/auth/second-factor", ok(200)).with(json!({"password": PASSWORD})),
        account("POST /api/v1/auth/second-factor/confirm", (422, "invalid")).with(json!({"code": "no code"})),
        account("POST /api/v1/auth/second-factor/recovery-codes", WRONG_PASSWORD).with(guess.clone()),
        account("DELETE /api/v1/auth/second-factor", WRONG_PASSWORD).with(guess),
        account("GET /api/v1/auth/activity", ok(200)),
        account("GET /api/v1/auth/export", ok(200)),
        own(CHAT_READ, "GET /api/v1/models", ok(200)),
        own(CHAT_READ, "GET /api/v1/events", ok(200)),
        own(CHAT_READ, "GET /api/v1/search", (422, "invalid")),
        own(CHAT_READ, "GET /api/v1/conversations", ok(200)),
        own(CHAT, "POST /api/v1/conversations", ok(201)).with(json!({})),
        own(CHAT_READ, "GET /api/v1/conversations/labels", ok(200)),
        own(CHAT, "POST /api/v1/conversations/bulk", ok(200))
            .with(json!({"ids": ["00000000-0000-7000-8000-000000000000"], "action": "pin"})),
        private(CHAT, "POST /api/v1/chat", ok(200)).with(said),
        private(CHAT_READ, "GET /api/v1/chat/{message_id}/events", ok(200)),
        private(CHAT, "POST /api/v1/chat/{message_id}/cancel", ok(202)),
        private(CHAT, "POST /api/v1/messages/{id}/regenerate", ok(200)).with(json!({"stream": false})),
        // It is whole, so it cannot go on.
        private(CHAT, "POST /api/v1/messages/{id}/continue", (422, "invalid")).with(json!({"stream": false})),
        private(CHAT_READ, "GET /api/v1/conversations/{id}", ok(200)),
        private(CHAT_READ, "GET /api/v1/conversations/{id}/messages", ok(200)),
        private(CHAT, "PATCH /api/v1/conversations/{id}", ok(200)).with(json!({"title": "Mine"})),
        private(CHAT_READ, "GET /api/v1/conversations/{id}/summaries", ok(200)),
        private(CHAT, "PUT /api/v1/conversations/{id}/summaries/{summary_id}", ok(200))
            .with(json!({"content": "Shorter"})),
        private(CHAT, "DELETE /api/v1/conversations/{id}/summaries/{summary_id}", ok(204)),
        private(CHAT, "DELETE /api/v1/conversations/{id}", ok(204)),
        own(CHAT_READ, "GET /api/v1/personas", ok(200)),
        own(CHAT, "POST /api/v1/personas", ok(201)).with(json!({"name": "Mine"})),
        administration(CHAT, "POST /api/v1/personas", ok(201)).with(json!({"name": "Ours", "shared": true})),
        own(CHAT, "POST /api/v1/personas/import", ok(201)).with(json!({"toml": "name = 'Mine'"})),
        private(CHAT_READ, "GET /api/v1/personas/{id}", ok(200)),
        private(CHAT_READ, "GET /api/v1/personas/{id}/export", ok(200)),
        private(CHAT, "PATCH /api/v1/personas/{id}", ok(200)).with(json!({"name": "Mine"})),
        private(CHAT, "DELETE /api/v1/personas/{id}", ok(204)),
        own(CHAT, "POST /api/v1/files", ok(201)).with(json!("a text")),
        private(CHAT_READ, "GET /api/v1/files/{id}", ok(200)),
        private(CHAT, "DELETE /api/v1/files/{id}", ok(204)),
        own(CHAT, "POST /api/v1/documents", ok(202)).with(json!("a text")),
        own(CHAT_READ, "GET /api/v1/documents", ok(200)),
        private(CHAT_READ, "GET /api/v1/documents/{id}", ok(200)),
        private(CHAT_READ, "GET /api/v1/documents/{id}/content", ok(200)),
        private(CHAT_READ, "GET /api/v1/documents/{id}/file", ok(200)),
        private(CHAT, "POST /api/v1/documents/{id}/retry", (409, "not_failed")),
        private(CHAT, "DELETE /api/v1/documents/{id}", ok(204)),
        own(CHAT_READ, "GET /api/v1/collections", ok(200)),
        own(CHAT, "POST /api/v1/collections", ok(201)).with(json!({"name": "Mine"})),
        administration(CHAT, "POST /api/v1/collections", ok(201))
            .with(json!({"name": "Ours", "shared": true})),
        private(CHAT, "PATCH /api/v1/collections/{id}", ok(200)).with(json!({"name": "Mine"})),
        private(CHAT, "DELETE /api/v1/collections/{id}", ok(204)),
        private(CHAT, "DELETE /api/v1/messages/{id}", ok(204)),
        private(CHAT_READ, "GET /api/v1/conversations/{id}/export", ok(200)),
        own(CHAT_READ, "GET /api/v1/conversations/export", ok(200)),
        own(CHAT, "POST /api/v1/import", (415, "not_multipart")).with(json!({})),
        own(CHAT_READ, "GET /api/v1/imports", ok(200)),
        private(CHAT_READ, "GET /api/v1/imports/{id}", ok(200)),
        private(CHAT, "POST /api/v1/conversations/{id}/shares", ok(201)),
        private(CHAT_READ, "GET /api/v1/conversations/{id}/shares", ok(200)),
        own(CHAT_READ, "GET /api/v1/shares", ok(200)),
        private(CHAT, "DELETE /api/v1/shares/{id}", ok(204)),
        open("GET /api/v1/shared/{token}", ok(200)),
        own(MEMORY_READ, "GET /api/v1/memories", ok(200)),
        own(MEMORY, "POST /api/v1/memories", (422, "invalid")).with(json!({"text": ""})),
        own(MEMORY_READ, "GET /api/v1/memories/pending", ok(200)),
        own(MEMORY_READ, "GET /api/v1/memories/settings", ok(200)),
        own(MEMORY, "PATCH /api/v1/memories/settings", ok(200)).with(json!({})),
        own(MEMORY, "POST /api/v1/memories/search", (422, "invalid")).with(json!({"query": ""})),
        own(MEMORY_READ, "GET /api/v1/memories/export", ok(200)),
        own(MEMORY, "POST /api/v1/memories/import", ok(200)).with(json!({"memories": []})),
        private(MEMORY_READ, "GET /api/v1/memories/{id}/history", ok(200)),
        private(MEMORY, "PATCH /api/v1/memories/{id}", ok(200)).with(json!({"pinned": true})),
        // It does not wait for that.
        private(MEMORY, "POST /api/v1/memories/{id}/approve", (409, "memory_not_pending")),
        private(MEMORY, "POST /api/v1/memories/{id}/reject", (409, "memory_not_pending")),
        private(MEMORY, "DELETE /api/v1/memories/{id}", ok(200)),
        own(MEMORY, "DELETE /api/v1/memories", ok(204)),
        administration(ADMIN_READ, "GET /api/v1/admin/providers", ok(200)),
        administration(ADMIN, "POST /api/v1/admin/providers/{id}/test", ok(200)),
        administration(ADMIN, "POST /api/v1/admin/providers/route", ok(200)).with(json!({})),
        administration(ADMIN_READ, "GET /api/v1/admin/users", ok(200)),
        administration(ADMIN_READ, "GET /api/v1/admin/users/{id}", ok(200)),
        administration(ADMIN, "PATCH /api/v1/admin/users/{id}", ok(200)).with(json!({"display_name": "A"})),
        ownership("PATCH /api/v1/admin/users/{id}", ok(200)).with(json!({"role": "admin"})),
        administration(NOT_EVEN_ADMIN, "POST /api/v1/admin/users/{id}/reset-password", ok(201)),
        administration(NOT_EVEN_ADMIN, "POST /api/v1/admin/users/{id}/reset-second-factor", ok(204)),
        administration(ADMIN, "POST /api/v1/admin/users/{id}/end-sessions", ok(204)),
        administration(ADMIN, "DELETE /api/v1/admin/users/{id}", ok(204)),
        administration(ADMIN_READ, "GET /api/v1/admin/invites", ok(200)),
        administration(ADMIN, "POST /api/v1/admin/invites", ok(201)).with(json!({})),
        ownership("POST /api/v1/admin/invites", ok(201)).with(json!({"role": "admin"})),
        administration(ADMIN, "DELETE /api/v1/admin/invites/{id}", ok(204)),
        administration(ADMIN_READ, "GET /api/v1/admin/audit", ok(200)),
        administration(ADMIN_READ, "GET /api/v1/admin/audit/export", ok(200)),
        account("POST /api/v1/auth/logout", ok(204)),
    ]
}
