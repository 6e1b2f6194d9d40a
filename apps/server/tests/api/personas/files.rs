//! A folder of personas that changes while the server runs.

use std::{fs, time::Duration};

use serde_json::{Value, json};

use super::{PERSONAS, list, make, path, refused};
use crate::server::{Client, TestServer, places};

/// Waits until the list of personas is as wanted. A minute means that it never will be.
async fn until(client: &Client, what: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let look = async {
        loop {
            let all = list(client).await;
            if wanted(&all) {
                return all;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), look).await.unwrap_or_else(|_| panic!("never: {what}"))
}

fn named<'a>(all: &'a [Value], name: &str) -> Option<&'a Value> {
    all.iter().find(|persona| persona["name"] == name)
}

#[tokio::test]
async fn files_are_taken_over_while_the_server_runs() {
    for place in places().await {
        let folder = tempfile::tempdir().unwrap();
        // It is not there yet.
        let personas = folder.path().join("personas");
        let env = [("MAMI_CHAT__PERSONAS_DIR", personas.to_str().unwrap())];
        let server = TestServer::on(&place, &env).await;
        let bob = server.member("bob").await;
        assert_eq!(list(&bob).await.len(), 5);
        let write = |name: &str, text: &str| fs::write(personas.join(name), text).unwrap();

        fs::create_dir(&personas).unwrap();
        write("captain.toml", "name = 'Captain'\ngreeting = 'Ahoy!'\n[de]\ngreeting = 'Ahoi!'");
        let all = until(&bob, "a new file", |all| named(all, "Captain").is_some()).await;
        let captain = named(&all, "Captain").unwrap().clone();
        assert_eq!(
            (&captain["origin"], &captain["greeting"], &captain["editable"]),
            (&json!("file"), &json!("Ahoy!"), &json!(false))
        );
        let german = bob.with_header("accept-language", "de");
        assert_eq!(german.get(&path(&captain)).await.json()["greeting"], "Ahoi!");
        refused(&bob.patch(&path(&captain), &json!({"name": "x"})).await, 409, "persona_read_only");

        // In the place of a shipped one, with its id.
        let tutor = named(&all, "Tutor").unwrap().clone();
        write("tutor.toml", "name = 'Professor'");
        let all = until(&bob, "another tutor", |all| named(all, "Professor").is_some()).await;
        let professor = named(&all, "Professor").unwrap();
        assert_eq!((&professor["id"], &professor["origin"]), (&tutor["id"], &json!("file")));
        assert_eq!(named(&all, "Tutor"), None);

        // What is broken changes nothing; that the other file was read shows that it was looked at.
        write("captain.toml", "name = 'Captain'\nnmae = 'x'");
        write("cook.toml", "name = 'Cook'");
        let all = until(&bob, "a good file beside", |all| named(all, "Cook").is_some()).await;
        assert_eq!(named(&all, "Captain"), Some(&captain));
        // Saved by another way: a new file in its place.
        write(".captain.toml.new", "name = 'Captain'\ngreeting = 'Aye!'");
        fs::rename(personas.join(".captain.toml.new"), personas.join("captain.toml")).unwrap();
        until(&bob, "the mended file", |all| {
            named(all, "Captain").is_some_and(|it| it["greeting"] == "Aye!")
        })
        .await;

        fs::remove_file(personas.join("captain.toml")).unwrap();
        fs::remove_file(personas.join("tutor.toml")).unwrap();
        let all =
            until(&bob, "files that are gone", |all| named(all, "Captain").is_none() && all.len() == 6).await;
        assert_eq!(named(&all, "Tutor"), Some(&tutor), "the shipped one is back");
        refused(&bob.get(&path(&captain)).await, 404, "not_found");
        refused(&bob.delete(&path(&captain)).await, 404, "not_found");

        // A folder in its place, as deployments do it.
        let next = folder.path().join("next");
        fs::create_dir(&next).unwrap();
        fs::write(next.join("pilot.toml"), "name = 'Pilot'").unwrap();
        fs::rename(&personas, folder.path().join("before")).unwrap();
        fs::rename(&next, &personas).unwrap();
        until(&bob, "another folder", |all| named(all, "Pilot").is_some() && named(all, "Cook").is_none())
            .await;
        write("cook.toml", "name = 'Another cook'");
        until(&bob, "a change there", |all| named(all, "Another cook").is_some()).await;
        fs::remove_dir_all(&personas).unwrap();
        until(&bob, "no folder", |all| all.len() == 5).await;
        drop(place);
        server.stop().await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_outside_of_the_folder_is_not_read() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let personas = folder.path().join("personas");
    fs::create_dir(&personas).unwrap();
    fs::write(folder.path().join("secret.toml"), "name = 'Secret'").unwrap();
    symlink(folder.path().join("secret.toml"), personas.join("secret.toml")).unwrap();
    symlink("../secret.toml", personas.join("tutor.toml")).unwrap();
    fs::write(personas.join("big.toml"), format!("name = 'Big' # {}", "x".repeat(64 * 1024))).unwrap();
    fs::write(personas.join("good.toml"), "name = 'Good'").unwrap();
    let env = [("MAMI_CHAT__PERSONAS_DIR", personas.to_str().unwrap())];
    let server = TestServer::start(&env).await;
    let bob = server.member("bob").await;
    let all = list(&bob).await;
    assert!(named(&all, "Good").is_some() && named(&all, "Tutor").is_some(), "{all:?}");
    assert_eq!(all.len(), 6, "{all:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_file_of_the_default_ones_name_is_the_default() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mami.toml"), "name = 'Mama'").unwrap();
    let env = [("MAMI_CHAT__PERSONAS_DIR", folder.path().to_str().unwrap())];
    let server = TestServer::start(&env).await;
    let bob = server.member("bob").await;
    make(&bob, &json!({"name": "Aaron"})).await;
    let first = list(&bob).await.remove(0);
    assert_eq!((&first["name"], &first["origin"]), (&json!("Mama"), &json!("file")));
    assert_eq!(bob.get(&format!("{PERSONAS}/{}", super::MAMI)).await.json(), first);
    server.stop().await;
}
