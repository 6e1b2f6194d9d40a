use std::{collections::BTreeSet, ffi::OsString, fs, path::PathBuf};

use rstest::rstest;
use secrecy::ExposeSecret as _;

use super::{check, load::effective, load::pattern, *};

fn env(variables: &[(&str, &str)]) -> LoadFrom {
    let env = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect();
    // A folder that is not there holds no config/local.toml.
    LoadFrom { cwd: PathBuf::from("/nonexistent"), env, ..LoadFrom::default() }
}

fn faults(from: LoadFrom) -> Vec<(String, String)> {
    load(from).unwrap_err().0.into_iter().map(|fault| (fault.setting, fault.problem)).collect()
}

#[test]
fn the_defaults_hold_together() {
    let loaded = load(env(&[])).unwrap();
    assert_eq!(loaded.settings.server.port, 8080);
    assert!(loaded.origins.is_empty());
    let enabled: Vec<_> =
        loaded.settings.providers.iter().filter(|(_, p)| p.is_enabled()).map(|(n, _)| n).collect();
    assert_eq!(enabled, ["builtin", "ollama"]);
}

#[test]
fn later_layers_win_and_each_value_knows_where_it_is_from() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    let file = "[server]\nport = 1\nworkers = 1\nshutdown_seconds = 1\n[providers.my-own]\nbase_url = 'http://gpu/v1'";
    fs::write(folder.path().join("config/local.toml"), file).unwrap();
    let loaded = load(LoadFrom {
        cwd: folder.path().to_owned(),
        dotenv: Some(
            "MAMI_SERVER__PORT=2\nexport MAMI_SERVER__WORKERS='2'\nMAMI_LOG__FILTER=warn\nUNRELATED=1".into(),
        ),
        env: vec![
            ("MAMI_SERVER__PORT".into(), "3".into()),
            ("MAMI_LOG__FILTER".into(), String::new().into()),
        ],
        ..LoadFrom::default()
    })
    .unwrap();
    let server = &loaded.settings.server;
    assert_eq!((server.port, server.workers, server.shutdown_seconds), (3, 2, 1));
    assert_eq!(loaded.settings.log.filter, "warn", "an empty variable counts as absent");
    assert!(loaded.settings.providers["my-own"].is_enabled());
    assert_eq!(loaded.origins["server.port"], Origin::Environment("MAMI_SERVER__PORT".into()));
    assert_eq!(loaded.origins["server.workers"], Origin::DotEnv("MAMI_SERVER__WORKERS".into()));
    assert_eq!(loaded.origins["server.shutdown_seconds"], Origin::File("config/local.toml".into()));
    assert_eq!(loaded.origins.get("server.host"), None);
}

#[test]
fn a_given_file_replaces_the_usual_one_and_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/local.toml"), "server.port = 1").unwrap();
    fs::write(folder.path().join("mine.toml"), "server.workers = 2").unwrap();
    let from = |path: &str| LoadFrom {
        config_path: Some(path.into()),
        cwd: folder.path().to_owned(),
        ..LoadFrom::default()
    };
    let server = load(from("mine.toml")).unwrap().settings.server;
    assert_eq!((server.port, server.workers), (8080, 2));
    let faults = faults(from("other.toml"));
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, "other.toml");
    assert!(faults[0].1.starts_with("cannot be read"), "{faults:?}");
}

#[test]
fn the_names_that_people_already_have_are_understood() {
    let loaded = load(env(&[
        ("DATABASE_URL", "postgres://localhost/mami"),
        ("REDIS_URL", "redis://localhost"),
        ("GROQ_API_KEY", "gsk_1"),
        ("GROQ_BASE_URL", "http://127.0.0.1:1/v1"),
        ("OPENAI_API_KEY", "sk-1"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:2/v1"),
        ("OLLAMA_HOST", "gpu:11435"),
        ("MAMI_DATA_DIR", "/var/lib/mami"),
        ("MAMI_PROVIDERS__GROQ__DEFAULT_MODEL", "other"),
        ("MAMI_PROVIDERS__GROQ__MODELS", "one, other"),
        ("MAMI_SERVER__TRUSTED_PROXIES", "10.0.0.0/8,::1"),
    ]))
    .unwrap();
    let settings = &loaded.settings;
    assert_eq!(settings.database.url.as_ref().unwrap().expose_secret(), "postgres://localhost/mami");
    assert_eq!(settings.redis.url.as_ref().unwrap().expose_secret(), "redis://localhost");
    assert_eq!(settings.data_dir, PathBuf::from("/var/lib/mami"));
    assert_eq!(settings.server.trusted_proxies, ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
    let groq = &settings.providers["groq"];
    assert_eq!(groq.api_key.as_ref().unwrap().expose_secret(), "gsk_1");
    assert_eq!(groq.base_url.as_ref().unwrap().as_str(), "http://127.0.0.1:1/v1");
    assert_eq!(groq.models, ["one", "other"]);
    assert_eq!(groq.default_model.as_deref(), Some("other"));
    let ollama = &settings.providers["ollama"];
    assert_eq!(ollama.base_url.as_ref().unwrap().as_str(), "http://gpu:11435/");
    assert!(ollama.asked_for && settings.providers.values().all(Provider::is_enabled));
    assert_eq!(loaded.origins["providers.groq.api_key"], Origin::Environment("GROQ_API_KEY".into()));
}

#[test]
fn of_two_names_for_one_setting_mamis_own_counts() {
    let variables = [("MAMI_REDIS__URL", "redis://a"), ("REDIS_URL", "redis://b")];
    for variables in [variables, [variables[1], variables[0]]] {
        let settings = load(env(&variables)).unwrap().settings;
        assert_eq!(settings.redis.url.unwrap().expose_secret(), "redis://a");
    }
}

#[rstest]
#[case(&[], false)]
#[case(&[("GROQ_API_KEY", "gsk_1")], true)]
#[case(&[("GROQ_BASE_URL", "http://127.0.0.1:1/v1")], true)]
#[case(&[("GROQ_API_KEY", "gsk_1"), ("MAMI_PROVIDERS__GROQ__ENABLED", "false")], false)]
#[case(&[("MAMI_PROVIDERS__GROQ__ENABLED", "true")], true)]
#[case(&[("OPENAI_API_KEY", "sk-1")], false)]
fn a_remote_provider_is_used_once_someone_asked_for_it(
    #[case] variables: &[(&str, &str)],
    #[case] used: bool,
) {
    let groq = load(env(variables)).unwrap().settings.providers["groq"].clone();
    assert_eq!((groq.is_enabled(), groq.enabled), (used, Some(used)));
}

#[test]
fn case_112_every_fault_is_told_at_once_under_the_name_that_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = "[server]\nport = 'many'\nprot = 80\n[log]\nformat = 'xml'\n[providers.Groq]\nkind = 'openai'\n\
                [auth]\nhashes_at_once = 0\n[chat]\ndefault_model = 'nobody/model'";
    fs::write(folder.path().join("mine.toml"), file).unwrap();
    let faults = faults(LoadFrom {
        config_path: Some("mine.toml".into()),
        cwd: folder.path().to_owned(),
        dotenv: Some("MAMI_SERVER_HOST=a\nthis line is wrong\nMAMI_SERVER__SHUTDOWN_SECONDS=1.5".into()),
        env: env(&[
            ("MAMI_SERVER__WORKERS", "-1"),
            ("DATABASE_URL", "mysql://a"),
            ("MAMI_REDIS", "redis://a"),
        ])
        .env,
    });
    let expected = [
        ("mine.toml: server.port", "must be a whole number from 0 to 65535"),
        ("mine.toml: server.prot", "is not a setting; did you mean server.port?"),
        ("mine.toml: log.format", "must be `pretty` or `json`"),
        (
            "mine.toml: providers.Groq.kind",
            "names a provider that must have 1 to 32 of the characters a-z, 0-9 and -",
        ),
        ("mine.toml: auth.hashes_at_once", "must be a whole number from 1 to 64 (hashes)"),
        (
            "mine.toml: chat.default_model",
            "must be auto, or provider/model with one of the providers that are set up",
        ),
        (".env: MAMI_SERVER_HOST", "is not a setting; did you mean MAMI_SERVER__HOST?"),
        (".env", "line 2 cannot be read; it must be NAME=value, with quotes around spaces"),
        (".env: MAMI_SERVER__SHUTDOWN_SECONDS", "must be a whole number from 0 to 600 (seconds)"),
        ("MAMI_SERVER__WORKERS", "must be a whole number from 0 to 1024 (threads)"),
        ("DATABASE_URL", "must begin with sqlite:// or postgres://"),
        ("MAMI_REDIS", "is a section, not a setting; its settings are named `MAMI_REDIS__…`"),
    ];
    let sorted = |faults: Vec<(String, String)>| faults.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(
        sorted(faults),
        sorted(expected.map(|(name, problem)| (name.into(), problem.into())).to_vec())
    );
}

#[rstest]
#[case("MAMI_SERVER__PORT", "true", "from 0 to 65535")]
#[case("MAMI_SERVER__PORT", "65536", "from 0 to 65535")]
#[case("MAMI_SERVER__PUBLIC_URL", "https://mami.example.org/mami", "after host and port")]
#[case("MAMI_SERVER__PUBLIC_URL", "mami.example.org", "begins with http")]
#[case("MAMI_SERVER__PUBLIC_URL", "https://ada:pw@mami.example.org", "user name or a password")]
#[case("MAMI_SERVER__TRUSTED_PROXIES", "10.0.0.0/33", "list of networks")]
#[case("MAMI_AUTH__SETUP_TOKEN", "short", "16 characters")]
#[case("MAMI_AUTH__SESSION_IDLE_HOURS", "1000", "session_longest_days")]
#[case("MAMI_CHAT__DEFAULT_MODEL", "groq", "provider/model")]
#[case("MAMI_LOG__FILTER", "mami=loud", "a level")]
#[case("MAMI_PROVIDERS__BUILTIN__ENABLED", "no", "always there")]
#[case("MAMI_PROVIDERS__BUILTIN__KIND", "openai", "must be builtin")]
#[case("MAMI_PROVIDERS__OLLAMA__LOCAL", "perhaps", "true or false")]
#[case("MAMI_PROVIDERS__OLLAMA__API_KEY", "abc", "no key")]
#[case("MAMI_PROVIDERS__OLLAMA__MODELS", "a,b", "pulled there")]
#[case("OPENAI_API_KEY", "two words", "without spaces")]
#[case("OPENAI_BASE_URL", "ftp://127.0.0.1", "begins with http")]
#[case("OLLAMA_HOST", "gpu:port", "a host")]
#[case("MAMI_PORT", "8080", "is not a setting")]
#[case("MAMI_TOTALLY__DIFFERENT", "1", "is not a setting")]
fn each_rule_says_what_is_right(#[case] name: &str, #[case] value: &str, #[case] says: &str) {
    let faults = faults(env(&[(name, value)]));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].0, name);
    assert!(faults[0].1.contains(says), "{faults:?}");
}

#[test]
fn a_provider_without_an_address_is_told_about_the_missing_setting() {
    let faults = faults(env(&[("MAMI_PROVIDERS__GORQ__API_KEY", "gsk_1")]));
    let missing = "is missing; every provider needs an address";
    assert_eq!(faults, [("MAMI_PROVIDERS__GORQ__BASE_URL".into(), missing.into())]);
}

#[test]
fn what_others_set_under_names_like_ours_is_no_fault() {
    load(env(&[
        ("MAMI_DEV_API", "http://127.0.0.1:8081"),
        ("MAMI_TEST_POSTGRES_URL", "postgres://127.0.0.1"),
        ("MAMI_PORT", "tcp://10.0.0.1:8080"),
        ("MAMI_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ("MAMI_SERVICE_HOST", "10.0.0.1"),
        ("MAMI_SERVICE_PORT_HTTP", "8080"),
    ]))
    .unwrap();
}

#[test]
fn case_112_no_fault_repeats_a_value() {
    let folder = tempfile::tempdir().unwrap();
    let canary = "c4n4ry";
    for file in [
        format!("[metrics]\ntoken = {canary}"),
        format!("[metrics]\ntoken = ['{canary}']"),
        format!("metrics = '{canary}'"),
        format!("[server]\nport = '{canary}'\n[providers.a]\nkind = '{canary}'\nlocal = '{canary}'"),
        format!("[providers.groq]\nbase_url = 'https://{canary}:{canary}@api/'\napi_key = 'a {canary}'"),
    ] {
        fs::write(folder.path().join("mine.toml"), file).unwrap();
        let error = load(LoadFrom {
            config_path: Some("mine.toml".into()),
            cwd: folder.path().to_owned(),
            dotenv: Some(format!("GROQ_API_KEY {canary}\nMAMI_METRICS__TOKEN='{canary} {canary}'")),
            env: env(&[("DATABASE_URL", "mysql://mami:c4n4ry@localhost"), ("REDIS_URL", canary)]).env,
        })
        .unwrap_err();
        assert!(!format!("{error} {error:?}").contains(canary), "{error}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let canary = "c4n4ry-c4n4ry-c4n4ry";
    let names = ["MAMI_AUTH__SETUP_TOKEN", "MAMI_METRICS__TOKEN", "GROQ_API_KEY", "OPENAI_API_KEY"];
    let database = format!("postgres://mami:{canary}@localhost/mami");
    let redis = format!("redis://:{canary}@localhost");
    let mut variables: Vec<_> = names.iter().map(|name| (*name, canary)).collect();
    variables.extend([("DATABASE_URL", database.as_str()), ("REDIS_URL", redis.as_str())]);
    let loaded = load(env(&variables)).unwrap();
    assert!(!format!("{loaded:?} {:?}", loaded.effective()).contains(canary));
    let hidden = loaded.effective().into_iter().filter(|(_, value, _)| value == field::HIDDEN).count();
    assert_eq!(hidden, variables.len());
}

/// Every setting with its default, under its pattern.
fn defaults() -> Vec<(String, serde_json::Value)> {
    effective(&load(env(&[])).unwrap().settings).into_iter().collect()
}

#[test]
fn every_number_has_a_range() {
    for (key, value) in defaults() {
        assert_eq!(
            value.is_number(),
            check::range(&pattern(&key)).is_some_and(|_| !value.is_null()),
            "{key}"
        );
    }
}

#[test]
fn the_example_is_complete_and_holds_when_all_of_it_is_used() {
    let example = include_str!("../../../../.env.example");
    let used: String = example
        .lines()
        .filter_map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')))
        .fold(String::new(), |all, line| all + line + "\n");
    let loaded =
        load(LoadFrom { cwd: "/nonexistent".into(), dotenv: Some(used), ..LoadFrom::default() }).unwrap();
    let set: BTreeSet<_> = loaded.origins.keys().map(|key| pattern(key)).collect();
    for (key, default) in defaults() {
        assert!(set.contains(&pattern(&key)), "{key} is not in .env.example");
        let example = effective(&loaded.settings)[&key].clone();
        let free = ["server.trusted_proxies", "chat.system_prompt"].contains(&key.as_str());
        if !default.is_null() && !free && !key.ends_with(".enabled") {
            assert_eq!(example, default, "{key}: .env.example shows another default");
        }
    }
}

#[test]
fn the_documentation_has_every_setting_with_its_name_and_default() {
    let text = include_str!("../../../../docs/CONFIGURATION.md");
    for (key, default) in defaults() {
        let name = format!("| `{}` |", pattern(&key));
        let row =
            text.lines().find(|line| line.starts_with(&name)).unwrap_or_else(|| panic!("{key} has no row"));
        if key.starts_with("providers.") {
            continue;
        }
        assert!(row.contains(&format!("`{}`", layer::variable(&key))), "{row}");
        let shown = match default {
            serde_json::Value::Null => "| not set |".to_owned(),
            serde_json::Value::Array(_) => "| none |".to_owned(),
            serde_json::Value::String(text) if text.contains('\n') => "| a short text |".to_owned(),
            serde_json::Value::String(text) => format!("| `{text}` |"),
            value => format!("| `{value}` |"),
        };
        assert!(row.contains(&shown), "{row}\nshould have the default {shown}");
    }
}
