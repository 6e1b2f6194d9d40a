//! Signing in and out, and one's own account.

use actix_web::{HttpResponse, HttpResponseBuilder};
use mami_auth::{SignedIn, User};
use serde::Serialize;
use utoipa::ToSchema;

use crate::compose::Mami;

pub mod log_in;
pub mod log_out;
pub mod me;

/// Who is signed in now.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedInUser {
    /// The account.
    user: User,
}

/// The answer to a sign-in: the account, and the cookie.
pub(crate) fn signed_in(mami: &Mami, mut response: HttpResponseBuilder, done: SignedIn) -> HttpResponse {
    response.cookie(mami.cookies.session(&done.token)).json(SignedInUser { user: done.user })
}
