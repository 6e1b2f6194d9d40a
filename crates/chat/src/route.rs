//! Which model answers: a pure choice over what is configured and how it is.

use mami_ports::ModelInfo;

/// A provider that might answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its name.
    pub provider: String,
    /// It runs on this machine or in this house.
    pub local: bool,
    /// It is the guide inside Mami.
    pub builtin: bool,
    /// It answers.
    pub healthy: bool,
    /// The model that `auto` takes here.
    pub default_model: Option<String>,
    /// The context length of its models where it does not tell, in tokens.
    pub context_length: u32,
    /// What it offers.
    pub models: Vec<ModelInfo>,
}

/// Who answers, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The provider's name.
    pub provider: String,
    /// The provider's name for the model.
    pub model: String,
    /// How many tokens prompt and answer may have together.
    pub context_length: u32,
    /// Why this one, in English.
    pub reason: &'static str,
}

/// Why no model can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoChoice {
    /// There is no such model.
    Unknown,
    /// Nothing is configured that could answer.
    Nothing,
}

/// Chooses a model. `wanted` is `auto` or `provider/model`; `default_model`, likewise, is what `auto` means on this
/// instance as long as it answers. `auto` prefers hosted models, then local ones, then the built-in guide, in the order of
/// `candidates`.
///
/// # Errors
/// When the wanted model is unknown, or nothing can answer.
pub fn choose(wanted: &str, default_model: &str, candidates: &[Candidate]) -> Result<Choice, NoChoice> {
    if wanted != "auto" {
        return named(wanted, candidates, "it was asked for").ok_or(NoChoice::Unknown);
    }
    if default_model != "auto"
        && let Some(choice) = named(default_model, candidates, "it is this instance's default")
        && candidates.iter().any(|candidate| candidate.provider == choice.provider && candidate.healthy)
    {
        return Ok(choice);
    }
    let rank = |candidate: &&Candidate| (!candidate.healthy, candidate.builtin, candidate.local);
    let mut ranked: Vec<&Candidate> = candidates.iter().collect();
    ranked.sort_by_key(rank);
    ranked
        .into_iter()
        .find_map(|candidate| {
            let default = candidate.default_model.as_deref();
            let model = candidate
                .models
                .iter()
                .find(|model| Some(model.name.as_str()) == default)
                .or_else(|| candidate.models.first())?;
            let reason = match (candidate.builtin, candidate.local) {
                (true, _) => "no other model is connected",
                (false, true) => "it is the local model, and no hosted one answers",
                (false, false) => "it is the first hosted model that answers",
            };
            Some(chosen(candidate, model, reason))
        })
        .ok_or(NoChoice::Nothing)
}

fn named(id: &str, candidates: &[Candidate], reason: &'static str) -> Option<Choice> {
    let (provider, name) = id.split_once('/')?;
    let candidate = candidates.iter().find(|candidate| candidate.provider == provider)?;
    let model = candidate.models.iter().find(|model| model.name == name)?;
    Some(chosen(candidate, model, reason))
}

fn chosen(candidate: &Candidate, model: &ModelInfo, reason: &'static str) -> Choice {
    Choice {
        provider: candidate.provider.clone(),
        model: model.name.clone(),
        context_length: model.context_length.unwrap_or(candidate.context_length),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn candidate(provider: &str, healthy: bool, models: &[&str]) -> Candidate {
        Candidate {
            provider: provider.into(),
            local: provider == "ollama" || provider == "builtin",
            builtin: provider == "builtin",
            healthy,
            default_model: None,
            context_length: 8_192,
            models: models
                .iter()
                .map(|name| ModelInfo { name: (*name).into(), context_length: None, capabilities: vec![] })
                .collect(),
        }
    }

    #[rstest]
    #[case::hosted_before_local(true, true, "groq")]
    #[case::local_when_the_network_is_gone(false, true, "ollama")]
    #[case::the_guide_when_nothing_else_answers(false, false, "builtin")]
    fn auto(#[case] groq: bool, #[case] ollama: bool, #[case] expected: &str) {
        let candidates = [
            candidate("builtin", true, &["guide"]),
            candidate("ollama", ollama, &["llama3.2"]),
            candidate("groq", groq, &["a"]),
        ];
        assert_eq!(choose("auto", "auto", &candidates).unwrap().provider, expected);
    }

    #[test]
    fn auto_takes_the_providers_default_model_where_it_has_it() {
        let mut groq = candidate("groq", true, &["a", "b"]);
        groq.default_model = Some("b".into());
        assert_eq!(choose("auto", "auto", &[groq.clone()]).unwrap().model, "b");
        groq.default_model = Some("gone".into());
        assert_eq!(choose("auto", "auto", &[groq]).unwrap().model, "a");
    }

    #[test]
    fn the_instances_default_holds_while_it_answers() {
        let up = [candidate("groq", true, &["a"]), candidate("ollama", true, &["b"])];
        assert_eq!(choose("auto", "ollama/b", &up).unwrap().provider, "ollama");
        let down = [candidate("groq", true, &["a"]), candidate("ollama", false, &["b"])];
        assert_eq!(choose("auto", "ollama/b", &down).unwrap().provider, "groq");
    }

    #[test]
    fn a_wanted_model_is_taken_even_when_it_is_down_so_that_the_person_sees_why() {
        let candidates =
            [candidate("groq", false, &["a/with/slashes"]), candidate("builtin", true, &["guide"])];
        assert_eq!(choose("groq/a/with/slashes", "auto", &candidates).unwrap().provider, "groq");
    }

    #[rstest]
    #[case("groq/../etc/passwd")]
    #[case("https://evil.example/model")]
    #[case("nobody/a")]
    #[case("a")]
    #[case("")]
    fn case_059_only_listed_models_can_be_wanted(#[case] wanted: &str) {
        assert_eq!(choose(wanted, "auto", &[candidate("groq", true, &["a"])]), Err(NoChoice::Unknown));
    }
}
