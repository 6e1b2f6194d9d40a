//! The process that reads a document, and servers that die while one is read.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use mami_upstream::{Script, Upstream};
use serde_json::json;

use super::{ended, path, read, upload};
use crate::{
    binary::{Binary, MAMI},
    server::{API_KEY, TestServer},
};

/// A program that does this instead of reading documents, or before.
fn program(folder: &Path, does: &str) -> String {
    let path = folder.join("reads");
    fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_process_that_reads_gets_nothing_of_the_servers() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display();
    let program = program(
        folder.path(),
        &format!("/usr/bin/env > {at}/env\n/bin/ls /proc/self/fd > {at}/fds\nexec {MAMI} \"$@\""),
    );
    let server = TestServer::start(&[("MAMI_DOCUMENTS__EXTRACTOR", &program)]).await;
    let ada = server.owner().await;
    read(&ada, "a.txt", b"Bees.").await;
    let env = fs::read_to_string(folder.path().join("env")).unwrap();
    // A shell sets some of its own.
    let foreign: Vec<&str> = env
        .lines()
        .filter(|line| !["PWD=", "OLDPWD=", "SHLVL=", "_="].iter().any(|own| line.starts_with(own)))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    let open = fs::read_to_string(folder.path().join("fds")).unwrap();
    // Input, output, error, the folder that is listed, and what whoever started the tests has left open for all.
    let plain = std::process::Command::new("/bin/ls").arg("/proc/self/fd").output().unwrap();
    assert_eq!(open, String::from_utf8(plain.stdout).unwrap());
    server.stop().await;
}

#[tokio::test]
async fn a_process_that_breaks_or_says_nonsense_harms_one_document() {
    for does in ["kill -9 $$", "echo nonsense", "kill -SEGV $$"] {
        let folder = tempfile::tempdir().unwrap();
        let broken =
            program(folder.path(), &format!("case \"$2\" in *bad*) {does};; esac\nexec {MAMI} \"$@\""));
        let server = TestServer::start(&[("MAMI_DOCUMENTS__EXTRACTOR", &broken)]).await;
        let ada = server.owner().await;
        let (bad, good) =
            (upload(&ada, "bad.txt", b"Bees.").await, upload(&ada, "good.txt", b"More bees.").await);
        assert_eq!(ended(&ada, &good).await["status"], "ready", "{does}");
        if does != "echo nonsense" {
            let bad = ended(&ada, &bad).await;
            assert_eq!(
                (&bad["status"], &bad["error"]["code"]),
                (&json!("failed"), &json!("broken")),
                "{does}"
            );
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn case_097_a_document_that_was_being_read_when_the_server_died_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let url = upstream.url("/v1");
    let endless = program(folder.path(), "exec /bin/sleep 120");
    let provider = [("OPENAI_BASE_URL", &*url), ("OPENAI_API_KEY", API_KEY)];
    let server =
        Binary::start(folder.path(), &[&provider[..], &[("MAMI_DOCUMENTS__EXTRACTOR", &*endless)]].concat())
            .await;
    let ada = server.owner().await;
    let (one, two) = (upload(&ada, "a.txt", b"Bees.").await, upload(&ada, "b.txt", b"More bees.").await);
    while ada.get(&path(&one)).await.json()["status"] != "indexing" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(ada.get(&path(&two)).await.json()["status"], "queued", "one at a time");
    server.kill().await;

    let server = Binary::start(folder.path(), &provider).await;
    let ada = server.again(&ada);
    for document in [&one, &two] {
        assert_eq!(ended(&ada, document).await["status"], "ready");
    }
    server.terminate().await;
    assert!(server.ended().await.success());
}

#[tokio::test]
async fn case_111_a_server_that_stops_leaves_what_it_read_to_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let endless = program(folder.path(), "exec /bin/sleep 120");
    let place = std::sync::Arc::new(mami_storage::testing::sqlite());
    let mut client = None;
    // More often than a document is tried whose server dies.
    for _ in 0..4 {
        let server = TestServer::on(&place, &[("MAMI_DOCUMENTS__EXTRACTOR", &endless)]).await;
        let ada = server.owner().await;
        let document = match &client {
            None => upload(&ada, "a.txt", b"Bees.").await,
            Some(document) => serde_json::Value::clone(document),
        };
        while ada.get(&path(&document)).await.json()["status"] != "indexing" {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        client = Some(document);
        server.stop().await;
    }
    let server = TestServer::on(&place, &[]).await;
    let ada = server.owner().await;
    assert_eq!(ended(&ada, &client.unwrap()).await["status"], "ready");
    drop(place);
    server.stop().await;
}
