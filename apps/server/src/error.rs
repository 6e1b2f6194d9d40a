//! What went wrong, as the API says it: the one place where the engines' errors become problem responses.

use std::{fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use mami_auth::AuthError;
use mami_chat::{
    ChatError, FileError, PersonaError, files::image::MAX_PIXELS, import::jobs::ImportError,
    sharing::ShareError,
};
use mami_memory::{MemoryError, documents::DocumentError};
use mami_ports::{FieldProblem, Problem};

tokio::task_local! {
    /// The id of the request that is being answered.
    pub static REQUEST_ID: String;
}

/// An answer that says what went wrong.
#[derive(Debug)]
pub struct ApiError {
    problem: Box<Problem>,
    retry_after: Option<Duration>,
}

impl ApiError {
    /// A problem of this kind.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        Self { problem: Box::new(Problem::new(status.as_u16(), code, title, detail)), retry_after: None }
    }

    /// There is no such thing, or it is someone else's.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such thing here.")
    }

    /// Fields are at fault.
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let detail =
            errors.iter().map(|error| format!("{}: {}", error.pointer, error.message)).collect::<Vec<_>>();
        let mut error = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail.join("; "));
        error.problem.errors = errors;
        error
    }

    /// One field is at fault.
    pub fn invalid_field(pointer: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldProblem { pointer: pointer.to_owned(), message: message.into(), code: None }])
    }

    /// Something that only the log may know. It is logged here, once.
    pub fn internal(detail: impl fmt::Display) -> Self {
        tracing::error!(%detail, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong here. The log says more under this request's id.",
        )
    }

    /// The database, or what carries live events, does not answer. It is logged here, once.
    pub fn unavailable(detail: impl fmt::Display) -> Self {
        tracing::error!(%detail, "something that is needed is not available");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not available just now. Try again in a moment.",
        )
        .retry_after(Duration::from_secs(2))
    }

    /// The same problem for somebody who is signed in: 403, so that no client takes it for the end of the session.
    #[must_use]
    pub fn while_signed_in(mut self) -> Self {
        if self.problem.status == StatusCode::UNAUTHORIZED.as_u16() {
            self.problem.status = StatusCode::FORBIDDEN.as_u16();
            StatusCode::FORBIDDEN.canonical_reason().unwrap_or_default().clone_into(&mut self.problem.title);
        }
        self
    }

    /// Says when to try again.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The problem, with the request's id.
    pub fn problem(&self) -> Problem {
        Problem { request_id: REQUEST_ID.try_with(Clone::clone).ok(), ..(*self.problem).clone() }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.detail)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(wait) = self.retry_after {
            // Rounded up: who comes back at the full second must not be too early.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.insert_header((header::RETRY_AFTER, seconds.max(1).to_string()));
        }
        let body = serde_json::to_string(&self.problem()).unwrap_or_default();
        response.content_type("application/problem+json").body(body)
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::AlreadySetUp => Self::new(
                StatusCode::CONFLICT,
                "already_set_up",
                "This Mami has an owner already. Sign in instead.",
            ),
            AuthError::SetupTokenInvalid => Self::new(
                StatusCode::FORBIDDEN,
                "setup_token_invalid",
                "This set-up token is not the right one. The server prints a link with it when it starts.",
            ),
            AuthError::InvalidCredentials => Self::new(
                StatusCode::UNAUTHORIZED,
                "invalid_credentials",
                "This name and password do not go together.",
            ),
            AuthError::Throttled { retry_after } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "Too many attempts. Wait a little, then try again.",
            )
            .retry_after(retry_after),
            AuthError::Busy { retry_after } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Too many people are signing in at once. Try again in a moment.",
            )
            .retry_after(retry_after),
            AuthError::UsernameTaken => Self::new(
                StatusCode::CONFLICT,
                "username_taken",
                "Someone has this name already. Choose another one.",
            ),
            AuthError::Invalid(faults) => {
                let errors = faults.into_iter().map(|fault| FieldProblem {
                    pointer: format!("/{}", fault.field),
                    message: fault.message,
                    code: Some(fault.code.to_owned()),
                });
                Self::invalid(errors.collect())
            }
            AuthError::SecondFactorRequired => Self::new(
                StatusCode::UNAUTHORIZED,
                "second_factor_required",
                "This account has a second factor. Give a code from the app, or a recovery code.",
            ),
            AuthError::SecondFactorInvalid => Self::new(
                StatusCode::UNAUTHORIZED,
                "second_factor_invalid",
                "This code is wrong or was used before. Wait for the next one.",
            ),
            AuthError::SecondFactorEnabled => Self::new(
                StatusCode::CONFLICT,
                "second_factor_enabled",
                "The second factor is on already. Turn it off first.",
            ),
            AuthError::RememberTokenReused => Self::new(
                StatusCode::UNAUTHORIZED,
                "remember_token_reused",
                "This device's sign-in was used from elsewhere, so it was ended. Sign in again, and change the password \
                 if that was not you.",
            ),
            AuthError::InviteInvalid => Self::new(
                StatusCode::FORBIDDEN,
                "invite_invalid",
                "This invite lets nobody in, or not any more. Ask for a new one.",
            ),
            AuthError::ResetInvalid => Self::new(
                StatusCode::FORBIDDEN,
                "reset_invalid",
                "This link sets no password, or not any more. Ask for a new one.",
            ),
            AuthError::WrongPassword => {
                Self::new(StatusCode::FORBIDDEN, "wrong_password", "This is not your password.")
            }
            AuthError::NotAllowed => {
                Self::new(StatusCode::FORBIDDEN, "not_allowed", "Your role does not allow this.")
            }
            AuthError::LastOwner => Self::new(
                StatusCode::CONFLICT,
                "last_owner",
                "The last owner must stay. Make somebody else an owner first.",
            ),
            AuthError::UseAccountPage => Self::new(
                StatusCode::CONFLICT,
                "use_account_page",
                "This is your own account. Your account page is the place for that.",
            ),
            AuthError::TooManyKeys => Self::new(
                StatusCode::CONFLICT,
                "too_many_keys",
                "There are as many keys as an account may have. Delete one that is not used any more.",
            ),
            AuthError::NotFound => Self::not_found(),
            AuthError::Unavailable(detail) => Self::unavailable(detail),
            AuthError::Internal(detail) => Self::internal(detail),
        }
    }
}

impl From<ChatError> for ApiError {
    fn from(error: ChatError) -> Self {
        match error {
            ChatError::NotFound => Self::not_found(),
            ChatError::Invalid(faults) => {
                let errors = faults.into_iter();
                Self::invalid(
                    errors
                        .map(|fault| FieldProblem {
                            pointer: fault.pointer.to_owned(),
                            message: fault.message,
                            code: None,
                        })
                        .collect(),
                )
            }
            ChatError::TurnRunning { .. } => Self::new(
                StatusCode::CONFLICT,
                "turn_running",
                "An answer is being written in this conversation. Wait for it, or stop it.",
            ),
            ChatError::Conflict => Self::new(
                StatusCode::CONFLICT,
                "conflict",
                "This conversation was changed from elsewhere meanwhile. Read it again, then try again.",
            ),
            ChatError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request. Use a new one for each request.",
            ),
            ChatError::NoModel => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "no_model",
                "No model can answer just now. The people who run this Mami can connect one.",
            )
            .retry_after(Duration::from_secs(30)),
            ChatError::Stopping => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "The server is restarting. Try again in a moment.",
            )
            .retry_after(Duration::from_secs(3)),
            ChatError::Store(error) => Self::unavailable(error),
            ChatError::Live(error) => Self::unavailable(error),
        }
    }
}

impl From<PersonaError> for ApiError {
    fn from(error: PersonaError) -> Self {
        match error {
            PersonaError::NotFound => Self::not_found(),
            PersonaError::NotAllowed => Self::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                "Only admins share personas and change shared ones.",
            ),
            PersonaError::ReadOnly => Self::new(
                StatusCode::CONFLICT,
                "persona_read_only",
                "This persona is a file on the server. Duplicate it to change it.",
            ),
            PersonaError::TooMany => Self::new(
                StatusCode::CONFLICT,
                "too_many_personas",
                "There are as many personas as an account may have. Delete one that is not used any more.",
            ),
            PersonaError::Conflict => Self::new(
                StatusCode::CONFLICT,
                "conflict",
                "This persona was changed from elsewhere meanwhile. Read it again, then try again.",
            ),
            PersonaError::Invalid(faults) => {
                let errors = faults.into_iter().map(|fault| FieldProblem {
                    pointer: fault.pointer,
                    message: fault.message,
                    code: Some(fault.code.to_owned()),
                });
                Self::invalid(errors.collect())
            }
            PersonaError::Store(error) => Self::unavailable(error),
        }
    }
}

impl From<MemoryError> for ApiError {
    fn from(error: MemoryError) -> Self {
        match error {
            MemoryError::NotFound => Self::not_found(),
            MemoryError::Off => Self::new(
                StatusCode::FORBIDDEN,
                "memory_off",
                "Whoever runs this Mami has turned memory off.",
            ),
            MemoryError::Full { limit } => Self::new(
                StatusCode::CONFLICT,
                "memory_full",
                format!(
                    "There would be more than {limit} memories. Delete some that are not needed any more."
                ),
            ),
            MemoryError::Duplicate(id) => Self::new(
                StatusCode::CONFLICT,
                "memory_duplicate",
                format!("Another memory says the same: {id}."),
            ),
            MemoryError::NotPending => Self::new(
                StatusCode::CONFLICT,
                "memory_not_pending",
                "This memory does not wait for approval.",
            ),
            MemoryError::SourceGone => Self::new(
                StatusCode::CONFLICT,
                "conflict",
                "The message that this comes from was deleted meanwhile.",
            ),
            MemoryError::Invalid(faults) => {
                let errors = faults.into_iter().map(|fault| FieldProblem {
                    pointer: fault.pointer,
                    message: fault.message,
                    code: None,
                });
                Self::invalid(errors.collect())
            }
            MemoryError::Store(error) => Self::unavailable(error),
        }
    }
}

impl From<ImportError> for ApiError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::NotFound => Self::not_found(),
            ImportError::Running => Self::new(
                StatusCode::CONFLICT,
                "import_running",
                "Another file is being imported for you. Wait until it is done.",
            ),
            ImportError::InvalidCursor => {
                Self::invalid_field("/cursor", "it must be one that an earlier answer gave")
            }
            ImportError::Stopping => ChatError::Stopping.into(),
            ImportError::Store(error) => Self::unavailable(error),
        }
    }
}

impl From<FileError> for ApiError {
    fn from(error: FileError) -> Self {
        let too_large = |code, detail: String| Self::new(StatusCode::PAYLOAD_TOO_LARGE, code, detail);
        match error {
            FileError::NotFound => Self::not_found(),
            FileError::Empty => Self::invalid_field("/file", "it is empty"),
            FileError::Unsupported => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "This is neither a picture (JPEG, PNG, WebP, GIF) nor a text. Texts must be UTF-8, or UTF-16 with a byte \
                 order mark.",
            ),
            FileError::TooLarge { limit } => too_large(
                "too_large",
                format!("This file is too large: one of its kind may have {limit} bytes."),
            ),
            FileError::ImageTooLarge => too_large(
                "image_too_large",
                format!("This picture is too large: one may have {} million pixels.", MAX_PIXELS / 1_000_000),
            ),
            FileError::ImageDamaged => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "image_damaged",
                "This picture cannot be read. It may be damaged, or not complete.",
            ),
            FileError::StorageFull { limit } => too_large(
                "storage_full",
                format!(
                    "There is no room left: all files of one person may have {limit} bytes together. Delete \
                     conversations with files in them to make room."
                ),
            ),
            FileError::Attached => Self::new(
                StatusCode::CONFLICT,
                "file_attached",
                "A message has this file. It goes when the message goes.",
            ),
            FileError::Store(error) => Self::unavailable(error),
            FileError::Internal(detail) => Self::internal(detail),
        }
    }
}

impl From<ShareError> for ApiError {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::NotFound => Self::not_found(),
            ShareError::Off => Self::new(
                StatusCode::FORBIDDEN,
                "sharing_off",
                "Whoever runs this Mami has turned sharing off.",
            ),
            ShareError::Private => Self::new(
                StatusCode::CONFLICT,
                "private_conversation",
                "This conversation is private, so it cannot be shared.",
            ),
            ShareError::TooMany => Self::new(
                StatusCode::CONFLICT,
                "too_many_shares",
                "There are as many links as a person may have. Take one back that is not used any more.",
            ),
            ShareError::Nothing => Self::new(
                StatusCode::CONFLICT,
                "nothing_to_share",
                "Nothing was said in this conversation yet.",
            ),
            ShareError::TooLong => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "This conversation is longer than a link may show.",
            ),
            ShareError::Damaged(detail) => Self::internal(detail),
            ShareError::Store(error) => Self::unavailable(error),
        }
    }
}

impl From<DocumentError> for ApiError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::NotFound => Self::not_found(),
            DocumentError::NotAllowed => Self::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                "Only admins share documents, and change what is shared.",
            ),
            DocumentError::Empty => Self::invalid_field("/file", "it is empty"),
            DocumentError::TooLarge { limit } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("This document is too large: one may have {limit} bytes."),
            ),
            DocumentError::StorageFull { limit } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "storage_full",
                format!(
                    "There is no room left: all documents of one person may have {limit} bytes together. Delete some to \
                     make room."
                ),
            ),
            DocumentError::TooMany { limit } => Self::new(
                StatusCode::CONFLICT,
                "too_many",
                format!(
                    "There are as many as an account may have: {limit}. Delete what is not used any more."
                ),
            ),
            DocumentError::NotFailed => Self::new(
                StatusCode::CONFLICT,
                "not_failed",
                "This document has not failed, so there is nothing to try again.",
            ),
            DocumentError::TwoPlaces => Self::invalid_field(
                "/collection_id",
                "a document belongs to a conversation, a persona or a collection, not to several of them",
            ),
            DocumentError::Invalid { pointer, message } => Self::invalid_field(pointer, message),
            DocumentError::InvalidCursor => {
                Self::invalid_field("/cursor", "it must be one that an earlier answer gave")
            }
            DocumentError::Store(error) => Self::unavailable(error),
        }
    }
}
