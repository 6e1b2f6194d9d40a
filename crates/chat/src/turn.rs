//! A running turn: the model's chunks become events, saved and published, until one last event ends it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{
    StreamExt,
    future::{BoxFuture, try_join},
};
use mami_ports::{
    ChatModel, Chunk, FinishReason, LiveStream, MessageId, Positioned, Problem, Prompt, ProviderError, Start,
    TokenUsage, Transcript, TurnEnd, TurnEvent, UserEvent, UserId,
};
use tokio::{sync::oneshot, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    error::ChatError,
    message::Status,
    service::{Chat, interrupted_by_server},
    store::{FinishedAnswer, Progress, StoreError},
};

/// A finished answer is kept in memory and tried to be saved until the database is back, at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What this server knows of a running answer.
pub(crate) struct Running {
    pub(crate) cancel: CancellationToken,
    state: Mutex<RunningState>,
}

struct RunningState {
    transcript: Transcript,
    saved_position: u64,
    saved_at: DateTime<Utc>,
}

impl Running {
    fn push(&self, event: &TurnEvent) -> u64 {
        self.state.lock().map_or(0, |mut state| state.transcript.push(event))
    }

    fn transcript(&self) -> Transcript {
        self.state.lock().map(|state| state.transcript.clone()).unwrap_or_default()
    }

    /// What is to be saved now, if anything: new text, or a sign of life when the last was longer ago than `renew`.
    pub(crate) fn progress(
        &self,
        message: MessageId,
        now: DateTime<Utc>,
        renew: TimeDelta,
    ) -> Option<Progress> {
        let state = self.state.lock().ok()?;
        if state.transcript.position() == 0 {
            return None; // Until its start is said, the answer may not be written yet.
        }
        let grown = state.transcript.position() > state.saved_position;
        if !grown && (now - state.saved_at).abs() < renew {
            return None;
        }
        Some(Progress { message, transcript: grown.then(|| state.transcript.clone()), now })
    }

    /// Notes what was saved.
    pub(crate) fn saved(&self, position: Option<u64>, at: DateTime<Utc>) {
        if let Ok(mut state) = self.state.lock() {
            state.saved_position = position.unwrap_or(state.saved_position);
            state.saved_at = at;
        }
    }
}

/// A turn that was begun and waits to be run.
pub struct Turn {
    committed: BoxFuture<'static, Result<(), StoreError>>,
    answering: Answering,
}

/// The part of a turn that its steps share.
struct Answering {
    chat: Arc<Chat>,
    user: UserId,
    start: Start,
    title: Option<String>,
    prompt: Prompt,
    connection: Arc<dyn ChatModel>,
    running: Arc<Running>,
    registration: Registration,
    begun_at: Instant,
}

/// Keeps a turn among the running ones. Dropped with it, even by a panic: then the answer is found without a server and
/// ended as interrupted.
struct Registration {
    chat: Arc<Chat>,
    message: MessageId,
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Ok(mut running) = self.chat.running.lock() {
            running.remove(&self.message);
        }
        self.chat.live.close(self.message);
    }
}

/// How a turn went, for logs and figures.
#[derive(Debug, Clone)]
pub struct TurnReport {
    /// The answer.
    pub message_id: MessageId,
    /// Who answered.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// How it ended.
    pub status: Status,
    /// What it took, where the provider told.
    pub usage: Option<TokenUsage>,
    /// From the beginning to the first piece of text.
    pub first_token: Option<Duration>,
    /// From the beginning to the end.
    pub took: Duration,
    /// What the provider did wrong.
    pub error: Option<ProviderError>,
}

/// How an answer ended.
enum End {
    Done(TurnEnd),
    Provider(ProviderError),
    ServerStopped,
}

struct Answered {
    end: End,
    usage: Option<TokenUsage>,
    first_token: Option<Duration>,
}

impl Turn {
    pub(crate) async fn new(
        chat: Arc<Chat>,
        user: UserId,
        start: Start,
        title: Option<String>,
        prompt: Prompt,
        connection: Arc<dyn ChatModel>,
        committed: BoxFuture<'static, Result<(), StoreError>>,
    ) -> Result<Self, ChatError> {
        let running = Arc::new(Running {
            cancel: CancellationToken::new(),
            state: Mutex::new(RunningState {
                transcript: Transcript::default(),
                saved_position: 0,
                saved_at: chat.clock.now(),
            }),
        });
        if let Ok(mut all) = chat.running.lock() {
            all.insert(start.message_id, Arc::clone(&running));
        }
        let registration = Registration { chat: Arc::clone(&chat), message: start.message_id };
        let begun_at = Instant::now();
        let answering =
            Answering { chat, user, start, title, prompt, connection, running, registration, begun_at };
        let turn = Self { committed, answering };
        let answering = &turn.answering;
        if let Err(error) = answering.chat.live.open(answering.start.message_id).await {
            // The answer is written as streaming: it must be ended, not left behind.
            let (accepted, _) = oneshot::channel();
            answering.running.cancel.cancel();
            turn.run(accepted).await;
            return Err(error.into());
        }
        Ok(turn)
    }

    /// The ids that the turn was given.
    pub fn start(&self) -> &Start {
        &self.answering.start
    }

    /// Follows the turn from its start.
    ///
    /// # Errors
    /// When live events are not available.
    pub fn follow(&self) -> impl Future<Output = Result<LiveStream<Positioned>, ChatError>> + Send + use<> {
        let (chat, user, id) =
            (Arc::clone(&self.answering.chat), self.answering.user, self.start().message_id);
        async move {
            let events = chat.live.follow(id, 0).await?.ok_or(ChatError::NotFound)?;
            Ok(chat.to_the_end(user, id, 0, events))
        }
    }

    /// Runs the turn to its end, whoever listens. `accepted` is told once, as soon as the person's message is safe, or could
    /// not be saved.
    pub async fn run(self, accepted: oneshot::Sender<Result<(), ChatError>>) -> TurnReport {
        let Self { committed, answering } = self;
        // The commit and the way to the model overlap; nothing is said before the commit is through.
        let upstream =
            async { Ok(answering.interruptible(answering.connection.stream(&answering.prompt)).await) };
        let upstream = match try_join(answering.accept(committed, accepted), upstream).await {
            Ok(((), upstream)) => upstream,
            Err(error) => {
                tracing::error!(%error, "a turn could not be saved and was dropped");
                return answering.report(Status::Failed, None, None, None);
            }
        };
        let answered = match upstream {
            Ok(Ok(chunks)) => answering.answer(chunks).await,
            Ok(Err(error)) => Answered { end: End::Provider(error), usage: None, first_token: None },
            Err(end) => Answered { end, usage: None, first_token: None },
        };
        answering.end(answered).await
    }
}

impl Answering {
    /// Waits until the person's message is safe, and says so.
    async fn accept(
        &self,
        committed: BoxFuture<'static, Result<(), StoreError>>,
        accepted: oneshot::Sender<Result<(), ChatError>>,
    ) -> Result<(), StoreError> {
        let safe = committed.await;
        if safe.is_ok() {
            self.say(TurnEvent::Start(self.start.clone())).await;
            if let Some(title) = &self.title {
                let conversation_id = self.start.conversation_id;
                self.say(TurnEvent::Title { conversation_id, title: title.clone() }).await;
            }
        }
        // Nobody listens any more when the client has gone; the turn goes on.
        let _ = accepted.send(safe.clone().map_err(ChatError::Store));
        if safe.is_ok() {
            self.tell(Status::Streaming).await;
        }
        safe
    }

    async fn answer(&self, mut chunks: mami_ports::ChunkStream) -> Answered {
        let mut first_token = None;
        let mut length = 0;
        loop {
            let chunk = match self.interruptible(chunks.next()).await {
                Ok(Some(Ok(chunk))) => chunk,
                Ok(Some(Err(error))) => {
                    return Answered { end: End::Provider(error), usage: None, first_token };
                }
                Ok(None) => {
                    let detail = "the answer ended without saying that it was whole".into();
                    return Answered {
                        end: End::Provider(ProviderError::Interrupted { detail }),
                        usage: None,
                        first_token,
                    };
                }
                Err(end) => return Answered { end, usage: None, first_token },
            };
            let event = match chunk {
                Chunk::Text(text) => TurnEvent::Delta { text: without_nul(text) },
                Chunk::Reasoning(text) => TurnEvent::Reasoning { text: without_nul(text) },
                // Nothing is offered to be called.
                Chunk::ToolCall(_) => continue,
                Chunk::Finished { reason, usage } => {
                    return Answered { end: End::Done(reason.into()), usage, first_token };
                }
            };
            if let TurnEvent::Delta { text } | TurnEvent::Reasoning { text } = &event {
                if text.is_empty() {
                    continue;
                }
                length += text.len();
            }
            first_token.get_or_insert_with(|| self.begun_at.elapsed());
            self.say(event).await;
            if length > self.chat.policy.max_answer_bytes {
                return Answered { end: End::Done(FinishReason::Length.into()), usage: None, first_token };
            }
        }
    }

    /// Waits for `work`, unless the person or the server stops first.
    async fn interruptible<T>(&self, work: impl Future<Output = T>) -> Result<T, End> {
        tokio::select! {
            biased;
            () = self.running.cancel.cancelled() => Err(End::Done(TurnEnd::Cancelled)),
            () = self.chat.stopping.cancelled() => Err(End::ServerStopped),
            done = work => Ok(done),
        }
    }

    async fn end(self, answered: Answered) -> TurnReport {
        let message_id = self.start.message_id;
        let (status, last, error) = match &answered.end {
            End::Done(finish_reason) => {
                let status =
                    if *finish_reason == TurnEnd::Cancelled { Status::Cancelled } else { Status::Complete };
                (status, TurnEvent::Done { message_id, finish_reason: *finish_reason }, None)
            }
            End::Provider(error) => {
                self.chat.catalog.note_failure(&self.start.provider, error);
                let status = match error {
                    ProviderError::Interrupted { .. } => Status::Interrupted,
                    ProviderError::Unavailable { .. }
                    | ProviderError::RateLimited { .. }
                    | ProviderError::Rejected { .. }
                    | ProviderError::Malformed { .. } => Status::Failed,
                };
                (status, TurnEvent::Error(problem(error, &self.start)), Some(error.clone()))
            }
            End::ServerStopped => (Status::Interrupted, TurnEvent::Error(interrupted_by_server()), None),
        };
        let mut events: Vec<TurnEvent> = answered.usage.map(TurnEvent::Usage).into_iter().collect();
        events.push(last);
        let positioned: Vec<Positioned> = events
            .into_iter()
            .map(|event| Positioned { position: self.running.push(&event), event })
            .collect();

        let answer = FinishedAnswer {
            message: message_id,
            transcript: self.running.transcript(),
            status,
            finish_reason: match answered.end {
                End::Done(finish_reason) => Some(finish_reason),
                End::Provider(_) | End::ServerStopped => None,
            },
            usage: answered.usage,
            error: positioned.last().and_then(|last| match &last.event {
                TurnEvent::Error(problem) => Some(problem.clone()),
                _ => None,
            }),
        };
        // Only what is saved is said to be done. Where it is not, followers read from the database how it ended.
        if self.save(answer).await {
            for event in positioned {
                self.publish(event).await;
            }
            self.tell(status).await;
        }
        self.report(status, answered.usage, answered.first_token, error)
    }

    async fn save(&self, answer: FinishedAnswer) -> bool {
        let mut pause = Duration::from_millis(100);
        loop {
            let stopping = self.chat.stopping.is_cancelled();
            match self.chat.store.finish(answer.clone()).await {
                // Not saved here: it was ended or deleted from elsewhere, and the database has the truth.
                Ok(saved) => return saved,
                Err(error) => {
                    tracing::warn!(%error, message_id = %answer.message, "an answer could not be saved")
                }
            }
            if stopping {
                return false;
            }
            // A server that stops tries once more, at once.
            self.chat.stopping.run_until_cancelled(tokio::time::sleep(pause)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn say(&self, event: TurnEvent) {
        let position = self.running.push(&event);
        self.publish(Positioned { position, event }).await;
    }

    async fn publish(&self, event: Positioned) {
        if let Err(error) = self.chat.live.publish(self.start.message_id, event).await {
            tracing::debug!(%error, "an event was not published");
        }
    }

    async fn tell(&self, status: Status) {
        let event = UserEvent::Message {
            conversation_id: self.start.conversation_id,
            message_id: self.start.message_id,
            status: status.as_str().to_owned(),
        };
        self.chat.tell(self.user, event).await;
    }

    /// The end of the turn: it is no longer among the running ones.
    fn report(
        self,
        status: Status,
        usage: Option<TokenUsage>,
        first_token: Option<Duration>,
        error: Option<ProviderError>,
    ) -> TurnReport {
        drop(self.registration);
        TurnReport {
            message_id: self.start.message_id,
            took: self.begun_at.elapsed(),
            provider: self.start.provider,
            model: self.start.model,
            status,
            usage,
            first_token,
            error,
        }
    }
}

/// PostgreSQL cannot store U+0000, and no model means to say it.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

fn problem(error: &ProviderError, start: &Start) -> Problem {
    let name = format!("{}/{}", start.provider, start.model);
    match error {
        ProviderError::Unavailable { .. } => Problem::new(
            503,
            "provider_unavailable",
            "Model not available",
            format!("{name} did not answer. Try again, or choose another model."),
        ),
        ProviderError::RateLimited { retry_after } => Problem::new(
            429,
            "provider_rate_limited",
            "Model is busy",
            match retry_after {
                Some(wait) => format!("{name} takes no more requests for {} seconds.", wait.as_secs().max(1)),
                None => format!("{name} takes no more requests for now. Try again in a minute."),
            },
        ),
        ProviderError::Rejected { reason } => Problem::new(
            502,
            "provider_rejected",
            "Model refused",
            format!("{name} refused the request: {reason}"),
        ),
        ProviderError::Interrupted { .. } => Problem::new(
            502,
            "answer_interrupted",
            "Answer interrupted",
            format!(
                "The connection to {name} broke off. What had come is kept; continue from there or try again."
            ),
        ),
        ProviderError::Malformed { .. } => Problem::new(
            502,
            "provider_malformed",
            "Model not understood",
            format!(
                "What came from {name} is no answer that can be read. What had come before is kept; try again, or choose \
                 another model."
            ),
        ),
    }
}
