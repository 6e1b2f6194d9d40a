//! Where values come from: each source becomes a flat map from a setting's dotted name to its value.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

use mami_providers::ollama;

use super::load::Fault;

/// The names without `MAMI_` that people already have in their environment, and what they set.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("GROQ_API_KEY", "providers.groq.api_key"),
    ("GROQ_BASE_URL", "providers.groq.base_url"),
    ("OPENAI_API_KEY", "providers.openai.api_key"),
    ("OPENAI_BASE_URL", "providers.openai.base_url"),
    ("OLLAMA_HOST", "providers.ollama.base_url"),
];

/// Where a value was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: it is the default.
    Default,
    /// In a configuration file.
    File(PathBuf),
    /// In `.env`, under this name.
    DotEnv(String),
    /// In the environment, under this name.
    Environment(String),
}

impl Origin {
    /// The setting's name as the person wrote it.
    pub(super) fn name(&self, key: &str) -> String {
        match self {
            Self::Default => key.to_owned(),
            Self::File(path) => format!("{}: {key}", path.display()),
            Self::DotEnv(variable) => format!(".env: {variable}"),
            Self::Environment(variable) => variable.clone(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File(path) => path.display().fmt(formatter),
            Self::DotEnv(variable) => write!(formatter, ".env {variable}"),
            Self::Environment(variable) => write!(formatter, "environment {variable}"),
        }
    }
}

/// One value of one source.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) value: config::Value,
    pub(super) origin: Origin,
}

/// What one source sets, by dotted name.
pub(super) type Layer = BTreeMap<String, Leaf>;

/// Reads the text of a TOML file.
pub(super) fn from_toml(text: &str, origin: &Origin) -> Result<Layer, Fault> {
    let table = text.parse::<toml::Table>().map_err(|error| {
        // The error's own display repeats the line, which may hold a secret.
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.matches('\n').count().saturating_add(1));
        let file = match origin {
            Origin::File(path) => path.display().to_string(),
            Origin::Default | Origin::DotEnv(_) | Origin::Environment(_) => origin.to_string(),
        };
        Fault::new(file, format!("line {line} is not valid TOML (is a text without quotes?)"))
    })?;
    let mut layer = Layer::new();
    flatten_toml("", table, origin, &mut layer);
    Ok(layer)
}

fn flatten_toml(prefix: &str, table: toml::Table, origin: &Origin, layer: &mut Layer) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(table) => flatten_toml(&key, table, origin, layer),
            value => {
                layer.insert(key, Leaf { value: value_from_toml(value), origin: origin.clone() });
            }
        }
    }
}

fn value_from_toml(value: toml::Value) -> config::Value {
    let kind = match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(choice) => choice.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(value_from_toml).collect::<Vec<_>>().into(),
        toml::Value::Table(table) => config::ValueKind::Table(
            table.into_iter().map(|(name, value)| (name, value_from_toml(value))).collect(),
        ),
    };
    config::Value::new(None, kind)
}

/// Reads a configuration file.
pub(super) fn from_file(cwd: &Path, path: &Path, required: bool) -> Result<Layer, Fault> {
    match std::fs::read_to_string(cwd.join(path)) {
        Ok(text) => from_toml(&text, &Origin::File(path.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !required => Ok(Layer::new()),
        Err(error) => Err(Fault::new(path.display().to_string(), format!("cannot be read: {error}"))),
    }
}

/// Reads the text of a `.env` file, without touching the process's environment.
pub(super) fn from_dotenv(text: &str, faults: &mut Vec<Fault>) -> Layer {
    let mut variables = Vec::new();
    for item in dotenvy::from_read_iter(text.as_bytes()) {
        match item {
            Ok((name, value)) => variables.push((name.into(), value.into())),
            Err(dotenvy::Error::LineParse(wrong, _)) => {
                // The line itself may hold a secret, so only its number is told.
                let line = text.lines().position(|line| line.trim_end().ends_with(wrong.trim()));
                let place = line.map_or_else(String::new, |line| format!(" {}", line.saturating_add(1)));
                faults.push(Fault::new(
                    ".env",
                    format!("line{place} cannot be read; it must be NAME=value, with quotes around spaces"),
                ));
            }
            Err(error) => faults.push(Fault::new(".env", format!("cannot be read: {error}"))),
        }
    }
    from_variables(variables, Origin::DotEnv, faults)
}

/// Picks the settings out of environment variables. An empty value counts as absent; of two names for one setting,
/// the one that begins with `MAMI_` counts.
pub(super) fn from_variables(
    variables: Vec<(OsString, OsString)>,
    origin: fn(String) -> Origin,
    faults: &mut Vec<Fault>,
) -> Layer {
    let mut own = Layer::new();
    let mut layer = Layer::new();
    for (name, value) in variables {
        let Some(name) = name.to_str() else { continue };
        let alias = ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, key)| (*key).to_owned());
        let Some(key) = alias.clone().or_else(|| own_key(name)) else { continue };
        let Some(text) = value.to_str() else {
            faults.push(Fault::new(origin(name.to_owned()).name(&key), "must be UTF-8"));
            continue;
        };
        if text.trim().is_empty() || is_no_setting(name, text) {
            continue;
        }
        let text = match name {
            // It has forms of its own, such as a host alone.
            "OLLAMA_HOST" => match ollama::parse_host(text) {
                Ok(url) => url.to_string(),
                Err(_) => {
                    let problem = "must be a host, a host and a port such as gpu:11434, or an http address";
                    faults.push(Fault::new(origin(name.to_owned()).name(&key), problem));
                    continue;
                }
            },
            _ => text.to_owned(),
        };
        let leaf = Leaf { value: config::Value::new(None, text), origin: origin(name.to_owned()) };
        if alias.is_some() { &mut layer } else { &mut own }.insert(key, leaf);
    }
    layer.append(&mut own);
    layer
}

/// `MAMI_SERVER__PORT` is `server.port`.
fn own_key(variable: &str) -> Option<String> {
    Some(variable.strip_prefix("MAMI_")?.to_lowercase().replace("__", "."))
}

/// Variables that begin like ours and are not for the server: Kubernetes and Docker links put some such as
/// `MAMI_PORT=tcp://…` into containers beside a service `mami`; the tests and the UI's dev server have some of their own.
fn is_no_setting(name: &str, text: &str) -> bool {
    let others = [
        "MAMI_SERVICE_HOST",
        "MAMI_SERVICE_PORT",
        "MAMI_PORT_",
        "MAMI_TEST_",
        "MAMI_DEV_",
        "MAMI_BIN",
        "MAMI_CHROMIUM",
    ];
    others.iter().any(|start| name.starts_with(start))
        || name == "MAMI_PORT" && (text.starts_with("tcp://") || text.starts_with("udp://"))
}

/// The name of the environment variable that sets `key`.
pub(super) fn variable(key: &str) -> String {
    ALIASES.iter().find(|(_, of)| *of == key).map_or_else(
        || format!("MAMI_{}", key.replace('.', "__").to_uppercase()),
        |(alias, _)| (*alias).to_owned(),
    )
}
