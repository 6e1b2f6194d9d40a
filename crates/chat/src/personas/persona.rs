//! What a persona is, and what makes it a good one.

use chrono::{DateTime, Utc};
use mami_ports::{Effort, PersonaId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    error::{PersonaError, PersonaFault},
    variables::{self, Variables},
};

/// The most characters of a name.
pub const MAX_NAME: usize = 60;
/// The most characters of an avatar: enough for every emoji.
pub const MAX_AVATAR: usize = 8;
/// The most characters of a description.
pub const MAX_DESCRIPTION: usize = 300;
/// The most bytes of a system prompt.
pub const MAX_SYSTEM_PROMPT: usize = 16 * 1024;
/// The most characters of a greeting.
pub const MAX_GREETING: usize = 2_000;
/// The most openers.
pub const MAX_OPENERS: usize = 6;
/// The most characters of an opener.
pub const MAX_OPENER: usize = 200;
/// The most characters of a model's name with its provider's.
const MAX_MODEL: usize = 200;

/// Someone for the model to be.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Persona {
    /// Its id. Personas that are files have ids of version 8, made from their files' names.
    pub id: PersonaId,
    /// What it is like.
    #[serde(flatten)]
    pub character: Character,
    /// Everybody here may use it.
    pub shared: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether who asks may change it.
    pub editable: bool,
    /// When it was made; `null` for a file.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was changed last; `null` for a file.
    pub updated_at: Option<DateTime<Utc>>,
}

impl Persona {
    /// What the model is told of it: the system prompt, with its variables filled in. Empty when it has none.
    #[must_use]
    pub fn render(&self, variables: &Variables) -> String {
        variables::fill(&self.character.system_prompt, variables)
    }
}

/// Where a persona comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It is part of Mami.
    Shipped,
    /// It is a file of whoever runs this Mami.
    File,
    /// Someone shares it with everybody here.
    Shared,
    /// Who asks made it.
    Own,
}

/// What a persona is like, wherever it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Character {
    /// Its name, 1 to 60 characters.
    pub name: String,
    /// An emoji or a letter or two; empty for none.
    #[serde(default)]
    pub avatar: String,
    /// What it is for, at most 300 characters.
    #[serde(default)]
    pub description: String,
    /// What the model is told of it, at most 16 KiB. `{{user}}`, `{{date}}` and `{{language}}` are filled in.
    #[serde(default)]
    pub system_prompt: String,
    /// `auto`, or the model that it answers with, as `provider/model`.
    #[serde(default = "auto")]
    pub model: String,
    /// How it answers.
    #[serde(default)]
    pub params: PersonaParams,
    /// What it says in an empty conversation, at most 2,000 characters. The model is not told of it.
    #[serde(default)]
    pub greeting: String,
    /// What one could say first, at most 6 of at most 200 characters.
    #[serde(default)]
    pub openers: Vec<String>,
    /// Whether it knows what Mami remembers of the person.
    #[serde(default = "yes")]
    pub use_memory: bool,
}

impl Character {
    /// One of whom only the name is known.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            avatar: String::new(),
            description: String::new(),
            system_prompt: String::new(),
            model: auto(),
            params: PersonaParams::default(),
            greeting: String::new(),
            openers: Vec::new(),
            use_memory: true,
        }
    }
}

/// How a persona answers, where a turn does not say otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonaParams {
    /// How freely to choose words, 0.0 to 2.0.
    #[schema(minimum = 0.0, maximum = 2.0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// The most tokens an answer may have.
    #[schema(minimum = 1)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// How long to think, for models that do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<Effort>,
}

/// A persona to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonaInput {
    /// Its name, 1 to 60 characters.
    pub name: String,
    /// An emoji or a letter or two.
    #[serde(default)]
    pub avatar: String,
    /// What it is for, at most 300 characters.
    #[serde(default)]
    pub description: String,
    /// What the model is told of it, at most 16 KiB. `{{user}}`, `{{date}}` and `{{language}}` are filled in.
    #[serde(default)]
    pub system_prompt: String,
    /// `auto`, or the model that it answers with, as `provider/model`.
    #[serde(default = "auto")]
    pub model: String,
    /// How it answers.
    #[serde(default)]
    pub params: PersonaParams,
    /// What it says in an empty conversation, at most 2,000 characters.
    #[serde(default)]
    pub greeting: String,
    /// What one could say first, at most 6 of at most 200 characters.
    #[serde(default)]
    pub openers: Vec<String>,
    /// Whether it knows what Mami remembers of the person.
    #[serde(default = "yes")]
    pub use_memory: bool,
    /// Everybody here may use it: for admins to say.
    #[serde(default)]
    pub shared: bool,
}

/// What is to change of a persona; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonaChange {
    /// Its name, 1 to 60 characters.
    pub name: Option<String>,
    /// An emoji or a letter or two; empty for none.
    pub avatar: Option<String>,
    /// What it is for, at most 300 characters.
    pub description: Option<String>,
    /// What the model is told of it, at most 16 KiB.
    pub system_prompt: Option<String>,
    /// `auto`, or the model that it answers with, as `provider/model`.
    pub model: Option<String>,
    /// How it answers: all of it, as one.
    pub params: Option<PersonaParams>,
    /// What it says in an empty conversation, at most 2,000 characters.
    pub greeting: Option<String>,
    /// What one could say first: the whole list.
    pub openers: Option<Vec<String>>,
    /// Whether it knows what Mami remembers of the person.
    pub use_memory: Option<bool>,
    /// Everybody here may use it: for admins to say.
    pub shared: Option<bool>,
}

impl PersonaInput {
    /// What the persona is like, if that will do.
    ///
    /// # Errors
    /// [`PersonaError::Invalid`] with every field at fault.
    pub fn parse(self) -> Result<Character, PersonaError> {
        let character = Character {
            name: self.name,
            avatar: self.avatar,
            description: self.description,
            system_prompt: self.system_prompt,
            model: self.model,
            params: self.params,
            greeting: self.greeting,
            openers: self.openers,
            use_memory: self.use_memory,
        };
        character.parse()
    }
}

impl PersonaChange {
    /// What the persona is like after the change, if that will do.
    ///
    /// # Errors
    /// [`PersonaError::Invalid`] with every field at fault.
    pub fn apply(&self, mut to: Character) -> Result<Character, PersonaError> {
        fn put<T: Clone>(field: &mut T, change: &Option<T>) {
            if let Some(value) = change {
                field.clone_from(value);
            }
        }
        put(&mut to.name, &self.name);
        put(&mut to.avatar, &self.avatar);
        put(&mut to.description, &self.description);
        put(&mut to.system_prompt, &self.system_prompt);
        put(&mut to.model, &self.model);
        put(&mut to.params, &self.params);
        put(&mut to.greeting, &self.greeting);
        put(&mut to.openers, &self.openers);
        put(&mut to.use_memory, &self.use_memory);
        to.parse()
    }
}

impl Character {
    /// Checks it. Names, avatars and models lose the spaces around them; every other text stays as it is.
    ///
    /// # Errors
    /// [`PersonaError::Invalid`] with every field at fault.
    pub fn parse(mut self) -> Result<Self, PersonaError> {
        for field in [&mut self.name, &mut self.avatar, &mut self.model] {
            *field = field.trim().to_owned();
        }
        let faults = self.faults();
        if faults.is_empty() { Ok(self) } else { Err(PersonaError::Invalid(faults)) }
    }

    /// Everything that is wrong with it.
    pub(super) fn faults(&self) -> Vec<PersonaFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, code: &'static str, message: String| {
            faults.push(PersonaFault { pointer: pointer.to_owned(), code, message });
        };
        if self.name.trim().is_empty() {
            fault("/name", "required", format!("it must have 1 to {MAX_NAME} characters"));
        }
        for (pointer, text, most) in [
            ("/name", &self.name, MAX_NAME),
            ("/avatar", &self.avatar, MAX_AVATAR),
            ("/description", &self.description, MAX_DESCRIPTION),
            ("/greeting", &self.greeting, MAX_GREETING),
        ] {
            if longer(text, most) {
                fault(pointer, "too_long", format!("it must have at most {most} characters"));
            }
        }
        for (pointer, text) in [("/name", &self.name), ("/avatar", &self.avatar)] {
            if text.chars().any(breaks) {
                fault(pointer, "characters", "it must not have control characters in it".to_owned());
            }
        }
        for (pointer, text) in [
            ("/description", &self.description),
            ("/system_prompt", &self.system_prompt),
            ("/greeting", &self.greeting),
        ] {
            if text.contains('\0') {
                fault(pointer, "characters", NO_NUL.to_owned());
            }
        }
        if self.system_prompt.len() > MAX_SYSTEM_PROMPT {
            fault(
                "/system_prompt",
                "too_long",
                format!(
                    "it must have at most {MAX_SYSTEM_PROMPT} bytes, and has {}",
                    self.system_prompt.len()
                ),
            );
        }
        if !is_model(&self.model) {
            fault("/model", "malformed", "it must be auto, or provider/model".to_owned());
        }
        if self.params.temperature.is_some_and(|temperature| !(0.0..=2.0).contains(&temperature)) {
            fault("/params/temperature", "out_of_range", "it must be from 0.0 to 2.0".to_owned());
        }
        if self.params.max_tokens == Some(0) {
            fault("/params/max_tokens", "out_of_range", "it must be at least 1".to_owned());
        }
        if self.openers.len() > MAX_OPENERS {
            fault("/openers", "too_many", format!("there must be at most {MAX_OPENERS}"));
        }
        for (place, opener) in self.openers.iter().enumerate().take(MAX_OPENERS) {
            let pointer = format!("/openers/{place}");
            if opener.trim().is_empty() {
                fault(&pointer, "required", format!("it must have 1 to {MAX_OPENER} characters"));
            } else if longer(opener, MAX_OPENER) {
                fault(&pointer, "too_long", format!("it must have at most {MAX_OPENER} characters"));
            } else if opener.contains('\0') {
                fault(&pointer, "characters", NO_NUL.to_owned());
            }
        }
        faults
    }
}

const NO_NUL: &str = "it must not have the character NUL in it";

fn longer(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_some()
}

/// Whether a character ends a line, or is none to be seen: what a text of one line does not have.
pub(super) fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_model(text: &str) -> bool {
    let provider = |name: &str| {
        (1..=32).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let model = |name: &str| !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || breaks(c));
    text == "auto"
        || !longer(text, MAX_MODEL)
            && text.split_once('/').is_some_and(|(before, after)| provider(before) && model(after))
}

pub(super) fn auto() -> String {
    "auto".to_owned()
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn good() -> Character {
        serde_json::from_value(serde_json::json!({"name": "Ada"})).unwrap()
    }

    fn pointers(character: Character) -> Vec<String> {
        match character.parse() {
            Err(PersonaError::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
            Ok(_) => Vec::new(),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_name_is_all_that_a_persona_needs() {
        let persona = good().parse().unwrap();
        assert_eq!((persona.model.as_str(), persona.use_memory), ("auto", true));
        assert_eq!(persona.params, PersonaParams::default());
    }

    #[test]
    fn limits_count_characters_and_the_prompts_bytes() {
        let fits = Character {
            name: "ä".repeat(MAX_NAME),
            avatar: "👩‍👩‍👧‍👦".into(),
            description: "日".repeat(MAX_DESCRIPTION),
            system_prompt: "x".repeat(MAX_SYSTEM_PROMPT),
            greeting: "é".repeat(MAX_GREETING),
            openers: vec!["ü".repeat(MAX_OPENER); MAX_OPENERS],
            params: PersonaParams { temperature: Some(2.0), max_tokens: Some(1), reasoning_effort: None },
            ..good()
        };
        assert_eq!(fits.clone().parse().unwrap(), fits);
        let over = Character {
            name: "ä".repeat(MAX_NAME + 1),
            avatar: "a".repeat(MAX_AVATAR + 1),
            description: "日".repeat(MAX_DESCRIPTION + 1),
            system_prompt: "é".repeat(MAX_SYSTEM_PROMPT / 2 + 1),
            greeting: "é".repeat(MAX_GREETING + 1),
            openers: vec!["ü".repeat(MAX_OPENER + 1); MAX_OPENERS + 1],
            params: PersonaParams { temperature: Some(2.1), max_tokens: Some(0), reasoning_effort: None },
            ..good()
        };
        let expected = [
            "/name",
            "/avatar",
            "/description",
            "/greeting",
            "/system_prompt",
            "/params/temperature",
            "/params/max_tokens",
            "/openers",
            "/openers/0",
        ];
        assert_eq!(pointers(over)[..expected.len()], expected, "all faults are told at once");
    }

    #[rstest]
    #[case(Character { name: String::new(), ..good() }, "/name")]
    #[case(Character { name: " \t ".into(), ..good() }, "/name")]
    #[case(Character { name: "a\nb".into(), ..good() }, "/name")]
    #[case(Character { name: "a\u{202e}b".into(), ..good() }, "/name")]
    #[case(Character { avatar: "a\0".into(), ..good() }, "/avatar")]
    #[case(Character { description: "\0".into(), ..good() }, "/description")]
    #[case(Character { system_prompt: "a\0b".into(), ..good() }, "/system_prompt")]
    #[case(Character { greeting: "\0".into(), ..good() }, "/greeting")]
    #[case(Character { openers: vec!["Hi".into(), "\0!".into()], ..good() }, "/openers/1")]
    #[case(Character { openers: vec!["  ".into()], ..good() }, "/openers/0")]
    #[case(Character { params: PersonaParams { temperature: Some(f32::NAN), ..PersonaParams::default() }, ..good() }, "/params/temperature")]
    #[case(Character { params: PersonaParams { temperature: Some(-0.1), ..PersonaParams::default() }, ..good() }, "/params/temperature")]
    fn what_will_not_do_is_named(#[case] character: Character, #[case] pointer: &str) {
        assert_eq!(pointers(character), [pointer]);
    }

    #[rstest]
    #[case("auto", true)]
    #[case(" groq/llama-3.3-70b-versatile ", true)]
    #[case("workshop-2/meta-llama/Llama-4:free", true)]
    #[case("", false)]
    #[case("llama", false)]
    #[case("/llama", false)]
    #[case("groq/", false)]
    #[case("Groq/llama", false)]
    #[case("groq/a b", false)]
    #[case("groq/a\nb", false)]
    #[case("../etc", false)]
    #[case("AUTO", false)]
    fn a_model_is_auto_or_has_its_provider_before_it(#[case] model: &str, #[case] good_one: bool) {
        let found = pointers(Character { model: model.into(), ..good() });
        assert_eq!(found.is_empty(), good_one, "{model}: {found:?}");
    }

    #[test]
    fn a_change_leaves_what_it_does_not_name() {
        let before = Character { greeting: "Hello!".into(), openers: vec!["Hi".into()], ..good() };
        let change: PersonaChange =
            serde_json::from_str(r#"{"name": " Bea ", "openers": [], "params": {"max_tokens": 5}}"#).unwrap();
        let after = change.apply(before.clone()).unwrap();
        let params = PersonaParams { max_tokens: Some(5), ..PersonaParams::default() };
        assert_eq!(after, Character { name: "Bea".into(), openers: vec![], params, ..before.clone() });
        assert!(
            PersonaChange { name: Some(String::new()), ..PersonaChange::default() }.apply(before).is_err()
        );
        assert!(serde_json::from_str::<PersonaChange>(r#"{"user_id": "x"}"#).is_err());
        assert!(serde_json::from_str::<PersonaChange>(r#"{"params": {"top_p": 1}}"#).is_err());
    }
}
