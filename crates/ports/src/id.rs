//! Ids: UUIDv7, and a type for each kind of thing, so that one cannot be passed for another.

use std::{
    fmt,
    marker::PhantomData,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

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
/// Marks the id of a persona.
#[derive(Debug)]
pub enum Persona {}
/// Marks the id of an uploaded file.
#[derive(Debug)]
pub enum File {}
/// Marks the id of a summary of a part of a conversation.
#[derive(Debug)]
pub enum Summary {}
/// Marks the id of a share link.
#[derive(Debug)]
pub enum Share {}
/// Marks the id of an import.
#[derive(Debug)]
pub enum Import {}

/// Marks the id of something remembered.
#[derive(Debug)]
pub enum Memory {}
/// Marks the id of a document.
#[derive(Debug)]
pub enum Document {}
/// Marks the id of a piece of a document.
#[derive(Debug)]
pub enum Chunk {}
/// Marks the id of a collection of documents.
#[derive(Debug)]
pub enum Collection {}

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
/// The id of a persona.
pub type PersonaId = Id<Persona>;
/// The id of an uploaded file.
pub type FileId = Id<File>;
/// The id of a summary of a part of a conversation.
pub type SummaryId = Id<Summary>;
/// The id of a share link.
pub type ShareId = Id<Share>;
/// The id of an import.
pub type ImportId = Id<Import>;
/// The id of something remembered.
pub type MemoryId = Id<Memory>;
/// The id of a document.
pub type DocumentId = Id<Document>;
/// The id of a piece of a document.
pub type ChunkId = Id<Chunk>;
/// The id of a collection of documents.
pub type CollectionId = Id<Collection>;

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

/// Makes new ids, each greater than those that it (or a clone of it) made before.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// The time in the last id, in [`Ids::TICKS`].
    last: Arc<AtomicU64>,
}

impl Ids {
    /// The parts of a millisecond that an id tells apart: 12 bits of it.
    const TICKS: u64 = 1 << 12;

    /// Ids whose time comes from `clock` and whose rest comes from `random`.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random, last: Arc::default() }
    }

    /// A new id (UUIDv7, RFC 9562). It tells when it was made, so it is never a secret.
    pub fn next<K>(&self) -> Id<K> {
        let ticks = self.ticks();
        let mut bytes = [0u8; 10];
        self.random.fill(&mut bytes);
        // The time goes on where only chance would follow (section 6.2, method 3): lists are in the order of their ids.
        let [.., high, low] = (ticks % Self::TICKS).to_be_bytes();
        let [first, second, ..] = &mut bytes;
        (*first, *second) = (high, low);
        Id::from_uuid(uuid::Builder::from_unix_timestamp_millis(ticks / Self::TICKS, &bytes).into_uuid())
    }

    /// Now, or just after the last id where the clock has not moved on since, or was set back.
    fn ticks(&self) -> u64 {
        let now = self.clock.now();
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let rest = u64::from(now.timestamp_subsec_nanos() % 1_000_000) * Self::TICKS / 1_000_000;
        let now = millis.saturating_mul(Self::TICKS).saturating_add(rest);
        let after = |last: u64| now.max(last.saturating_add(1));
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(after(last)));
        last.map_or(now, after)
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::Duration;

    use super::*;
    use crate::testing::{TestClock, TestRandom};

    fn millis<K>(id: Id<K>) -> u64 {
        let (seconds, nanos) = id.uuid().get_timestamp().unwrap().to_unix();
        seconds * 1000 + u64::from(nanos / 1_000_000)
    }

    #[test]
    fn later_ids_are_greater_though_the_clock_stands_still_or_is_set_back() {
        let clock = Arc::new(TestClock::default());
        let ids = Ids::new(clock.clone(), Arc::new(TestRandom::default()));
        let mut made: Vec<Id<User>> = (0..5000).map(|_| ids.next()).collect();
        clock.advance(Duration::hours(-1));
        made.extend((0..10).map(|_| ids.clone().next()));
        clock.advance(Duration::hours(2));
        made.push(ids.next());
        clock.advance(Duration::nanoseconds(500));
        made.push(ids.next());
        assert!(made.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn an_id_is_a_uuid_of_version_7_with_the_time_when_it_was_made() {
        let clock = Arc::new(TestClock::default());
        let ids = Ids::new(clock.clone(), Arc::new(TestRandom::default()));
        for _ in 0..10 {
            clock.advance(Duration::microseconds(123_456));
            let id: Id<User> = ids.next();
            assert_eq!((id.uuid().get_version_num(), id.uuid().get_variant()), (7, uuid::Variant::RFC4122));
            assert_eq!(millis(id), u64::try_from(clock.now().timestamp_millis()).unwrap());
        }
    }

    #[test]
    fn ids_that_several_make_at_once_are_different_and_each_ones_are_in_order() {
        let ids = Ids::new(Arc::new(TestClock::default()), Arc::new(TestRandom::default()));
        let made: Vec<Vec<Id<User>>> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..4).map(|_| scope.spawn(|| (0..1000).map(|_| ids.next()).collect::<Vec<_>>())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(made.iter().all(|ids| ids.is_sorted()));
        // The time alone tells them apart.
        let times: BTreeSet<u128> = made.iter().flatten().map(|id| id.uuid().as_u128() >> 64).collect();
        assert_eq!(times.len(), 4000);
    }
}
