//! Who asks: the one extractor for every credential.

use std::{future::Future, net::IpAddr, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::{StatusCode, header},
    web::Data,
};
use mami_auth::{ClientInfo, Role, Session, User};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{compose::Mami, error::ApiError};

/// The signed-in person.
pub struct Identity {
    /// Their account, read for this request.
    pub user: User,
    /// The session that the request came with.
    pub session: Session,
    token: SecretString,
}

/// How often a stream looks whether who follows it is still signed in.
const RECHECK: std::time::Duration = std::time::Duration::from_secs(3);

impl Identity {
    /// Resolves when the session has ended or the account may no longer use it: what is streamed to them ends then.
    pub fn until_signed_out(&self, mami: Data<Mami>) -> impl Future<Output = ()> + use<> {
        let token = self.token.clone();
        async move {
            loop {
                tokio::time::sleep(RECHECK).await;
                // A database that does not answer just now signs nobody out.
                if matches!(mami.auth.is_signed_in(&token).await, Ok(false)) {
                    return;
                }
            }
        }
    }
}

impl FromRequest for Identity {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mami = request.app_data::<Data<Mami>>().cloned();
        let token = mami.as_ref().and_then(|mami| mami.cookies.read(request));
        Box::pin(async move {
            let (Some(mami), Some(token)) = (mami, token) else { return Err(not_signed_in()) };
            let found = mami.auth.authenticate(&token).await?;
            found.map(|(session, user)| Self { user, session, token }).ok_or_else(not_signed_in)
        })
    }
}

fn not_signed_in() -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in first.")
}

/// A signed-in person who may run this Mami: its owner or an admin.
pub struct Administrator(pub Identity);

impl FromRequest for Administrator {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let identity = Identity::from_request(request, payload);
        Box::pin(async move {
            let identity = identity.await?;
            match identity.user.role {
                Role::Owner | Role::Admin => Ok(Self(identity)),
                Role::Member => Err(ApiError::new(
                    StatusCode::FORBIDDEN,
                    "not_allowed",
                    "Only an owner or admin may do this.",
                )),
            }
        })
    }
}

/// The session cookie: how it is named, set and taken back.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// Cookies for an address that people reach by https (`secure`) or not.
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    fn name(self) -> &'static str {
        // The prefix makes browsers insist on Secure, and keeps other hosts of the domain from setting it.
        if self.secure { "__Host-mami_session" } else { "mami_session" }
    }

    fn read(self, request: &HttpRequest) -> Option<SecretString> {
        request.cookie(self.name()).map(|cookie| SecretString::from(cookie.value().to_owned()))
    }

    /// Whether the request carries the cookie, good or not.
    pub fn present(self, request: &HttpRequest) -> bool {
        request.cookie(self.name()).is_some()
    }

    /// A cookie that lasts as long as the browser runs.
    pub fn session(self, token: &SecretString) -> Cookie<'static> {
        Cookie::build(self.name(), token.expose_secret().to_owned())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .finish()
    }

    /// A cookie that takes the session back.
    pub fn removal(self) -> Cookie<'static> {
        Cookie::build(self.name(), "")
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .max_age(Duration::ZERO)
            .finish()
    }
}

/// What is known of the client that asks. A forwarded address is believed only from a proxy that is trusted.
pub fn client_info(request: &HttpRequest, trusted: &[ipnet::IpNet]) -> ClientInfo {
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    ClientInfo { user_agent: user_agent.map(str::to_owned), address: client_address(request, trusted) }
}

/// The client's address: the nearest one that no trusted proxy speaks for.
pub fn client_address(request: &HttpRequest, trusted: &[ipnet::IpNet]) -> Option<IpAddr> {
    let is_trusted =
        |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let peer = request.peer_addr()?.ip().to_canonical();
    if !is_trusted(peer) {
        return Some(peer);
    }
    // Each proxy appends the address it was called from, so the right end is what trusted proxies saw.
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let addresses: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut nearest = peer;
    for address in addresses.iter().rev() {
        let Ok(address) = address.parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !is_trusted(nearest) {
            break;
        }
    }
    Some(nearest)
}
