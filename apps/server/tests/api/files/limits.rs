//! How much may come, at once and in all.

use std::{fs, io::Cursor};

use futures_util::future::join_all;
use reqwest::Method;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use zip::ZipArchive;

use super::{FILES, file_form, form, form_type, path, post, upload, uploaded};
use crate::{
    binary::Binary,
    inputs::post_without_end,
    raw,
    server::{Client, OWNER, TestServer, places, set_up},
};

fn too_large() -> (u16, String) {
    (413, "too_large".to_owned())
}

#[tokio::test]
async fn case_044_one_byte_too_many_is_refused() {
    let env = [
        ("MAMI_FILES__MAX_UPLOAD_BYTES", "600000"),
        ("MAMI_FILES__MAX_TEXT_BYTES", "600000"),
        // Other requests have a limit of their own.
        ("MAMI_SERVER__MAX_BODY_BYTES", "1024"),
    ];
    let server = TestServer::start(&env).await;
    let ada = server.owner().await;
    // In memory, on disk, and as much as there may be.
    for size in [1, 2_000, 500_000, 550_000, 600_000] {
        let content = "ß".repeat(size / 2) + &"x".repeat(size % 2);
        let file = uploaded(&ada, "a.txt", content.as_bytes()).await;
        assert_eq!(file["size"], size);
        assert_eq!(ada.get(&path(&file)).await.body, content);
    }
    let kept = server.place.count("files").await;
    for size in [600_001, 640_000, 700_000, 5_000_000] {
        assert_eq!(upload(&ada, "a.txt", &vec![b'x'; size]).await.problem(), too_large(), "{size}");
    }

    let chunked = |size: usize| {
        let body = file_form("a.txt", &vec![b'x'; size]);
        let chunks: Vec<u8> = body
            .chunks(50_000)
            .flat_map(|part| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat())
            .collect();
        let head = format!(
            "POST {FILES} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\ncontent-type: {}\r\ntransfer-encoding: chunked\r\n\
             connection: close\r\n\r\n",
            ada.cookie.as_ref().unwrap(),
            form_type()
        );
        raw::exchange(&server, [head.as_bytes(), &chunks, b"0\r\n\r\n"].concat().leak())
    };
    assert_eq!(chunked(600_000).await.status, 201);
    assert_eq!(chunked(600_001).await.problem(), too_large());
    // What stands around the file counts, too.
    let around = [("name=\"file\"; filename=\"a\"", b"x".as_slice())];
    let padded = [vec![b' '; 700_000], form(&around)].concat();
    assert_eq!(Client::answer(post(&ada, padded)).await.problem(), too_large());
    assert_eq!(server.place.count("files").await, kept + 1);
    server.stop().await;
}

#[tokio::test]
async fn a_text_has_a_limit_of_its_own() {
    let server = TestServer::start(&[("MAMI_FILES__MAX_TEXT_BYTES", "1024")]).await;
    let ada = server.owner().await;
    uploaded(&ada, "a.txt", &[b'x'; 1024]).await;
    for size in [1025, 600_000] {
        let answer = upload(&ada, "a.txt", &vec![b'x'; size]).await;
        assert_eq!(answer.problem(), too_large());
        assert!(answer.body.contains("1024"), "{}", answer.body);
    }
    server.stop().await;
}

#[tokio::test]
async fn case_044_an_endless_file_is_refused_early_and_takes_no_memory() {
    let form = file_form("a.png", b"");
    // Without what ends it.
    post_without_end(FILES, &form_type(), &form[..form.len() - 36], 10 << 20).await;
}

/// The files in a folder, by name.
fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with("mami.db"));
    names.sort();
    names
}

#[tokio::test]
async fn case_056_of_an_upload_that_is_cut_off_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let binary = Binary::start(folder.path(), &[]).await;
    let nobody = Client::at(&binary.url);
    let ada = nobody.with_cookie_of(&nobody.post("/api/v1/setup", &set_up(OWNER)).await);
    let before = names(folder.path());
    let body = file_form("a.txt", &vec![b'x'; 200_000]);
    let large = file_form("a.png", &vec![b'x'; 5_000_000]);
    for body in [&body, &large] {
        let address = binary.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST {FILES} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
            ada.cookie.as_ref().unwrap(),
            form_type(),
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body[..body.len() - 100]).await.unwrap();
    }
    let answer = upload(&ada, "whole.txt", b"whole").await;
    assert_eq!(answer.status, 201);
    binary.kill().await;
    assert_eq!(names(folder.path()), before, "what was on its way has no name");

    let binary = Binary::start(folder.path(), &[]).await;
    let ada = binary.again(&ada);
    assert_eq!(ada.get(&path(&answer.json())).await.body, "whole", "what was told to be there is there");
    let (_, _, archive) = Client::download(ada.request(Method::GET, "/api/v1/auth/export")).await;
    let archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    assert_eq!(
        archive.file_names().filter(|name| name.as_ref().unwrap().starts_with("files/")).count(),
        1,
        "and nothing else"
    );
    binary.terminate().await;
    assert!(binary.ended().await.success());
}

#[tokio::test]
async fn case_057_uploads_at_once_do_not_take_more_than_there_is_room_for() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_FILES__MAX_BYTES_PER_PERSON", "5500")]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let answers = join_all((0..10).map(|_| upload(&ada, "a.txt", &[b'x'; 1000]))).await;
        let full = (413, "storage_full".to_owned());
        let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 201).collect();
        assert_eq!(refused.len(), 5);
        assert!(refused.iter().all(|answer| answer.problem() == full), "{refused:?}");
        assert_eq!((place.count("files").await, place.count("file_contents").await), (5, 5));
        // Others have room of their own, and what goes makes some.
        uploaded(&bob, "b.txt", &[b'x'; 1000]).await;
        let kept = answers.iter().find(|answer| answer.status == 201).unwrap().json();
        assert_eq!(ada.delete(&path(&kept)).await.status, 204);
        uploaded(&ada, "c.txt", &[b'x'; 1500]).await;
        assert_eq!(upload(&ada, "d.txt", b"x").await.problem(), full);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn while_as_many_come_as_may_be_others_are_asked_to_wait() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let uploads = &server.mami().uploads;
    let all = u32::try_from(uploads.available_permits()).unwrap();
    let held = uploads.acquire_many(all).await.unwrap();
    let answer = upload(&ada, "a.txt", b"x").await;
    assert_eq!(answer.problem(), (503, "busy".to_owned()));
    assert!(!answer.header("retry-after").is_empty());
    drop(held);
    uploaded(&ada, "a.txt", b"x").await;
    server.stop().await;
}
