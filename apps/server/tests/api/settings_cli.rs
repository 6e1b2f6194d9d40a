//! The real binary, on its command line.

use std::{
    fs,
    io::Write as _,
    net::TcpListener,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// What a run of the binary gave.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `mami` in `folder`, with nothing in its environment but `env`.
pub(crate) fn mami(folder: &Path, arguments: &[&str], env: &[(&str, &str)], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mami"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(env.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn version_and_help_need_no_settings() {
    let ran = mami(folder().path(), &["--version"], &[("MAMI_WRONG", "1")], "");
    assert_eq!((ran.code, ran.stdout), (Some(0), format!("mami {}\n", env!("CARGO_PKG_VERSION"))));
    let ran = mami(folder().path(), &["--help"], &[("MAMI_WRONG", "1")], "");
    assert_eq!(ran.code, Some(0));
    for command in ["serve", "migrate", "config", "user", "doctor"] {
        assert!(ran.stdout.contains(command), "{}", ran.stdout);
    }
}

#[test]
fn case_112_all_faults_of_all_sources_are_listed_and_no_secret_is_shown() {
    let folder = folder();
    let secret = "s3cr3t-s3cr3t-s3cr3t";
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/local.toml"), "[server]\nprot = 1\n[providers.mine]\nlocal = true")
        .unwrap();
    fs::write(folder.path().join(".env"), format!("MAMI_METRICS__TOKEN='{secret} with spaces'\n")).unwrap();
    let database = format!("mysql://mami:{secret}@localhost/mami");
    let env =
        [("MAMI_SERVER__PORT", "many"), ("DATABASE_URL", &*database), ("MAMI_AUTH__SETUP_TOKN", secret)];
    for command in [&[][..], &["serve"], &["config"], &["migrate"], &["user", "list"]] {
        let ran = mami(folder.path(), command, &env, "");
        assert_eq!(ran.code, Some(2), "{command:?}: {}", ran.stderr);
        for said in [
            "config/local.toml: server.prot is not a setting; did you mean server.port?",
            "MAMI_PROVIDERS__MINE__BASE_URL is missing",
            ".env: MAMI_METRICS__TOKEN must have",
            "MAMI_SERVER__PORT must be a whole number from 0 to 65535",
            "DATABASE_URL must begin with",
            "MAMI_AUTH__SETUP_TOKN is not a setting; did you mean MAMI_AUTH__SETUP_TOKEN?",
        ] {
            assert!(ran.stderr.contains(said), "{command:?} does not say {said:?}:\n{}", ran.stderr);
        }
        assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret), "{}", ran.stderr);
    }
}

#[test]
fn case_112_a_configuration_file_that_is_not_there_is_named() {
    let ran = mami(folder().path(), &["--config", "mine.toml"], &[], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("mine.toml cannot be read"), "{}", ran.stderr);
}

#[test]
fn case_112_a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let env = [("MAMI_SERVER__PORT", &*port), ("MAMI_AUTH__SETUP_TOKEN", "s3cr3t-s3cr3t-s3cr3t")];
    let ran = mami(folder().path(), &[], &env, "");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("127.0.0.1:{port}")), "{}", ran.stderr);
    assert!(ran.stderr.contains("in use"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("s3cr3t") && !ran.stdout.contains("s3cr3t"), "{}", ran.stderr);
}

#[test]
fn config_shows_values_and_origins_and_hides_secrets() {
    let folder = folder();
    fs::write(folder.path().join("mine.toml"), "server.workers = 3").unwrap();
    fs::write(folder.path().join(".env"), "OPENAI_API_KEY=s3cr3t").unwrap();
    let env = [("MAMI_SERVER__PORT", "0"), ("DATABASE_URL", "postgres://mami:s3cr3t@localhost/mami")];
    let ran = mami(folder.path(), &["config", "--config", "mine.toml"], &env, "");
    assert_eq!((ran.code, &*ran.stderr), (Some(0), ""));
    let row = |key: &str| {
        let row = ran.stdout.lines().find(|row| row.starts_with(&format!("{key} "))).unwrap();
        row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(row("server.host"), ["server.host", "127.0.0.1", "default"]);
    assert_eq!(row("server.workers"), ["server.workers", "3", "mine.toml"]);
    assert_eq!(row("server.port"), ["server.port", "0", "environment MAMI_SERVER__PORT"]);
    assert_eq!(row("database.url"), ["database.url", "•••••• (set)", "environment DATABASE_URL"]);
    let key = "providers.openai.api_key";
    assert_eq!(row(key), [key, "•••••• (set)", ".env OPENAI_API_KEY"]);
    assert_eq!(row("providers.openai.enabled"), ["providers.openai.enabled", "true", "default"]);
    assert!(!ran.stdout.contains("s3cr3t"));

    let ran = mami(folder.path(), &["config", "--json"], &env, "");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        json["server.port"],
        serde_json::json!({"value": 0, "origin": "environment MAMI_SERVER__PORT"})
    );
    assert!(json["redis.url"]["value"].is_null());
    assert!(!ran.stdout.contains("s3cr3t"));
}

#[test]
fn accounts_are_managed_without_a_running_server() {
    let folder = folder();
    let user = |arguments: &[&str], input: &str| {
        let arguments: Vec<_> = ["user"].iter().chain(arguments).copied().collect();
        mami(folder.path(), &arguments, &[], input)
    };
    let ran = user(&["list"], "");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("there is no database"), "{}", ran.stderr);
    assert!(!folder.path().join("data").exists(), "a look makes no database");

    assert!(mami(folder.path(), &["migrate"], &[], "").stdout.contains("done: "));
    assert_eq!(mami(folder.path(), &["migrate"], &[], "").stdout, "The database is up to date.\n");

    let password = "correct horse battery\n";
    assert_eq!(user(&["create", "Ada", "--role", "owner"], password).code, Some(0));
    assert_eq!(user(&["create", "bob", "--display-name", "Bob B."], password).code, Some(0));
    for (arguments, input, said) in [
        (&["create", "eve", "--role", "owner"][..], password, "there is an owner already"),
        (&["create", "ADA"], password, "the username is taken"),
        (&["create", "eve"], "short\n", "password: must be 8 to 1024 characters long"),
        (&["create", "eve", "--role", "king"], password, "must be owner, admin or member"),
        (&["reset-password", "eve"], password, "there is no such account"),
    ] {
        let ran = user(arguments, input);
        assert_ne!(ran.code, Some(0), "{arguments:?}");
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains(input.trim()), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(user(&["reset-password", "ada"], "another horse battery\n").code, Some(0));
    let list = user(&["list"], "").stdout;
    let rows: Vec<Vec<_>> = list.lines().map(|row| row.split_whitespace().take(3).collect()).collect();
    assert_eq!(
        rows,
        [["NAME", "SHOWN", "AS"], ["bob", "Bob", "B."], ["Ada", "Ada", "owner"]],
        "newest first: {list}"
    );
}
