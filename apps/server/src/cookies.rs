//! The cookies that keep people signed in: how they are named, set and taken back.

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::{self, HeaderValue},
};
use mami_auth::{RememberToken, SignedIn};
use secrecy::{ExposeSecret as _, SecretString};

/// The cookies of one Mami.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
    /// How long browsers keep the remember cookie.
    remembered: Duration,
}

/// Cookies for the answer to a request that is still being handled.
struct Pending(Vec<Cookie<'static>>);

impl Cookies {
    /// Cookies for an address that people reach by https (`secure`) or not; devices are remembered for `days`.
    pub fn new(secure: bool, days: u32) -> Self {
        Self { secure, remembered: Duration::days(days.into()) }
    }

    // The prefix makes browsers insist on Secure, and keeps other hosts of the domain from setting it.
    fn session_name(self) -> &'static str {
        if self.secure { "__Host-mami_session" } else { "mami_session" }
    }

    fn remember_name(self) -> &'static str {
        if self.secure { "__Host-mami_remember" } else { "mami_remember" }
    }

    /// The session's token that a request came with.
    pub fn session_token(self, request: &HttpRequest) -> Option<SecretString> {
        request.cookie(self.session_name()).map(|cookie| SecretString::from(cookie.value().to_owned()))
    }

    /// The remember token that a request came with.
    pub fn remember_token(self, request: &HttpRequest) -> Option<RememberToken> {
        request.cookie(self.remember_name()).and_then(|cookie| RememberToken::parse(cookie.value()))
    }

    /// The cookies of a sign-in: one that lasts as long as the browser runs, and one that stays if the device is remembered. A
    /// remember cookie of an earlier sign-in is taken back.
    pub fn of(self, done: &SignedIn) -> [Cookie<'static>; 2] {
        let remember = match &done.remember {
            Some(token) => self
                .build(self.remember_name(), token.cookie().expose_secret())
                .max_age(self.remembered)
                .finish(),
            None => self.taken_back(self.remember_name()),
        };
        [self.build(self.session_name(), done.token.expose_secret()).finish(), remember]
    }

    /// Cookies that take both back.
    pub fn removal(self) -> [Cookie<'static>; 2] {
        [self.taken_back(self.session_name()), self.taken_back(self.remember_name())]
    }

    fn taken_back(self, name: &'static str) -> Cookie<'static> {
        self.build(name, "").max_age(Duration::ZERO).finish()
    }

    fn build(self, name: &'static str, value: &str) -> actix_web::cookie::CookieBuilder<'static> {
        Cookie::build(name, value.to_owned())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
    }
}

/// Sets cookies on the answer to this request, whatever the answer will be.
pub fn set_on_answer(request: &HttpRequest, cookies: [Cookie<'static>; 2]) {
    request.extensions_mut().insert(Pending(cookies.into()));
}

/// Sets the cookies that were [asked for](set_on_answer), unless the answer sets or takes back the same ones itself.
pub fn add_pending<B>(request: &HttpRequest, response: &mut HttpResponse<B>) {
    let Some(Pending(cookies)) = request.extensions_mut().remove::<Pending>() else { return };
    if response.headers().contains_key(header::SET_COOKIE) {
        return;
    }
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}
