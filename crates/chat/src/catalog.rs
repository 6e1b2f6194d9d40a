//! Which providers there are, what they offer, and how they are: known from asking them now and then, never while
//! someone waits. And the one way to them: [`Catalog::line`].

use std::{
    sync::{Arc, RwLock},
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use mami_ports::{Capability, ChatModel, Clock, ModelInfo, ProviderError};
use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use crate::{
    breaker::{BreakerPolicy, BreakerState},
    line::{Latency, Line},
    route::{self, AUTO, Ask, Choice},
};

/// A provider that is asked longer than this counts as down.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// OpenAI's API or one compatible with it.
    Openai,
    /// Ollama's API.
    Ollama,
    /// The guide inside Mami.
    Builtin,
}

/// A provider, as it is configured.
pub struct Provider {
    /// Its name, the part of a model's id before the slash.
    pub id: String,
    /// What it speaks.
    pub kind: ProviderKind,
    /// It runs on this machine or in this house.
    pub local: bool,
    /// Someone asked for it, so that its absence is worth showing.
    pub configured: bool,
    /// The model that `auto` takes here.
    pub default_model: Option<String>,
    /// The context length of its models where it does not tell, in tokens.
    pub context_length: u32,
    /// The roles whose people may use it; empty: all.
    pub roles: Vec<String>,
    /// How many answers it gives at the same time; 0 is any number. The others wait in a fair line.
    pub max_concurrent: usize,
    /// It wants to be told what its model thought before earlier answers.
    pub send_reasoning: bool,
    /// The connection.
    pub model: Arc<dyn ChatModel>,
}

/// Who may see what a model is told. Nobody gets a connection without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Any provider that is configured.
    Anyone,
    /// Only models on machines of the owner's: the conversation is private.
    ThisMachine,
}

impl Audience {
    /// The audience of a conversation.
    pub const fn of(private: bool) -> Self {
        if private { Self::ThisMachine } else { Self::Anyone }
    }
}

/// How a provider is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProviderStatus {
    /// Its name.
    pub id: String,
    /// What it speaks.
    pub kind: ProviderKind,
    /// It runs on this machine or in this house.
    pub local: bool,
    /// Someone asked for it.
    pub configured: bool,
    /// It answered when it was asked last, and its breaker is not open.
    pub healthy: bool,
    /// What was wrong.
    pub error: Option<String>,
    /// When it was asked last; `null` before the first time.
    pub checked_at: Option<DateTime<Utc>>,
    /// How many models it offers.
    pub models: usize,
    /// The model that `auto` takes here.
    pub default_model: Option<String>,
    /// The roles whose people may use it; empty: all.
    pub roles: Vec<String>,
    /// Whether requests are let through to it.
    pub breaker: BreakerState,
    /// How many requests the next two figures are about: the last hundred at most, since this server started.
    pub requests: usize,
    /// The share of them that failed, 0.0 to 1.0.
    pub error_rate: f64,
    /// From the request to the first piece of the answer, of those that did not fail.
    pub first_token_ms: Latency,
    /// Answers that it gives now.
    pub running: usize,
    /// Answers that wait for it.
    pub waiting: usize,
    /// How many answers it gives at the same time; 0 is any number.
    pub max_concurrent: usize,
}

/// A model that a person may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModelEntry {
    /// `provider/model`, or `auto`.
    pub id: String,
    /// The provider's name; empty for `auto`.
    pub provider: String,
    /// The provider's name for the model.
    pub name: String,
    /// It runs on this machine or in this house.
    pub local: bool,
    /// How many tokens prompt and answer may have together.
    pub context_length: u32,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Its provider answers.
    pub healthy: bool,
    /// Of `auto`: the model that it would take now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolves_to: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct State {
    healthy: bool,
    error: Option<String>,
    checked_at: Option<DateTime<Utc>>,
    models: Vec<ModelInfo>,
}

struct Entry {
    provider: Provider,
    state: RwLock<State>,
    line: Arc<Line>,
}

/// All providers.
pub struct Catalog {
    entries: Vec<Entry>,
    clock: Arc<dyn Clock>,
}

impl Catalog {
    /// A catalogue of these providers, most wanted first. Nothing is known of them until [`Catalog::refresh`].
    pub fn new(providers: Vec<Provider>, breaker: BreakerPolicy, clock: Arc<dyn Clock>) -> Self {
        let entries = providers
            .into_iter()
            .map(|provider| {
                // The one model that is known without asking, so that a provider that is down is still shown.
                let models = provider
                    .default_model
                    .iter()
                    .filter(|_| provider.configured)
                    .map(|name| ModelInfo {
                        name: name.clone(),
                        context_length: None,
                        capabilities: vec![Capability::Text],
                    })
                    .collect();
                let line = Arc::new(Line::new(&provider, breaker));
                Entry { provider, state: RwLock::new(State { models, ..State::default() }), line }
            })
            .collect();
        Self { entries, clock }
    }

    /// Asks every provider what it offers, all at once.
    pub async fn refresh(&self) {
        join_all(self.entries.iter().map(|entry| self.ask(entry))).await;
    }

    /// Asks one provider. `None`: there is none of that name.
    pub async fn check(&self, provider: &str) -> Option<ProviderStatus> {
        let entry = self.entry(provider)?;
        self.ask(entry).await;
        Some(entry.status())
    }

    async fn ask(&self, entry: &Entry) {
        let answer = match tokio::time::timeout(PATIENCE, entry.provider.model.models()).await {
            Ok(answer) => answer,
            Err(_) => {
                Err(ProviderError::Unavailable { detail: "it did not answer within ten seconds".into() })
            }
        };
        let now = self.clock.now();
        let Ok(mut state) = entry.state.write() else { return };
        let was_healthy = state.healthy;
        state.checked_at = Some(now);
        match answer {
            Ok(models) => {
                state.healthy = true;
                state.error = None;
                state.models = models;
                if !was_healthy {
                    tracing::info!(
                        provider = entry.provider.id,
                        models = state.models.len(),
                        "the provider is up"
                    );
                }
            }
            // The models that were known stay listed, as down.
            Err(error) => {
                if was_healthy || (state.error.is_none() && entry.provider.configured) {
                    tracing::warn!(provider = entry.provider.id, %error, "the provider is down");
                }
                state.healthy = false;
                state.error = Some(for_the_owner(&error));
            }
        }
    }

    /// Notes that a provider did not answer, so that `auto` leaves it out until it does again.
    pub(crate) fn note_failure(&self, provider: &str, error: &ProviderError) {
        if !matches!(error, ProviderError::Unavailable { .. }) {
            return;
        }
        if let Some(mut state) = self.entry(provider).and_then(|entry| entry.state.write().ok()) {
            state.healthy = false;
            state.error = Some(for_the_owner(error));
        }
    }

    /// How every provider is.
    pub fn providers(&self) -> Vec<ProviderStatus> {
        self.entries.iter().map(Entry::status).collect()
    }

    /// The way to a provider, for what this audience may see. `None`: there is no such provider, or it is not for them. This is
    /// the only place that gives a connection, so nothing private can go to a model that is not local.
    pub fn line(&self, provider: &str, audience: Audience) -> Option<Arc<Line>> {
        let entry = self.entry(provider)?;
        let open = entry.provider.local || audience == Audience::Anyone;
        open.then(|| Arc::clone(&entry.line))
    }

    /// Whether this provider, or any at all, wants to be told what its model thought before.
    pub fn sends_reasoning(&self, provider: Option<&str>) -> bool {
        let asked = |entry: &&Entry| provider.is_none_or(|name| entry.provider.id == name);
        self.entries.iter().filter(asked).any(|entry| entry.provider.send_reasoning)
    }

    /// What can be chosen from, most wanted first, in the form that [`route::plan`] takes.
    pub fn snapshot(&self) -> Vec<route::Candidate> {
        let now = Instant::now();
        self.entries
            .iter()
            .filter_map(|entry| {
                let state = entry.state.read().ok()?;
                Some(route::Candidate {
                    provider: entry.provider.id.clone(),
                    local: entry.provider.local,
                    builtin: entry.provider.kind == ProviderKind::Builtin,
                    healthy: state.healthy && entry.line.breaker().lets_through(now),
                    default_model: entry.provider.default_model.clone(),
                    context_length: entry.provider.context_length,
                    roles: entry.provider.roles.clone(),
                    models: state.models.clone(),
                })
            })
            .collect()
    }

    /// The models that somebody of this role may choose, `auto` first.
    pub fn models(&self, default_model: &str, role: &str) -> Vec<ModelEntry> {
        let candidates = self.snapshot();
        let ask = Ask {
            wanted: AUTO.to_owned(),
            default_model: default_model.to_owned(),
            role: role.to_owned(),
            ..Ask::default()
        };
        let auto = route::plan(&ask, &candidates).ok().and_then(|plan| plan.choices.into_iter().next());
        let entries: Vec<ModelEntry> = candidates
            .iter()
            .filter(|candidate| candidate.roles.is_empty() || candidate.roles.iter().any(|one| one == role))
            .flat_map(|candidate| {
                candidate.models.iter().map(|model| ModelEntry {
                    id: format!("{}/{}", candidate.provider, model.name),
                    provider: candidate.provider.clone(),
                    name: model.name.clone(),
                    local: candidate.local,
                    context_length: model.context_length.unwrap_or(candidate.context_length),
                    capabilities: model.capabilities.clone(),
                    healthy: candidate.healthy,
                    resolves_to: None,
                })
            })
            .collect();
        let resolved = auto.as_ref().map(Choice::id);
        let chosen = entries.iter().find(|entry| Some(&entry.id) == resolved.as_ref());
        let auto = ModelEntry {
            id: AUTO.into(),
            provider: String::new(),
            name: AUTO.into(),
            local: chosen.is_some_and(|entry| entry.local),
            context_length: chosen.map_or(0, |entry| entry.context_length),
            capabilities: chosen.map(|entry| entry.capabilities.clone()).unwrap_or_default(),
            healthy: chosen.is_some_and(|entry| entry.healthy),
            resolves_to: resolved,
        };
        std::iter::once(auto).chain(entries).collect()
    }

    fn entry(&self, provider: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.provider.id == provider)
    }
}

impl Entry {
    fn status(&self) -> ProviderStatus {
        let state = self.state.read().map(|state| state.clone()).unwrap_or_default();
        let (running, waiting) = self.line.queue.load();
        let (requests, error_rate, first_token_ms) = self.line.figures();
        let breaker = self.line.breaker();
        ProviderStatus {
            id: self.provider.id.clone(),
            kind: self.provider.kind,
            local: self.provider.local,
            configured: self.provider.configured,
            healthy: state.healthy && breaker.lets_through(Instant::now()),
            error: state.error.or_else(|| self.line.last_error()),
            checked_at: state.checked_at,
            models: state.models.len(),
            default_model: self.provider.default_model.clone(),
            roles: self.provider.roles.clone(),
            breaker: breaker.state(),
            requests,
            error_rate,
            first_token_ms,
            running,
            waiting,
            max_concurrent: self.provider.max_concurrent,
        }
    }
}

/// What was wrong, for whoever runs this Mami: they know which provider it is.
pub(crate) fn for_the_owner(error: &ProviderError) -> String {
    match error {
        ProviderError::Unavailable { detail: what }
        | ProviderError::Interrupted { detail: what }
        | ProviderError::Malformed { detail: what }
        | ProviderError::Rejected { reason: what } => what.clone(),
        ProviderError::RateLimited { .. } => "it takes no more requests for now".to_owned(),
    }
}
