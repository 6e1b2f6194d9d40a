//! Live events between several servers, over Redis: a turn is a stream whose entries are named by position, a notice is a
//! published message.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use mami_ports::{Live, LiveError, LiveStream, MessageId, Positioned, UserEvent, UserId};
use redis::{
    AsyncCommands, Client, RedisError,
    aio::{ConnectionManager, MultiplexedConnection},
    streams::{StreamReadOptions, StreamReadReply},
};

use crate::InProcess;

/// Longer than any turn runs: a stream whose server died goes away by itself.
const OPEN_SECONDS: i64 = 24 * 60 * 60;
/// Long enough for present followers to read the end.
const CLOSED_SECONDS: i64 = 60;
/// How long one read waits before it looks whether the stream is still there.
const BLOCK_MILLIS: usize = 5_000;
/// Above every position: the entry that ends a stream.
const END: &str = "18446744073709551615-1";

/// No turn waits longer than this for Redis.
const PATIENCE: Duration = Duration::from_secs(1);

/// Live events for several servers. While Redis is gone, each server has its own.
pub struct OverRedis {
    client: Client,
    connection: ConnectionManager,
    /// The turns of this server, and what its own listeners hear, fed by one subscription.
    local: Arc<InProcess>,
    /// The turns of this server that lost an event on the way to Redis. What follows would be of no use there.
    lost: Mutex<HashSet<MessageId>>,
    /// The turns of this server that Redis, which may write to disk, is told nothing of.
    here: Mutex<HashSet<MessageId>>,
}

impl From<Fault> for LiveError {
    fn from(fault: Fault) -> Self {
        // The address may hold a password: only what went wrong is told.
        Self(format!("Redis: {}", fault.0.category()))
    }
}

struct Fault(RedisError);

impl From<RedisError> for Fault {
    fn from(error: RedisError) -> Self {
        Self(error)
    }
}

fn key(turn: MessageId) -> String {
    format!("mami:turn:{turn}")
}

impl OverRedis {
    /// Connects.
    ///
    /// # Errors
    /// When Redis cannot be reached under this address.
    pub async fn connect(url: &str) -> Result<Self, LiveError> {
        let client = Client::open(url).map_err(Fault)?;
        let connection = client.get_connection_manager().await.map_err(Fault)?;
        let local = Arc::new(InProcess::default());
        let hears = subscribe(&client).await.map_err(LiveError::from)?;
        tokio::spawn(keep_hearing(client.clone(), hears, Arc::downgrade(&local)));
        Ok(Self { client, connection, local, lost: Mutex::default(), here: Mutex::default() })
    }

    fn lost(&self) -> std::sync::MutexGuard<'_, HashSet<MessageId>> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn here(&self) -> std::sync::MutexGuard<'_, HashSet<MessageId>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something for a turn of this server, unless it stays here or something for it was lost before.
    async fn pass_on(&self, turn: MessageId, work: impl Future<Output = Result<(), RedisError>>) {
        if self.here().contains(&turn) || self.lost().contains(&turn) {
            return;
        }
        if let Err(error) = soon(work).await {
            tracing::warn!(%error, %turn, "other servers can only follow this answer once it has ended");
            self.lost().insert(turn);
        }
    }
}

async fn soon<T>(work: impl Future<Output = Result<T, RedisError>>) -> Result<T, LiveError> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => Ok(done.map_err(Fault)?),
        Err(_) => Err(LiveError("Redis: it did not answer in time".into())),
    }
}

async fn subscribe(client: &Client) -> Result<redis::aio::PubSub, Fault> {
    let mut hears = client.get_async_pubsub().await?;
    hears.psubscribe("mami:user:*").await?;
    hears.subscribe("mami:cancel").await?;
    Ok(hears)
}

/// Passes on what other servers publish, until this server's `OverRedis` is gone.
async fn keep_hearing(client: Client, mut hears: redis::aio::PubSub, local: Weak<InProcess>) {
    loop {
        let mut messages = hears.into_on_message();
        while let Some(message) = messages.next().await {
            let Some(local) = local.upgrade() else { return };
            if let Err(error) = pass_on(&message, &local).await {
                tracing::warn!(error, "a notice of another server was not understood");
            }
        }
        drop(messages);
        hears = loop {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            if local.strong_count() == 0 {
                return;
            }
            if let Ok(hears) = subscribe(&client).await {
                break hears;
            }
        };
        // Nobody knows what was said meanwhile.
        match local.upgrade() {
            Some(local) => local.resync(),
            None => return,
        }
    }
}

async fn pass_on(message: &redis::Msg, local: &InProcess) -> Result<(), String> {
    let text: String = message.get_payload().map_err(|error| error.to_string())?;
    if let Some(user) = message.get_channel_name().strip_prefix("mami:user:") {
        let user: UserId = user.parse().map_err(|_| "no user".to_owned())?;
        let event: UserEvent = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        local.notify(user, event).await.map_err(|error| error.to_string())
    } else {
        let turn: MessageId = text.parse().map_err(|_| "no turn".to_owned())?;
        local.request_cancel(turn).await.map_err(|error| error.to_string())
    }
}

struct Follower {
    connection: MultiplexedConnection,
    turn: MessageId,
    after: u64,
}

impl Follower {
    /// What came since, or `None` at the end.
    async fn read(mut self) -> Option<(Vec<Positioned>, Self)> {
        loop {
            let options = StreamReadOptions::default().block(BLOCK_MILLIS).count(512);
            // Behind the entry that ends at `after`; a text that reaches over it is cut below.
            // At the start, behind the entry that opens the stream.
            let from = format!("{}-{}", self.after, u8::from(self.after == 0));
            let reply: Option<StreamReadReply> =
                self.connection.xread_options(&[key(self.turn)], &[from], &options).await.ok()?;
            let Some(reply) = reply else {
                let exists: bool = self.connection.exists(key(self.turn)).await.ok()?;
                if exists {
                    continue;
                }
                return None;
            };
            let entries = reply.keys.into_iter().flat_map(|stream| stream.ids);
            let mut events = Vec::new();
            let mut ended = false;
            for entry in entries {
                ended = ended || entry.id == END;
                let event =
                    entry.get::<String>("e").and_then(|text| serde_json::from_str::<Positioned>(&text).ok());
                if event.as_ref().is_some_and(|event| event.start() > self.after) {
                    // What came before was lost on its way here; the database has it.
                    ended = true;
                    break;
                }
                if let Some(event) = event.and_then(|event| event.behind(self.after)) {
                    self.after = event.position;
                    events.push(event);
                }
            }
            if events.is_empty() && ended {
                return None;
            }
            if !events.is_empty() {
                return Some((events, self));
            }
        }
    }
}

#[async_trait]
impl Live for OverRedis {
    async fn open(&self, turn: MessageId) -> Result<(), LiveError> {
        self.local.open(turn).await?;
        let mut connection = self.connection.clone();
        let mut open = redis::pipe();
        open.xadd(key(turn), "0-1", &[("open", "1")]).ignore().expire(key(turn), OPEN_SECONDS).ignore();
        self.pass_on(turn, open.query_async(&mut connection)).await;
        Ok(())
    }

    async fn open_here(&self, turn: MessageId) -> Result<(), LiveError> {
        self.here().insert(turn);
        self.local.open(turn).await
    }

    async fn publish(&self, turn: MessageId, event: Positioned) -> Result<(), LiveError> {
        let text = serde_json::to_string(&event).map_err(|error| LiveError(error.to_string()))?;
        let place = format!("{}-0", event.position);
        self.local.publish(turn, event).await?;
        let mut connection = self.connection.clone();
        self.pass_on(turn, connection.xadd(key(turn), place, &[("e", text)])).await;
        Ok(())
    }

    fn close(&self, turn: MessageId) {
        self.local.close(turn);
        self.lost().remove(&turn);
        if self.here().remove(&turn) {
            return;
        }
        let mut connection = self.connection.clone();
        tokio::spawn(async move {
            let done: Result<(), RedisError> = redis::pipe()
                .xadd(key(turn), END, &[("closed", "1")])
                .ignore()
                .expire(key(turn), CLOSED_SECONDS)
                .ignore()
                .query_async(&mut connection)
                .await;
            if let Err(error) = done {
                tracing::debug!(error = error.category(), "a turn's stream was not closed; it will expire");
            }
        });
    }

    async fn follow(&self, turn: MessageId, after: u64) -> Result<Option<LiveStream<Positioned>>, LiveError> {
        if let Some(events) = self.local.follow(turn, after).await? {
            return Ok(Some(events));
        }
        let mut shared = self.connection.clone();
        let exists: bool = soon(shared.exists(key(turn))).await?;
        if !exists {
            return Ok(None);
        }
        // A waiting read blocks its connection, so every follower has one.
        let patient = redis::AsyncConnectionConfig::new().set_response_timeout(None);
        let connection = soon(self.client.get_multiplexed_async_connection_with_config(&patient)).await?;
        let batches = stream::unfold(Follower { connection, turn, after }, Follower::read);
        Ok(Some(batches.flat_map(stream::iter).boxed()))
    }

    async fn request_cancel(&self, turn: MessageId) -> Result<(), LiveError> {
        if self.local.is_open(turn) {
            // This server's own: it need not hear itself over Redis, which may be away.
            return self.local.request_cancel(turn).await;
        }
        let mut connection = self.connection.clone();
        soon(connection.publish("mami:cancel", turn.to_string())).await
    }

    async fn cancel_requests(&self) -> Result<LiveStream<MessageId>, LiveError> {
        self.local.cancel_requests().await
    }

    async fn notify(&self, user: UserId, event: UserEvent) -> Result<(), LiveError> {
        let text = serde_json::to_string(&event).map_err(|error| LiveError(error.to_string()))?;
        let mut connection = self.connection.clone();
        let told: Result<(), _> = soon(connection.publish(format!("mami:user:{user}"), text)).await;
        if told.is_err() {
            self.local.notify(user, event).await?;
        }
        told
    }

    async fn listen(&self, user: UserId) -> Result<LiveStream<UserEvent>, LiveError> {
        self.local.listen(user).await
    }
}
