//! Asking models, one after the other, until one begins to answer. From then on nothing is tried again: what was said is said.

use std::time::Duration;

use futures_util::StreamExt;
use mami_ports::{Chunk, ChunkStream, Prompt, ProviderError, TurnEvent, WaitReason};
use tokio::time::{Instant, sleep};

use crate::{
    line::Line,
    queue::{Place, Ticket},
    route::Choice,
    store::TakenOver,
    turn::{Answer, Answering, cut_off},
};

/// A model that took longer than this to fail is not asked again: the person has waited long enough.
const PATIENCE: Duration = Duration::from_secs(5);
/// Where another model could answer, a busy one is waited for no longer than this.
const SHORT_WAIT: Duration = Duration::from_secs(2);

/// An answer that has begun.
pub(crate) struct Upstream {
    /// The first chunk, which tells that it has begun.
    pub(crate) first: Option<Chunk>,
    /// The others.
    pub(crate) chunks: ChunkStream,
    /// What the model was told.
    pub(crate) prompt: Prompt,
    /// Which of the planned models it is.
    pub(crate) nth: usize,
    /// It answers in the place of the first.
    pub(crate) taken_over: Option<TakenOver>,
    /// The place at the provider, held as long as it answers.
    _ticket: Ticket,
}

impl Upstream {
    /// The same answer, going on with what came next.
    pub(crate) fn go_on(&mut self, (first, chunks, prompt): (Chunk, ChunkStream, Prompt)) {
        self.first = Some(first);
        self.chunks = chunks;
        self.prompt = prompt;
    }
}

/// How patient Mami is with models.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// How often a model is asked again that did not answer.
    pub retries: u32,
    /// The longest wait that a busy provider may ask for.
    pub longest_wait: Duration,
}

impl Answering {
    /// Asks the planned models in their order.
    pub(crate) async fn ask(&self, answer: &Answer) -> Result<Upstream, ProviderError> {
        let mut first_error = None;
        let mut silent: Option<&Choice> = None;
        for (nth, choice) in answer.choices.iter().enumerate() {
            let prepared = match (&answer.prompt, nth) {
                (Some(prepared), 0) => Ok(prepared.clone()),
                _ => self.chat.assemble(answer, choice).await,
            };
            // Too long for this one, which has a shorter context than the first.
            let Ok(assembled) = prepared else { continue };
            let prompt = answer.prompt_for(choice, assembled.messages);
            let mut taken_over = None;
            if let (Some(error), Some(silent)) = (&first_error, silent) {
                let reason = format!("{} {}", silent.id(), why(error));
                let event =
                    TurnEvent::Fallback { from: silent.id(), to: choice.id(), reason: reason.clone() };
                self.say_early(event).await;
                taken_over = Some(TakenOver {
                    provider: choice.provider.clone(),
                    model: choice.model.clone(),
                    reason,
                });
            }
            let more = nth + 1 < answer.choices.len();
            match self.ask_one(choice, &prompt, more).await {
                Ok((first, chunks, ticket)) => {
                    return Ok(Upstream {
                        first: Some(first),
                        chunks,
                        prompt,
                        nth,
                        taken_over,
                        _ticket: ticket,
                    });
                }
                Err(error) => {
                    tracing::warn!(model = choice.id(), %error, "a model did not answer");
                    let its_own =
                        matches!(error, ProviderError::Rejected { .. }) && answer.by_name && nth == 0;
                    first_error.get_or_insert(error);
                    silent = silent.or(Some(choice));
                    if its_own {
                        break;
                    }
                }
            }
        }
        Err(first_error.unwrap_or_else(|| ProviderError::Unavailable { detail: "no model was asked".into() }))
    }

    /// Asks the model again that answers already, with what its tools gave it.
    pub(crate) async fn ask_again(
        &self,
        choice: &Choice,
        prompt: Prompt,
    ) -> Result<(Chunk, ChunkStream, Prompt), ProviderError> {
        let line = self.line(choice)?;
        let (first, chunks) = begin(&line, &prompt).await?;
        Ok((first, chunks, prompt))
    }

    fn line(&self, choice: &Choice) -> Result<std::sync::Arc<Line>, ProviderError> {
        let line = self.chat.catalog.line(&choice.provider, self.audience);
        line.ok_or_else(|| ProviderError::Unavailable { detail: format!("{} is not there", choice.provider) })
    }

    /// Asks one model, again if that may help, until its answer begins.
    async fn ask_one(
        &self,
        choice: &Choice,
        prompt: &Prompt,
        more: bool,
    ) -> Result<(Chunk, ChunkStream, Ticket), ProviderError> {
        let line = self.line(choice)?;
        let ticket = self.wait_in_line(&line, choice).await?;
        let mut failure = None;
        for attempt in 0.. {
            let Some(passage) = line.enter() else { break };
            let asked_at = Instant::now();
            let error = match begin(&line, prompt).await {
                Ok((first, chunks)) => {
                    passage.began();
                    return Ok((first, chunks, ticket));
                }
                Err(error) => error,
            };
            passage.failed(&error);
            let policy = self.chat.policy.retry;
            let pause = pause_before_retry(&error, attempt, asked_at.elapsed(), more, policy);
            failure = Some(error);
            let Some(pause) = pause else { break };
            self.say_early(self.waiting(WaitReason::Retry, choice, None)).await;
            // Those who failed together should not come back together.
            sleep(pause + pause.mul_f64(f64::from(self.start.message_id.uuid().as_bytes()[15]) / 1024.0))
                .await;
        }
        let Some(error) = failure else {
            let detail = format!("{} failed too often and is left alone for a moment", choice.provider);
            return Err(ProviderError::Unavailable { detail });
        };
        self.chat.look_after(&choice.provider, &error);
        Err(error)
    }

    /// Waits for a place at the provider, and says how many are before this one.
    async fn wait_in_line(&self, line: &Line, choice: &Choice) -> Result<Ticket, ProviderError> {
        let mut waiting = match line.queue.come(self.user) {
            Place::Inside(ticket) => return Ok(ticket),
            Place::InLine(waiting) => waiting,
            Place::Full => {
                return Err(ProviderError::Unavailable { detail: "too many wait for it already".into() });
            }
        };
        loop {
            let position = *waiting.position.borrow_and_update();
            self.say_early(self.waiting(WaitReason::Queue, choice, Some(position))).await;
            tokio::select! {
                biased;
                admitted = &mut waiting.admitted => {
                    let gone = |_| ProviderError::Unavailable { detail: "its line is gone".into() };
                    return admitted.map_err(gone);
                }
                _ = waiting.position.changed() => {}
            }
        }
    }

    fn waiting(&self, reason: WaitReason, choice: &Choice, position: Option<u32>) -> TurnEvent {
        let (provider, model) = (choice.provider.clone(), choice.model.clone());
        TurnEvent::Waiting { reason, provider, model, position }
    }
}

/// Sends the prompt, and waits for the first chunk.
async fn begin(line: &Line, prompt: &Prompt) -> Result<(Chunk, ChunkStream), ProviderError> {
    let mut chunks = line.model.stream(prompt).await?;
    match chunks.next().await {
        Some(Ok(first)) => Ok((first, chunks)),
        Some(Err(error)) => Err(error),
        None => Err(cut_off()),
    }
}

/// How long to wait before a model is asked again; `None`: it is not. `attempt` counts from 0, `more`: another model could be
/// asked instead.
fn pause_before_retry(
    error: &ProviderError,
    attempt: u32,
    took: Duration,
    more: bool,
    policy: RetryPolicy,
) -> Option<Duration> {
    if attempt >= policy.retries {
        return None;
    }
    match error {
        ProviderError::Unavailable { .. } if took < PATIENCE => {
            Some(Duration::from_millis(250 << attempt.min(6)))
        }
        ProviderError::RateLimited { retry_after } => {
            let wait = retry_after.unwrap_or(Duration::from_secs(1));
            let longest = if more { SHORT_WAIT.min(policy.longest_wait) } else { policy.longest_wait };
            (wait <= longest).then_some(wait)
        }
        // The same request would be refused again, and what answers nonsense would again.
        ProviderError::Unavailable { .. }
        | ProviderError::Rejected { .. }
        | ProviderError::Interrupted { .. }
        | ProviderError::Malformed { .. } => None,
    }
}

/// What a model did that did not answer, behind its name.
fn why(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::Unavailable { .. } => "did not answer",
        ProviderError::RateLimited { .. } => "takes no more requests for now",
        ProviderError::Rejected { .. } => "refused the request",
        ProviderError::Interrupted { .. } => "broke off before it said anything",
        ProviderError::Malformed { .. } => "gave an answer that cannot be read",
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const POLICY: RetryPolicy = RetryPolicy { retries: 2, longest_wait: Duration::from_secs(10) };

    fn down() -> ProviderError {
        ProviderError::Unavailable { detail: "x".into() }
    }

    fn busy(seconds: u64) -> ProviderError {
        ProviderError::RateLimited { retry_after: Some(Duration::from_secs(seconds)) }
    }

    fn refused() -> ProviderError {
        ProviderError::Rejected { reason: "x".into() }
    }

    #[rstest]
    #[case::at_once(down(), 0, 0, false, Some(250))]
    #[case::then_later(down(), 1, 0, false, Some(500))]
    #[case::twice_at_most(down(), 2, 0, false, None)]
    #[case::not_after_a_long_wait(down(), 0, 60, false, None)]
    #[case::as_long_as_it_says(busy(3), 0, 0, false, Some(3_000))]
    #[case::but_not_for_ever(busy(60), 0, 0, false, None)]
    #[case::rather_somebody_else(busy(3), 0, 0, true, None)]
    #[case::unless_it_is_short(busy(1), 0, 0, true, Some(1_000))]
    #[case::a_refusal_is_final(refused(), 0, 0, false, None)]
    #[case::nonsense_too(ProviderError::Malformed { detail: "x".into() }, 0, 0, false, None)]
    fn case_082_what_is_tried_again(
        #[case] error: ProviderError,
        #[case] attempt: u32,
        #[case] took: u64,
        #[case] more: bool,
        #[case] millis: Option<u64>,
    ) {
        let pause = pause_before_retry(&error, attempt, Duration::from_secs(took), more, POLICY);
        assert_eq!(pause, millis.map(Duration::from_millis));
    }
}
