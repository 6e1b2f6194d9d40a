//! Ids: UUIDv7, and a type for each kind of thing, so that one cannot be passed for another.

use std::{fmt, marker::PhantomData, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{Clock, Random};

/// The id of a `K`.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

/// Marks the id of a person's account.
#[derive(Debug)]
pub enum User {}
/// Marks the id of a sign-in.
#[derive(Debug)]
pub enum Session {}
/// Marks the id of a conversation.
#[derive(Debug)]
pub enum Conversation {}
/// Marks the id of a message.
#[derive(Debug)]
pub enum Message {}
/// Marks the id of an invite.
#[derive(Debug)]
pub enum Invite {}
/// Marks the id of an API key.
#[derive(Debug)]
pub enum ApiKey {}
/// Marks the id of an entry of the audit log.
#[derive(Debug)]
pub enum AuditEntry {}

/// The id of an account.
pub type UserId = Id<User>;
/// The id of a session.
pub type SessionId = Id<Session>;
/// The id of a conversation.
pub type ConversationId = Id<Conversation>;
/// The id of a message.
pub type MessageId = Id<Message>;
/// The id of an invite.
pub type InviteId = Id<Invite>;
/// The id of an API key.
pub type ApiKeyId = Id<ApiKey>;
/// The id of an entry of the audit log.
pub type AuditEntryId = Id<AuditEntry>;

impl<K> Id<K> {
    /// Wraps a UUID that is known to name a `K`.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The UUID inside.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<K> FromStr for Id<K> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::from_str(text).map(Self::from_uuid)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}
impl<K> utoipa::PartialSchema for Id<K> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Uuid)))
            .into()
    }
}
impl<K> utoipa::ToSchema for Id<K> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

/// Makes new ids.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Ids {
    /// Ids whose time comes from `clock` and whose rest comes from `random`.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random }
    }

    /// A new id (UUIDv7, RFC 9562). It tells when it was made, so it is never a secret.
    pub fn next<K>(&self) -> Id<K> {
        let millis = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default();
        let mut bytes = [0u8; 10];
        self.random.fill(&mut bytes);
        Id::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}
