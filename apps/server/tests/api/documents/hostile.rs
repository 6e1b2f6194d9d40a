//! Documents that are made to do harm, and limits that hold.

use mami_extract::testing::{docx, locked_pdf, pdf};
use serde_json::json;

use super::{DOCUMENTS, ended, path, read, upload, upload_with};
use crate::server::{TestServer, places};

#[tokio::test]
async fn case_054_what_cannot_be_read_harms_nothing_and_says_why() {
    let server = TestServer::start(&[("MAMI_DOCUMENTS__MAX_TEXT_BYTES", "2000000")]).await;
    let ada = server.owner().await;
    let bomb = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "0".repeat(40 << 20)));
    assert!(bomb.len() < 100_000);
    let mut garbage = b"%PDF-1.7\n".to_vec();
    garbage.extend((0..50_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]));
    for (name, content, code, words) in [
        ("bomb.docx", &*bomb, "too_large_unpacked", "too large when unpacked"),
        ("garbage.pdf", &garbage, "damaged", "damaged"),
        ("locked.pdf", &locked_pdf(), "password", "needs a password"),
        ("scan.pdf", &pdf(&["", ""]), "no_text", "probably scanned"),
        ("program", b"\x7fELF\0\0\0", "unsupported", "cannot be read"),
        ("long.txt", "x\n\n".repeat(1_000_000).as_bytes(), "too_much_text", "more text"),
    ] {
        let document = ended(&ada, &upload(&ada, name, content).await).await;
        assert_eq!(
            (&document["status"], &document["error"]["code"]),
            (&json!("failed"), &json!(code)),
            "{name}"
        );
        let message = document["error"]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
        assert_eq!(document["chunks"], 0);
        assert_eq!(ada.get(&format!("{}/content", path(&document))).await.json()["items"], json!([]));
    }
    // It can be tried again, with the same end; what is ready cannot.
    let failed = ada.get(&format!("{DOCUMENTS}?q=garbage")).await.json()["items"][0].clone();
    let again = ada.post(&format!("{}/retry", path(&failed)), &json!(null)).await;
    assert_eq!((again.status.as_u16(), &again.json()["status"]), (202, &json!("queued")));
    assert_eq!(ended(&ada, &failed).await["error"]["code"], "damaged");
    let ready = read(&ada, "a.txt", b"Bees.").await;
    let answer = ada.post(&format!("{}/retry", path(&ready)), &json!(null)).await;
    assert_eq!(answer.problem(), (409, "not_failed".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn case_054_a_process_that_takes_too_long_is_ended_alone() {
    let server = TestServer::start(&[("MAMI_DOCUMENTS__EXTRACT_SECONDS", "5")]).await;
    let ada = server.owner().await;
    // Each end tag is looked for among all that are open.
    let slow = "<a>".repeat(1_000_000) + &"</b>".repeat(1_000_000);
    let document = ended(&ada, &upload(&ada, "slow.html", slow.as_bytes()).await).await;
    assert_eq!(document["error"]["code"], "too_slow", "{document}");
    read(&ada, "a.txt", b"Bees.").await;
    server.stop().await;
}

#[tokio::test]
async fn case_054_a_process_that_takes_too_much_memory_is_ended_alone() {
    let env = [
        ("MAMI_DOCUMENTS__EXTRACT_MEMORY_BYTES", "201326592"),
        ("MAMI_DOCUMENTS__MAX_TEXT_BYTES", "100000000"),
    ];
    let server = TestServer::start(&env).await;
    let ada = server.owner().await;
    let large = "bees ".repeat(6_000_000);
    let document = ended(&ada, &upload(&ada, "large.md", large.as_bytes()).await).await;
    assert_eq!(document["error"]["code"], "too_much_memory", "{document}");
    read(&ada, "a.txt", b"Bees.").await;
    server.stop().await;
}

#[tokio::test]
async fn case_057_documents_at_once_stay_within_the_limits() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_DOCUMENTS__QUOTA_BYTES", "7999")]).await;
        drop(place);
        let ada = server.owner().await;
        let calls = (0..16).map(|number| {
            let ada = ada.clone();
            async move {
                let content = format!("{number:01000}");
                let answer = upload_with(&ada, "a.txt", content.as_bytes(), &[]).await;
                if answer.status == 202 { String::new() } else { answer.problem().1 }
            }
        });
        let outcomes = futures_util::future::join_all(calls).await;
        assert_eq!(outcomes.iter().filter(|code| code.is_empty()).count(), 7, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|code| *code == "storage_full").count(), 9, "{outcomes:?}");
        assert_eq!(ada.get(DOCUMENTS).await.json()["items"].as_array().unwrap().len(), 7);
        server.stop().await;
    }
    let server = TestServer::start(&[("MAMI_DOCUMENTS__MAX_PER_PERSON", "1")]).await;
    let ada = server.owner().await;
    upload(&ada, "a.txt", b"a").await;
    assert_eq!(upload_with(&ada, "b.txt", b"b", &[]).await.problem(), (409, "too_many".to_owned()));
    server.stop().await;
}
