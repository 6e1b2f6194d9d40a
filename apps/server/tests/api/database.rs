//! The database is busy, locked, or full.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use futures_util::future::join_all;
use mami_storage::testing::sqlite;
use mami_upstream::{Script, Upstream};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    binary::{Binary, MAMI},
    server::{API_KEY, Answer, Client, OWNER, PASSWORD, TestServer, credentials, places, text},
    turn::{goes_on, id, message, message_in, messages},
};

/// Checks that this says to come back later.
fn unavailable(answer: &Answer) {
    assert_eq!(answer.problem(), (503, "unavailable".to_owned()));
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn case_105_many_who_write_at_once_all_get_through() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let ada = server.owner().await;
        let talk = |person: usize| {
            let ada = ada.clone();
            async move {
                let mut conversation = Value::Null;
                for turn in 0..10 {
                    let mut body = message(&format!("[[say=Answer {turn} to {person}]]"));
                    body["conversation_id"] = conversation;
                    body["stream"] = (turn % 2 == 0).into();
                    if turn % 2 == 0 {
                        let events = ada.chat(&body).await.rest().await;
                        assert_eq!(text(&events), format!("Answer {turn} to {person}"));
                        assert_eq!(events.last().unwrap().event, "done");
                        conversation = events[0].data["conversation_id"].clone();
                    } else {
                        let answer = ada.post("/api/v1/chat", &body).await;
                        assert_eq!(answer.status, 200, "{}", answer.body);
                        conversation = answer.json()["conversation_id"].clone();
                    }
                }
                conversation
            }
        };
        let conversations = join_all((0..20).map(talk)).await;
        for conversation in conversations {
            let kept = messages(&ada, conversation.as_str().unwrap()).await;
            assert_eq!(kept.len(), 20);
            assert!(kept.iter().all(|it| it["status"] == "complete"), "{kept:?}");
            // Every turn stands behind the one before it.
            assert!(kept.windows(2).all(|two| two[1]["parent_id"] == two[0]["id"]), "{kept:?}");
        }
        assert_eq!(place.count("messages").await, 400);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_105_while_another_program_holds_the_lock_writes_are_put_off_and_nothing_else() {
    for place in places().await {
        let env = [("MAMI_DATABASE__BUSY_SECONDS", "1")];
        let server = TestServer::answering_on(&place, Script::default(), &env).await;
        let ada = server.owner().await;
        let made = ada.say("[[say=Hi]]").await;
        let conversation = id(&made, "conversation_id");
        let path = format!("/api/v1/conversations/{conversation}");
        let title = ada.get(&path).await.json()["title"].clone();
        let mut running = ada.chat(&message("[[say=on and on ]] [[tokens=40 every=20]]")).await;
        running.until("delta").await;

        let lock = place.lock().await;
        unavailable(&ada.post("/api/v1/chat", &message_in(&conversation, "Hello?")).await);
        unavailable(&ada.post("/api/v1/chat", &message("Hello?")).await);
        unavailable(&ada.patch(&path, &json!({"title": "Another"})).await);
        unavailable(&server.nobody().post("/api/v1/auth/login", &credentials(OWNER, PASSWORD)).await);
        // Reading needs no lock.
        assert_eq!(messages(&ada, &conversation).await.len(), 2);
        assert_eq!(ada.get(&path).await.status, 200);
        assert_eq!(ada.get("/api/v1/auth/me").await.status, 200);
        lock.release().await;

        // The answer that ran meanwhile is saved now, and only then said to be done.
        let rest = running.rest().await;
        assert_eq!(rest.last().unwrap().event, "done");
        goes_on(&ada, &conversation).await;
        assert_eq!(messages(&ada, &conversation).await.len(), 4, "a refused message is not written later");
        assert_eq!(ada.get("/api/v1/conversations").await.json()["items"].as_array().unwrap().len(), 2);
        assert_eq!(ada.get(&path).await.json()["title"], title);
        drop(place);
        server.stop().await;
    }
}

/// What keeps a server from writing.
enum Disk {
    /// Two megabytes in a namespace of its own, which the test sees through `/proc`.
    Small { inside: PathBuf },
    /// Files of this process may not grow: for machines that let no program mount anything.
    Limited { pid: String, folder: PathBuf },
}

impl Disk {
    async fn small(folder: &Path, env: &[(&str, &str)]) -> Option<(Self, Binary)> {
        let can = Command::new("unshare").args(["--map-root-user", "--mount", "true"]).output().await;
        if !can.is_ok_and(|ran| ran.status.success()) {
            eprintln!("LEFT OUT: this machine lets no program mount a disk of its own (unshare --mount)");
            return None;
        }
        let path = folder.to_str().unwrap();
        let mut command = Command::new("unshare");
        let script = format!("mount -t tmpfs -o size=2m tmpfs '{path}' && cd '{path}' && exec '{MAMI}'");
        command.args(["--map-root-user", "--mount", "sh", "-c", &script]);
        let server = Binary::start_through(command, folder, env).await;
        let inside = PathBuf::from(format!("/proc/{}/root{path}", server.pid()));
        Some((Self::Small { inside }, server))
    }

    async fn limited(folder: &Path, env: &[(&str, &str)]) -> (Self, Binary) {
        let mut command = Command::new("sh");
        // Otherwise the system ends whoever writes too much.
        command.args(["-c", &format!("trap '' XFSZ && exec '{MAMI}'")]);
        let server = Binary::start_through(command, folder, env).await;
        (Self::Limited { pid: server.pid().to_string(), folder: folder.to_owned() }, server)
    }

    /// Takes all that is free.
    async fn fill(&self) {
        match self {
            Self::Small { inside } => {
                let error = std::fs::write(inside.join("ballast"), vec![0; 4 << 20]).unwrap_err();
                assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
            }
            Self::Limited { pid, folder } => {
                let files = std::fs::read_dir(folder).unwrap();
                let largest = files.map(|file| file.unwrap().metadata().unwrap().len()).max().unwrap();
                limit(pid, &format!("{largest}:")).await;
            }
        }
    }

    async fn free(&self) {
        match self {
            Self::Small { inside } => std::fs::remove_file(inside.join("ballast")).unwrap(),
            Self::Limited { pid, .. } => limit(pid, "unlimited:").await,
        }
    }
}

async fn limit(pid: &str, limit: &str) {
    let done = Command::new("prlimit").args(["--pid", pid, &format!("--fsize={limit}")]).status().await;
    assert!(done.unwrap().success());
}

#[tokio::test]
async fn case_106_while_the_disk_is_full_reading_goes_on_and_no_write_is_half_done() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let (url, folder) = (upstream.url("/v1"), tempfile::tempdir().unwrap());
    let env = [("OPENAI_BASE_URL", url.as_str()), ("OPENAI_API_KEY", API_KEY)];
    if let Some((disk, server)) = Disk::small(folder.path(), &env).await {
        bears_a_full_disk(&disk, server).await;
    }
}

#[tokio::test]
async fn case_106_while_no_file_may_grow_reading_goes_on_and_no_write_is_half_done() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let (url, folder) = (upstream.url("/v1"), tempfile::tempdir().unwrap());
    let env = [("OPENAI_BASE_URL", url.as_str()), ("OPENAI_API_KEY", API_KEY)];
    let (disk, server) = Disk::limited(folder.path(), &env).await;
    bears_a_full_disk(&disk, server).await;
}

async fn bears_a_full_disk(disk: &Disk, server: Binary) {
    let ada = server.owner().await;
    let made = ada.say("[[say=Hi]]").await;
    let conversation = id(&made, "conversation_id");
    let mut running = ada.chat(&message("[[say=on and on ]] [[tokens=150 every=10]]")).await;
    running.until("delta").await;

    disk.fill().await;
    // The files may have some room left in them: the first of these may still fit.
    let large = format!("{} [[say=Hi]]", "word ".repeat(20_000));
    let mut body = message_in(&conversation, &large);
    body["stream"] = false.into();
    let (mut written, mut refused) = (2, 0);
    while refused < 3 {
        let answer = ada.post("/api/v1/chat", &body).await;
        if answer.status == 200 {
            (written, refused) = (written + 2, 0);
        } else {
            unavailable(&answer);
            refused += 1;
        }
        assert_eq!(messages(&ada, &conversation).await.len(), written);
        assert!(written < 60, "a megabyte is written to a full disk");
    }
    unavailable(&ada.post("/api/v1/chat", &message(&large)).await);
    assert_eq!(ada.get("/api/v1/conversations").await.json()["items"].as_array().unwrap().len(), 2);
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 200);
    disk.free().await;

    let rest = running.rest().await;
    assert_eq!(rest.last().unwrap().event, "done", "{rest:?}");
    goes_on(&ada, &conversation).await;
    assert_eq!(messages(&ada, &conversation).await.len(), written + 2);

    // What it wrote before, during and after is whole.
    server.terminate().await;
    assert_eq!(server.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_second_server_on_one_sqlite_file_is_refused() {
    let place = Arc::new(sqlite());
    let server = TestServer::on(&place, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let second = Command::new(MAMI)
        .current_dir(folder.path())
        .env_clear()
        .envs([("DATABASE_URL", place.url().as_str()), ("MAMI_SERVER__PORT", "0")])
        .output()
        .await
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.contains("another Mami is running"), "{said}");
    assert_eq!(Client::at(&server.url).get("/readyz").await.status, 200);
    server.stop().await;
}
