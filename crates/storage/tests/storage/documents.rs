//! Documents: the contract, and what only real databases show.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mami_auth::{Role, store::Accounts as _};
use mami_chat::{
    ConversationStore,
    conversations::store::Deletion,
    personas::{Character, Editor as PersonaEditor, PersonaStore, StoredPersona},
};
use mami_memory::documents::{
    Document, DocumentStatus, Editor,
    store::{Added, DocumentStore, Lease, NewDocument, Room},
};
use mami_ports::{Clock, ConversationId, PersonaId, SystemClock, UserId};
use mami_storage::{
    Access, Db,
    testing::{Place, postgres, sqlite},
};
use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinSet;

use crate::people::{entry, ids, new_user};

fn now() -> DateTime<Utc> {
    SystemClock.now()
}

async fn member(db: &Db, name: &str) -> UserId {
    let user = new_user(name, Role::Member);
    db.create_user(user.clone(), entry("user.created")).await.unwrap();
    user.id
}

async fn conversation(place: &Place, user: UserId) -> ConversationId {
    let raw = place.raw().await;
    let id: ConversationId = ids().next();
    let insert =
        "INSERT INTO conversations (id, user_id, title, created_at, updated_at) VALUES ($1, $2, '', $3, $3)";
    let values = [id.uuid().into(), user.uuid().into(), now().into()];
    raw.execute_raw(Statement::from_sql_and_values(raw.get_database_backend(), insert, values))
        .await
        .unwrap();
    raw.close().await.unwrap();
    id
}

fn document(size: usize, number: usize) -> NewDocument {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&number.to_le_bytes());
    let document = Document {
        id: ids().next(),
        name: "x".to_owned(),
        mime: "text/plain".to_owned(),
        size: size as u64,
        status: DocumentStatus::Queued,
        progress: 0,
        chunks: 0,
        error: None,
        conversation_id: None,
        persona_id: None,
        collection_id: None,
        shared: false,
        private: false,
        created_at: now(),
    };
    NewDocument { document, hash, content: vec![1; size] }
}

fn editor(user: UserId, administers: bool) -> Editor {
    Editor { user, administers }
}

const ROOMY: Room = Room { bytes: 1 << 40, documents: 100 };

async fn contract_on(place: Place) {
    let db = place.open().await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let conversation = conversation(&place, ada).await;
    mami_memory::testing::document_contract(Arc::new(db.clone()), ids(), ada, bob, conversation).await;
    for table in ["documents", "document_contents", "document_chunks", "document_collections"] {
        assert_eq!(place.count(table).await, 0, "{table}: what is deleted is gone");
    }
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_on_sqlite() {
    contract_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_on_postgres() {
    if let Some(place) = postgres().await {
        contract_on(place).await;
    }
}

/// Two servers where the database can have them.
async fn servers(place: &Place) -> Vec<Db> {
    let mut servers = vec![place.open().await];
    if place.url().starts_with("postgres") {
        servers.push(Db::connect(&place.config, Access::Server).await.unwrap());
    }
    servers
}

async fn at_once(place: Place) {
    let servers = servers(&place).await;
    let ada = member(&servers[0], "ada").await;
    let calls: JoinSet<Added> = (0..20)
        .map(|number| {
            let db = servers[number % servers.len()].clone();
            let room = Room { bytes: 7_999, documents: 100 };
            async move { db.insert_document(editor(ada, false), document(1000, number), room).await.unwrap() }
        })
        .collect();
    let outcomes = calls.join_all().await;
    assert_eq!(outcomes.iter().filter(|added| **added == Added::New).count(), 7);
    assert_eq!(outcomes.iter().filter(|added| **added == Added::Full).count(), 13);
    assert_eq!((place.count("documents").await, place.count("document_contents").await), (7, 7));

    // Nobody works on what another one works on.
    let claims: JoinSet<_> = (0..14)
        .map(|number| {
            let db = servers[number % servers.len()].clone();
            let lease =
                Lease { token: ids().next::<()>().uuid(), until: now() + chrono::TimeDelta::hours(1) };
            async move { db.claim_document(now(), lease, None, 3).await.unwrap() }
        })
        .collect();
    let mut claimed: Vec<_> = claims.join_all().await.into_iter().flatten().map(|claim| claim.id).collect();
    // On PostgreSQL one that is about to be taken is passed over, so some may have found nothing.
    claimed.sort();
    let all = claimed.len();
    claimed.dedup();
    assert_eq!(claimed.len(), all, "each once");
    assert!(all > 0);
    for server in servers {
        server.close().await;
    }
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_057_documents_at_once_stay_within_the_limit_on_sqlite() {
    at_once(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_057_documents_at_once_stay_within_the_limit_on_postgres() {
    if let Some(place) = postgres().await {
        at_once(place).await;
    }
}

async fn persona(db: &Db, user: UserId, shared: bool) -> PersonaId {
    let persona = StoredPersona {
        id: ids().next(),
        user,
        shared,
        character: serde_json::from_str::<Character>("{\"name\": \"x\"}").unwrap(),
        created_at: now(),
        updated_at: now(),
    };
    assert!(db.insert_persona(persona.clone(), 10).await.unwrap());
    persona.id
}

async fn documents_go_with_what_they_belong_to(place: Place) {
    let db = place.open().await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let conversation = conversation(&place, ada).await;
    let (shared, own) = (persona(&db, ada, true).await, persona(&db, ada, false).await);
    let add = async |by: Editor, number, change: &dyn Fn(&mut Document)| {
        let mut new = document(10, number);
        change(&mut new.document);
        (new.document.id, db.insert_document(by, new, ROOMY).await.unwrap())
    };
    let (of_conversation, _) =
        add(editor(ada, false), 1, &|it| it.conversation_id = Some(conversation)).await;
    let (of_shared, added) = add(editor(ada, true), 2, &|it| it.persona_id = Some(shared)).await;
    assert_eq!(added, Added::New);
    let (_, added) = add(editor(bob, false), 3, &|it| it.persona_id = Some(shared)).await;
    assert_eq!(added, Added::NotAllowed, "others would read it");
    let (_, added) = add(editor(bob, true), 3, &|it| it.persona_id = Some(own)).await;
    assert_eq!(added, Added::NoSuchPlace);
    let (of_own, _) = add(editor(ada, false), 4, &|it| it.persona_id = Some(own)).await;
    let (alone, _) = add(editor(ada, false), 5, &|_| {}).await;
    let (his, _) = add(editor(bob, false), 6, &|_| {}).await;

    assert!(db.document(bob, of_shared).await.unwrap().unwrap().shared);
    assert_eq!(db.document(bob, of_own).await.unwrap(), None);
    let by = PersonaEditor { user: ada, administers: true };
    assert!(db.delete_persona(by, shared).await.unwrap() && db.delete_persona(by, own).await.unwrap());
    assert_eq!(
        ConversationStore::delete(&db, ada, conversation).await.unwrap(),
        Deletion::Deleted { running: None }
    );
    for gone in [of_conversation, of_shared, of_own] {
        assert_eq!(db.document(ada, gone).await.unwrap(), None);
    }
    let left: Vec<_> = db.own_documents(ada, 10, None).await.unwrap().iter().map(|it| it.id).collect();
    assert_eq!(left, [alone]);
    assert!(db.delete_user(None, ada, entry("user.deleted")).await.unwrap());
    assert_eq!((place.count("documents").await, place.count("document_contents").await), (1, 1));
    assert!(db.document(bob, his).await.unwrap().is_some());
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_go_with_what_they_belong_to_on_sqlite() {
    documents_go_with_what_they_belong_to(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_go_with_what_they_belong_to_on_postgres() {
    if let Some(place) = postgres().await {
        documents_go_with_what_they_belong_to(place).await;
    }
}
