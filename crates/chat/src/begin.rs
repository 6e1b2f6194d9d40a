//! Beginning a turn: everything that is decided before the model is asked.

use std::sync::Arc;

use mami_ports::{ConversationId, Effort, FileId, MessageId, PersonaId, Start, UserId};

use crate::{
    catalog::Audience,
    error::ChatError,
    intent::{self, Intent, Rule, Understanding},
    plan::Planned,
    prompt::Said,
    service::Chat,
    spot::{Spot, Spotted, no_such_file},
    store::{BeginError, NewTurn},
    title,
    turn::Turn,
};

/// A turn that someone asks for.
#[derive(Debug, Clone)]
pub struct TurnRequest {
    /// Where.
    pub at: At,
    /// Who asks.
    pub person: Person,
    /// `auto` or `provider/model`.
    pub model: String,
    /// How freely to choose words, 0.0 to 2.0; none: as the persona says.
    pub temperature: Option<f32>,
    /// The most tokens the answer may have; none: as the persona says.
    pub max_tokens: Option<u32>,
    /// How long to think; none: as the persona says.
    pub effort: Option<Effort>,
    /// What the message is meant as; none: whatever it says.
    pub intent: Option<Intent>,
    /// Who speaks from now on; none: who did before.
    pub persona: Option<PersonaId>,
    /// The client's idempotency key, and a hash of its request.
    pub key: Option<(String, [u8; 32])>,
}

/// Who asks for a turn, as far as the answer depends on it.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Their role, for models that are not for all.
    pub role: String,
    /// What they are called.
    pub name: String,
    /// Their language, such as `de`; none: not known.
    pub locale: Option<String>,
}

/// What a person says.
#[derive(Debug, Clone, Default)]
pub struct Saying {
    /// The text.
    pub content: String,
    /// What comes with it.
    pub files: Vec<FileId>,
}

/// Where a turn goes.
#[derive(Debug, Clone)]
pub enum At {
    /// Into a new conversation.
    New {
        /// What the person says.
        saying: Saying,
        /// Nothing of the conversation may leave this machine.
        private: bool,
    },
    /// Into a conversation that is there.
    Behind {
        /// Which.
        conversation: ConversationId,
        /// Behind this message, or the head.
        parent: Option<MessageId>,
        /// What the person says.
        saying: Saying,
        /// Only if the conversation is private already.
        private: bool,
    },
    /// Beside a message of the person's: another version of it.
    Instead {
        /// That message.
        message: MessageId,
        /// The conversation that it must be in; none: whichever.
        conversation: Option<ConversationId>,
        /// What the person says instead.
        saying: Saying,
        /// Only if the conversation is private already.
        private: bool,
    },
    /// Beside an answer that is there.
    Beside {
        /// That answer.
        answer: MessageId,
    },
    /// Beside an answer that broke off: it is said again, and goes on.
    Onwards {
        /// That answer.
        answer: MessageId,
    },
    /// Into a conversation that is kept nowhere.
    Nowhere {
        /// What the client calls it; none: it has no name yet.
        conversation: Option<ConversationId>,
        /// What was said in it so far, as the client remembers it.
        history: Vec<Said>,
        /// What the person says.
        content: String,
        /// Nothing of it may leave this machine.
        private: bool,
    },
}

/// What came of asking for a turn.
pub enum Begun {
    /// It is new: run it.
    New(Box<Turn>),
    /// The same request was made before, and this is its answer.
    Repeated(MessageId),
}

impl Chat {
    /// Begins a turn: understands the message, plans who answers, puts the prompt together, and writes message and answer. Run
    /// what comes back; nothing else does.
    ///
    /// # Errors
    /// When the request cannot be fulfilled; nothing was written then.
    pub async fn begin(self: &Arc<Self>, user: UserId, request: TurnRequest) -> Result<Begun, ChatError> {
        if self.stopping.is_cancelled() {
            return Err(ChatError::Stopping);
        }
        let refusal = match self.begin_new(user, &request).await {
            Ok(begun) => return Ok(begun),
            Err(refusal) => refusal,
        };
        // Who repeats a request finds its own turn in the way, or a world that has moved on since.
        let Some((key, hash)) = &request.key else { return Err(refusal) };
        match self.store.used_key(user, key, hash).await? {
            Some((message, true)) => Ok(Begun::Repeated(message)),
            Some((_, false)) => Err(ChatError::KeyReused),
            None => Err(refusal),
        }
    }

    async fn begin_new(self: &Arc<Self>, user: UserId, request: &TurnRequest) -> Result<Begun, ChatError> {
        let moves_with_head = matches!(request.at, At::Behind { parent: None, .. });
        for _ in 0..3 {
            match self.try_begin(user, request).await {
                Err(Refused::HeadMoved) if moves_with_head => {}
                // Planned again, for whoever may see it now.
                Err(Refused::PrivateByNow) => {}
                Err(Refused::HeadMoved) => return Err(ChatError::Conflict),
                Err(Refused::For(error)) => return Err(error),
                Ok(begun) => return Ok(begun),
            }
        }
        Err(ChatError::Conflict)
    }

    async fn try_begin(self: &Arc<Self>, user: UserId, request: &TurnRequest) -> Result<Begun, Refused> {
        let spot = self.find_spot(user, &request.at).await?;
        let found = self
            .personas
            .find(user, request.persona.or(spot.branch.persona))
            .await
            .map_err(ChatError::from)?;
        if found.fell_back && request.persona.is_some() {
            return Err(ChatError::invalid("/persona_id", "there is no such persona").into());
        }
        let persona = found.persona;
        let understood = self.understand(&spot, request).await;
        let work = match understood.action.as_ref().map(intent::to_call) {
            Some(call) => Planned::ability(call),
            None => self.plan(user, request, &spot, &persona).await?,
        };

        let now = self.clock.now();
        let kept = !matches!(spot.place, Spotted::Nowhere);
        let new = NewTurn {
            user,
            conversation: spot.conversation.unwrap_or_else(|| self.ids.next()),
            title: title::from_message(&spot.saying.content),
            place: spot.place.into_place(&spot.saying.content),
            user_message: spot.user_message.unwrap_or_else(|| self.ids.next()),
            files: spot.saying.files.clone(),
            message: self.ids.next(),
            asked: work.choice.as_ref().map(|choice| (choice.provider.clone(), choice.model.clone())),
            route_reason: work.reason.to_owned(),
            intent: (understood.intent.as_str(), understood.rule.as_str()),
            persona: request.persona,
            speaker: Some(persona.id),
            private: spot.branch.private,
            history: work.cut,
            key: request.key.clone(),
            now,
        };
        let (provider, model) = new.asked.clone().unwrap_or_default();
        let start = Start {
            conversation_id: new.conversation,
            user_message_id: new.user_message,
            message_id: new.message,
            intent: understood.intent.as_str().into(),
            intent_reason: understood.reason.into(),
            intent_rule: understood.rule.as_str().into(),
            provider,
            model,
            route_reason: new.route_reason.clone(),
            persona_id: new.speaker,
            history: work.cut,
        };
        let title = (kept && spot.titled).then(|| new.title.clone()).filter(|title| !title.is_empty());
        let committed = if kept {
            match self.store.begin(new).await {
                Ok(begun) => Some(begun.committed),
                Err(BeginError::KeyUsed { message, same: true }) => return Ok(Begun::Repeated(message)),
                Err(error) => return Err(self.refused(user, start.conversation_id, error).await?),
            }
        } else {
            None
        };
        let audience = Audience::of(spot.branch.private);
        Ok(Begun::New(Box::new(
            Turn::new(
                Arc::clone(self),
                user,
                start,
                title,
                work.work,
                audience,
                spot.begun,
                request.person.locale.clone(),
                committed,
            )
            .await?,
        )))
    }

    /// What it means that a turn was not begun.
    async fn refused(
        &self,
        user: UserId,
        conversation: ConversationId,
        error: BeginError,
    ) -> Result<Refused, ChatError> {
        Ok(Refused::For(match error {
            BeginError::NotFound => ChatError::NotFound,
            BeginError::NoSuchFile => no_such_file(),
            BeginError::HeadMoved => return Ok(Refused::HeadMoved),
            BeginError::PrivateByNow => return Ok(Refused::PrivateByNow),
            BeginError::KeyUsed { .. } => ChatError::KeyReused,
            BeginError::Store(error) => ChatError::Store(error),
            BeginError::TurnRunning => {
                let running = self.store.conversation(user, conversation).await?;
                ChatError::TurnRunning { message_id: running.and_then(|found| found.running_message_id) }
            }
        }))
    }

    /// What the message asks for.
    async fn understand(&self, spot: &Spot, request: &TurnRequest) -> Understanding {
        if spot.begun.is_some() {
            return intent::understand("", Some(Intent::Text));
        }
        let understood = intent::understand(&spot.saying.content, request.intent);
        if understood.confidence >= intent::UNSURE || self.policy.classifier_model.is_none() {
            return understood;
        }
        let audience = Audience::of(spot.branch.private);
        match self.classify(&spot.saying.content, audience).await {
            Some(intent) => Understanding {
                rule: Rule::Classifier,
                reason: "the classifier model says so",
                ..intent::understand(&spot.saying.content, Some(intent))
            },
            None => understood,
        }
    }
}

enum Refused {
    HeadMoved,
    PrivateByNow,
    For(ChatError),
}

impl From<ChatError> for Refused {
    fn from(error: ChatError) -> Self {
        Self::For(error)
    }
}
