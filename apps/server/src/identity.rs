//! Who asks: the one way for every credential.
//!
//! A handler says by its argument who may call it: [`Identity`] takes a person in their own browser, [`Caller`] takes API keys
//! with the right scope as well, [`Administrator`] wants the role too.

use std::{future::Future, marker::PhantomData, net::IpAddr, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap},
    },
    web::Data,
};
use mami_auth::{ApiKey, Area, AuthError, By, ClientInfo, Role, Session, User};
use secrecy::SecretString;

use crate::{compose::Mami, cookies, error::ApiError};

/// How often a stream looks whether who follows it is still signed in.
const RECHECK: std::time::Duration = std::time::Duration::from_secs(3);

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// A person who is signed in with a browser. What concerns the account itself is theirs alone: no API key opens it.
pub struct Identity {
    /// Their account, read for this request.
    pub user: User,
    /// The session that the request came with.
    pub session: Session,
    /// Where they are.
    pub client: ClientInfo,
}

/// What a request was let in with.
pub enum Credential {
    /// A browser's session.
    Session(Session),
    /// A program's key.
    ApiKey(ApiKey),
}

/// What API keys a handler takes.
pub trait Opens: 'static {
    /// The area whose scope a key must have; none: any key will do.
    const AREA: Option<Area>;
}

/// Any key will do.
pub enum Anything {}
impl Opens for Anything {
    const AREA: Option<Area> = None;
}

/// Keys for conversations.
pub enum Chat {}
impl Opens for Chat {
    const AREA: Option<Area> = Some(Area::Chat);
}

/// Keys for what is remembered.
pub enum Remembered {}
impl Opens for Remembered {
    const AREA: Option<Area> = Some(Area::Memory);
}

/// Keys for running the place.
pub enum Admin {}
impl Opens for Admin {
    const AREA: Option<Area> = Some(Area::Admin);
}

/// A person, or a program with a key of theirs that opens `A`: to look, for requests that change nothing, or wholly.
pub struct Caller<A> {
    /// The account, read for this request.
    pub user: User,
    /// What the request was let in with.
    pub credential: Credential,
    /// Where it comes from.
    pub client: ClientInfo,
    opens: PhantomData<A>,
}

/// Someone who may run this Mami: its owner or an admin.
pub struct Administrator(pub Caller<Admin>);

impl Identity {
    /// Who does what is done for this request.
    pub fn by(&self) -> By {
        By::person(&self.user, &self.client)
    }
}

impl<A> Caller<A> {
    /// Who does what is done for this request.
    pub fn by(&self) -> By {
        By::person(&self.user, &self.client)
    }

    /// Resolves when the session or key has ended or the account may no longer use it: what is streamed to them ends then.
    pub async fn until_signed_out(self, mami: Data<Mami>) {
        loop {
            tokio::time::sleep(RECHECK).await;
            let lives = match &self.credential {
                Credential::Session(session) => mami.auth.session_lives(session).await,
                Credential::ApiKey(key) => mami.auth.api_key_lives(key).await,
            };
            // A database that does not answer just now signs nobody out.
            if matches!(lives, Ok(false)) {
                return;
            }
        }
    }
}

impl Administrator {
    /// Refuses programs: what this request would hand out opens somebody's account.
    ///
    /// # Errors
    /// 403 for a request that came with an API key.
    pub fn in_a_browser(self) -> Result<Self, ApiError> {
        match self.0.credential {
            Credential::Session(_) => Ok(self),
            Credential::ApiKey(_) => Err(session_required()),
        }
    }
}

impl FromRequest for Identity {
    type Error = ApiError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (user, credential, client) = identify(&request).await?;
            match credential {
                Credential::Session(session) => Ok(Self { user, session, client }),
                Credential::ApiKey(_) => Err(session_required()),
            }
        })
    }
}

impl<A: Opens> FromRequest for Caller<A> {
    type Error = ApiError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (user, credential, client) = identify(&request).await?;
            if let (Credential::ApiKey(key), Some(area)) = (&credential, A::AREA)
                && !key.scopes.allow(area, changes(request.method()))
            {
                return Err(ApiError::new(
                    StatusCode::FORBIDDEN,
                    "scope_missing",
                    "This API key's scopes do not allow this.",
                ));
            }
            Ok(Self { user, credential, client, opens: PhantomData })
        })
    }
}

impl FromRequest for Administrator {
    type Error = ApiError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            let caller = caller.await?;
            match caller.user.role {
                Role::Owner | Role::Admin => Ok(Self(caller)),
                Role::Member => Err(AuthError::NotAllowed.into()),
            }
        })
    }
}

/// Whether requests of this kind change something.
pub fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The credential that a request came with, if it is good. A key counts before cookies.
async fn identify(request: &HttpRequest) -> Result<(User, Credential, ClientInfo), ApiError> {
    let Some(mami) = request.app_data::<Data<Mami>>().cloned() else { return Err(not_signed_in()) };
    let client = client_info(request, &mami.settings.server.trusted_proxies);
    if let Some(key) = bearer(request.headers()) {
        let found = mami.auth.authenticate_key(&key).await?;
        return found.map(|(key, user)| (user, Credential::ApiKey(key), client)).ok_or_else(not_signed_in);
    }
    let session = match mami.cookies.session_token(request) {
        Some(token) => mami.auth.authenticate(&token, &client).await?,
        None => None,
    };
    let token = mami.cookies.remember_token(request).filter(|token| match &session {
        // A session that is still good is resumed by its own token, now and then.
        Some((session, _)) => session.id == token.session && mami.auth.is_due_for_renewal(session),
        None => true,
    });
    let resumed = match &token {
        Some(token) => mami.auth.resume(token, &client).await,
        None => Ok(None),
    };
    match (resumed, session) {
        (Ok(Some(done)), _) => {
            cookies::set_on_answer(request, mami.cookies.of(&done));
            Ok((done.user, Credential::Session(done.session), client))
        }
        (Err(AuthError::RememberTokenReused), _) => {
            cookies::set_on_answer(request, mami.cookies.removal());
            Err(AuthError::RememberTokenReused.into())
        }
        (_, Some((session, user))) => Ok((user, Credential::Session(session), client)),
        (Ok(None), None) => Err(not_signed_in()),
        (Err(error), None) => Err(error.into()),
    }
}

/// The token of an `Authorization: Bearer` header; an unreadable one is empty, so that it is refused rather than passed over.
pub fn bearer(headers: &HeaderMap) -> Option<SecretString> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            Some(token.trim().to_owned().into())
        }
        // Another scheme is meant for a proxy on the way.
        Some(_) => None,
        None => Some(String::new().into()),
    }
}

fn session_required() -> ApiError {
    let detail = "An API key cannot do this. Sign in with a browser.";
    ApiError::new(StatusCode::FORBIDDEN, "session_required", detail)
}

fn not_signed_in() -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in first.")
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
