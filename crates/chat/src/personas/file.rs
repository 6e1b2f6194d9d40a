//! A persona as a file: TOML, in the form of those in `config/personas`.

use std::{collections::BTreeMap, ops::Range};

use mami_ports::{Effort, PersonaId};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::persona::{Character, PersonaParams};

/// The most bytes of a file.
pub const MAX_FILE: usize = 64 * 1024;
/// The most languages that a file has texts in.
const MAX_LOCALES: usize = 64;

/// What a persona's file says.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonaFile {
    /// What the persona is like.
    pub character: Character,
    /// What it says to people instead, by their language.
    pub locales: BTreeMap<String, LocaleTexts>,
}

/// What people see of a persona, in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LocaleTexts {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it says first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// What one could say first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openers: Option<Vec<String>>,
}

/// What is wrong in a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct LineFault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

/// The id of the persona that is in the file `{stem}.toml`: a UUID of version 8, the first 16 bytes of the SHA-256 of
/// `mami-persona:{stem}`. So it is the same on every server and after every change of the file.
#[must_use]
pub fn file_id(stem: &str) -> PersonaId {
    let hash: [u8; 32] = Sha256::digest(format!("mami-persona:{stem}")).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(hash.first_chunk::<16>().unwrap_or(&[0; 16]));
    PersonaId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Whether an id is one of those that files have.
#[must_use]
pub fn is_file_id(id: PersonaId) -> bool {
    id.uuid().get_version_num() == 8
}

/// Whether a file may have this name (without its ending).
#[must_use]
pub fn is_stem(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
}

/// A file's name (without its ending) for a persona of this name.
#[must_use]
pub fn stem_for(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            stem.push(c.to_ascii_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "persona".to_owned() } else { stem.to_owned() }
}

impl PersonaFile {
    /// Reads a file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of its lines.
    pub fn parse(text: &str) -> Result<Self, Vec<LineFault>> {
        if text.len() > MAX_FILE {
            return Err(vec![LineFault {
                line: 1,
                message: format!("the file has more than {MAX_FILE} bytes"),
            }]);
        }
        let mut reader = Reader { text, faults: Vec::new(), places: BTreeMap::new(), wrong: Vec::new() };
        // An editor's mark of the encoding moves no line.
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let line = error.span().map_or(1, |span| reader.line(&span));
                return Err(vec![LineFault { line, message: error.message().trim().replace('\n', ", ") }]);
            }
        };
        let file = reader.persona(table);
        reader.check(&file);
        let Reader { mut faults, .. } = reader;
        if faults.is_empty() {
            return Ok(file);
        }
        faults.sort_by(|one, other| (one.line, &one.message).cmp(&(other.line, &other.message)));
        faults.dedup();
        Err(faults)
    }

    /// The text of the file. Reading it gives the same persona again.
    #[must_use]
    pub fn to_toml(&self) -> String {
        // Strings, numbers and tables of these always make a document.
        let mut text = toml::to_string_pretty(&Document::of(&self.character)).unwrap_or_default();
        for (tag, texts) in &self.locales {
            let table = toml::to_string_pretty(&BTreeMap::from([(tag, texts)])).unwrap_or_default();
            text.push('\n');
            text.push_str(&table);
        }
        text
    }

    /// The persona as it is for people with this language.
    #[must_use]
    pub fn localized(&self, locale: Option<&str>) -> Character {
        let mut character = self.character.clone();
        let Some(texts) = locale.and_then(|locale| self.texts(locale)) else { return character };
        let LocaleTexts { name, description, greeting, openers } = texts.clone();
        character.name = name.unwrap_or(character.name);
        character.description = description.unwrap_or(character.description);
        character.greeting = greeting.unwrap_or(character.greeting);
        character.openers = openers.unwrap_or(character.openers);
        character
    }

    /// The texts for a language tag, or for the language alone.
    fn texts(&self, locale: &str) -> Option<&LocaleTexts> {
        let exact = self.locales.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(locale));
        let language = locale.split('-').next().unwrap_or_default();
        let found = exact.or_else(|| self.locales.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(language)));
        found.map(|(_, texts)| texts)
    }
}

impl From<Character> for PersonaFile {
    fn from(character: Character) -> Self {
        Self { character, locales: BTreeMap::new() }
    }
}

/// The fields in the order in which a file has them; what is as usual is left out.
#[derive(Serialize)]
struct Document<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    avatar: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    use_memory: Option<bool>,
    #[serde(skip_serializing_if = "str::is_empty")]
    greeting: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    openers: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    system_prompt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<&'a PersonaParams>,
}

impl<'a> Document<'a> {
    fn of(character: &'a Character) -> Self {
        Self {
            name: &character.name,
            avatar: &character.avatar,
            description: &character.description,
            model: Some(character.model.as_str()).filter(|model| *model != "auto"),
            use_memory: Some(character.use_memory).filter(|uses| !uses),
            greeting: &character.greeting,
            openers: &character.openers,
            system_prompt: &character.system_prompt,
            params: Some(&character.params).filter(|params| **params != PersonaParams::default()),
        }
    }
}

type Value<'a> = Spanned<DeValue<'a>>;

/// Reads a document, and remembers where everything was.
struct Reader<'a> {
    text: &'a str,
    faults: Vec<LineFault>,
    /// Where the field with this JSON pointer is.
    places: BTreeMap<String, Range<usize>>,
    /// The fields that are of the wrong kind: there is no more to say of them.
    wrong: Vec<String>,
}

impl Reader<'_> {
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or(self.text.as_bytes());
        before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1)
    }

    fn fault(&mut self, span: &Range<usize>, message: impl Into<String>) {
        let line = self.line(span);
        self.faults.push(LineFault { line, message: message.into() });
    }

    fn persona(&mut self, table: DeTable<'_>) -> PersonaFile {
        let mut character = Character::named("");
        let mut locales = BTreeMap::new();
        for (key, value) in table {
            let (at, key) = (key.span(), key.into_inner());
            self.places.insert(format!("/{key}"), at.clone());
            match &*key {
                "name" => character.name = self.string("/name", value).trim().to_owned(),
                "avatar" => character.avatar = self.string("/avatar", value).trim().to_owned(),
                "description" => character.description = self.string("/description", value),
                "system_prompt" => character.system_prompt = self.string("/system_prompt", value),
                "model" => character.model = self.string("/model", value).trim().to_owned(),
                "greeting" => character.greeting = self.string("/greeting", value),
                "openers" => character.openers = self.strings("/openers", value),
                "use_memory" => match value.get_ref() {
                    DeValue::Boolean(uses) => character.use_memory = *uses,
                    _ => self.fault(&at, "`use_memory` must be true or false"),
                },
                "params" => match value.into_inner() {
                    DeValue::Table(table) => character.params = self.params(table),
                    _ => self.fault(&at, "`params` must be a table"),
                },
                tag => match value.into_inner() {
                    DeValue::Table(table) if is_tag(tag) => {
                        locales.insert(tag.to_owned(), self.locale(tag, table));
                    }
                    _ => self.fault(&at, format!("a persona has no `{}`", short(tag))),
                },
            }
        }
        PersonaFile { character, locales }
    }

    fn locale(&mut self, tag: &str, table: DeTable<'_>) -> LocaleTexts {
        let mut texts = LocaleTexts::default();
        for (key, value) in table {
            let (at, key) = (key.span(), key.into_inner());
            let field = format!("/{tag}/{key}");
            self.places.insert(field.clone(), at.clone());
            match &*key {
                "name" => texts.name = Some(self.string(&field, value).trim().to_owned()),
                "description" => texts.description = Some(self.string(&field, value)),
                "greeting" => texts.greeting = Some(self.string(&field, value)),
                "openers" => texts.openers = Some(self.strings(&field, value)),
                other => self.fault(
                    &at,
                    format!(
                        "a language has `name`, `description`, `greeting` and `openers`, and no `{}`",
                        short(other)
                    ),
                ),
            }
        }
        texts
    }

    fn params(&mut self, table: DeTable<'_>) -> PersonaParams {
        let mut params = PersonaParams::default();
        for (key, value) in table {
            let (at, key) = (key.span(), key.into_inner());
            self.places.insert(format!("/params/{key}"), at.clone());
            match &*key {
                "temperature" => match number(value.get_ref()) {
                    Some(number) => params.temperature = Some(number),
                    None => self.fault(&at, "`temperature` must be a number"),
                },
                "max_tokens" => match value.get_ref() {
                    DeValue::Integer(whole) if whole_number(whole).is_some() => {
                        params.max_tokens = whole_number(whole);
                    }
                    _ => self.fault(&at, "`max_tokens` must be a whole number from 1 on"),
                },
                "reasoning_effort" => match value.get_ref().as_str() {
                    Some("low") => params.reasoning_effort = Some(Effort::Low),
                    Some("medium") => params.reasoning_effort = Some(Effort::Medium),
                    Some("high") => params.reasoning_effort = Some(Effort::High),
                    _ => self.fault(&at, "`reasoning_effort` must be low, medium or high"),
                },
                other => self.fault(&at, format!("`params` has no `{}`", short(other))),
            }
        }
        params
    }

    fn string(&mut self, pointer: &str, value: Value<'_>) -> String {
        let at = value.span();
        match value.into_inner() {
            DeValue::String(text) => text.into_owned(),
            _ => {
                self.wrong_kind(pointer, &at, "a text");
                String::new()
            }
        }
    }

    fn strings(&mut self, pointer: &str, value: Value<'_>) -> Vec<String> {
        let at = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            self.wrong_kind(pointer, &at, "a list of texts");
            return Vec::new();
        };
        items.into_iter().map(|item| self.string(pointer, item)).collect()
    }

    fn wrong_kind(&mut self, pointer: &str, at: &Range<usize>, right: &str) {
        let name = pointer.rsplit('/').next().unwrap_or_default();
        self.fault(at, format!("`{name}` must be {right}"));
        self.wrong.push(pointer.to_owned());
    }

    /// The rules that all personas keep to, for the persona in each of its languages.
    fn check(&mut self, file: &PersonaFile) {
        if file.locales.len() > MAX_LOCALES {
            self.fault(&(0..0), format!("a persona has texts in at most {MAX_LOCALES} languages"));
            return;
        }
        let faults = |character: &Character| {
            character.faults().into_iter().map(|fault| (fault.pointer, fault.message))
        };
        let mut found: Vec<_> = faults(&file.character).collect();
        for (tag, texts) in &file.locales {
            let here = [
                ("/name", texts.name.is_some()),
                ("/description", texts.description.is_some()),
                ("/greeting", texts.greeting.is_some()),
                ("/openers", texts.openers.is_some()),
            ];
            // What the language does not have of its own was looked at already.
            let own = |pointer: &str| here.iter().any(|(field, here)| *here && pointer.starts_with(field));
            let of_language = faults(&file.localized(Some(tag))).filter(|(pointer, _)| own(pointer));
            found.extend(of_language.map(|(pointer, message)| (format!("/{tag}{pointer}"), message)));
        }
        for (pointer, message) in found {
            if !self.wrong.iter().any(|wrong| pointer.starts_with(wrong)) {
                let place = self.place(&pointer).unwrap_or_default();
                self.fault(&place, format!("{}: {message}", pointer.trim_start_matches('/')));
            }
        }
    }

    /// Where a field is, or else what it is in.
    fn place(&self, pointer: &str) -> Option<Range<usize>> {
        self.places.get(pointer).cloned().or_else(|| self.place(pointer.rsplit_once('/')?.0))
    }
}

/// A language tag as files have it: `de`, `pt-BR`.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// A name that somebody made up, for a message.
fn short(name: &str) -> String {
    name.chars().take(40).flat_map(char::escape_debug).collect()
}

fn number(value: &DeValue<'_>) -> Option<f32> {
    match value {
        DeValue::Float(number) => number.as_str().replace('_', "").parse().ok(),
        DeValue::Integer(whole) => whole_number(whole).map(|whole| {
            // More than it may be, anyway, where this is not exact.
            u16::try_from(whole).map_or(f32::INFINITY, f32::from)
        }),
        _ => None,
    }
}

fn whole_number(number: &toml::de::DeInteger<'_>) -> Option<u32> {
    u32::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};
    use rstest::rstest;

    use super::*;
    use crate::personas::persona::{MAX_DESCRIPTION, MAX_OPENERS};

    fn faults(text: &str) -> Vec<String> {
        PersonaFile::parse(text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_says_it_all() {
        let text = r#"
            name = " Ada "
            avatar = "🦊"
            description = "Writes with you."
            model = "groq/llama-3.3-70b-versatile"
            use_memory = false
            greeting = "What shall we write?"
            openers = ["A letter", "A poem"]
            system_prompt = """
You are Ada.
Be kind.
"""
            [params]
            temperature = 1
            max_tokens = 1_000
            reasoning_effort = "high"
            [de]
            description = "Schreibt mit dir."
            [pt-BR]
            name = "Ada do Brasil"
            openers = []
        "#;
        let file = PersonaFile::parse(text).unwrap();
        assert_eq!(file.character.name, "Ada");
        assert_eq!(file.character.system_prompt, "You are Ada.\nBe kind.\n");
        let params = PersonaParams {
            temperature: Some(1.0),
            max_tokens: Some(1000),
            reasoning_effort: Some(Effort::High),
        };
        assert_eq!(file.character.params, params);
        assert!(!file.character.use_memory);
        for (locale, name, description, openers) in [
            (None, "Ada", "Writes with you.", 2),
            (Some("en"), "Ada", "Writes with you.", 2),
            (Some("de"), "Ada", "Schreibt mit dir.", 2),
            (Some("DE-at"), "Ada", "Schreibt mit dir.", 2),
            (Some("pt-br"), "Ada do Brasil", "Writes with you.", 0),
            (Some("pt"), "Ada", "Writes with you.", 2),
        ] {
            let shown = file.localized(locale);
            assert_eq!(
                (&*shown.name, &*shown.description, shown.openers.len()),
                (name, description, openers)
            );
            assert_eq!(shown.system_prompt, file.character.system_prompt);
        }
        assert_eq!(PersonaFile::parse(&file.to_toml()).unwrap(), file);
    }

    #[rstest]
    #[case("", "line 1: name: it must have 1 to 60 characters")]
    #[case("name = 1", "line 1: `name` must be a text")]
    #[case("name = 'a'\n\nnmae = 'b'", "line 3: a persona has no `nmae`")]
    #[case("name = 'a'\nshared = true", "line 2: a persona has no `shared`")]
    #[case("name = 'a'\n[german]\ngreeting = 'x'", "line 2: a persona has no `german`")]
    #[case(
        "name = 'a'\n[de]\nmodel = 'x/y'",
        "line 3: a language has `name`, `description`, `greeting` and `openers`, and no `model`"
    )]
    #[case(
        "name = 'a'\n[de]\ngreeting = \"a\\u0000\"",
        "line 3: de/greeting: it must not have the character NUL in it"
    )]
    #[case(
        "name = 'a'\n[de]\nopeners = ['',\n'x']",
        "line 3: de/openers/0: it must have 1 to 200 characters"
    )]
    #[case("name = 'a'\nde = 'x'", "line 2: a persona has no `de`")]
    #[case("name = 'a'\nopeners = 'x'", "line 2: `openers` must be a list of texts")]
    #[case("name = 'a'\nopeners = ['x',\n1]", "line 3: `openers` must be a text")]
    #[case("name = 'a'\nmodel = 'gpt'", "line 2: model: it must be auto, or provider/model")]
    #[case("name = 'a'\nuse_memory = 'no'", "line 2: `use_memory` must be true or false")]
    #[case("name = 'a'\nparams = 1", "line 2: `params` must be a table")]
    #[case("name = 'a'\n[params]\ntop_p = 1", "line 3: `params` has no `top_p`")]
    #[case(
        "name = 'a'\n[params]\ntemperature = 2.5",
        "line 3: params/temperature: it must be from 0.0 to 2.0"
    )]
    #[case(
        "name = 'a'\n[params]\ntemperature = nan",
        "line 3: params/temperature: it must be from 0.0 to 2.0"
    )]
    #[case(
        "name = 'a'\n[params]\ntemperature = 70000",
        "line 3: params/temperature: it must be from 0.0 to 2.0"
    )]
    #[case("name = 'a'\n[params]\nmax_tokens = -1", "line 3: `max_tokens` must be a whole number from 1 on")]
    #[case("name = 'a'\n[params]\nmax_tokens = 0", "line 3: params/max_tokens: it must be at least 1")]
    #[case(
        "name = 'a'\n[params]\nreasoning_effort = 'most'",
        "line 3: `reasoning_effort` must be low, medium or high"
    )]
    fn faults_have_their_line(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(faults(text), [expected]);
    }

    #[test]
    fn what_is_no_toml_and_what_is_too_long_is_told() {
        for (text, start) in
            [("name = 'a'\nx", "line 2: "), ("name = 'a'\nname = 'b'", "line 2: "), ("\n\n= 1", "line 3: ")]
        {
            let found = faults(text);
            assert!(found.len() == 1 && found[0].starts_with(start) && !found[0].contains('\n'), "{found:?}");
        }
        assert!(faults(&format!("name = 'a' # {}", "x".repeat(MAX_FILE)))[0].contains("more than"));
        let both =
            format!("color = 1\nname = 'a'\ndescription = '{}'\nsound = 2", "x".repeat(MAX_DESCRIPTION + 1));
        let expected = [
            "line 1: a persona has no `color`",
            "line 3: description: it must have at most 300 characters",
            "line 4: a persona has no `sound`",
        ];
        assert_eq!(faults(&both), expected);
        // Deep nesting is a fault like others.
        let deep = format!("name = 'a'\nx = {}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(PersonaFile::parse(&deep).is_err());
    }

    #[test]
    fn ids_of_files_are_the_same_for_ever() {
        let id = file_id("mami");
        assert_eq!(id.to_string(), "df8c40ef-33d0-8eb0-b559-9874616dc456");
        assert!(is_file_id(id) && id != file_id("mami2"));
        assert_eq!(id.uuid().get_variant(), uuid::Variant::RFC4122);
    }

    #[test]
    fn names_of_files_are_plain() {
        for (name, stem) in [
            ("Ada", "ada"),
            (" Writing partner! ", "writing-partner"),
            ("Ömer & Çiğdem", "mer-i-dem"),
            ("猫", "persona"),
            ("../../etc/passwd", "etc-passwd"),
        ] {
            assert_eq!(stem_for(name), stem);
            assert!(is_stem(stem));
        }
        for bad in ["", ".hidden", "a/b", "A", "a b", "ä", &"a".repeat(65)] {
            assert!(!is_stem(bad), "{bad}");
        }
    }

    fn line(most: usize) -> impl Strategy<Value = String> {
        vec(any::<char>().prop_filter("no breaks", |c| !super::super::persona::breaks(*c)), 1..most)
            .prop_map(|chars| chars.into_iter().collect::<String>().trim().to_owned())
            .prop_filter("not blank", |text| !text.is_empty())
    }

    fn lines() -> impl Strategy<Value = String> {
        prop_oneof![
            vec(any::<char>().prop_filter("no NUL", |c| *c != '\0'), 0..80)
                .prop_map(|chars| chars.into_iter().collect()),
            "[\"'\\\\\r\n\t a\\{\\}#=\\[\\]]{0,60}",
        ]
    }

    prop_compose! {
        fn character()(
            name in line(30), avatar in line(4), description in lines(), system_prompt in lines(), greeting in lines(),
            openers in vec(line(20), 0..=MAX_OPENERS), use_memory: bool,
            model in prop_oneof![Just("auto".to_owned()), Just("groq/meta/llama:8b".to_owned())],
            temperature in option::of(0.0_f32..=2.0), max_tokens in option::of(1_u32..),
            reasoning_effort in option::of(prop_oneof![Just(Effort::Low), Just(Effort::Medium), Just(Effort::High)]),
        ) -> Character {
            let params = PersonaParams { temperature, max_tokens, reasoning_effort };
            Character { name, avatar, description, system_prompt, model, params, greeting, openers, use_memory }
        }
    }

    prop_compose! {
        fn texts()(name in option::of(line(20)), description in option::of(lines()), greeting in option::of(lines()),
                   openers in option::of(vec(line(20), 0..=MAX_OPENERS))) -> LocaleTexts {
            LocaleTexts { name, description, greeting, openers }
        }
    }

    proptest! {
        #[test]
        fn reading_what_was_written_gives_the_same(
            character in character(),
            locales in proptest::collection::btree_map(prop_oneof!["[a-z]{2,3}", "[a-z]{2}-[A-Z]{2}"], texts(), 0..4),
        ) {
            let file = PersonaFile { character, locales };
            let text = file.to_toml();
            prop_assert_eq!(PersonaFile::parse(&text), Ok(file), "{}", text);
        }

        #[test]
        fn nothing_that_is_read_makes_it_panic(text in "\\PC*|[a-z=\\[\\]\"'\n .0-9]{0,80}") {
            let _ = PersonaFile::parse(&text);
        }
    }
}
