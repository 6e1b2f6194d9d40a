//! The rules that a value's type does not tell.

use std::{collections::BTreeMap, fmt};

use mami_auth::Role;
use secrecy::ExposeSecret as _;
use serde_json::Value as Json;

use crate::telemetry;

use super::{Provider, ProviderKind, Settings, load::pattern};

/// The whole numbers that a setting may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    least: u64,
    most: u64,
    unit: &'static str,
}

impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "must be a whole number from {} to {}", self.least, self.most)?;
        if self.unit.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.unit) }
    }
}

const RANGES: &[(&str, u64, u64, &str)] = &[
    ("server.port", 0, 65_535, ""),
    ("server.workers", 0, 1024, "threads"),
    ("server.shutdown_seconds", 0, 600, "seconds"),
    ("server.max_body_bytes", 1024, 64 << 20, "bytes"),
    ("database.read_connections", 1, 64, "connections"),
    ("database.max_connections", 2, 1000, "connections"),
    ("database.busy_seconds", 1, 300, "seconds"),
    ("auth.session_idle_hours", 1, 8760, "hours"),
    ("auth.session_longest_days", 1, 3650, "days"),
    ("auth.remember_days", 1, 3650, "days"),
    ("auth.failures_per_account", 1, 1_000_000, "failures"),
    ("auth.failures_per_network", 1, 1_000_000, "failures"),
    ("auth.hashes_at_once", 1, 64, "hashes"),
    ("auth.audit_days", 1, 36_500, "days"),
    ("chat.max_message_bytes", 1024, 16 << 20, "bytes"),
    ("chat.max_answer_bytes", 4096, 64 << 20, "bytes"),
    ("chat.default_context_length", 1024, 16 << 20, "tokens"),
    ("chat.answer_tokens", 64, 1 << 20, "tokens"),
    ("chat.retries", 0, 10, "times"),
    ("chat.retry_wait_seconds", 0, 120, "seconds"),
    ("chat.breaker_failures", 1, 1000, "failures"),
    ("chat.breaker_seconds", 1, 3600, "seconds"),
    ("chat.save_every_ms", 50, 1000, "milliseconds"),
    ("chat.models_refresh_seconds", 1, 86_400, "seconds"),
    ("memory.max_per_person", 1, 1_000_000, "facts"),
    ("memory.extraction_quiet_seconds", 0, 86_400, "seconds"),
    ("memory.recall_ms", 1, 10_000, "milliseconds"),
    ("memory.index_bytes", 1 << 20, 64 << 30, "bytes"),
    ("files.max_upload_bytes", 1024, 256 << 20, "bytes"),
    ("files.max_text_bytes", 1024, 16 << 20, "bytes"),
    ("files.max_image_side", 64, 8192, "pixels"),
    ("files.max_bytes_per_person", 0, 1 << 50, "bytes"),
    ("documents.max_bytes", 1024, 1 << 30, "bytes"),
    ("documents.quota_bytes", 0, 1 << 50, "bytes"),
    ("documents.max_per_person", 0, 1_000_000, "documents"),
    ("documents.max_text_bytes", 1024, 256 << 20, "bytes"),
    ("documents.extract_at_once", 1, 64, "documents"),
    ("documents.extract_seconds", 1, 3600, "seconds"),
    ("documents.extract_memory_bytes", 128 << 20, 64 << 30, "bytes"),
    ("memory.embed_threads", 1, 64, "threads"),
    ("memory.embed_idle_seconds", 1, 86_400, "seconds"),
    ("chat.max_import_bytes", 1024, 8 << 30, "bytes"),
    ("providers.*.max_concurrent", 0, 10_000, "answers"),
    ("providers.*.context_length", 1024, 16 << 20, "tokens"),
    ("providers.*.connect_timeout_seconds", 1, 60, "seconds"),
    ("providers.*.first_token_seconds", 1, 3600, "seconds"),
    ("providers.*.stall_seconds", 1, 3600, "seconds"),
];

/// The range of a setting that is a number.
pub(super) fn range(pattern: &str) -> Option<Range> {
    RANGES.iter().find(|(key, ..)| *key == pattern).map(|&(_, least, most, unit)| Range { least, most, unit })
}

/// Reports everything that is wrong with settings whose types are right.
pub(super) fn check(
    settings: &Settings,
    effective: &BTreeMap<String, Json>,
    report: &mut dyn FnMut(&str, String),
) {
    for (key, value) in effective {
        if let (Some(range), Some(number)) = (range(&pattern(key)), value.as_u64())
            && !(range.least..=range.most).contains(&number)
        {
            report(key, range.to_string());
        }
    }
    let mut require = |right: bool, key: &str, problem: &str| {
        if !right {
            report(key, problem.to_owned());
        }
    };

    require(!settings.data_dir.as_os_str().is_empty(), "data_dir", "must name a folder");
    require(!settings.server.host.trim().is_empty(), "server.host", "must be an address or a host name");
    if let Some(url) = &settings.server.public_url {
        require(
            url.path() == "/",
            "server.public_url",
            "must end after host and port: Mami lives at the root",
        );
    }
    if let Some(url) = &settings.database.url {
        let url = url.expose_secret();
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        require(known, "database.url", "must begin with sqlite:// or postgres://");
    }
    if let Some(url) = &settings.redis.url {
        let url = url.expose_secret();
        let known = ["redis://", "rediss://", "unix://"].iter().any(|scheme| url.starts_with(scheme));
        require(known, "redis.url", "must begin with redis://");
    }
    if let Some(token) = &settings.auth.setup_token {
        let fits = plain(token.expose_secret()) && token.expose_secret().len() >= 16;
        require(fits, "auth.setup_token", "must have at least 16 characters, all letters, digits and signs");
    }
    if let Some(token) = &settings.metrics.token {
        let fits = plain(token.expose_secret()) && token.expose_secret().len() >= 16;
        require(fits, "metrics.token", "must have at least 16 characters, all letters, digits and signs");
    }
    require(
        u64::from(settings.auth.session_idle_hours) <= u64::from(settings.auth.session_longest_days) * 24,
        "auth.session_idle_hours",
        "must not be longer than auth.session_longest_days",
    );
    require(
        mami_chat::personas::file::is_stem(&settings.chat.default_persona),
        "chat.default_persona",
        "must be the name of a persona's file without .toml: a-z, 0-9, - and _",
    );
    let chat = &settings.chat;
    let known = |model: &str| {
        model.split_once('/').is_some_and(|(provider, _)| settings.providers.contains_key(provider))
    };
    for (setting, model) in
        [("chat.default_model", &chat.default_model), ("chat.summary_model", &chat.summary_model)]
    {
        require(
            model == "auto" || known(model),
            setting,
            "must be auto, or provider/model with one of the providers that are set up",
        );
    }
    require(
        chat.classifier_model.as_deref().is_none_or(known),
        "chat.classifier_model",
        "must be provider/model with one of the providers that are set up",
    );
    let memory = &settings.memory;
    require(
        ["none", "local"].contains(&memory.embedder.as_str()) || known(&memory.embedder),
        "memory.embedder",
        "must be none, local, or provider/model with one of the providers that are set up",
    );
    require(
        !memory.local_model.trim().is_empty(),
        "memory.local_model",
        "must name a directory in models within the data directory, or a path",
    );
    require(memory.hub_url.is_some(), "memory.hub_url", "must be the address of a hub");
    require(
        settings.memory.extraction_model.as_deref().is_none_or(known),
        "memory.extraction_model",
        "must be provider/model with one of the providers that are set up",
    );
    require(
        telemetry::filter(&settings.log.filter).is_ok(),
        "log.filter",
        "must be a level (error, warn, info, debug, trace), or a list such as info,mami=debug",
    );
    for (name, provider) in &settings.providers {
        check_provider(name, provider, &mut require);
    }
}

fn check_provider(name: &str, provider: &Provider, require: &mut impl FnMut(bool, &str, &str)) {
    let mut require = |right, field, problem| require(right, &format!("providers.{name}.{field}"), problem);
    let Provider { kind, enabled, base_url, api_key, models, roles, .. } = provider;
    let known = |role: &String| role.parse::<Role>().is_ok();
    require(roles.iter().all(known), "roles", "must be a list of owner, admin and member");
    if (name == "builtin") != (*kind == ProviderKind::Builtin) {
        require(
            false,
            "kind",
            "must be builtin for the provider `builtin`, and something else for all others",
        );
        return;
    }
    match kind {
        ProviderKind::Builtin => {
            require(
                *enabled != Some(false),
                "enabled",
                "must not be false: the built-in guide is always there",
            );
            require(base_url.is_none(), "base_url", "must be left out: the built-in guide has no address");
            require(api_key.is_none(), "api_key", "must be left out: the built-in guide needs no key");
        }
        ProviderKind::Ollama => {
            require(base_url.is_some(), "base_url", "is missing; every provider needs an address");
            require(api_key.is_none(), "api_key", "must be left out: Ollama takes no key");
            require(models.is_empty(), "models", "must be left out: Ollama offers what was pulled there");
        }
        ProviderKind::OpenAi => {
            require(base_url.is_some(), "base_url", "is missing; every provider needs an address");
            let fits = api_key.as_ref().is_none_or(|key| plain(key.expose_secret()));
            require(fits, "api_key", "must be letters, digits and signs, without spaces");
        }
    }
}

/// Whether a text can stand in an HTTP header as it is.
fn plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic())
}
