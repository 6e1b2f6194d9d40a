//! A running turn: the model's chunks become events, saved and published, until one last event ends it.

use std::{sync::Arc, time::Duration};

use futures_util::{
    StreamExt,
    future::{BoxFuture, try_join},
};
use mami_ports::{
    AbilityError, Asked, Capability, Chunk, Effort, FinishReason, LiveStream, MessageId, Positioned, Problem,
    Prompt, PromptMessage, PromptRole, ProviderError, RecalledItem, Recollection, Start, TokenUsage, Tool,
    ToolCall, TurnEnd, TurnEvent, UserEvent, UserId,
};
use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};

use crate::{
    ask::Upstream,
    catalog::Audience,
    error::ChatError,
    message::Status,
    problems::{not_done, problem},
    prompt::{Assembled, Parts},
    route::{Choice, kept_free},
    running::{Registration, Running},
    service::{Chat, interrupted_by_server},
    speech::{Speech, without_nul},
    store::{FinishedAnswer, StoreError, TakenOver},
    think::{Piece, ThinkSplitter},
};

/// A finished answer is kept in memory and tried to be saved until the database is back, at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often a model may call tools in one answer before it has to come to an end.
const TOOL_ROUNDS: usize = 4;

/// What is to be done in a turn.
pub(crate) enum Work {
    /// A model answers.
    Answer(Box<Answer>),
    /// Mami does something herself.
    Perform(ToolCall),
}

impl Work {
    /// What was recalled for it, to be said.
    fn recalled(&self) -> Option<TurnEvent> {
        let Self::Answer(answer) = self else { return None };
        let mut told = answer.recalled.clone();
        if !answer.prompt.as_ref().is_some_and(|prompt| prompt.recalled) {
            told.items.clear();
        }
        (told != Recollection::default()).then_some(TurnEvent::Recall(told))
    }
}

/// An answer that models are asked for.
pub(crate) struct Answer {
    /// The models, in the order in which they are asked. Never empty.
    pub(crate) choices: Vec<Choice>,
    /// What the prompt is made of.
    pub(crate) parts: Arc<Parts>,
    /// What was recalled for it.
    pub(crate) recalled: Recollection,
    /// Tokens of the context that are kept free for the answer.
    pub(crate) answer_tokens: u32,
    pub(crate) temperature: Option<f32>,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) effort: Option<Effort>,
    /// What the models may call that can.
    pub(crate) tools: Vec<Tool>,
    /// The person chose the first model by name: its refusal is the answer.
    pub(crate) by_name: bool,
    /// The prompt for the first of them.
    pub(crate) prompt: Option<Assembled>,
}

/// A turn that was begun and waits to be run.
pub struct Turn {
    /// None: the conversation is not kept.
    committed: Option<BoxFuture<'static, Result<(), StoreError>>>,
    work: Work,
    answering: Answering,
}

/// The part of a turn that its steps share.
pub(crate) struct Answering {
    pub(crate) chat: Arc<Chat>,
    pub(crate) user: UserId,
    pub(crate) start: Start,
    pub(crate) audience: Audience,
    title: Option<String>,
    /// The person's language.
    locale: Option<String>,
    /// The answer so far, when it is to go on.
    begun: Option<String>,
    pub(crate) running: Arc<Running>,
    registration: Registration,
    begun_at: Instant,
    /// The start was said: other events may follow.
    started: watch::Sender<bool>,
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
    /// What was recalled for it.
    pub recalled: Vec<RecalledItem>,
    /// What the provider did wrong.
    pub error: Option<ProviderError>,
    /// The conversation is close to what the model's context holds, and its beginning should be summarised: the tokens that a
    /// prompt of it may have.
    pub crowded: Option<u32>,
}

/// How an answer ended.
pub(crate) enum End {
    Done(TurnEnd),
    Provider(ProviderError),
    /// What was asked for was not done.
    Refused(Problem),
    ServerStopped,
}

/// What came of a turn's work.
struct Answered {
    end: End,
    usage: Option<TokenUsage>,
    first_token: Option<Duration>,
    /// How long the model thought.
    thought: Option<Duration>,
    taken_over: Option<TakenOver>,
}

impl Answered {
    fn of(mut speech: Speech, end: End, taken_over: Option<TakenOver>) -> Self {
        speech.rest();
        let Speech { usage, first_token, thought, .. } = speech;
        Self { end, usage, first_token, thought, taken_over }
    }
}

impl From<End> for Answered {
    fn from(end: End) -> Self {
        Self { end, usage: None, first_token: None, thought: None, taken_over: None }
    }
}

impl Turn {
    #[expect(
        clippy::too_many_arguments,
        reason = "one caller, which has each of them in a variable of that name"
    )]
    pub(crate) async fn new(
        chat: Arc<Chat>,
        user: UserId,
        start: Start,
        title: Option<String>,
        work: Work,
        audience: Audience,
        begun: Option<String>,
        locale: Option<String>,
        committed: Option<BoxFuture<'static, Result<(), StoreError>>>,
    ) -> Result<Self, ChatError> {
        let running = Arc::new(Running::new(user, committed.is_some(), chat.clock.now()));
        let registration = Registration::enter(&chat, start.message_id, &running);
        let answering = Answering {
            chat,
            user,
            start,
            audience,
            title,
            locale,
            begun,
            running,
            registration,
            begun_at: Instant::now(),
            started: watch::Sender::new(false),
        };
        let turn = Self { committed, work, answering };
        let answering = &turn.answering;
        let (live, id) = (&answering.chat.live, answering.start.message_id);
        let opened = if answering.running.kept { live.open(id).await } else { live.open_here(id).await };
        if let Err(error) = opened {
            // The answer is written as streaming: it must be ended, not left behind.
            let (accepted, _) = oneshot::channel();
            answering.running.cancel.cancel();
            turn.run(accepted).await;
            return Err(error.into());
        }
        Ok(turn)
    }

    /// Something of it is kept.
    pub fn is_kept(&self) -> bool {
        self.answering.running.kept
    }

    /// The ids that the turn was given.
    pub fn start(&self) -> &Start {
        &self.answering.start
    }

    /// Follows the turn from its start. Of a conversation that is not kept, the answer ends with its follower: nobody could come
    /// back to it.
    ///
    /// # Errors
    /// When live events are not available.
    pub fn follow(&self) -> impl Future<Output = Result<LiveStream<Positioned>, ChatError>> + Send + use<> {
        let (chat, user, id) =
            (Arc::clone(&self.answering.chat), self.answering.user, self.start().message_id);
        let running = Arc::clone(&self.answering.running);
        async move {
            let events = chat.live.follow(id, 0).await?.ok_or(ChatError::NotFound)?;
            if running.kept {
                return Ok(chat.to_the_end(user, id, 0, events));
            }
            let hung_up = running.cancel.clone().drop_guard();
            Ok(events.inspect(move |_| _ = &hung_up).boxed())
        }
    }

    /// Runs the turn to its end, whoever listens. `accepted` is told once, as soon as the person's message is safe, or could
    /// not be saved.
    pub async fn run(self, accepted: oneshot::Sender<Result<(), ChatError>>) -> TurnReport {
        let Self { committed, work, answering } = self;
        // The commit and the way to the model overlap; nothing is said before the commit is through.
        let reached = async {
            Ok(match &work {
                Work::Answer(answer) => Some(answering.interruptible(answering.ask(answer)).await),
                Work::Perform(_) => None,
            })
        };
        let reached = match try_join(answering.accept(committed, work.recalled(), accepted), reached).await {
            Ok(((), reached)) => reached,
            Err(error) => {
                tracing::error!(%error, "a turn could not be saved and was dropped");
                return answering.report(Status::Failed, End::ServerStopped.into(), None);
            }
        };
        let crowded = match &work {
            Work::Answer(answer) => answer.crowded(),
            Work::Perform(_) => None,
        };
        let answered = match (reached, &work) {
            (Some(Ok(Ok(upstream))), Work::Answer(answer)) => answering.answer(answer, upstream).await,
            (Some(Ok(Err(error))), _) => End::Provider(error).into(),
            (Some(Err(end)), _) => end.into(),
            (_, Work::Perform(call)) => answering.perform(call).await.into(),
            (None, Work::Answer(_)) => End::ServerStopped.into(),
        };
        answering.end(answered, crowded).await
    }
}

impl Answer {
    /// The tokens that a prompt for one of the models may have.
    pub(crate) fn budget(&self, choice: &Choice) -> u32 {
        choice.context_length.saturating_sub(kept_free(self.answer_tokens, choice.context_length))
    }

    /// The request to one of the models. No provider takes one for a longer answer than there is room for behind the prompt.
    pub(crate) fn prompt_for(&self, choice: &Choice, assembled: Assembled) -> Prompt {
        let room = choice.context_length.saturating_sub(assembled.tokens).max(1);
        let tools = if choice.can(Capability::Tools) { self.tools.clone() } else { Vec::new() };
        Prompt {
            model: choice.model.clone(),
            messages: assembled.messages,
            temperature: self.temperature,
            max_tokens: self.max_tokens.map(|most| most.min(room)),
            effort: self.effort.filter(|_| choice.can(Capability::Reasoning)),
            tools,
            schema: None,
        }
    }

    /// The tokens that the prompt may have, if it takes nearly all of them.
    fn crowded(&self) -> Option<u32> {
        let (prompt, first) = self.prompt.as_ref().zip(self.choices.first())?;
        let budget = self.budget(first);
        (prompt.cut.omitted > 0 || prompt.tokens > budget / 10 * 7).then_some(budget)
    }
}

impl Answering {
    /// Waits until the person's message is safe, and says so.
    async fn accept(
        &self,
        committed: Option<BoxFuture<'static, Result<(), StoreError>>>,
        recall: Option<TurnEvent>,
        accepted: oneshot::Sender<Result<(), ChatError>>,
    ) -> Result<(), StoreError> {
        let safe = match committed {
            Some(committed) => committed.await,
            None => Ok(()),
        };
        if safe.is_ok() {
            self.say(TurnEvent::Start(self.start.clone())).await;
            if let Some(title) = &self.title {
                let conversation_id = self.start.conversation_id;
                self.say(TurnEvent::Title { conversation_id, title: title.clone() }).await;
            }
            if let Some(recall) = recall {
                self.say(recall).await;
            }
            if let Some(begun) = &self.begun {
                self.say(TurnEvent::Delta { text: begun.clone() }).await;
            }
            self.started.send_replace(true);
        }
        // Nobody listens any more when the client has gone; the turn goes on.
        let _ = accepted.send(safe.clone().map_err(ChatError::Store));
        if safe.is_ok() {
            self.tell(Status::Streaming).await;
        }
        safe
    }

    /// Says something while the model is not reached yet, once the start was said.
    pub(crate) async fn say_early(&self, event: TurnEvent) {
        // It never fails: the sender is here.
        let _ = self.started.subscribe().wait_for(|started| *started).await;
        self.say(event).await;
    }

    /// Says what the model says, and has done what it calls for, until it has ended.
    async fn answer(&self, answer: &Answer, mut upstream: Upstream) -> Answered {
        let mut said = Speech::behind(self.begun.as_ref().map_or(0, String::len));
        for round in 0.. {
            let Heard { calls, reason } = match self.hear(&mut upstream, &mut said).await {
                Ok(heard) => heard,
                Err(end) => return Answered::of(said, end, upstream.taken_over),
            };
            if calls.is_empty() || round == TOOL_ROUNDS {
                return Answered::of(said, End::Done(reason.into()), upstream.taken_over);
            }
            let mut prompt = upstream.prompt.clone();
            let spoken = std::mem::take(&mut said.round);
            prompt.messages.push(PromptMessage {
                calls: calls.clone(),
                ..PromptMessage::new(PromptRole::Assistant, spoken)
            });
            for call in calls {
                let result =
                    match self.interruptible(self.chat.abilities.perform(&self.asked(true), &call)).await {
                        Ok(Ok(performed)) => {
                            if let Some(event) = performed.event {
                                self.say(event).await;
                            }
                            performed.text
                        }
                        Ok(Err(AbilityError::Absent)) => "There is no such tool here.".to_owned(),
                        Ok(Err(error)) => format!("It was not done: {error}"),
                        Err(end) => return Answered::of(said, end, upstream.taken_over),
                    };
                prompt.messages.push(PromptMessage {
                    call_id: Some(call.id),
                    ..PromptMessage::new(PromptRole::Tool, result)
                });
            }
            let Some(choice) = answer.choices.get(upstream.nth) else { break };
            // The place in line is kept: the answer has begun.
            let end = match self.interruptible(self.ask_again(choice, prompt)).await {
                Ok(Ok(next)) => {
                    upstream.go_on(next);
                    continue;
                }
                Ok(Err(error)) => End::Provider(error),
                Err(end) => end,
            };
            return Answered::of(said, end, upstream.taken_over);
        }
        Answered::of(said, End::Done(TurnEnd::Stop), upstream.taken_over)
    }

    /// Says what the model says until it has ended, once.
    async fn hear(&self, upstream: &mut Upstream, said: &mut Speech) -> Result<Heard, End> {
        let mut thinking = ThinkSplitter::default();
        let mut calls = Vec::new();
        let mut next = upstream.first.take();
        loop {
            let chunk = match next.take() {
                Some(chunk) => chunk,
                None => {
                    let end = match self.interruptible(upstream.chunks.next()).await {
                        Ok(Some(Ok(chunk))) => {
                            next = Some(chunk);
                            continue;
                        }
                        Ok(Some(Err(error))) => End::Provider(error),
                        Ok(None) => End::Provider(cut_off()),
                        Err(end) => end,
                    };
                    // What may still become a mark is text after all.
                    self.say_pieces(thinking.finish(), said).await;
                    return Err(end);
                }
            };
            match chunk {
                Chunk::Text(text) => self.say_pieces(thinking.push(&without_nul(text)), said).await,
                Chunk::Reasoning(text) => self.say_pieces([Piece::Reasoning(without_nul(text))], said).await,
                Chunk::ToolCall(call) => calls.push(call),
                Chunk::Finished { reason, usage } => {
                    self.say_pieces(thinking.finish(), said).await;
                    said.count(usage);
                    // What its tools take is no thinking.
                    said.rest();
                    return Ok(Heard { calls, reason });
                }
            }
            if said.full {
                return Err(End::Done(FinishReason::Length.into()));
            }
        }
    }

    async fn say_pieces(&self, pieces: impl IntoIterator<Item = Piece>, said: &mut Speech) {
        for piece in pieces {
            if let Some(event) = said.take(piece, self.begun_at, self.chat.policy.max_answer_bytes) {
                self.say(event).await;
            }
        }
    }

    /// Does what the person asked for, and says what came of it.
    async fn perform(&self, call: &ToolCall) -> End {
        match self.interruptible(self.chat.abilities.perform(&self.asked(false), call)).await {
            Ok(Ok(performed)) => {
                if let Some(event) = performed.event {
                    self.say(event).await;
                }
                self.say(TurnEvent::Delta { text: performed.text }).await;
                End::Done(TurnEnd::Stop)
            }
            Ok(Err(error)) => End::Refused(not_done(&error, &self.start)),
            Err(end) => end,
        }
    }

    fn asked(&self, by_model: bool) -> Asked {
        Asked {
            user: self.user,
            conversation: self.start.conversation_id,
            message: self.start.message_id,
            user_message: self.start.user_message_id,
            kept: self.running.kept,
            private: self.audience == Audience::ThisMachine,
            by_model,
            locale: self.locale.clone(),
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

    async fn end(self, mut answered: Answered, crowded: Option<u32>) -> TurnReport {
        let message_id = self.start.message_id;
        let (status, last) = match &answered.end {
            End::Done(finish_reason) => {
                let status =
                    if *finish_reason == TurnEnd::Cancelled { Status::Cancelled } else { Status::Complete };
                (status, TurnEvent::Done { message_id, finish_reason: *finish_reason })
            }
            End::Provider(error) => {
                let status = match error {
                    ProviderError::Interrupted { .. } => Status::Interrupted,
                    ProviderError::Unavailable { .. }
                    | ProviderError::RateLimited { .. }
                    | ProviderError::Rejected { .. }
                    | ProviderError::Malformed { .. } => Status::Failed,
                };
                let asked = match &answered.taken_over {
                    Some(other) => format!("{}/{}", other.provider, other.model),
                    None => format!("{}/{}", self.start.provider, self.start.model),
                };
                (status, TurnEvent::Error(problem(error, &asked)))
            }
            End::Refused(problem) => (Status::Failed, TurnEvent::Error(problem.clone())),
            End::ServerStopped => (Status::Interrupted, TurnEvent::Error(interrupted_by_server())),
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
                End::Provider(_) | End::Refused(_) | End::ServerStopped => None,
            },
            usage: answered.usage,
            error: positioned.last().and_then(|last| match &last.event {
                TurnEvent::Error(problem) => Some(problem.clone()),
                _ => None,
            }),
            taken_over: answered.taken_over.clone(),
            reasoning_ms: answered.thought.map(|time| u32::try_from(time.as_millis()).unwrap_or(u32::MAX)),
        };
        // Only what is saved is said to be done. Where it is not, followers read from the database how it ended.
        if !self.running.kept || self.save(answer).await {
            for event in positioned {
                self.publish(event).await;
            }
            self.tell(status).await;
        }
        if status != Status::Complete {
            answered.first_token = answered.first_token.filter(|_| status != Status::Failed);
        }
        self.report(status, answered, crowded)
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
        if !self.running.kept {
            return;
        }
        let event = UserEvent::Message {
            conversation_id: self.start.conversation_id,
            message_id: self.start.message_id,
            status: status.as_str().to_owned(),
        };
        self.chat.tell(self.user, event).await;
    }

    /// The end of the turn: it is no longer among the running ones.
    fn report(self, status: Status, answered: Answered, crowded: Option<u32>) -> TurnReport {
        drop(self.registration);
        let (provider, model) = match answered.taken_over {
            Some(other) => (other.provider, other.model),
            None => (self.start.provider, self.start.model),
        };
        TurnReport {
            message_id: self.start.message_id,
            took: self.begun_at.elapsed(),
            provider,
            model,
            status,
            usage: answered.usage,
            recalled: self.running.recalled(),
            first_token: answered.first_token,
            error: match answered.end {
                End::Provider(error) => Some(error),
                End::Done(_) | End::Refused(_) | End::ServerStopped => None,
            },
            crowded: crowded.filter(|_| status == Status::Complete && self.running.kept),
        }
    }
}

/// A stream ended without its last chunk.
pub(crate) fn cut_off() -> ProviderError {
    ProviderError::Interrupted { detail: "the answer ended without saying that it was whole".into() }
}

/// What came of hearing a model out.
struct Heard {
    calls: Vec<ToolCall>,
    reason: FinishReason,
}
