//! The port to live events: what a running turn says as it says it, and what a person's other devices should know.

use std::pin::Pin;

use async_trait::async_trait;
use futures_util::Stream;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ConversationId, DocumentId, FinishReason, ImportId, MemoryAction, MemoryDeed, MemoryId, MessageId,
    PersonaId, Problem, Recollection, TokenUsage, UserId,
};

/// Carries live events to whoever follows them: in process, or over Redis where several servers run.
///
/// It is a hint, never the truth: what must not be lost is in the database before it is published here.
#[async_trait]
pub trait Live: Send + Sync {
    /// Opens the log of a turn that is about to run. Followers may come from now on.
    ///
    /// # Errors
    /// When the carrier cannot be reached.
    async fn open(&self, turn: MessageId) -> Result<(), LiveError>;

    /// Opens the log of a turn of which nothing may be kept anywhere, not even for a while: only this server knows of it, and only
    /// here it is followed.
    ///
    /// # Errors
    /// When the carrier cannot be reached.
    async fn open_here(&self, turn: MessageId) -> Result<(), LiveError> {
        self.open(turn).await
    }

    /// Appends an event to the log of an open turn. `position` is where the event ends (see [`Transcript`]).
    ///
    /// # Errors
    /// When the carrier cannot be reached. The turn goes on; followers then see its end from the database.
    async fn publish(&self, turn: MessageId, event: Positioned) -> Result<(), LiveError>;

    /// Closes the log: everything is in the database, and new followers read it there. Present followers first get
    /// what they have not seen. Does not wait, so that it can be called while unwinding.
    fn close(&self, turn: MessageId);

    /// Follows an open turn from behind `after` on: first what was published already, then what comes. Text may come
    /// in larger pieces than it was published in. The stream ends when the log is closed. `None`: no such log is open.
    ///
    /// # Errors
    /// When the carrier cannot be reached.
    async fn follow(&self, turn: MessageId, after: u64) -> Result<Option<LiveStream<Positioned>>, LiveError>;

    /// Asks whichever server runs this turn to stop it.
    ///
    /// # Errors
    /// When the carrier cannot be reached.
    async fn request_cancel(&self, turn: MessageId) -> Result<(), LiveError>;

    /// The turns whose stop was asked for, from now on, by any server.
    ///
    /// # Errors
    /// When the carrier cannot be reached.
    async fn cancel_requests(&self) -> Result<LiveStream<MessageId>, LiveError>;

    /// Tells all devices of a person that something changed.
    ///
    /// # Errors
    /// When the carrier cannot be reached.
    async fn notify(&self, user: UserId, event: UserEvent) -> Result<(), LiveError>;

    /// What [`Live::notify`] tells this person from now on. A listener that is too slow misses events and is told so
    /// with [`UserEvent::Resync`].
    ///
    /// # Errors
    /// When the carrier cannot be reached.
    async fn listen(&self, user: UserId) -> Result<LiveStream<UserEvent>, LiveError>;
}

/// A stream of live events.
pub type LiveStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// The carrier of live events cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("live events are not available: {0}")]
pub struct LiveError(pub String);

/// What a person's devices are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum UserEvent {
    /// A turn started or ended.
    Message {
        /// Where.
        conversation_id: ConversationId,
        /// The answer.
        message_id: MessageId,
        /// `streaming` when it started, else how it ended.
        status: String,
    },
    /// A conversation was made, changed or deleted, or a turn was taken out of it.
    Conversation {
        /// Which.
        conversation_id: ConversationId,
        /// It is gone.
        deleted: bool,
    },
    /// An import has come on.
    Import {
        /// Which.
        import_id: ImportId,
        /// `running`, or how it ended.
        status: String,
        /// Conversations that were looked at so far.
        done: u32,
        /// All conversations of the file, where that is known.
        total: Option<u32>,
    },
    /// What is remembered has changed, or how.
    Memory {
        /// What was done.
        action: MemoryAction,
        /// To which facts; empty: to many of them, or to the settings.
        ids: Vec<MemoryId>,
    },
    /// A document has come on, or is gone.
    Document {
        /// Which.
        document_id: DocumentId,
        /// `queued`, `indexing`, `ready`, `failed` or `deleted`.
        status: String,
        /// How far it is, in percent.
        progress: u8,
    },
    /// Events were missed: read again what is on the screen.
    Resync {},
}

/// What a turn says: the one protocol between the chat engine and everything that shows an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum TurnEvent {
    /// The turn is accepted and saved.
    Start(Start),
    /// What was recalled for the answer, and put in front of the model.
    Recall(Recollection),
    /// Something was done with what is remembered.
    Memory(MemoryDeed),
    /// The answer has to wait.
    Waiting {
        /// What for.
        reason: WaitReason,
        /// Who is waited for.
        provider: String,
        /// With which model.
        model: String,
        /// In a queue: how many are before it.
        position: Option<u32>,
    },
    /// Another model took over, before the first token.
    Fallback {
        /// The model that did not answer, as `provider/model`.
        from: String,
        /// The one that is asked now.
        to: String,
        /// Why, in English.
        reason: String,
    },
    /// The model thinks.
    Reasoning {
        /// The next piece of its thinking.
        text: String,
    },
    /// The model answers.
    Delta {
        /// The next piece of the answer.
        text: String,
    },
    /// What the answer took.
    Usage(TokenUsage),
    /// The conversation has a title.
    Title {
        /// Which conversation.
        conversation_id: ConversationId,
        /// Its title.
        title: String,
    },
    /// The end: the answer is saved.
    Done {
        /// The answer.
        message_id: MessageId,
        /// Why it ended.
        finish_reason: TurnEnd,
    },
    /// The end: the answer broke off. What had come is saved.
    Error(Problem),
}

/// What an answer waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// The model is busy with others.
    Queue,
    /// The model did not answer, and is asked again in a moment.
    Retry,
}

/// The first event of a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Start {
    /// The conversation, new or old.
    pub conversation_id: ConversationId,
    /// The person's message.
    pub user_message_id: MessageId,
    /// The answer.
    pub message_id: MessageId,
    /// What the message was understood as: `text`, `image` or `memory`.
    pub intent: String,
    /// Why, in English.
    pub intent_reason: String,
    /// What decided: `asked`, `command`, `phrase`, `question`, `classifier`, `tool` or `default`; for a client that says why in
    /// its user's language.
    #[serde(default)]
    pub intent_rule: String,
    /// Who answers.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// Why this one, in English.
    pub route_reason: String,
    /// Who speaks; none: Mami herself.
    #[serde(default)]
    pub persona_id: Option<PersonaId>,
    /// How much of the conversation the model was shown.
    pub history: HistoryCut,
}

/// How much of a conversation a model was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryCut {
    /// Earlier messages that the model was shown.
    pub sent: u32,
    /// Older messages that did not fit into its context.
    pub omitted: u32,
}

/// Why a turn ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnEnd {
    /// The model was done.
    Stop,
    /// The answer reached the longest allowed length.
    Length,
    /// The person stopped it.
    Cancelled,
}

impl TurnEnd {
    const ALL: [Self; 3] = [Self::Stop, Self::Length, Self::Cancelled];

    /// The name that the API and the database use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::Cancelled => "cancelled",
        }
    }

    /// The end of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.as_str() == name)
    }
}

impl From<FinishReason> for TurnEnd {
    fn from(reason: FinishReason) -> Self {
        match reason {
            FinishReason::Stop => Self::Stop,
            FinishReason::Length => Self::Length,
        }
    }
}

/// An event and the position at which it ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Positioned {
    /// Where the event ends in the turn's [`Transcript`]; the `id:` that clients see and come back with.
    pub position: u64,
    /// The event.
    pub event: TurnEvent,
}

impl Positioned {
    /// Where the event starts.
    pub fn start(&self) -> u64 {
        self.position.saturating_sub(width(&self.event))
    }

    /// The part of this event that lies behind `after`; `None` when nothing does.
    pub fn behind(self, after: u64) -> Option<Self> {
        let start = self.start();
        if self.position <= after {
            return None;
        }
        let event = if start < after { cut(&self.event, after - start) } else { self.event };
        Some(Self { position: self.position, event })
    }
}

impl TurnEvent {
    /// Whether this event is the turn's last.
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Error(_))
    }
}

/// All that a turn said, in order, in a form whose size is that of its text.
///
/// Positions count bytes of text; every other event counts one. So any number of deltas may be merged or cut again
/// without losing a place in the stream, and nothing needs to be kept for each token.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript {
    entries: Vec<TurnEvent>,
    position: u64,
}

/// A [`Transcript`] without its text: what is kept beside the text of a message, so that the text is kept once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outline(Vec<OutlineEntry>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutlineEntry {
    /// So many bytes of the answer.
    Delta(usize),
    /// So many bytes of thinking.
    Reasoning(usize),
    /// Any other event.
    Other(Box<TurnEvent>),
}

impl Transcript {
    /// Appends an event and says where it ends.
    pub fn push(&mut self, event: &TurnEvent) -> u64 {
        self.position += width(event);
        match (self.entries.last_mut(), event) {
            (Some(TurnEvent::Delta { text: last }), TurnEvent::Delta { text })
            | (Some(TurnEvent::Reasoning { text: last }), TurnEvent::Reasoning { text }) => {
                last.push_str(text)
            }
            (_, event) => self.entries.push(event.clone()),
        }
        self.position
    }

    /// The text of the answer.
    pub fn text(&self) -> String {
        let texts = self.entries.iter().filter_map(|event| match event {
            TurnEvent::Delta { text } => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// The text of the model's thinking.
    pub fn reasoning(&self) -> String {
        let texts = self.entries.iter().filter_map(|event| match event {
            TurnEvent::Reasoning { text } => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// Everything but the text.
    pub fn outline(&self) -> Outline {
        let entries = self.entries.iter().map(|event| match event {
            TurnEvent::Delta { text } => OutlineEntry::Delta(text.len()),
            TurnEvent::Reasoning { text } => OutlineEntry::Reasoning(text.len()),
            other => OutlineEntry::Other(Box::new(without_texts(other))),
        });
        Outline(entries.collect())
    }

    /// Puts a transcript together again from [`Transcript::outline`], [`Transcript::text`] and
    /// [`Transcript::reasoning`].
    pub fn restore(outline: Outline, mut text: &str, mut reasoning: &str) -> Self {
        let mut transcript = Self::default();
        for entry in outline.0 {
            transcript.push(&match entry {
                OutlineEntry::Delta(length) => TurnEvent::Delta { text: take(&mut text, length) },
                OutlineEntry::Reasoning(length) => {
                    TurnEvent::Reasoning { text: take(&mut reasoning, length) }
                }
                OutlineEntry::Other(event) => *event,
            });
        }
        transcript
    }

    /// The events, consecutive text merged.
    pub fn events(&self) -> &[TurnEvent] {
        &self.entries
    }

    /// Where the last event ends.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The events behind `after`. A text that `after` falls into is cut there.
    pub fn after(&self, after: u64) -> Vec<Positioned> {
        let mut found = Vec::new();
        let mut end = self.position;
        // From the back: a follower is nearly always close to the end.
        for event in self.entries.iter().rev() {
            if end <= after {
                break;
            }
            let start = end - width(event);
            let event = if start < after { cut(event, after - start) } else { event.clone() };
            found.push(Positioned { position: end, event });
            end = start;
        }
        found.reverse();
        found
    }
}

/// What is kept of an event. What was recalled may be forgotten later: then it must not stand here still.
fn without_texts(event: &TurnEvent) -> TurnEvent {
    let mut event = event.clone();
    match &mut event {
        TurnEvent::Recall(recall) => recall.items.iter_mut().for_each(|item| item.text.clear()),
        TurnEvent::Memory(change) => change.items.iter_mut().for_each(|item| item.text.clear()),
        _ => {}
    }
    event
}

fn take(text: &mut &str, length: usize) -> String {
    let (head, tail) = text.split_at_checked(length).unwrap_or((text, ""));
    *text = tail;
    head.to_owned()
}

fn width(event: &TurnEvent) -> u64 {
    match event {
        TurnEvent::Delta { text } | TurnEvent::Reasoning { text } => text.len() as u64,
        _ => 1,
    }
}

fn cut(event: &TurnEvent, from: u64) -> TurnEvent {
    let tail = |text: &String| {
        let mut from = usize::try_from(from).unwrap_or(usize::MAX).min(text.len());
        // A made-up position may fall into a character: the whole character is sent.
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        text.get(from..).unwrap_or_default().to_owned()
    };
    match event {
        TurnEvent::Delta { text } => TurnEvent::Delta { text: tail(text) },
        TurnEvent::Reasoning { text } => TurnEvent::Reasoning { text: tail(text) },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta(text: &str) -> TurnEvent {
        TurnEvent::Delta { text: text.into() }
    }

    #[test]
    fn text_is_merged_and_cut_at_any_position_without_loss() {
        let mut transcript = Transcript::default();
        let mut ends = Vec::new();
        let pieces = ["He", "llo ", "wörld", " 世界"];
        transcript.push(&TurnEvent::Reasoning { text: "hm".into() });
        for piece in pieces {
            ends.push(transcript.push(&delta(piece)));
        }
        transcript.push(&TurnEvent::Usage(TokenUsage { input_tokens: 1, output_tokens: 2 }));
        assert_eq!(transcript.events().len(), 3);
        for (index, end) in ends.iter().enumerate() {
            let rest: String = pieces[index + 1..].concat();
            let events = transcript.after(*end);
            let text: String = events
                .iter()
                .filter_map(|e| match &e.event {
                    TurnEvent::Delta { text } => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            assert_eq!(text, rest);
            assert_eq!(events.last().unwrap().position, transcript.position());
        }
    }

    #[test]
    fn outline_and_text_make_the_transcript_again() {
        let mut transcript = Transcript::default();
        transcript.push(&TurnEvent::Reasoning { text: "hm, 世".into() });
        transcript.push(&delta("wör"));
        transcript.push(&TurnEvent::Reasoning { text: "wait".into() });
        transcript.push(&delta("ld"));
        transcript.push(&TurnEvent::Usage(TokenUsage { input_tokens: 1, output_tokens: 2 }));
        let outline = serde_json::to_string(&transcript.outline()).unwrap();
        let outline = serde_json::from_str(&outline).unwrap();
        assert_eq!(Transcript::restore(outline, &transcript.text(), &transcript.reasoning()), transcript);
    }

    #[test]
    fn a_position_inside_a_character_sends_the_whole_character() {
        let mut transcript = Transcript::default();
        transcript.push(&delta("aé"));
        assert_eq!(transcript.after(2)[0].event, delta("é"));
    }
}
