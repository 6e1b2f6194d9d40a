//! The search index, by what is left in it.

use std::sync::Arc;

use mami_auth::{Role, store::Accounts as _};
use mami_chat::{Search, SearchStore, search::Query};
use mami_ports::{ConversationId, UserId};
use mami_storage::{
    Db,
    testing::{Place, postgres, sqlite},
};
use sea_orm::{ConnectionTrait as _, Statement, prelude::Uuid};

use crate::people::{entry, ids, new_user};

async fn member(db: &Db, name: &str) -> UserId {
    let user = new_user(name, Role::Member);
    db.create_user(user.clone(), entry("user.created")).await.unwrap();
    user.id
}

async fn contract_on(place: Place) {
    let db = place.open().await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let store = Arc::new(db.clone());
    mami_chat::testing::search::search_contract(store.clone(), store, ids(), ada, bob).await;
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_on_sqlite() {
    contract_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_on_postgres() {
    if let Some(place) = postgres().await {
        contract_on(place).await;
    }
}

/// A conversation as an older Mami has left it: with a title and messages, and nothing in the index.
async fn old_conversation(place: &Place, user: UserId, title: &str, said: &[&str]) -> ConversationId {
    let raw = place.raw().await;
    let id = Uuid::from_u128(ids().next::<Uuid>().uuid().as_u128());
    let now = chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let backend = raw.get_database_backend();
    let insert =
        "INSERT INTO conversations (id, user_id, title, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)";
    let values = [id.into(), user.uuid().into(), title.into(), now.into()];
    raw.execute_raw(Statement::from_sql_and_values(backend, insert, values)).await.unwrap();
    for (depth, content) in said.iter().enumerate() {
        let insert = "INSERT INTO messages (id, conversation_id, user_id, depth, role, status, content, created_at) \
                      VALUES ($1, $2, $3, $4, 'user', 'complete', $5, $6)";
        let message = ids().next::<Uuid>().uuid();
        let depth = i32::try_from(depth).unwrap();
        let values =
            [message.into(), id.into(), user.uuid().into(), depth.into(), (*content).into(), now.into()];
        raw.execute_raw(Statement::from_sql_and_values(backend, insert, values)).await.unwrap();
    }
    raw.close().await.unwrap();
    ConversationId::from_uuid(id)
}

/// How many entries have a word. In SQLite, it is the full-text table itself that is asked.
async fn with_word(place: &Place, word: &str) -> i64 {
    if place.url().starts_with("sqlite") {
        place.count(&format!("search_words WHERE search_words MATCH '\"{word}\"'")).await
    } else {
        place.count(&format!("search_entries WHERE words @@ '{word}'::tsquery")).await
    }
}

async fn found(db: &Db, user: UserId, query: &str) -> usize {
    db.search(user, &Query::parse(query).unwrap(), 1_000, 0).await.unwrap().len()
}

async fn what_was_there_before_is_indexed_and_goes_with_what_it_belongs_to(place: Place) {
    let db = place.open().await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let texts: Vec<String> = (0..250).map(|n| format!("needle number {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let first = old_conversation(&place, ada, "Needles", &texts).await;
    let other = old_conversation(&place, ada, "", &["another needle", "", "🙂"]).await;
    old_conversation(&place, bob, "Bob's needle", &["needle"]).await;
    assert_eq!(found(&db, ada, "needle").await, 0);

    let search = Search::new(Arc::new(db.clone()));
    // Two servers start at the same time.
    let twice = Search::new(Arc::new(db.clone()));
    let (made, again) = tokio::join!(search.catch_up(), twice.catch_up());
    made.unwrap();
    again.unwrap();
    assert_eq!(search.catch_up().await.unwrap(), 0, "nothing is looked at again");
    // All messages but the empty one, and two titles.
    assert_eq!(place.count("search_entries").await, 250 + 2 + 1 + 2);
    assert_eq!(found(&db, ada, "needle").await, 252, "with the title, of which it is the beginning");
    assert_eq!(found(&db, ada, "\"needle\"").await, 251);
    assert_eq!(found(&db, bob, "needle").await, 2);
    assert_eq!(with_word(&place, "needle").await, 253);

    place.execute("UPDATE conversations SET private = TRUE, archived = TRUE").await;
    assert_eq!(found(&db, ada, "\"needle\"").await, 251, "its owner finds what is private or put away");

    place.execute("DELETE FROM messages WHERE content = 'another needle'").await;
    assert_eq!((found(&db, ada, "another").await, with_word(&place, "another").await), (0, 0));
    mami_chat::ConversationStore::delete(&db, bob, first).await.unwrap();
    assert_eq!(found(&db, ada, "\"needle\"").await, 250);
    mami_chat::ConversationStore::delete(&db, ada, first).await.unwrap();
    assert_eq!((found(&db, ada, "needle").await, with_word(&place, "needles").await), (0, 0));
    assert_eq!(with_word(&place, "needle").await, 2, "Bob's");
    assert!(db.delete_user(Some(bob), bob, entry("user.left")).await.unwrap());
    assert_eq!((found(&db, bob, "needle").await, with_word(&place, "needle").await), (0, 0));
    mami_chat::ConversationStore::delete(&db, ada, other).await.unwrap();
    assert_eq!(place.count("search_entries").await, 0);
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_is_indexed_on_sqlite() {
    what_was_there_before_is_indexed_and_goes_with_what_it_belongs_to(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_is_indexed_on_postgres() {
    if let Some(place) = postgres().await {
        what_was_there_before_is_indexed_and_goes_with_what_it_belongs_to(place).await;
    }
}
