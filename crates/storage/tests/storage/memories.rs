//! What is remembered.

use std::sync::Arc;

use mami_auth::{Role, store::Accounts as _};
use mami_memory::testing::{Said, store_contract};
use mami_storage::testing::{Place, postgres, sqlite};
use sea_orm::prelude::Uuid;

use crate::people::{entry, ids, new_user};

async fn memory_on(place: Place) {
    let db = place.open().await;
    let mut people = Vec::new();
    for name in ["ada", "bob"] {
        let user = new_user(name, Role::Member);
        people.push(user.id);
        db.create_user(user, entry("user.created")).await.unwrap();
    }
    let new = ids();
    let said = Said { conversation: new.next(), message: new.next(), answer: new.next() };
    let sqlite = place.url().starts_with("sqlite");
    let id = |id: Uuid| if sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'") };
    let (ada, conversation) = (id(people[0].uuid()), id(said.conversation.uuid()));
    let at = "'2026-01-01T00:00:00+00:00'";
    place
        .execute(&format!(
            "INSERT INTO conversations (id, user_id, title, created_at, updated_at) \
             VALUES ({conversation}, {ada}, 'Tea', {at}, {at})"
        ))
        .await;
    // Of the last two, the command and its confirmation, nothing is recalled.
    let command = id(new.next::<u8>().uuid());
    for (message, parent, depth, role, status, intent) in [
        (id(said.message.uuid()), "NULL", 0, "user", "complete", "NULL"),
        (id(said.answer.uuid()), &*id(said.message.uuid()), 1, "assistant", "complete", "'text'"),
        (id(new.next::<u8>().uuid()), &*id(said.message.uuid()), 1, "assistant", "failed", "'text'"),
        (command.clone(), &*id(said.answer.uuid()), 2, "user", "complete", "NULL"),
        (id(new.next::<u8>().uuid()), &*command, 3, "assistant", "complete", "'memory'"),
    ] {
        place
            .execute(&format!(
                "INSERT INTO messages (id, conversation_id, user_id, parent_id, depth, role, status, intent, content, \
                 created_at) VALUES ({message}, {conversation}, {ada}, {parent}, {depth}, '{role}', '{status}', {intent}, \
                 'words', {at})"
            ))
            .await;
    }
    store_contract(Arc::new(db.clone()), new, people[0], people[1], said).await;
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_on_sqlite() {
    memory_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_on_postgres() {
    if let Some(place) = postgres().await {
        memory_on(place).await;
    }
}
