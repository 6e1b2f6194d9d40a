//! Planning an answer: who is asked, and what they are shown.

use std::sync::Arc;

use mami_ports::{
    Capability, Cue, FileId, HistoryCut, Recalled, Tool, ToolCall, UserId,
    abilities::{FORGET, REMEMBER, SEARCH_MEMORY},
};

use crate::{
    begin::TurnRequest,
    error::ChatError,
    files::{self, MAX_ATTACHMENTS},
    message::Role,
    personas::{Persona, Variables},
    prompt::{self, Assembled, Frame, Parts, Said},
    route::{self, AUTO, Ask, Choice, NoChoice, Refusal},
    service::Chat,
    spot::{Spot, Spotted, no_such_file},
    store::BranchMessage,
    tokens::{PER_IMAGE, PER_MESSAGE, Tokenizer, estimate},
    turn::{Answer, Work},
};

/// How many files of earlier messages a model is shown again, the newest ones.
const EARLIER_FILES: usize = 20;

/// The share of a model's context that may be taken by what is recalled.
const RECALLED_PERCENT: u32 = 15;

/// What is to be done, and what is said of it at the start.
pub(crate) struct Planned {
    pub(crate) work: Work,
    /// Who is asked first; none: no model is needed.
    pub(crate) choice: Option<Choice>,
    /// Why that one.
    pub(crate) reason: &'static str,
    pub(crate) cut: HistoryCut,
}

impl Planned {
    /// Mami does something herself.
    pub(crate) fn ability(call: ToolCall) -> Self {
        let cut = HistoryCut { sent: 0, omitted: 0 };
        Self { work: Work::Perform(call), choice: None, reason: "no model is needed for this", cut }
    }
}

impl Chat {
    /// Plans who answers, and puts the prompt for the first of them together.
    pub(crate) async fn plan(
        &self,
        user: UserId,
        request: &TurnRequest,
        spot: &Spot,
        persona: &Persona,
    ) -> Result<Planned, ChatError> {
        let mut parts = self.parts(user, request, spot, persona).await?;
        let max_tokens = request.max_tokens.or(persona.character.params.max_tokens);
        let answer_tokens = max_tokens.unwrap_or(self.policy.answer_tokens);
        let images = u32::try_from(parts.message.images.len()).unwrap_or(u32::MAX);
        let needed = [&*parts.system, &*parts.message.content, parts.begun.as_deref().unwrap_or_default()];
        let tokens = needed.map(|text| estimate(text).saturating_add(PER_MESSAGE));
        let ask = Ask {
            wanted: request.model.clone(),
            persona: Some(persona.character.model.clone()).filter(|model| model != AUTO),
            default_model: self.policy.default_model.clone(),
            role: request.person.role.clone(),
            private: spot.branch.private,
            spent: false,
            vision: images > 0,
            tools: false,
            tokens: tokens.into_iter().fold(PER_IMAGE.saturating_mul(images), u32::saturating_add),
            answer_tokens,
        };
        let plan = route::plan(&ask, &self.catalog.snapshot()).map_err(|none| no_choice(none, &ask))?;
        let mut choices = plan.choices;
        if !self.policy.fallback {
            choices.truncate(1);
        }
        let first = choices.first().cloned().ok_or(ChatError::NoModel)?;
        let recalled = self.recall(user, spot, persona, &first).await;
        parts.recalled = recalled.block;
        let answer = Answer {
            choices,
            recalled: recalled.told,
            parts: Arc::new(parts),
            answer_tokens,
            temperature: request.temperature.or(persona.character.params.temperature),
            max_tokens,
            effort: request.effort.or(persona.character.params.reasoning_effort),
            tools: self.tools(spot, persona),
            by_name: request.model != AUTO,
            prompt: None,
        };
        let assembled = self.assemble(&answer, &first).await.map_err(|too_long| {
            ChatError::invalid(
                "/message/content",
                format!(
                    "it takes about {} tokens, and {} has room for {}; shorten it or choose a model with a longer context",
                    too_long.needs,
                    first.id(),
                    too_long.room
                ),
            )
        })?;
        let cut = assembled.cut;
        Ok(Planned {
            reason: first.reason,
            choice: Some(first),
            cut,
            work: Work::Answer(Box::new(Answer { prompt: Some(assembled), ..answer })),
        })
    }

    /// Puts a prompt together for one model. Where the estimate says that something does not fit and the model's tokenizer is
    /// known, it is counted, off the threads that serve requests.
    pub(crate) async fn assemble(
        &self,
        answer: &Answer,
        choice: &Choice,
    ) -> Result<Assembled, prompt::TooLong> {
        let frame = Frame {
            budget: answer.budget(choice),
            vision: choice.can(Capability::Vision),
            reasoning: self.catalog.sends_reasoning(Some(&choice.provider)),
            tokenizer: Tokenizer::Estimate,
        };
        let estimated = prompt::assemble(&answer.parts, &frame);
        let whole = estimated.as_ref().is_ok_and(|assembled| assembled.cut.omitted == answer.parts.older);
        let tokenizer = Tokenizer::of(&choice.model);
        if whole || tokenizer == Tokenizer::Estimate {
            return estimated;
        }
        let parts = Arc::clone(&answer.parts);
        let counting =
            tokio::task::spawn_blocking(move || prompt::assemble(&parts, &Frame { tokenizer, ..frame }));
        counting.await.unwrap_or(estimated)
    }

    /// What models may call. Where nothing is remembered, they are not offered to remember.
    fn tools(&self, spot: &Spot, persona: &Persona) -> Vec<Tool> {
        let mut tools = self.abilities.tools();
        if matches!(spot.place, Spotted::Nowhere) || !persona.character.use_memory {
            tools.retain(|tool| ![REMEMBER, FORGET, SEARCH_MEMORY].contains(&tool.name.as_str()));
        }
        tools
    }

    /// What is remembered that helps with the message.
    async fn recall(&self, user: UserId, spot: &Spot, persona: &Persona, first: &Choice) -> Recalled {
        if matches!(spot.place, Spotted::Nowhere) {
            // It leaves nothing behind, and begins with nothing.
            return Recalled::default();
        }
        let said = spot.branch.messages.iter();
        let cue = Cue {
            user,
            conversation: spot.conversation,
            persona: Some(persona.id),
            memory: persona.character.use_memory,
            private: spot.branch.private,
            text: spot.saying.content.clone(),
            before: said.clone().rfind(|one| one.role == Role::User).map(|one| one.content.clone()),
            message: spot.user_message,
            shown: said.map(|one| one.id).collect(),
            tokens: first.context_length / 100 * RECALLED_PERCENT,
        };
        self.recall.recall(&cue).await
    }

    /// What the prompt is made of.
    async fn parts(
        &self,
        user: UserId,
        request: &TurnRequest,
        spot: &Spot,
        persona: &Persona,
    ) -> Result<Parts, ChatError> {
        let person = &request.person;
        let variables = Variables::new(&*person.name, self.clock.now(), person.locale.as_deref());
        let rules = [self.policy.system_prompt.trim(), &persona.render(&variables)].join("\n\n");
        let said = BranchMessage {
            id: self.ids.next(),
            role: Role::User,
            content: spot.saying.content.clone(),
            reasoning: None,
            files: spot.saying.files.clone(),
        };
        let (mut history, _) = self.with_files(user, &spot.branch.messages, EARLIER_FILES).await?;
        history.splice(0..0, spot.remembered.iter().cloned());
        let (mut message, whole) = self.with_files(user, &[said], MAX_ATTACHMENTS).await?;
        if !whole {
            return Err(no_such_file());
        }
        Ok(Parts {
            system: rules.trim().to_owned(),
            recalled: String::new(),
            summary: spot.branch.summary.clone(),
            history,
            older: spot.branch.older,
            message: message.pop().unwrap_or_else(|| Said::text(Role::User, "")),
            begun: spot.begun.clone(),
        })
    }

    /// Messages with what came with them, of the newest `most` files, each with the newest message that has it; and whether that
    /// is all that came with them.
    async fn with_files(
        &self,
        user: UserId,
        messages: &[BranchMessage],
        most: usize,
    ) -> Result<(Vec<Said>, bool), ChatError> {
        let wanted: Vec<FileId> =
            messages.iter().rev().flat_map(|message| message.files.iter().copied()).take(most).collect();
        let mut contents = Vec::new();
        if !wanted.is_empty() {
            contents = self.files.contents(user, &wanted).await?;
        }
        let (mut said, mut whole) = (Vec::with_capacity(messages.len()), true);
        for message in messages.iter().rev() {
            let here: Vec<_> =
                contents.extract_if(.., |(file, _)| message.files.contains(&file.id)).collect();
            let missing = here.len() < message.files.len();
            whole &= !missing;
            let (mut content, images) = files::prompt::prompt_parts(here);
            content.push_str(&message.content);
            if missing {
                content.push_str("\n\n[A file that came with this is not shown again.]");
            }
            let reasoning = message.reasoning.clone();
            said.push(Said { role: message.role, content, images, reasoning });
        }
        said.reverse();
        Ok((said, whole))
    }
}

/// Why no model can answer, for who asked.
pub(crate) fn no_choice(none: NoChoice, ask: &Ask) -> ChatError {
    match none {
        NoChoice::Unknown => {
            ChatError::invalid("/model", "there is no such model; GET /api/v1/models lists them")
        }
        NoChoice::Refused(refusal) => ChatError::invalid(
            "/model",
            match refusal {
                Refusal::Private => "this conversation stays on this machine; choose a local model",
                Refusal::Vision => "this model does not read images; choose one that does",
                Refusal::Tools => "this model calls no tools; choose one that does",
                Refusal::Spent => "the limit for hosted models is reached; choose a local model",
                Refusal::Context => "its context is too short for this",
                Refusal::Role => "this model is not for you",
            },
        ),
        NoChoice::Nothing { because: Some(Refusal::Vision) } if ask.vision => {
            ChatError::invalid("/message/attachments", "no model that is connected reads images")
        }
        NoChoice::Nothing { because: Some(Refusal::Context) } => ChatError::invalid(
            "/message/content",
            "it is too long for every model that is connected; shorten it",
        ),
        NoChoice::Nothing { .. } => ChatError::NoModel,
    }
}
