//! Which model answers, and which ones take over when it does not: a pure choice over what is configured and how it is.

use mami_ports::{Capability, ModelInfo};
use serde::Serialize;
use utoipa::ToSchema;

/// The name that leaves the choice to Mami.
pub const AUTO: &str = "auto";

/// A provider that might answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its name.
    pub provider: String,
    /// It runs on this machine or in this house.
    pub local: bool,
    /// It is the guide inside Mami.
    pub builtin: bool,
    /// It answers: it did when it was asked last, and its breaker is not open.
    pub healthy: bool,
    /// The model that `auto` takes here.
    pub default_model: Option<String>,
    /// The context length of its models where it does not tell, in tokens.
    pub context_length: u32,
    /// The roles whose people may use it; empty: all.
    pub roles: Vec<String>,
    /// What it offers.
    pub models: Vec<ModelInfo>,
}

/// What an answer needs, and who may give it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// `auto` or `provider/model`, as the person chose.
    pub wanted: String,
    /// The persona's model, likewise; taken where the person chose none and it can answer.
    pub persona: Option<String>,
    /// What `auto` means on this instance while it answers.
    pub default_model: String,
    /// The person's role.
    pub role: String,
    /// Nothing may leave this machine: only local models are possible.
    pub private: bool,
    /// What is spent on hosted models is spent: only local models are possible.
    pub spent: bool,
    /// Images must be looked at.
    pub vision: bool,
    /// Tools must be called.
    pub tools: bool,
    /// Tokens that the prompt takes at least, its answer included.
    pub tokens: u32,
}

/// A model that may answer, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Choice {
    /// The provider's name.
    pub provider: String,
    /// The provider's name for the model.
    pub model: String,
    /// Why this one, in English.
    pub reason: &'static str,
    /// How many tokens prompt and answer may have together.
    pub context_length: u32,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// What is sent to it stays on machines of the owner's.
    pub local: bool,
}

impl Choice {
    /// `provider/model`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.provider, self.model)
    }

    /// Whether it can do that.
    pub fn can(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }
}

/// A model that may not or cannot answer, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Excluded {
    /// The provider's name.
    pub provider: String,
    /// The provider's name for the model; none: it offers none.
    pub model: Option<String>,
    /// Why not, in English.
    pub reason: &'static str,
}

/// Why a model cannot answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The person's role may not use it.
    Role,
    /// The conversation is private, and it is not local.
    Private,
    /// What is spent on hosted models is spent.
    Spent,
    /// It does not read images.
    Vision,
    /// It does not call tools.
    Tools,
    /// Its context is too short.
    Context,
}

impl Refusal {
    const fn reason(self) -> &'static str {
        match self {
            Self::Role => "the person's role may not use it",
            Self::Private => "the conversation is private, and this model is not local",
            Self::Spent => "the limit for hosted models is reached",
            Self::Vision => "it does not read images",
            Self::Tools => "it calls no tools",
            Self::Context => "its context is too short for this",
        }
    }
}

/// Why no model can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoChoice {
    /// There is no such model, or not for this person.
    Unknown,
    /// The wanted model cannot do it.
    Refused(Refusal),
    /// Nothing is configured that could answer.
    Nothing {
        /// Why the models that are there cannot, the most frequent reason.
        because: Option<Refusal>,
    },
}

/// The models that are asked, in this order, and those that are not. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The first is asked; each other one only when those before it did not answer.
    pub choices: Vec<Choice>,
    /// The others.
    pub excluded: Vec<Excluded>,
}

/// Plans who answers. `auto` prefers hosted models, then local ones, then the built-in guide, in the order of `candidates`, those
/// that answer before those that do not. A model that was chosen by name is asked first; should it not answer, the plan goes on
/// as for `auto`, but never from a local model to a hosted one: who chose it may have meant it to stay here. The guide takes over
/// for nobody, as it is no model.
///
/// # Errors
/// When the wanted model is unknown or cannot do it, or nothing can answer.
pub fn plan(ask: &Ask, candidates: &[Candidate]) -> Result<Plan, NoChoice> {
    let mut excluded = Vec::new();
    let mut refusals = Vec::new();
    // Each provider's best model for this, in the order in which they would be asked.
    let mut ranked: Vec<(&Candidate, &ModelInfo)> = Vec::new();
    for candidate in candidates {
        let default = |model: &&ModelInfo| Some(&model.name) != candidate.default_model.as_ref();
        let mut models: Vec<&ModelInfo> = candidate.models.iter().collect();
        models.sort_by_key(default);
        if models.is_empty() {
            let reason = "it offers no model";
            excluded.push(Excluded { provider: candidate.provider.clone(), model: None, reason });
        }
        let mut best = None;
        for model in models {
            match refusal(ask, candidate, model) {
                None => best = best.or(Some((candidate, model))),
                Some(refusal) => {
                    refusals.push(refusal);
                    excluded.push(Excluded {
                        provider: candidate.provider.clone(),
                        model: Some(model.name.clone()),
                        reason: refusal.reason(),
                    });
                }
            }
        }
        ranked.extend(best);
    }
    ranked.sort_by_key(|(candidate, _)| (!candidate.healthy, candidate.builtin, candidate.local));

    let mut choices = Vec::new();
    if ask.wanted != AUTO {
        let (candidate, model) = named(&ask.wanted, candidates).ok_or(NoChoice::Unknown)?;
        match refusal(ask, candidate, model) {
            // To who may not use it, it does not exist.
            Some(Refusal::Role) => return Err(NoChoice::Unknown),
            Some(refusal) => return Err(NoChoice::Refused(refusal)),
            None => choices.push(chosen(candidate, model, "it was asked for")),
        }
    } else {
        let preferred = [
            (ask.persona.as_deref(), "it is the persona's model"),
            (Some(ask.default_model.as_str()), "it is this instance's default"),
        ];
        for (wanted, reason) in preferred {
            if let Some((candidate, model)) = wanted.and_then(|wanted| named(wanted, candidates))
                && candidate.healthy
                && refusal(ask, candidate, model).is_none()
            {
                choices.push(chosen(candidate, model, reason));
                break;
            }
        }
    }
    let stays_here = ask.wanted != AUTO && choices.first().is_some_and(|choice| choice.local);
    let guide = candidates.iter().find(|candidate| candidate.builtin).map(|guide| guide.provider.as_str());
    for (candidate, model) in ranked {
        if choices.first().is_some_and(|first| Some(first.provider.as_str()) == guide) {
            break; // It does not fail.
        }
        let takes_over = !choices.is_empty();
        let known = |choice: &Choice| choice.provider == candidate.provider;
        if (stays_here && !candidate.local)
            || (takes_over && (candidate.builtin || choices.iter().any(known)))
        {
            continue;
        }
        choices.push(chosen(candidate, model, reason(ask, candidate, candidates)));
    }
    if choices.is_empty() {
        return Err(NoChoice::Nothing { because: most_frequent(&refusals) });
    }
    Ok(Plan { choices, excluded })
}

/// Why `auto` takes a provider.
fn reason(ask: &Ask, candidate: &Candidate, candidates: &[Candidate]) -> &'static str {
    let hosted = candidates.iter().any(|candidate| !candidate.local);
    match (candidate.builtin, candidate.local) {
        (true, _) => "no other model answers",
        (false, true) if ask.private => "the conversation is private, so a local model answers",
        (false, true) if ask.spent => "the limit for hosted models is reached, so a local model answers",
        (false, true) if hosted => "it is the local model, and no hosted one answers",
        (false, true) => "it is the local model",
        (false, false) => "it is the first hosted model that answers",
    }
}

fn refusal(ask: &Ask, candidate: &Candidate, model: &ModelInfo) -> Option<Refusal> {
    let lacks = |capability| !model.capabilities.contains(&capability);
    let length = model.context_length.unwrap_or(candidate.context_length);
    [
        (!candidate.roles.is_empty() && !candidate.roles.contains(&ask.role), Refusal::Role),
        (ask.private && !candidate.local, Refusal::Private),
        (ask.spent && !candidate.local, Refusal::Spent),
        (ask.vision && lacks(Capability::Vision), Refusal::Vision),
        (ask.tools && lacks(Capability::Tools), Refusal::Tools),
        // Who chose a model by name is told by how much it is too long.
        (ask.wanted == AUTO && ask.tokens > length && !candidate.builtin, Refusal::Context),
    ]
    .into_iter()
    .find_map(|(refused, why)| refused.then_some(why))
}

fn most_frequent(refusals: &[Refusal]) -> Option<Refusal> {
    let count = |refusal: &&Refusal| refusals.iter().filter(|other| other == refusal).count();
    refusals.iter().max_by_key(count).copied()
}

fn named<'a>(id: &str, candidates: &'a [Candidate]) -> Option<(&'a Candidate, &'a ModelInfo)> {
    let (provider, name) = id.split_once('/')?;
    let candidate = candidates.iter().find(|candidate| candidate.provider == provider)?;
    Some((candidate, candidate.models.iter().find(|model| model.name == name)?))
}

fn chosen(candidate: &Candidate, model: &ModelInfo, reason: &'static str) -> Choice {
    Choice {
        provider: candidate.provider.clone(),
        model: model.name.clone(),
        context_length: model.context_length.unwrap_or(candidate.context_length),
        capabilities: model.capabilities.clone(),
        local: candidate.local,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn candidate(provider: &str, healthy: bool, models: &[&str]) -> Candidate {
        let capabilities = |name: &str| match name {
            "sees" => vec![Capability::Text, Capability::Vision],
            "acts" => vec![Capability::Text, Capability::Tools],
            _ => vec![Capability::Text],
        };
        Candidate {
            provider: provider.into(),
            local: provider == "ollama" || provider == "builtin",
            builtin: provider == "builtin",
            healthy,
            default_model: None,
            context_length: 8_192,
            roles: Vec::new(),
            models: models
                .iter()
                .map(|name| ModelInfo {
                    name: (*name).into(),
                    context_length: None,
                    capabilities: capabilities(name),
                })
                .collect(),
        }
    }

    fn wanting(wanted: &str) -> Ask {
        Ask { wanted: wanted.into(), default_model: AUTO.into(), role: "member".into(), ..Ask::default() }
    }

    fn auto() -> Ask {
        wanting(AUTO)
    }

    fn asked(ask: &Ask, candidates: &[Candidate]) -> Vec<String> {
        plan(ask, candidates).unwrap().choices.iter().map(Choice::id).collect()
    }

    /// Two hosted ones, a local one, the guide.
    fn house() -> [Candidate; 4] {
        [
            candidate("groq", true, &["fast", "sees"]),
            candidate("openai", true, &["sees", "acts"]),
            candidate("ollama", true, &["llama", "sees"]),
            candidate("builtin", true, &["guide"]),
        ]
    }

    #[rstest]
    #[case::hosted_before_local(true, true, &["groq/a", "ollama/b"])]
    #[case::local_when_the_network_is_gone(false, true, &["ollama/b", "groq/a"])]
    #[case::the_guide_when_nothing_else_answers(false, false, &["builtin/guide"])]
    fn auto_goes_by_what_answers(#[case] groq: bool, #[case] ollama: bool, #[case] expected: &[&str]) {
        let candidates = [
            candidate("builtin", true, &["guide"]),
            candidate("ollama", ollama, &["b"]),
            candidate("groq", groq, &["a"]),
        ];
        assert_eq!(asked(&auto(), &candidates), expected);
    }

    #[rstest]
    #[case::auto(auto(), &["groq/fast", "openai/sees", "ollama/llama"])]
    #[case::private(Ask { private: true, ..auto() }, &["ollama/llama"])]
    #[case::spent(Ask { spent: true, ..auto() }, &["ollama/llama"])]
    #[case::vision(Ask { vision: true, ..auto() }, &["groq/sees", "openai/sees", "ollama/sees"])]
    #[case::private_vision(Ask { private: true, vision: true, ..auto() }, &["ollama/sees"])]
    #[case::tools(Ask { tools: true, ..auto() }, &["openai/acts"])]
    #[case::by_name(wanting("openai/acts"), &["openai/acts", "groq/fast", "ollama/llama"])]
    #[case::local_by_name_stays_local(wanting("ollama/llama"), &["ollama/llama"])]
    #[case::the_persona(Ask { persona: Some("openai/acts".into()), ..auto() }, &["openai/acts", "groq/fast", "ollama/llama"])]
    #[case::who_chooses_overrules_the_persona(Ask { persona: Some("openai/acts".into()), ..wanting("ollama/llama") }, &["ollama/llama"])]
    #[case::a_hosted_persona_in_private(Ask { persona: Some("openai/acts".into()), private: true, ..auto() }, &["ollama/llama"])]
    #[case::a_persona_whose_model_is_gone(Ask { persona: Some("openai/gone".into()), ..auto() }, &["groq/fast", "openai/sees", "ollama/llama"])]
    #[case::the_default(Ask { default_model: "ollama/llama".into(), ..auto() }, &["ollama/llama", "groq/fast", "openai/sees"])]
    #[case::the_persona_before_the_default(Ask { persona: Some("openai/acts".into()), default_model: "ollama/llama".into(), ..auto() }, &["openai/acts", "groq/fast", "ollama/llama"])]
    #[case::the_guide_by_name(wanting("builtin/guide"), &["builtin/guide"])]
    fn a_plan_in_a_full_house(#[case] ask: Ask, #[case] expected: &[&str]) {
        assert_eq!(asked(&ask, &house()), expected);
    }

    #[rstest]
    #[case::hosted_in_private(Ask { private: true, ..wanting("groq/fast") }, Refusal::Private)]
    #[case::spent(Ask { spent: true, ..wanting("groq/fast") }, Refusal::Spent)]
    #[case::blind(Ask { vision: true, ..wanting("groq/fast") }, Refusal::Vision)]
    #[case::no_tools(Ask { tools: true, ..wanting("groq/fast") }, Refusal::Tools)]
    fn a_wanted_model_that_cannot_is_refused_with_the_reason(#[case] ask: Ask, #[case] because: Refusal) {
        assert_eq!(plan(&ask, &house()), Err(NoChoice::Refused(because)));
    }

    #[test]
    fn private_never_has_a_hosted_model_in_its_plan_whatever_is_asked() {
        let mut down = house();
        down[2].healthy = false;
        for candidates in [house(), down] {
            for wanted in ["auto", "groq/fast", "openai/acts", "ollama/llama", "builtin/guide"] {
                for persona in [None, Some("groq/fast".to_owned())] {
                    for default_model in ["auto", "openai/acts"] {
                        let ask = Ask {
                            private: true,
                            persona: persona.clone(),
                            default_model: default_model.into(),
                            ..wanting(wanted)
                        };
                        let choices = plan(&ask, &candidates).map_or(Vec::new(), |plan| plan.choices);
                        assert!(choices.iter().all(|choice| choice.local), "{ask:?}: {choices:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_role_may_be_kept_from_a_provider() {
        let mut candidates = house();
        candidates[0].roles = vec!["owner".into(), "admin".into()];
        assert_eq!(plan(&wanting("groq/fast"), &candidates), Err(NoChoice::Unknown));
        assert_eq!(asked(&auto(), &candidates), ["openai/sees", "ollama/llama"]);
        let admin = Ask { role: "admin".into(), ..wanting("groq/fast") };
        assert_eq!(asked(&admin, &candidates)[0], "groq/fast");
    }

    #[test]
    fn auto_takes_a_model_whose_context_is_long_enough() {
        let mut candidates = house();
        candidates[1].models[0].context_length = Some(100_000);
        let long = Ask { tokens: 50_000, ..auto() };
        assert_eq!(asked(&long, &candidates), ["openai/sees"]);
    }

    #[test]
    fn what_is_excluded_is_said_with_its_reason() {
        let plan = plan(&Ask { private: true, ..auto() }, &house()).unwrap();
        let hosted = plan.excluded.iter().filter(|one| one.reason.contains("private")).count();
        assert_eq!(hosted, 4, "{:?}", plan.excluded);
        let nothing = plan_nothing();
        assert_eq!(nothing, NoChoice::Nothing { because: Some(Refusal::Vision) });
    }

    fn plan_nothing() -> NoChoice {
        plan(&Ask { vision: true, ..auto() }, &[candidate("groq", true, &["fast"])]).unwrap_err()
    }

    #[test]
    fn auto_takes_the_providers_default_model_where_it_has_it() {
        let mut groq = candidate("groq", true, &["a", "b"]);
        groq.default_model = Some("b".into());
        assert_eq!(asked(&auto(), &[groq.clone()]), ["groq/b"]);
        groq.default_model = Some("gone".into());
        assert_eq!(asked(&auto(), &[groq]), ["groq/a"]);
    }

    #[test]
    fn the_instances_default_holds_while_it_answers() {
        let ask = Ask { default_model: "ollama/b".into(), ..auto() };
        let up = [candidate("groq", true, &["a"]), candidate("ollama", true, &["b"])];
        assert_eq!(asked(&ask, &up)[0], "ollama/b");
        let down = [candidate("groq", true, &["a"]), candidate("ollama", false, &["b"])];
        assert_eq!(asked(&ask, &down)[0], "groq/a");
    }

    #[test]
    fn a_wanted_model_is_asked_even_when_it_is_down_so_that_the_person_sees_why() {
        let candidates =
            [candidate("groq", false, &["a/with/slashes"]), candidate("builtin", true, &["guide"])];
        assert_eq!(asked(&wanting("groq/a/with/slashes"), &candidates), ["groq/a/with/slashes"]);
    }

    #[rstest]
    #[case("groq/../etc/passwd")]
    #[case("https://evil.example/model")]
    #[case("nobody/a")]
    #[case("a")]
    #[case("")]
    fn case_059_only_listed_models_can_be_wanted(#[case] wanted: &str) {
        assert_eq!(plan(&wanting(wanted), &[candidate("groq", true, &["a"])]), Err(NoChoice::Unknown));
    }
}
