//! Looking up where a turn goes.

use mami_ports::{ConversationId, MessageId, TurnEnd, UserId};

use crate::{
    begin::{At, Saying},
    error::ChatError,
    files::MAX_ATTACHMENTS,
    message::{Role, Status},
    prompt::Said,
    service::Chat,
    store::{Branch, Place},
};

/// How many messages of a branch are looked at when a prompt is put together.
pub(crate) const HISTORY_MESSAGES: u32 = 400;
/// How many earlier messages a conversation that is not kept may bring along.
const TEMPORARY_MESSAGES: usize = 200;

/// Where a turn goes, looked up.
pub(crate) struct Spot {
    pub(crate) conversation: Option<ConversationId>,
    pub(crate) user_message: Option<MessageId>,
    /// The turn gives the conversation its title.
    pub(crate) titled: bool,
    pub(crate) branch: Branch,
    /// Earlier messages that only the client remembers.
    pub(crate) remembered: Vec<Said>,
    pub(crate) saying: Saying,
    /// The answer so far, when it is to go on.
    pub(crate) begun: Option<String>,
    pub(crate) place: Spotted,
}

/// How the turn hangs on what is there.
#[derive(Clone, Copy)]
pub(crate) enum Spotted {
    New,
    Behind { parent: Option<MessageId>, head: bool },
    Again,
    Nowhere,
}

impl Spotted {
    pub(crate) fn into_place(self, content: &str) -> Place {
        let content = content.to_owned();
        match self {
            Self::New | Self::Nowhere => Place::NewConversation { content },
            Self::Behind { parent, head } => Place::Behind { parent, head, content },
            Self::Again => Place::Again,
        }
    }
}

impl Spot {
    fn at(place: Spotted) -> Self {
        Self {
            conversation: None,
            user_message: None,
            titled: false,
            branch: Branch::default(),
            remembered: Vec::new(),
            saying: Saying::default(),
            begun: None,
            place,
        }
    }

    fn on(self, branch: Branch) -> Self {
        Self { branch, ..self }
    }
}

impl Chat {
    pub(crate) async fn find_spot(&self, user: UserId, at: &At) -> Result<Spot, ChatError> {
        let spot = self.look_up(user, at).await?;
        // Who counts on a conversation's being private must not be mistaken.
        if let At::Behind { private: true, .. } | At::Instead { private: true, .. } = at
            && !spot.branch.private
        {
            let message = "only a new conversation can begin private; set it on this one with PATCH";
            return Err(ChatError::invalid("/private", message));
        }
        Ok(spot)
    }

    async fn look_up(&self, user: UserId, at: &At) -> Result<Spot, ChatError> {
        match at {
            At::New { saying, private } => {
                self.check_saying(saying)?;
                let branch = Branch { private: *private, ..Branch::default() };
                Ok(Spot { titled: true, saying: saying.clone(), branch, ..Spot::at(Spotted::New) })
            }
            At::Behind { conversation, parent, saying, .. } => {
                self.check_saying(saying)?;
                let place = |end| Spotted::Behind { parent: end, head: parent.is_none() };
                self.spot_behind(user, *conversation, *parent, saying.clone(), place).await
            }
            At::Instead { message, conversation, saying, .. } => {
                self.check_saying(saying)?;
                let found = self.store.question(user, *message).await?.ok_or(ChatError::NotFound)?;
                if conversation.is_some_and(|named| named != found.conversation) {
                    return Err(ChatError::NotFound);
                }
                if found.parent.is_some() {
                    let place = |end| Spotted::Behind { parent: end, head: false };
                    return self
                        .spot_behind(user, found.conversation, found.parent, saying.clone(), place)
                        .await;
                }
                let branch = Branch { private: found.private, persona: found.persona, ..Branch::default() };
                Ok(Spot {
                    conversation: Some(found.conversation),
                    saying: saying.clone(),
                    branch,
                    ..Spot::at(Spotted::Behind { parent: None, head: false })
                })
            }
            At::Beside { answer } => self.spot_beside(user, *answer, false).await,
            At::Onwards { answer } => self.spot_beside(user, *answer, true).await,
            At::Nowhere { conversation, history, content, private } => {
                let saying = Saying { content: content.clone(), files: Vec::new() };
                self.check_saying(&saying)?;
                self.check_history(history)?;
                Ok(Spot {
                    conversation: *conversation,
                    saying,
                    branch: Branch { private: *private, ..Branch::default() },
                    remembered: history.clone(),
                    ..Spot::at(Spotted::Nowhere)
                })
            }
        }
    }

    async fn spot_behind(
        &self,
        user: UserId,
        conversation: ConversationId,
        parent: Option<MessageId>,
        saying: Saying,
        place: impl Fn(Option<MessageId>) -> Spotted,
    ) -> Result<Spot, ChatError> {
        let branch = self.branch(user, conversation, parent).await?;
        if branch.running {
            return Err(ChatError::TurnRunning { message_id: branch.end });
        }
        let titled = branch.end.is_none() && self.conversation(user, conversation).await?.title.is_empty();
        Ok(Spot { conversation: Some(conversation), titled, saying, ..Spot::at(place(branch.end)) }
            .on(branch))
    }

    async fn spot_beside(&self, user: UserId, answer: MessageId, onwards: bool) -> Result<Spot, ChatError> {
        let place = self.store.answer(user, answer).await?.ok_or(ChatError::NotFound)?;
        if onwards && place.status == Status::Streaming {
            return Err(ChatError::TurnRunning { message_id: Some(answer) });
        }
        // An answer from elsewhere is whole, though nobody said why it ended.
        let whole = match place.finish_reason {
            Some(end) => end == TurnEnd::Stop,
            None => place.status == Status::Complete,
        };
        if onwards && (whole || place.content.is_empty()) {
            return Err(ChatError::invalid("/id", "this answer is whole; only one that broke off can go on"));
        }
        if onwards && place.content.len() >= self.policy.max_answer_bytes {
            return Err(ChatError::invalid("/id", "this answer is as long as answers may be"));
        }
        let branch = match place.user_parent {
            Some(parent) => self.branch(user, place.conversation, Some(parent)).await?,
            None => Branch { private: place.private, persona: place.persona, ..Branch::default() },
        };
        Ok(Spot {
            conversation: Some(place.conversation),
            user_message: Some(place.user_message),
            saying: Saying { content: place.user_content, files: place.user_files },
            begun: onwards.then_some(place.content),
            ..Spot::at(Spotted::Again)
        }
        .on(branch))
    }

    async fn branch(
        &self,
        user: UserId,
        conversation: ConversationId,
        at: Option<MessageId>,
    ) -> Result<Branch, ChatError> {
        let reasoning = self.catalog.sends_reasoning(None);
        let branch = self.store.branch(user, conversation, at, HISTORY_MESSAGES, reasoning).await?;
        branch.ok_or(ChatError::NotFound)
    }

    fn check_saying(&self, saying: &Saying) -> Result<(), ChatError> {
        if saying.files.len() > MAX_ATTACHMENTS {
            let message = format!("a message takes at most {MAX_ATTACHMENTS} files");
            return Err(ChatError::invalid("/message/attachments", message));
        }
        self.check_content("/message/content", &saying.content, !saying.files.is_empty())
    }

    fn check_history(&self, history: &[Said]) -> Result<(), ChatError> {
        if history.len() > TEMPORARY_MESSAGES {
            return Err(ChatError::invalid("/history", format!("at most {TEMPORARY_MESSAGES} messages")));
        }
        history.iter().try_for_each(|said| match said.role {
            Role::User => self.check_content("/history", &said.content, true),
            Role::Assistant if said.content.len() > self.policy.max_answer_bytes => {
                Err(ChatError::invalid("/history", "an answer in it is longer than answers are"))
            }
            Role::Assistant => Ok(()),
        })
    }

    fn check_content(
        &self,
        pointer: &'static str,
        content: &str,
        may_be_empty: bool,
    ) -> Result<(), ChatError> {
        let refuse = |message: String| Err(ChatError::invalid(pointer, message));
        if content.trim().is_empty() && !may_be_empty {
            return refuse("say something".into());
        }
        if content.contains('\0') {
            return refuse("it must not contain the character U+0000".into());
        }
        if content.len() > self.policy.max_message_bytes {
            return refuse(format!(
                "it has {} bytes, and the longest message has {}",
                content.len(),
                self.policy.max_message_bytes
            ));
        }
        Ok(())
    }
}

pub(crate) fn no_such_file() -> ChatError {
    ChatError::invalid("/message/attachments", "there is no such file; upload it with POST /api/v1/files")
}
