//! Files: the contract, and what only real databases show.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use mami_auth::{Role, store::Accounts as _};
use mami_chat::{
    ConversationStore, File, FileKind, Store,
    conversations::store::Deletion,
    files::store::{FileStore, Kept},
};
use mami_ports::{Clock, ConversationId, FileId, MessageId, SystemClock, UserId};
use mami_storage::{
    Access, Db,
    testing::{Place, postgres, sqlite},
};
use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinSet;

use crate::people::{entry, ids, new_user};

fn now() -> DateTime<Utc> {
    SystemClock.now().trunc_subsecs(6)
}

async fn member(db: &Db, name: &str) -> UserId {
    let user = new_user(name, Role::Member);
    db.create_user(user.clone(), entry("user.created")).await.unwrap();
    user.id
}

/// A conversation of so many messages.
async fn conversation(place: &Place, user: UserId, messages: usize) -> (ConversationId, Vec<MessageId>) {
    let raw = place.raw().await;
    let backend = raw.get_database_backend();
    let id: ConversationId = ids().next();
    let insert =
        "INSERT INTO conversations (id, user_id, title, created_at, updated_at) VALUES ($1, $2, '', $3, $3)";
    let values = [id.uuid().into(), user.uuid().into(), now().into()];
    raw.execute_raw(Statement::from_sql_and_values(backend, insert, values)).await.unwrap();
    let mut made = Vec::new();
    for depth in 0..messages {
        let message: MessageId = ids().next();
        let insert = "INSERT INTO messages (id, conversation_id, user_id, parent_id, depth, role, status, content, created_at) \
                      VALUES ($1, $2, $3, $4, $5, 'user', 'complete', 'x', $6)";
        let values = [
            message.uuid().into(),
            id.uuid().into(),
            user.uuid().into(),
            made.last().map(|before: &MessageId| before.uuid()).into(),
            i32::try_from(depth).unwrap().into(),
            now().into(),
        ];
        raw.execute_raw(Statement::from_sql_and_values(backend, insert, values)).await.unwrap();
        made.push(message);
    }
    raw.close().await.unwrap();
    (id, made)
}

async fn add(db: &Db, user: UserId, size: u32, limit: u64) -> (FileId, Kept) {
    let file = File {
        id: ids().next(),
        name: "x.txt".to_owned(),
        mime: "text/plain".to_owned(),
        kind: FileKind::Text,
        size,
        width: None,
        height: None,
        created_at: now(),
    };
    let id = file.id;
    (id, db.insert_file(user, file, vec![b'x'; size as usize], limit).await.unwrap())
}

async fn contract_on(place: Place) {
    let db = place.open().await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let (_, messages) = conversation(&place, ada, 3).await;
    let messages = messages.try_into().unwrap();
    mami_chat::files::testing::file_contract(Arc::new(db.clone()), ids(), ada, bob, messages).await;
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_on_sqlite() {
    contract_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_on_postgres() {
    if let Some(place) = postgres().await {
        contract_on(place).await;
    }
}

async fn case_057_uploads_at_once_stay_within_the_limit(place: Place) {
    let db = place.open().await;
    let ada = member(&db, "ada").await;
    let mut servers = vec![db.clone()];
    if place.url().starts_with("postgres") {
        servers.push(Db::connect(&place.config, Access::Server).await.unwrap());
    }
    let calls: JoinSet<Kept> = (0..20)
        .map(|number| {
            let db = servers[number % servers.len()].clone();
            async move { add(&db, ada, 1000, 7_999).await.1 }
        })
        .collect();
    let outcomes = calls.join_all().await;
    assert_eq!(outcomes.iter().filter(|kept| **kept == Kept::Kept).count(), 7);
    assert_eq!(outcomes.iter().filter(|kept| **kept == Kept::Full).count(), 13);
    assert_eq!((place.count("files").await, place.count("file_contents").await), (7, 7));
    for server in servers {
        server.close().await;
    }
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_057_uploads_at_once_stay_within_the_limit_on_sqlite() {
    case_057_uploads_at_once_stay_within_the_limit(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_057_uploads_at_once_stay_within_the_limit_on_postgres() {
    if let Some(place) = postgres().await {
        case_057_uploads_at_once_stay_within_the_limit(place).await;
    }
}

async fn files_go_with_the_last_message_that_has_them(place: Place) {
    let db = place.open().await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let (first, [one, two]) = pair(&place, ada).await;
    let (second, [three, _]) = pair(&place, ada).await;
    let (_, [his, _]) = pair(&place, bob).await;
    let mut hers = Vec::new();
    for _ in 0..4 {
        hers.push(add(&db, ada, 10, 1000).await.0);
    }
    let (bobs, _) = add(&db, bob, 10, 1000).await;
    let [alone, twice, shared, unused] = hers[..] else { panic!("there are four") };
    assert!(db.attach_files(ada, one, &[alone, twice]).await.unwrap());
    assert!(db.attach_files(ada, two, &[twice, shared]).await.unwrap());
    assert!(db.attach_files(ada, three, &[shared]).await.unwrap());
    assert!(db.attach_files(bob, his, &[bobs]).await.unwrap());

    // They are read with the messages.
    let told = |files: &[File]| files.iter().map(|file| file.id).collect::<Vec<_>>();
    let messages = db.messages(ada, first).await.unwrap().unwrap();
    let attached: Vec<_> = messages.iter().map(|message| told(&message.attachments)).collect();
    assert_eq!(attached, [vec![alone, twice], vec![twice, shared]]);
    assert_eq!(told(&Store::message(&db, ada, three).await.unwrap().unwrap().attachments), [shared]);
    assert_eq!(Store::message(&db, bob, three).await.unwrap(), None);

    assert_eq!(ConversationStore::delete(&db, bob, first).await.unwrap(), Deletion::NotFound);
    assert_eq!(place.count("files").await, 5);
    assert_eq!(
        ConversationStore::delete(&db, ada, first).await.unwrap(),
        Deletion::Deleted { running: None }
    );
    assert_eq!(told(&db.files(ada, 10, None).await.unwrap()), [shared, unused]);
    assert_eq!(told(&Store::message(&db, ada, three).await.unwrap().unwrap().attachments), [shared]);
    assert_eq!(
        ConversationStore::delete(&db, ada, second).await.unwrap(),
        Deletion::Deleted { running: None }
    );
    assert_eq!(told(&db.files(ada, 10, None).await.unwrap()), [unused], "it may still be put into one");
    assert_eq!((place.count("file_contents").await, place.count("attachments").await), (2, 1));

    // An account goes with all of it.
    assert!(db.delete_user(None, bob, entry("user.deleted")).await.unwrap());
    assert_eq!((place.count("files").await, place.count("file_contents").await), (1, 1));
    assert_eq!(place.count("attachments").await, 0);
    assert_eq!(db.sweep_files(now() + TimeDelta::seconds(1)).await.unwrap(), 1);
    assert_eq!(place.count("file_contents").await, 0);
    db.close().await;
    place.remove().await;
}

async fn pair(place: &Place, user: UserId) -> (ConversationId, [MessageId; 2]) {
    let (id, messages) = conversation(place, user, 2).await;
    (id, messages.try_into().unwrap())
}

#[tokio::test]
async fn files_go_with_the_last_message_that_has_them_on_sqlite() {
    files_go_with_the_last_message_that_has_them(sqlite()).await;
}

#[tokio::test]
async fn files_go_with_the_last_message_that_has_them_on_postgres() {
    if let Some(place) = postgres().await {
        files_go_with_the_last_message_that_has_them(place).await;
    }
}

/// Whichever comes first, no message loses a file that it was given.
async fn who_attaches_while_another_deletes(place: Place) {
    let db = place.open().await;
    let ada = member(&db, "ada").await;
    for round in 0..20 {
        let (old, [before, _]) = pair(&place, ada).await;
        let (_, [message, _]) = pair(&place, ada).await;
        let (file, _) = add(&db, ada, 10, 1 << 20).await;
        // Of an old conversation, of one's own accord, by the sweep.
        if round % 3 == 0 {
            assert!(db.attach_files(ada, before, &[file]).await.unwrap());
        }
        let removing = async {
            match round % 3 {
                0 => drop(ConversationStore::delete(&db, ada, old).await.unwrap()),
                1 => drop(db.delete_file(ada, file).await.unwrap()),
                _ => drop(db.sweep_files(now() + TimeDelta::seconds(1)).await.unwrap()),
            }
        };
        let files = [file];
        let (attached, ()) = tokio::join!(db.attach_files(ada, message, &files), removing);
        let attached = attached.unwrap();
        let now = db.attachments(ada, &[message]).await.unwrap();
        assert_eq!(now.values().flatten().any(|one| one.id == file), attached, "round {round}");
        assert_eq!(db.file(ada, file).await.unwrap().is_some(), attached, "round {round}");
    }
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_attaches_while_another_deletes_on_sqlite() {
    who_attaches_while_another_deletes(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_attaches_while_another_deletes_on_postgres() {
    if let Some(place) = postgres().await {
        who_attaches_while_another_deletes(place).await;
    }
}
