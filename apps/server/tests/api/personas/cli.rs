//! Personas on the command line, beside a server that runs.

use std::fs;

use serde_json::json;

use super::{MAMI, list, make, whole};
use crate::{
    people_cli::{refuses, run, says},
    server::{TestServer, places},
    turn::id,
};

#[tokio::test]
async fn personas_are_listed_saved_and_read_in() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let his = make(&bob, &whole("His")).await;
        let ours = make(&ada, &json!({"name": "Ours", "shared": true})).await;
        make(&ada, &json!({"name": "Hers"})).await;

        let listed = |text: String| {
            let rows = text.lines().skip(1).map(|line| {
                let mut words = line.splitn(3, "  ").map(str::trim);
                (
                    words.next().unwrap().to_owned(),
                    words.next().unwrap().to_owned(),
                    words.next().unwrap().to_owned(),
                )
            });
            rows.collect::<Vec<_>>()
        };
        let row = |id: &str, origin: &str, name: &str| (id.to_owned(), origin.to_owned(), name.to_owned());
        let all = listed(says(&place, &["persona", "list"]).await);
        assert_eq!((all.len(), &all[0]), (6, &row(MAMI, "shipped", "Mami")), "{all:?}");
        assert_eq!(all[5], row(&id(&ours, "id"), "shared", "Ours"));
        let all = listed(says(&place, &["persona", "list", "--user", "BOB"]).await);
        assert_eq!((all.len(), &all[6]), (7, &row(&id(&his, "id"), "own", "His")), "{all:?}");

        // What is saved is read in as the same, there or elsewhere.
        let file = says(&place, &["persona", "export", &id(&his, "id"), "--user", "bob"]).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("his.toml");
        fs::write(&path, &file).unwrap();
        let said = says(&place, &["persona", "import", path.to_str().unwrap(), "--user", "ada"]).await;
        assert_eq!(said, "ada has the persona His now.\n");
        let mut copy = list(&ada).await.into_iter().find(|persona| persona["name"] == "His").unwrap();
        for field in ["id", "created_at", "updated_at"] {
            copy[field] = his[field].clone();
        }
        assert_eq!(copy, his);
        let shipped = says(&place, &["persona", "export", "tutor"]).await;
        assert!(shipped.starts_with("name = \"Tutor\"\n") && shipped.contains("[de]"), "{shipped}");
        assert_eq!(says(&place, &["persona", "export", &id(&ours, "id")]).await, "name = \"Ours\"\n");

        fs::write(&path, "name = 'x'\nnmae = 'y'").unwrap();
        let (path, absent) = (path.to_str().unwrap(), "01890000-0000-7000-8000-000000000000");
        let gone = folder.path().join("gone.toml");
        for (arguments, code, words) in [
            (vec!["persona", "import", path, "--user", "bob"], 1, "line 2: a persona has no `nmae`"),
            (vec!["persona", "import", gone.to_str().unwrap(), "--user", "bob"], 1, "cannot be read"),
            (vec!["persona", "import", path, "--user", "nobody"], 1, "there is no such account"),
            (vec!["persona", "import", path], 2, "--user"),
            (vec!["persona", "list", "--user", "nobody"], 1, "there is no such account"),
            (vec!["persona", "export", absent], 1, "there is no such persona"),
            (vec!["persona", "export", "captain"], 1, "there is no such persona"),
            // Someone's own is seen with their name alone.
            (vec!["persona", "export", his["id"].as_str().unwrap()], 1, "there is no such persona"),
            (
                vec!["persona", "export", his["id"].as_str().unwrap(), "--user", "ada"],
                1,
                "there is no such persona",
            ),
        ] {
            refuses(&place, &arguments, code, words).await;
        }
        assert_eq!(list(&bob).await.len(), 7);

        let personas = folder.path().to_str().unwrap();
        fs::write(folder.path().join("captain.toml"), "name = 'Captain'").unwrap();
        let env = [("MAMI_CHAT__PERSONAS_DIR", personas)];
        let ran = run(&place, &["persona", "export", "captain"], &env).await;
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "name = \"Captain\"\n"));
        drop(place);
        server.stop().await;
    }
}
