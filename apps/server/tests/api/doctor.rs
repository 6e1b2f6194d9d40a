//! `mami doctor`, against providers and proxies that are well, ill or strange.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use crate::settings_cli::{Ran, mami};

/// Answers every connection with what `answer` writes for the head of its request. Gives the address.
fn server(answer: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = std::sync::Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (answer, mut stream) = (std::sync::Arc::clone(&answer), stream.unwrap());
            thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                    head.extend(byte);
                }
                let _ = answer(&String::from_utf8_lossy(&head), &mut stream);
            });
        }
    });
    address
}

fn whole(stream: &mut TcpStream, head: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(stream, "HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

/// Runs the doctor with a well Ollama out of the way.
fn doctor(env: &[(&str, &str)]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let mut all = vec![("MAMI_PROVIDERS__OLLAMA__ENABLED", "false")];
    all.extend(env);
    mami(folder.path(), &["doctor"], &all, "")
}

fn has(ran: &Ran, said: &str) {
    assert!(ran.stdout.contains(said), "{said:?} is not in\n{}{}", ran.stdout, ran.stderr);
}

fn has_not(ran: &Ran, said: &str) {
    assert!(!ran.stdout.contains(said), "{said:?} is in\n{}", ran.stdout);
}

#[test]
fn a_new_machine_is_well() {
    let ran = doctor(&[]);
    has(&ran, "data is not there yet and can be made");
    has(&ran, "hint    database: SQLite");
    has(&ran, "only the built-in guide");
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[test]
fn faults_of_the_settings_are_told() {
    let ran = doctor(&[("MAMI_SERVER__PORT", "many"), ("MAMI_SERVER__HSOT", "::")]);
    has(&ran, "BROKEN  settings: MAMI_SERVER__PORT must be a whole number");
    has(&ran, "BROKEN  settings: MAMI_SERVER__HSOT is not a setting");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_data_folder_that_cannot_be_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let ran = doctor(&[("MAMI_DATA_DIR", file.join("data").to_str().unwrap())]);
    has(&ran, "BROKEN  data folder: ");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_database_that_was_named_must_be_there() {
    let ran = doctor(&[("DATABASE_URL", "sqlite:///nonexistent/mami.db")]);
    has(&ran, "BROKEN  database: SQLite, /nonexistent/mami.db");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_database_of_today_is_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mami.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let env = [("DATABASE_URL", &*url)];
    assert_eq!(mami(folder.path(), &["migrate"], &env, "").code, Some(0));
    has(&doctor(&env), "up to date");
}

#[test]
fn a_provider_is_asked_for_its_models_and_for_the_time() {
    let api = server(|head, stream| {
        assert!(!head.contains("gsk_key") || head.starts_with("GET /v1/models "), "{head}");
        let date = "date: Mon, 05 Jan 2026 10:00:00 GMT";
        if head.starts_with("GET /v1/models ") && head.contains("Bearer gsk_key") {
            let body =
                r#"{"object": "list", "data": [{"id": "llama-3.3-70b-versatile", "object": "model"}]}"#;
            whole(stream, &format!("200 OK\r\ncontent-type: application/json\r\n{date}"), body)
        } else {
            whole(stream, &format!("404 Not Found\r\n{date}"), "")
        }
    });
    let ran = doctor(&[("GROQ_API_KEY", "gsk_key"), ("GROQ_BASE_URL", &format!("{api}/v1"))]);
    has(&ran, &format!("well    groq: {api}/v1 answers, models: 1"));
    has(&ran, "hint    clock: ");
    has(&ran, "seconds ahead of groq");
    has_not(&ran, "only the built-in guide");
    has_not(&ran, "gsk_key");
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[test]
fn a_provider_that_refuses_the_key_is_broken() {
    let api = server(|_, stream| whole(stream, "401 Unauthorized", r#"{"error": {"message": "no sk-key"}}"#));
    let ran = doctor(&[("OPENAI_API_KEY", "sk-key"), ("OPENAI_BASE_URL", &api)]);
    has(&ran, &format!("BROKEN  openai: {api}/"));
    has(&ran, "Check its key and its address.");
    has_not(&ran, "sk-key");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_provider_that_is_down_is_broken_only_where_someone_asked_for_it() {
    // Nothing listens on a port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let enabled = ("MAMI_PROVIDERS__OLLAMA__ENABLED", "true");
    let ran = doctor(&[enabled, ("OLLAMA_HOST", &free.to_string())]);
    has(&ran, "BROKEN  ollama: ");
    assert_eq!(ran.code, Some(1));
}

/// A proxy in front of Mami: it may hold the test stream back, and may drop the wish for an upgrade.
fn proxy(holds_back: bool, drops_upgrade: bool) -> String {
    server(move |head, stream| {
        if !head.starts_with("GET /healthz/stream ") {
            return whole(stream, "200 OK", "");
        }
        let asked = head.to_lowercase().contains("upgrade: mami-doctor");
        let seen = if asked && !drops_upgrade { "x-upgrade-seen: mami-doctor\r\n" } else { "" };
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{seen}connection: close\r\n\r\n"
        )?;
        for number in 1..=5 {
            // Twice as slow as the real stream: a busy machine may read late, but not by this much.
            if !holds_back && number > 1 {
                thread::sleep(Duration::from_millis(400));
            }
            write!(stream, "data: {number}\n\n")?;
        }
        Ok(())
    })
}

#[test]
fn a_good_proxy_is_well() {
    let ran = doctor(&[("MAMI_SERVER__PUBLIC_URL", &proxy(false, false))]);
    has(&ran, "well    public address: http://127.0.0.1");
    has(&ran, "well    streaming: answers arrive as they are written, and upgrades pass");
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[test]
fn a_proxy_that_collects_answers_is_broken_and_the_lines_that_mend_it_are_shown() {
    let ran = doctor(&[("MAMI_SERVER__PUBLIC_URL", &proxy(true, false))]);
    has(&ran, "BROKEN  streaming: the proxy holds answers back");
    has(&ran, "proxy_buffering off;");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_proxy_that_drops_upgrades_gets_a_hint() {
    let ran = doctor(&[("MAMI_SERVER__PUBLIC_URL", &proxy(false, true))]);
    has(&ran, "hint    upgrade: ");
    has(&ran, "proxy_set_header Upgrade $http_upgrade;");
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[test]
fn a_public_address_that_leads_nowhere_is_broken() {
    let strange = server(|_, stream| whole(stream, "502 Bad Gateway", ""));
    let ran = doctor(&[("MAMI_SERVER__PUBLIC_URL", &strange)]);
    has(&ran, "BROKEN  public address: ");
    has(&ran, "502");
    assert_eq!(ran.code, Some(1));
}
