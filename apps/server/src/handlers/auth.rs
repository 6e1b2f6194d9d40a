//! Joining, signing in and out, and one's own account.

use actix_web::{HttpResponse, HttpResponseBuilder};
use mami_auth::{SignedIn, User};
use serde::Serialize;
use utoipa::ToSchema;

use crate::compose::Mami;

pub mod activity;
pub mod api_keys;
pub mod export;
pub mod invite;
pub mod leave;
pub mod log_in;
pub mod log_out;
pub mod me;
pub mod password;
pub mod password_reset;
pub mod register;
pub mod second_factor;
pub mod sessions;

/// Who is signed in now.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedInUser {
    /// The account.
    user: User,
}

/// The answer to a sign-in: the account, and the cookies.
pub(crate) fn signed_in(mami: &Mami, mut response: HttpResponseBuilder, done: SignedIn) -> HttpResponse {
    for cookie in mami.cookies.of(&done) {
        response.cookie(cookie);
    }
    response.json(SignedInUser { user: done.user })
}

/// An answer without a body that takes the cookies back.
pub(crate) fn signed_out(mami: &Mami) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    for cookie in mami.cookies.removal() {
        response.cookie(cookie);
    }
    response.finish()
}
