//! A chat turn, from the request to its running by itself.

use std::sync::Arc;

use futures_util::StreamExt;
use mami_chat::{At, Begun, Chat, ChatError, Message, Status, TurnReport, TurnRequest};
use mami_memory::recall::Recaller;
use mami_ports::{
    Clock as _, ConversationId, LiveStream, MessageId, Positioned, ProviderError, SystemClock, Transcript,
    TurnEvent, UserId,
};
use serde::Serialize;
use tokio::sync::oneshot;
use tracing::Instrument;
use utoipa::ToSchema;

use crate::{compose::Mami, flows::extract::Extractions, telemetry};

/// A turn that runs, or ran before under the same idempotency key.
pub struct Started {
    /// The answer.
    pub message_id: MessageId,
    /// What it says, from its start.
    pub events: LiveStream<Positioned>,
    /// What the person said, if the conversation is not kept: then it is in no database.
    unkept: Option<String>,
}

/// Starts a turn and returns as soon as the person's message is safe. The turn then runs whoever listens, until it is done
/// or stopped.
///
/// # Errors
/// When the turn cannot begin; nothing was written then.
pub async fn start(mami: &Mami, user: UserId, request: TurnRequest) -> Result<Started, ChatError> {
    let (begun, beginning) = oneshot::channel();
    // A task of its own from the first write on: a client that hangs up takes its request with it, but not the turn.
    mami.turns.spawn(
        take(
            Arc::clone(&mami.chat),
            mami.recaller.clone(),
            Arc::clone(&mami.extractions),
            user,
            request,
            begun,
        )
        .in_current_span(),
    );
    let (started, acceptance) = beginning.await.unwrap_or(Err(ChatError::Stopping))?;
    acceptance.await.unwrap_or(Err(ChatError::Stopping))?;
    Ok(started)
}

/// Tells whether the person's message is safe.
type Acceptance = oneshot::Receiver<Result<(), ChatError>>;

async fn take(
    chat: Arc<Chat>,
    recaller: Recaller,
    extractions: Arc<Extractions>,
    user: UserId,
    request: TurnRequest,
    begun: oneshot::Sender<Result<(Started, Acceptance), ChatError>>,
) {
    let (accepted, acceptance) = oneshot::channel();
    let role = request.person.role.clone();
    let unkept = match &request.at {
        At::Nowhere { content, .. } => Some(content.clone()),
        _ => None,
    };
    let (message_id, events, turn) = match chat.begin(user, request).await {
        Ok(Begun::New(turn)) => (turn.start().message_id, turn.follow().await, Some(turn)),
        Ok(Begun::Repeated(message_id)) => (message_id, chat.follow(user, message_id, 0).await, None),
        Err(error) => {
            let _ = begun.send(Err(error));
            return;
        }
    };
    // Nobody hears it when the client has gone; the turn goes on.
    let _ = begun.send(events.map(|events| (Started { message_id, events, unkept }, acceptance)));
    let Some(turn) = turn else {
        let _ = accepted.send(Ok(()));
        return;
    };
    let conversation = turn.start().conversation_id;
    let kept = turn.is_kept();
    let report = {
        metrics::gauge!(telemetry::TURNS_RUNNING).increment(1);
        let _running = Running;
        let span = tracing::info_span!("turn", message_id = %message_id);
        turn.run(accepted).instrument(span).await
    };
    record(&report);
    // The answer is out; what follows is on nobody's time.
    if kept {
        recaller.observe(user).await;
        if report.status == Status::Complete {
            extractions.note(user, &role, conversation, message_id);
        }
        if let Err(error) = recaller.count_use(user, &report.recalled).await {
            tracing::warn!(%error, "what was recalled could not be counted");
        }
    }
    if let Some(budget) = report.crowded
        && let Err(error) = chat.summarise(user, &role, conversation, message_id, budget).await
    {
        tracing::warn!(%error, "a conversation could not be summarised");
    }
}

/// Counts a turn out, also when it panics.
struct Running;

impl Drop for Running {
    fn drop(&mut self) {
        metrics::gauge!(telemetry::TURNS_RUNNING).decrement(1);
    }
}

/// What a turn made, for clients that do not stream.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnResult {
    /// Where.
    pub conversation_id: ConversationId,
    /// The person's message.
    pub user_message: Message,
    /// The answer; its `status` tells how it ended.
    pub message: Message,
}

/// Waits for a turn's end.
///
/// # Errors
/// When the answer cannot be read, or was deleted meanwhile.
pub async fn finish(mami: &Mami, user: UserId, mut started: Started) -> Result<TurnResult, ChatError> {
    let mut transcript = Transcript::default();
    while let Some(event) = started.events.next().await {
        transcript.push(&event.event);
    }
    let start = transcript.events().iter().find_map(|event| match event {
        TurnEvent::Start(start) => Some(start.clone()),
        _ => None,
    });
    let start = start.ok_or(ChatError::Stopping)?;
    let conversation_id = start.conversation_id;
    if let Some(content) = started.unkept {
        let (user_message, message) = Message::unkept(&start, content, &transcript, SystemClock.now());
        return Ok(TurnResult { conversation_id, user_message, message });
    }
    let user_message = mami.chat.message(user, start.user_message_id).await?;
    let mut message = mami.chat.message(user, started.message_id).await?;
    if let Some(recall) = transcript.events().iter().find_map(|event| match event {
        TurnEvent::Recall(recall) => Some(recall.clone()),
        _ => None,
    }) {
        // With its texts, which are not kept.
        message.recall = Some(recall);
    }
    Ok(TurnResult { conversation_id, user_message, message })
}

fn record(report: &TurnReport) {
    let (provider, model) = (report.provider.clone(), report.model.clone());
    metrics::counter!(telemetry::TURNS, "status" => report.status.as_str()).increment(1);
    if let Some(usage) = report.usage {
        for (direction, tokens) in [("input", usage.input_tokens), ("output", usage.output_tokens)] {
            metrics::counter!(telemetry::TOKENS, "direction" => direction, "provider" => provider.clone(), "model" => model.clone())
                .increment(u64::from(tokens));
        }
    }
    if let Some(first) = report.first_token {
        metrics::histogram!(telemetry::FIRST_TOKEN_SECONDS, "provider" => provider.clone())
            .record(first.as_secs_f64());
    }
    let milliseconds = |time: std::time::Duration| format!("{:.1}", time.as_secs_f64() * 1_000.0);
    let (status, took_ms) = (report.status.as_str(), milliseconds(report.took));
    let first_token_ms = report.first_token.map(milliseconds);
    match &report.error {
        None => tracing::info!(status, provider, model, took_ms, ?first_token_ms, "a turn ended"),
        Some(error) => {
            let kind = match error {
                ProviderError::Unavailable { .. } => "unavailable",
                ProviderError::RateLimited { .. } => "rate_limited",
                ProviderError::Rejected { .. } => "rejected",
                ProviderError::Interrupted { .. } => "interrupted",
                ProviderError::Malformed { .. } => "malformed",
            };
            metrics::counter!(telemetry::PROVIDER_ERRORS, "provider" => provider.clone(), "kind" => kind)
                .increment(1);
            tracing::warn!(status, provider, model, took_ms, ?first_token_ms, %error, "a turn broke off");
        }
    }
}
