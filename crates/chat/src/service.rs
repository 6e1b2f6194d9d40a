//! The chat engine's public face.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use mami_ports::{
    Abilities, Clock, ConversationId, Ids, Live, LiveStream, MessageId, Positioned, Problem, Prompt,
    PromptMessage, PromptRole, ProviderError, Recall, Transcript, TurnEvent, UserEvent, UserId,
};
use tokio_util::sync::CancellationToken;

use crate::{
    ask::RetryPolicy,
    catalog::{Audience, Catalog, ModelEntry},
    error::ChatError,
    files::Files,
    intent::{self, Intent},
    message::{Message, Status},
    personas::Personas,
    plan::no_choice,
    route::{self, Ask, Plan},
    running::Running,
    store::{FinishedAnswer, Progress, Store, TakenOver},
};

/// How much of a message the classifier model is shown, in characters.
const CLASSIFIED_CHARS: usize = 2_000;
/// How long the classifier model may take: the person waits for it.
const CLASSIFIER_PATIENCE: Duration = Duration::from_millis(1_500);
/// A server that has not renewed its running answers for this long is taken for dead.
const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(15);
/// How often a running answer that says nothing is renewed.
const RENEW: chrono::TimeDelta = chrono::TimeDelta::seconds(4);

/// What the chat engine works with.
pub struct ChatParts {
    /// Where turns and conversations are kept.
    pub store: Arc<dyn Store>,
    /// Who is told of them.
    pub live: Arc<dyn Live>,
    /// Who answers.
    pub catalog: Arc<Catalog>,
    /// Who speaks.
    pub personas: Arc<Personas>,
    /// What comes with messages.
    pub files: Arc<Files>,
    /// What can be done besides answering.
    pub abilities: Arc<dyn Abilities>,
    /// What is remembered.
    pub recall: Arc<dyn Recall>,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Ids,
}

/// What whoever runs Mami decides about chats.
#[derive(Debug, Clone)]
pub struct ChatPolicy {
    /// What every model is told first.
    pub system_prompt: String,
    /// `auto`, or the model that `auto` means while it answers.
    pub default_model: String,
    /// The longest message, in bytes.
    pub max_message_bytes: usize,
    /// The longest answer, in bytes; it is cut there.
    pub max_answer_bytes: usize,
    /// How many tokens of a model's context are kept free for its answer.
    pub answer_tokens: u32,
    /// How patient Mami is with models that do not answer.
    pub retry: RetryPolicy,
    /// Another model takes over from one that does not answer.
    pub fallback: bool,
    /// The model that is asked what a message means where the rules are unsure, as `provider/model`; none: nobody is.
    pub classifier_model: Option<String>,
    /// The beginning of long conversations is summarised, so that a model still knows of it.
    pub summaries: bool,
    /// The model that writes summaries: `auto` or `provider/model`.
    pub summary_model: String,
    /// How often running answers are saved.
    pub save_every: Duration,
    /// No other server uses this database, so what runs at start-up was abandoned.
    pub sole_server: bool,
}

/// Conversations, and the turns in them.
pub struct Chat {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) live: Arc<dyn Live>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) personas: Arc<Personas>,
    pub(crate) files: Arc<Files>,
    pub(crate) abilities: Arc<dyn Abilities>,
    pub(crate) recall: Arc<dyn Recall>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) policy: ChatPolicy,
    pub(crate) ids: Ids,
    pub(crate) running: Mutex<HashMap<MessageId, Arc<Running>>>,
    /// The conversations whose beginning is being summarised here.
    pub(crate) summarising: Mutex<HashSet<ConversationId>>,
    pub(crate) stopping: CancellationToken,
}

impl Chat {
    /// A chat engine over these.
    pub fn new(parts: ChatParts, policy: ChatPolicy) -> Arc<Self> {
        let ChatParts { store, live, catalog, personas, files, abilities, recall, clock, ids } = parts;
        Arc::new(Self {
            store,
            live,
            catalog,
            personas,
            files,
            abilities,
            recall,
            clock,
            policy,
            ids,
            running: Mutex::default(),
            summarising: Mutex::default(),
            stopping: CancellationToken::new(),
        })
    }

    /// The providers and their models.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The models that somebody of this role may choose, `auto` first.
    pub fn models(&self, role: &str) -> Vec<ModelEntry> {
        self.catalog.models(&self.policy.default_model, role)
    }

    /// Who would be asked, and who would not, without asking anybody.
    ///
    /// # Errors
    /// When nobody could be.
    pub fn dry_run(&self, ask: Ask) -> Result<Plan, ChatError> {
        let default_model = self.policy.default_model.clone();
        let ask = Ask { default_model, answer_tokens: self.policy.answer_tokens, ..ask };
        route::plan(&ask, &self.catalog.snapshot()).map_err(|none| no_choice(none, &ask))
    }

    /// Looks at a provider that did not answer, so that the next turn knows how it is: once, however many turns find it down.
    pub(crate) fn look_after(self: &Arc<Self>, provider: &str, error: &ProviderError) {
        if !self.catalog.note_failure(provider, error) {
            return;
        }
        let (chat, provider) = (Arc::clone(self), provider.to_owned());
        tokio::spawn(async move { chat.catalog.check(&provider).await });
    }

    /// Asks the classifier model what a message means. `None`: it does not say, or not in time.
    pub(crate) async fn classify(&self, content: &str, audience: Audience) -> Option<Intent> {
        let (provider, model) = self.policy.classifier_model.as_deref()?.split_once('/')?;
        let beginning: String = content.chars().take(CLASSIFIED_CHARS).collect();
        let messages = vec![
            PromptMessage::new(PromptRole::System, intent::classifier_prompt()),
            PromptMessage::new(PromptRole::User, beginning),
        ];
        let prompt = Prompt { temperature: Some(0.0), max_tokens: Some(8), ..Prompt::new(model, messages) };
        let line = self.catalog.line(provider, audience)?;
        let answer = tokio::time::timeout(CLASSIFIER_PATIENCE, line.whole_answer(&prompt, 1_000)).await;
        intent::read_classifier(&answer.ok()?.ok()?)
    }

    /// The answers that are being written for this person, on any server.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn running_answers(&self, user: UserId) -> Result<Vec<MessageId>, ChatError> {
        Ok(self.store.running_answers(user).await?)
    }

    /// Stops answers whose person is gone. What was written of them is gone already or stays, as the database has it.
    pub async fn stop_answers(&self, answers: Vec<MessageId>) {
        for answer in answers {
            if let Err(error) = self.live.request_cancel(answer).await {
                tracing::warn!(%error, %answer, "an answer for someone who is gone could not be stopped");
            }
        }
    }

    /// All messages of a conversation, oldest first.
    ///
    /// # Errors
    /// When there is no such conversation, or the database is not available.
    pub async fn messages(&self, user: UserId, id: ConversationId) -> Result<Vec<Message>, ChatError> {
        self.store.messages(user, id).await?.ok_or(ChatError::NotFound)
    }

    /// One message.
    ///
    /// # Errors
    /// When there is none, or the database is not available.
    pub async fn message(&self, user: UserId, id: MessageId) -> Result<Message, ChatError> {
        self.store.message(user, id).await?.ok_or(ChatError::NotFound)
    }

    /// Follows an answer from behind a position on, whether it runs or has ended. The last event is always sent.
    ///
    /// # Errors
    /// When there is no such answer, or the database is not available.
    pub async fn follow(
        self: &Arc<Self>,
        user: UserId,
        id: MessageId,
        after: u64,
    ) -> Result<LiveStream<Positioned>, ChatError> {
        if let Some(running) = self.running_answer(id).filter(|one| one.user == user && !one.kept) {
            // It is in no database, so it is followed here or not at all.
            drop(running);
            return self.live.follow(id, after).await?.ok_or(ChatError::NotFound);
        }
        let (status, transcript) = self.store.transcript(user, id).await?.ok_or(ChatError::NotFound)?;
        if status != Status::Streaming {
            return Ok(stream::iter(stored_events(&transcript, after)).boxed());
        }
        // None: it ended just now, or its server cannot be heard from here.
        let events = self.live.follow(id, after).await?.unwrap_or_else(|| stream::empty().boxed());
        Ok(self.to_the_end(user, id, after, events))
    }

    /// These live events and, should they end before the answer does (its server died, or the way to it), what the database
    /// says of its end.
    pub(crate) fn to_the_end(
        self: &Arc<Self>,
        user: UserId,
        id: MessageId,
        after: u64,
        live: LiveStream<Positioned>,
    ) -> LiveStream<Positioned> {
        enum From {
            Live(LiveStream<Positioned>, u64),
            Database(std::vec::IntoIter<Positioned>),
        }
        let chat = Arc::clone(self);
        let events = stream::unfold(From::Live(live, after), move |from| {
            let chat = Arc::clone(&chat);
            async move {
                let mut stored = match from {
                    From::Live(mut live, after) => match live.next().await {
                        Some(event) if event.event.is_last() => {
                            return Some((event, From::Database(Vec::new().into_iter())));
                        }
                        Some(event) => {
                            let after = event.position;
                            return Some((event, From::Live(live, after)));
                        }
                        None => chat.wait_for_end(user, id, after).await.into_iter(),
                    },
                    From::Database(stored) => stored,
                };
                stored.next().map(|event| (event, From::Database(stored)))
            }
        });
        events.boxed()
    }

    async fn wait_for_end(&self, user: UserId, id: MessageId, after: u64) -> Vec<Positioned> {
        loop {
            match self.store.transcript(user, id).await {
                Ok(Some((Status::Streaming, _))) => {}
                Ok(Some((_, transcript))) => return stored_events(&transcript, after),
                Ok(None) | Err(_) => return Vec::new(),
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = self.stopping.cancelled() => return Vec::new(),
            }
        }
    }

    /// What all of a person's devices are told from now on.
    ///
    /// # Errors
    /// When live events are not available.
    pub async fn listen(&self, user: UserId) -> Result<LiveStream<UserEvent>, ChatError> {
        Ok(self.live.listen(user).await?)
    }

    /// Stops an answer. What came so far is kept. An answer that has ended stays as it is.
    ///
    /// # Errors
    /// When there is no such answer, or it cannot be reached.
    pub async fn cancel(&self, user: UserId, id: MessageId) -> Result<(), ChatError> {
        if let Some(running) = self.running_answer(id).filter(|running| running.user == user) {
            running.cancel.cancel();
            return Ok(());
        }
        self.store.answer(user, id).await?.ok_or(ChatError::NotFound)?;
        Ok(self.live.request_cancel(id).await?)
    }

    /// Stops answers of this server when any server is asked to. Runs until [`Chat::stop`].
    ///
    /// # Errors
    /// When live events are not available.
    pub async fn heed_cancel_requests(&self) -> Result<(), ChatError> {
        let mut requests = self.live.cancel_requests().await?;
        while let Some(Some(id)) = self.stopping.run_until_cancelled(requests.next()).await {
            if let Some(running) = self.running_answer(id) {
                running.cancel.cancel();
            }
        }
        Ok(())
    }

    /// Saves what running answers have said, again and again, all of them in one transaction, and stops those that were deleted
    /// meanwhile. Runs until [`Chat::stop`].
    pub async fn keep_saving(&self) {
        let mut ticks = tokio::time::interval(self.policy.save_every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while self.stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            let now = self.clock.now();
            let (progress, running): (Vec<Progress>, Vec<Arc<Running>>) = match self.running.lock() {
                Ok(running) => running
                    .iter()
                    .filter_map(|(id, running)| {
                        Some((running.progress(*id, now, RENEW)?, Arc::clone(running)))
                    })
                    .unzip(),
                Err(_) => continue,
            };
            if progress.is_empty() {
                continue;
            }
            let position = |one: &Progress| one.transcript.as_ref().map(Transcript::position);
            let positions: Vec<Option<u64>> = progress.iter().map(position).collect();
            match self.store.save_progress(progress).await {
                Ok(gone) => {
                    running.iter().zip(positions).for_each(|(one, position)| one.saved(position, now));
                    // Nobody can read them any more, whoever deleted them: they need not be paid for.
                    for answer in gone.into_iter().filter_map(|id| self.running_answer(id)) {
                        answer.cancel.cancel();
                    }
                }
                Err(error) => tracing::warn!(%error, "running answers could not be saved; trying again"),
            }
        }
    }

    /// Marks answers as interrupted whose server died. `at_start`: this server has just started.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn recover(&self, at_start: bool) -> Result<usize, ChatError> {
        let now = self.clock.now();
        let before = if at_start && self.policy.sole_server {
            now + chrono::TimeDelta::days(365)
        } else {
            now - LEASE
        };
        let mut recovered = 0;
        for (message, mut transcript) in self.store.abandoned(before).await? {
            if self.running_answer(message).is_some() {
                continue;
            }
            let problem = interrupted_by_server();
            let taken_over = TakenOver::told_by(&transcript);
            transcript.push(&TurnEvent::Error(problem.clone()));
            let answer = FinishedAnswer {
                message,
                transcript,
                status: Status::Interrupted,
                finish_reason: None,
                usage: None,
                error: Some(problem),
                taken_over,
                reasoning_ms: None,
            };
            recovered += usize::from(self.store.finish(answer).await?);
            // Nobody else will: those who follow it now read its end in the database.
            self.live.close(message);
        }
        Ok(recovered)
    }

    /// Ends every running answer as interrupted, and lets no new one begin.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// How many answers are running on this server.
    pub fn running(&self) -> usize {
        self.running.lock().map_or(0, |running| running.len())
    }

    pub(crate) fn running_answer(&self, id: MessageId) -> Option<Arc<Running>> {
        self.running.lock().ok()?.get(&id).cloned()
    }

    pub(crate) async fn tell(&self, user: UserId, event: UserEvent) {
        if let Err(error) = self.live.notify(user, event).await {
            tracing::warn!(%error, "other devices could not be told");
        }
    }
}

pub(crate) fn interrupted_by_server() -> Problem {
    Problem::new(
        503,
        "answer_interrupted",
        "Answer interrupted",
        "The server stopped while it was answering. What had come is kept; continue from there or try again.",
    )
}

/// The events behind `after`, and the last one in any case: a client may have seen more than was saved before a crash, and must
/// still learn how it ended.
fn stored_events(transcript: &Transcript, after: u64) -> Vec<Positioned> {
    let mut events = transcript.after(after);
    if events.is_empty()
        && let Some(last) = transcript.events().last()
    {
        events.push(Positioned { position: after.saturating_add(1), event: last.clone() });
    }
    events
}
