//! Finding facts in what people say, in the background: once a conversation is quiet, or enough was said in it. It is done
//! once; what a model cannot read then is left.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use mami_chat::{Aside, Chat, ChatError, Role};
use mami_memory::{
    Extraction, Memories, Memory, MemoryError,
    extract::{Said, decide, question, schema},
    recall::Recaller,
    store::Speaker,
};
use mami_ports::{Clock, ConversationId, MemoryId, MessageId, RecalledKind, UserId};

/// So many messages of the person's are looked at without waiting for quiet.
const ENOUGH: usize = 6;
/// So many conversations may wait; of those that are behind them, what is said now is not looked at.
const MOST_WAITING: usize = 1_000;
/// Known facts that a model is shown.
const KNOWN: usize = 10;
/// Tokens that a model's answer may have.
const ANSWER_TOKENS: u32 = 1_500;

/// Conversations in which something was said that was not looked at yet.
pub struct Extractions {
    chat: Arc<Chat>,
    memories: Arc<Memories>,
    recaller: Recaller,
    clock: Arc<dyn Clock>,
    /// The model, as `provider/model`; none: the one that would answer.
    model: Option<String>,
    quiet: Duration,
    waiting: Mutex<HashMap<ConversationId, Waiting>>,
}

struct Waiting {
    user: UserId,
    role: String,
    answers: Vec<MessageId>,
    last: DateTime<Utc>,
}

impl Extractions {
    /// Over these. `quiet`: how long nothing must be said in a conversation before it is looked at.
    pub fn new(
        chat: Arc<Chat>,
        memories: Arc<Memories>,
        recaller: Recaller,
        clock: Arc<dyn Clock>,
        model: Option<String>,
        quiet: Duration,
    ) -> Self {
        Self { chat, memories, recaller, clock, model, quiet, waiting: Mutex::default() }
    }

    /// An answer has ended.
    pub fn note(&self, user: UserId, role: &str, conversation: ConversationId, answer: MessageId) {
        let policy = self.memories.policy();
        if !policy.enabled || policy.extraction == Extraction::Off {
            return;
        }
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_WAITING && !all.contains_key(&conversation) {
            tracing::warn!("too much was said at once to look for facts in all of it");
            return;
        }
        let now = self.clock.now();
        let waiting = all.entry(conversation).or_insert_with(|| Waiting {
            user,
            role: role.to_owned(),
            answers: Vec::new(),
            last: now,
        });
        waiting.answers.push(answer);
        waiting.last = now;
    }

    /// Looks at what is due, one conversation after the other.
    pub async fn run_due(&self) {
        for (conversation, waiting) in self.due() {
            if let Err(error) = self.look(conversation, &waiting).await {
                tracing::warn!(%error, "nothing could be found in a conversation");
            }
        }
    }

    /// Nothing waits.
    pub fn is_idle(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn due(&self) -> Vec<(ConversationId, Waiting)> {
        let now = self.clock.now();
        let quiet = chrono::TimeDelta::from_std(self.quiet).unwrap_or(chrono::TimeDelta::MAX);
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.extract_if(|_, waiting| waiting.answers.len() >= ENOUGH || now - waiting.last >= quiet).collect()
    }

    async fn look(&self, conversation: ConversationId, waiting: &Waiting) -> Result<(), LookError> {
        let user = waiting.user;
        if !self.memories.is_on(user).await? {
            return Ok(());
        }
        // Gone meanwhile, or not.
        let found = match self.chat.conversation(user, conversation).await {
            Err(ChatError::NotFound) => return Ok(()),
            found => found?,
        };
        let messages = self.chat.messages(user, conversation).await?;
        let asked: Vec<MessageId> = messages
            .iter()
            .filter(|message| waiting.answers.contains(&message.id))
            .filter_map(|message| message.parent_id)
            .collect();
        let said: Vec<Said> = messages
            .into_iter()
            .filter(|message| waiting.answers.contains(&message.id) || asked.contains(&message.id))
            .map(|message| Said {
                message: message.id,
                speaker: match message.role {
                    Role::User => Speaker::User,
                    Role::Assistant => Speaker::Assistant,
                },
                text: message.content,
                at: message.created_at,
            })
            .collect();
        if said.is_empty() {
            return Ok(());
        }
        let known = self.known(user, &said, found.private).await?;
        let texts: Vec<&str> = known.iter().map(|memory| memory.text.as_str()).collect();
        let question = question(&said, &texts);
        let aside = Aside {
            model: self.model.clone().unwrap_or_else(|| "auto".to_owned()),
            role: waiting.role.clone(),
            private: found.private,
            instructions: question.instructions,
            input: question.input,
            schema: schema(),
            max_tokens: ANSWER_TOKENS,
        };
        let Some(answer) = self.chat.ask_aside(aside).await else { return Ok(()) };
        match decide(&answer, &said, &texts) {
            Ok(decisions) => {
                let observed = self.memories.observe(user, conversation, decisions, &known).await?;
                tracing::debug!(
                    added = observed.added.len(),
                    touched = observed.touched.len(),
                    "looked for facts"
                );
            }
            Err(fault) => tracing::info!(%fault, "a model that looks for facts gave something else"),
        }
        Ok(())
    }

    /// Facts that may be meant, the likeliest first.
    async fn known(&self, user: UserId, said: &[Said], private: bool) -> Result<Vec<Memory>, MemoryError> {
        let own = said.iter().filter(|said| said.speaker == Speaker::User);
        let text = own.map(|said| said.text.as_str()).collect::<Vec<_>>().join("\n");
        let found = self.recaller.search_facts(user, &text, KNOWN, private).await?;
        let ids: Vec<MemoryId> = found
            .items
            .iter()
            .filter(|item| item.kind == RecalledKind::Memory)
            .map(|item| MemoryId::from_uuid(item.id))
            .collect();
        let mut known = self.memories.store().memories_by_id(user, &ids).await?;
        // What was said in private is not told to a hosted model.
        known.retain(|memory| private || !memory.private);
        known.sort_by_key(|memory| ids.iter().position(|id| *id == memory.id));
        Ok(known)
    }
}

/// Why nothing was found.
#[derive(Debug, thiserror::Error)]
enum LookError {
    #[error(transparent)]
    Chat(#[from] ChatError),
    #[error(transparent)]
    Memory(#[from] MemoryError),
}
