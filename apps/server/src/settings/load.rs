//! Putting the layers together. All faults are gathered before any is told, so that one start shows them all.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fmt, io,
    path::{Path, PathBuf},
};

use serde_json::Value as Json;

use super::{
    Origin, Settings, check,
    layer::{self, Layer, Leaf},
};

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const LOCAL_FILE: &str = "config/local.toml";

/// What the settings are made of, besides the defaults.
#[derive(Debug, Clone, Default)]
pub struct LoadFrom {
    /// A configuration file that must exist; without it, `config/local.toml` is read where it exists.
    pub config_path: Option<PathBuf>,
    /// The folder that relative file names start from.
    pub cwd: PathBuf,
    /// The text of `.env`, where there is one.
    pub dotenv: Option<String>,
    /// The environment.
    pub env: Vec<(OsString, OsString)>,
}

impl LoadFrom {
    /// What this process was started with.
    ///
    /// # Errors
    /// When a file is there but cannot be read.
    pub fn process(config_path: Option<PathBuf>) -> Result<Self, SettingsFaults> {
        let dotenv = match std::fs::read_to_string(".env") {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(SettingsFaults(vec![Fault::new(".env", format!("cannot be read: {error}"))]));
            }
        };
        Ok(Self { config_path, cwd: PathBuf::new(), dotenv, env: std::env::vars_os().collect() })
    }
}

/// Settings that hold together, and where they come from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Where each was set, by dotted name; what is not in here is a default.
    pub origins: BTreeMap<String, Origin>,
}

impl Loaded {
    /// Every setting by its dotted name, with its effective value (`null` where it is not set, secrets hidden) and
    /// where that comes from.
    #[must_use]
    pub fn effective(&self) -> Vec<(String, Json, Origin)> {
        effective(&self.settings)
            .into_iter()
            .map(|(key, value)| {
                let origin = self.origins.get(&key).cloned().unwrap_or(Origin::Default);
                (key, value, origin)
            })
            .collect()
    }
}

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The setting's name as the person wrote it, or the file's.
    pub setting: String,
    /// What is wrong, and what is right. Never a value.
    pub problem: String,
}

impl Fault {
    pub(super) fn new(setting: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { setting: setting.into(), problem: problem.into() }
    }
}

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsFaults(pub Vec<Fault>);

impl fmt::Display for SettingsFaults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let things = if self.0.len() == 1 { "one thing" } else { "some things" };
        write!(formatter, "The settings need {things} put right:")?;
        for fault in &self.0 {
            write!(formatter, "\n  {} {}", fault.setting, fault.problem)?;
        }
        write!(formatter, "\nAll settings are explained in docs/CONFIGURATION.md.")
    }
}

impl std::error::Error for SettingsFaults {}

/// Puts the layers together: the defaults, the configuration file, `.env`, the environment; later ones win.
///
/// # Errors
/// Everything that is wrong, at once.
pub fn load(from: LoadFrom) -> Result<Loaded, SettingsFaults> {
    let mut faults = Vec::new();
    let defaults =
        layer::from_toml(DEFAULTS, &Origin::Default).map_err(|fault| SettingsFaults(vec![fault]))?;
    let default_settings = assemble(&defaults, None)
        .map_err(|problem| SettingsFaults(vec![Fault::new("default.toml", problem)]))?;

    let mut chosen = Layer::new();
    let file = match &from.config_path {
        Some(path) => layer::from_file(&from.cwd, path, true),
        None => layer::from_file(&from.cwd, Path::new(LOCAL_FILE), false),
    };
    chosen.append(&mut file.unwrap_or_else(|fault| {
        faults.push(fault);
        Layer::new()
    }));
    if let Some(text) = &from.dotenv {
        chosen.append(&mut layer::from_dotenv(text, &mut faults));
    }
    chosen.append(&mut layer::from_variables(from.env, Origin::Environment, &mut faults));

    let known = known(&default_settings);
    chosen.retain(|key, leaf| match check_leaf(key, leaf, &defaults, &known) {
        Ok(()) => true,
        Err(problem) => {
            faults.push(Fault::new(leaf.origin.name(key), problem));
            false
        }
    });

    let origins: BTreeMap<_, _> =
        chosen.iter().map(|(key, leaf)| (key.clone(), leaf.origin.clone())).collect();
    let mut all = defaults;
    all.append(&mut chosen);
    let mut settings =
        assemble(&all, None).map_err(|problem| SettingsFaults(vec![Fault::new("settings", problem)]))?;
    for (name, provider) in &mut settings.providers {
        provider.asked_for = ["api_key", "base_url"]
            .iter()
            .any(|field| origins.contains_key(&format!("providers.{name}.{field}")));
        provider.enabled = Some(provider.is_enabled());
    }
    check::check(&settings, &effective(&settings), &mut |key, problem| {
        let name = origins.get(key).map_or_else(|| layer::variable(key), |origin| origin.name(key));
        faults.push(Fault::new(name, problem));
    });

    if faults.is_empty() { Ok(Loaded { settings, origins }) } else { Err(SettingsFaults(faults)) }
}

/// Says whether a value can be used at all, by trying it alone on top of the defaults.
fn check_leaf(key: &str, leaf: &Leaf, defaults: &Layer, known: &BTreeSet<String>) -> Result<(), String> {
    if !known.contains(&pattern(key)) {
        let section = format!("{}.", pattern(key));
        if known.iter().any(|name| name.starts_with(&section)) || key == "providers" {
            return Err(format!(
                "is a section, not a setting; its settings are named {}",
                children(key, leaf)
            ));
        }
        return Err(unknown(key, leaf, known));
    }
    if let Some(name) = key.strip_prefix("providers.").and_then(|rest| rest.split('.').next()) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.len() > 32 || !name.chars().all(fits) {
            return Err("names a provider that must have 1 to 32 of the characters a-z, 0-9 and -".to_owned());
        }
    }
    let settings =
        assemble(defaults, Some((key, leaf))).map_err(|problem| match check::range(&pattern(key)) {
            Some(range) => range.to_string(),
            None => problem,
        })?;
    // The library turns `true` into 1 and rounds fractions; a number that was not written as one is a mistake.
    let whole = match &leaf.value.kind {
        config::ValueKind::Boolean(_) | config::ValueKind::Float(_) => false,
        config::ValueKind::String(text) => text.trim().parse::<u64>().is_ok(),
        _ => true,
    };
    if !whole && effective(&settings).get(key).is_some_and(Json::is_number) {
        return Err(check::range(&pattern(key))
            .map_or_else(|| "must be a whole number".to_owned(), |r| r.to_string()));
    }
    Ok(())
}

fn children(key: &str, leaf: &Leaf) -> String {
    match &leaf.origin {
        Origin::File(_) | Origin::Default => format!("`{key}.…`"),
        Origin::DotEnv(_) | Origin::Environment(_) => format!("`{}__…`", layer::variable(key)),
    }
}

fn unknown(key: &str, leaf: &Leaf, known: &BTreeSet<String>) -> String {
    let provider = key.strip_prefix("providers.").and_then(|rest| rest.split('.').next()).unwrap_or("*");
    let alike = |name: &str| name.replace(['_', '.'], "");
    let nearest = known
        .iter()
        .map(|name| name.replace('*', provider))
        .map(|name| (strsim::damerau_levenshtein(&alike(&name), &alike(key)), name))
        .min()
        .filter(|(distance, name)| *distance <= name.len() / 3);
    match nearest {
        Some((_, name)) => {
            let name = match &leaf.origin {
                Origin::File(_) | Origin::Default => name,
                Origin::DotEnv(_) | Origin::Environment(_) => layer::variable(&name),
            };
            format!("is not a setting; did you mean {name}?")
        }
        None => "is not a setting".to_owned(),
    }
}

/// Makes settings of values, with one of them replaced.
fn assemble(values: &Layer, replaced: Option<(&str, &Leaf)>) -> Result<Settings, String> {
    let one = replaced.map(|(key, leaf)| (key, leaf.value.clone()));
    let values = values.iter().map(|(key, leaf)| (key.as_str(), leaf.value.clone()));
    let mut builder = config::Config::builder();
    for (key, value) in values.chain(one) {
        builder = builder.set_override(key, value).map_err(|error| problem(&error))?;
    }
    builder.build().and_then(config::Config::try_deserialize).map_err(|error| problem(&error))
}

/// What is wrong, without the value, which the library's own messages repeat.
fn problem(error: &config::ConfigError) -> String {
    match error {
        config::ConfigError::Type { expected: "a boolean", .. } => "must be true or false".to_owned(),
        config::ConfigError::Type { expected, .. } if expected.contains("integer") => {
            "must be a whole number".to_owned()
        }
        config::ConfigError::At { error, .. } => problem(error),
        config::ConfigError::Message(message) if message.starts_with("must ") => message.clone(),
        _ => "has a value of the wrong kind".to_owned(),
    }
}

/// Every setting and its effective value, by dotted name; secrets are hidden.
pub(super) fn effective(settings: &Settings) -> BTreeMap<String, Json> {
    fn flatten(prefix: &str, value: Json, flat: &mut BTreeMap<String, Json>) {
        match value {
            Json::Object(fields) => {
                for (name, value) in fields {
                    let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
                    flatten(&key, value, flat);
                }
            }
            value => {
                flat.insert(prefix.to_owned(), value);
            }
        }
    }
    let mut flat = BTreeMap::new();
    // Plain structs of numbers and texts always serialise.
    flatten("", serde_json::to_value(settings).unwrap_or_default(), &mut flat);
    flat
}

fn known(settings: &Settings) -> BTreeSet<String> {
    effective(settings).keys().map(|key| pattern(key)).collect()
}

/// The name of a setting with `*` in the place of a provider's name.
pub(super) fn pattern(key: &str) -> String {
    let mut parts = key.splitn(3, '.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("providers"), Some(_), Some(field)) => format!("providers.*.{field}"),
        (Some("providers"), Some(_), None) => "providers.*".to_owned(),
        _ => key.to_owned(),
    }
}
