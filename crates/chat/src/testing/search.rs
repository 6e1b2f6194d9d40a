//! What every [`SearchStore`] must hold, in code.
#![expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use mami_ports::{ConversationId, Ids, UserId};

use super::Scene;
use crate::{
    conversations::{
        ConversationChange, ConversationFilter,
        store::{Changed, Deletion},
    },
    error::ChatError,
    message::Role,
    search::{HitKind, Query, Search, SearchHit, SearchStore},
    store::{Place, Store},
};

/// Runs the battery over a store, beside the [`Store`] that fills it. `ada` and `bob` are accounts that have said nothing yet.
///
/// # Panics
/// When the store does not hold what it must.
pub async fn search_contract(
    store: Arc<dyn Store>,
    index: Arc<dyn SearchStore>,
    ids: Ids,
    ada: UserId,
    bob: UserId,
) {
    let now = DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap();
    let mut scene =
        Indexed { scene: Scene { store, ids, now }, search: Search::new(Arc::clone(&index)), index };
    what_is_finished_is_found(&mut scene, ada, bob).await;
    words_are_compared_folded(&mut scene, ada).await;
    nothing_in_a_query_is_an_operator(&scene, ada).await;
    phrases_have_their_limits(&mut scene, ada).await;
    titles(&scene, ada, bob).await;
    pages_and_order(&mut scene, bob).await;
    many_are_indexed_at_once(&mut scene, ada).await;
    what_is_deleted_is_not_found(&scene, ada).await;
}

struct Indexed {
    scene: Scene,
    index: Arc<dyn SearchStore>,
    search: Search,
}

impl Indexed {
    /// A conversation of a question and its answer.
    async fn said(&mut self, user: UserId, question: &str, answer: &str) -> ConversationId {
        self.scene.now += TimeDelta::minutes(1);
        let turn = self.scene.opening(user, question);
        self.scene.begin(&turn).await;
        assert!(self.scene.finish(turn.message, answer).await);
        turn.conversation
    }

    async fn find(&self, user: UserId, query: &str) -> Vec<SearchHit> {
        self.search.search(user, query, 50, None).await.unwrap().items
    }

    async fn count(&self, user: UserId, query: &str) -> usize {
        self.find(user, query).await.len()
    }
}

/// Hits in brackets.
fn shown(hit: &SearchHit) -> String {
    hit.snippet
        .iter()
        .map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() })
        .collect()
}

async fn what_is_finished_is_found(scene: &mut Indexed, ada: UserId, bob: UserId) {
    let turn = scene.scene.opening(ada, "How do bees sleep?");
    scene.scene.begin(&turn).await;
    assert_eq!(scene.count(ada, "bees").await, 0, "nothing is indexed while somebody waits");
    scene.scene.finish(turn.message, "Bees sleep in flowers.").await;
    let found = scene.find(ada, "sleep BEES").await;
    assert_eq!(found.len(), 2);
    for hit in &found {
        assert_eq!((hit.kind, hit.conversation_id), (HitKind::Message, turn.conversation));
        assert_eq!(hit.conversation_title, "a title");
        let (id, role, text) = match hit.role {
            Some(Role::User) => (turn.user_message, Role::User, "How do [bees] [sleep]?"),
            _ => (turn.message, Role::Assistant, "[Bees] [sleep] in flowers."),
        };
        assert_eq!((hit.message_id, hit.role, shown(hit).as_str()), (Some(id), Some(role), text));
        assert_eq!(hit.created_at, scene.scene.now);
    }
    let found = scene.find(ada, "title").await;
    let [hit] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((hit.kind, hit.message_id, hit.role), (HitKind::Conversation, None, None));
    assert_eq!((hit.conversation_id, shown(hit).as_str()), (turn.conversation, "a [title]"));
    for query in ["bees", "title", "sleep"] {
        assert_eq!(scene.count(bob, query).await, 0, "{query} is somebody else's");
    }
    // Its owner's id is no word to look for.
    assert_eq!(scene.count(ada, &ada.uuid().simple().to_string()).await, 0);
    assert_eq!(scene.count(ada, "owner").await, 0);

    // Another answer to the same message.
    let again = crate::store::NewTurn {
        user_message: turn.user_message,
        ..scene.scene.turn(ada, turn.conversation, Place::Again)
    };
    scene.scene.begin(&again).await;
    scene.scene.finish(again.message, "Bees nap, too.").await;
    assert_eq!(scene.count(ada, "bees").await, 3);
    let left = scene.index.unindexed(50, (None, None)).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

async fn words_are_compared_folded(scene: &mut Indexed, ada: UserId) {
    scene.said(ada, "Un café à ISPARTA", "İstanbul'da ısındı, Straße, 東京都, กินข้าว, दिन, 한국어").await;
    for query in [
        "cafe",
        "CAFÉ",
        "cafe\u{301}",
        "isparta",
        "ısparta",
        "ISPARTA",
        "İSPARTA",
        "istanbul",
        "ISTANBUL",
        "isind",
        "strasse",
        "STRASSE",
        "東京",
        "京都",
        "都",
        "กิน",
        "दिन",
        "한국",
        "한국어",
        "un isparta",
        "isparta un",
        "caf",
        "\"un café\"",
        "\"a isparta",
        "İstanbul'da",
    ] {
        assert_eq!(scene.count(ada, query).await, 1, "{query}");
    }
    for query in ["af", "京東", "दान", "\"isparta un\"", "\"un isparta\"", "\"caf\"", "cafe nowhere", "c"]
    {
        assert_eq!(scene.count(ada, query).await, 0, "{query}");
    }
    let found = scene.find(ada, "京都 isind").await;
    assert!(shown(found.first().unwrap()).starts_with("İstanbul'da [ısındı], Straße, 東[京都]"));
}

async fn nothing_in_a_query_is_an_operator(scene: &Indexed, ada: UserId) {
    for query in [
        "*",
        "\"",
        "cafe*",
        "\"cafe",
        "cafe\"",
        "NEAR(cafe isparta)",
        "NEAR(cafe isparta, 2)",
        "cafe AND",
        "OR cafe",
        "NOT cafe",
        "cafe:isparta",
        "words:cafe",
        "owner : cafe",
        "^cafe",
        "-cafe",
        "{cafe}",
        "(cafe",
        "cafe)",
        "cafe + isparta",
        "'cafe'",
        "cafe' OR '1'='1",
        "cafe & !isparta",
        "cafe <-> isparta",
        "cafe:*",
        "\\",
        "cafe\\",
        "cafe | x",
        "$1 ?1 %s",
        "cafe\0",
        "\u{e000}",
    ] {
        match scene.search.search(ada, query, 50, None).await {
            Ok(page) => assert!(page.items.len() <= 1, "{query}"),
            Err(error) => {
                assert_eq!(error, ChatError::invalid("/q", "it must have a word to look for"), "{query}")
            }
        }
    }
    for query in ["cafe*", "^cafe", "-cafe", "(cafe)", "'cafe'", "{isparta} + café:"] {
        assert_eq!(scene.count(ada, query).await, 1, "{query}");
    }
    let cursor = |text: &'static str| scene.search.search(ada, "cafe", 50, Some(text));
    for text in ["", "0", "-1", "x", "10001", "99999999999"] {
        assert!(cursor(text).await.is_err(), "{text}");
    }
}

/// The limits are PostgreSQL's, and the same everywhere.
async fn phrases_have_their_limits(scene: &mut Indexed, ada: UserId) {
    let many = "often again ".repeat(300);
    let long: String = (0..21_000).map(|n| format!("far{n} ")).collect();
    scene.said(ada, &format!("{many} once more"), &format!("{long} toofar")).await;
    for (query, count) in [
        ("\"often again\"", 1),
        ("\"again often\"", 1),
        ("\"again once\"", 0),
        ("\"once more\"", 1),
        ("again once", 1),
        ("\"far15998 far15999\"", 1),
        ("far19999", 1),
        ("\"far18000 far18001\"", 0),
        ("far18000 far18001", 1),
        ("far20000", 0),
        ("toofar", 0),
    ] {
        assert_eq!(scene.count(ada, query).await, count, "{query}");
    }
    // Nothing that a database would not take: long words, too many of them, and none at all.
    let wide: String = (0..30_000).map(|n| format!("{n}{} ", "字é".repeat(60))).collect();
    scene.said(ada, &wide, "🙂").await;
    let one = "x".repeat(100_000);
    scene.said(ada, &one, " \u{feff}").await;
    assert_eq!(scene.count(ada, &one).await, 1);
    assert_eq!(scene.count(ada, &"x".repeat(64)).await, 1);
}

fn titled(title: &str) -> ConversationChange {
    ConversationChange { title: Some(title.into()), ..ConversationChange::default() }
}

async fn titles(scene: &Indexed, ada: UserId, bob: UserId) {
    let store = &scene.scene.store;
    let turn = scene.scene.opening(ada, "a renamed thing");
    scene.scene.begin(&turn).await;
    let id = turn.conversation;
    assert_eq!(store.change_conversation(bob, id, titled("Stolen")).await.unwrap(), Changed::NotFound);
    assert_eq!(store.change_conversation(ada, id, titled("Façade")).await.unwrap(), Changed::Done);
    scene.scene.finish(turn.message, "and its façade").await;
    assert_eq!(scene.count(bob, "stolen").await + scene.count(ada, "stolen").await, 0);
    let kinds: Vec<HitKind> = scene.find(ada, "facade").await.iter().map(|hit| hit.kind).collect();
    assert_eq!(kinds, [HitKind::Conversation, HitKind::Message], "titles come first");
    assert_eq!(store.change_conversation(ada, id, titled("Renamed")).await.unwrap(), Changed::Done);
    let found = scene.find(ada, "facade").await;
    assert_eq!(found.len(), 1);
    assert!(found.iter().all(|hit| hit.conversation_title == "Renamed"));
    assert_eq!(scene.count(ada, "renamed").await, 2);
    assert_eq!(store.delete(ada, id).await.unwrap(), Deletion::Deleted { running: None });
    assert_eq!(scene.count(ada, "renamed").await, 0);
}

async fn pages_and_order(scene: &mut Indexed, bob: UserId) {
    let mut made = Vec::new();
    for _ in 0..7 {
        made.push(scene.said(bob, "the same pear", "nothing").await);
    }
    made.reverse();
    for limit in [1, 2, 3, 7, 50] {
        let (mut found, mut cursor) = (Vec::new(), None);
        loop {
            let page = scene.search.search(bob, "pear", limit, cursor.as_deref()).await.unwrap();
            assert!(page.items.len() <= usize::try_from(limit).unwrap());
            found.extend(page.items.into_iter().map(|hit| hit.conversation_id));
            let Some(next) = page.next_cursor else { break };
            cursor = Some(next);
        }
        assert_eq!(found, made, "the newest first, {limit} at a time");
    }
    assert!(scene.search.search(bob, "pear", 5, Some("5000")).await.unwrap().items.is_empty());
    // Who says it more often says more about it.
    let much = scene.said(bob, "pear pear pear pear pear pear", "nothing").await;
    scene.said(bob, &format!("{} pear", "another word ".repeat(300)), "nothing").await;
    assert_eq!(scene.find(bob, "pear").await.first().map(|hit| hit.conversation_id), Some(much));
    assert_eq!(scene.index.search(bob, &Query::parse("pear").unwrap(), 3, 7).await.unwrap().len(), 2);
}

async fn many_are_indexed_at_once(scene: &mut Indexed, ada: UserId) {
    for _ in 0..60 {
        scene.said(ada, "one of many", "hardly").await;
    }
    let waiting = scene.index.unindexed(200, (None, None)).await.unwrap();
    assert_eq!(waiting.messages.len(), 120, "the end of a turn does not wait for the index");
    scene.search.keep_up().await.unwrap();
    assert!(scene.index.unindexed(200, (None, None)).await.unwrap().is_empty());
    assert_eq!(scene.search.search(ada, "hardly", 200, None).await.unwrap().items.len(), 60);
}

async fn what_is_deleted_is_not_found(scene: &Indexed, ada: UserId) {
    let store = &scene.scene.store;
    for conversation in store.conversations(ada, &ConversationFilter::default(), 200, None).await.unwrap() {
        store.delete(ada, conversation.id).await.unwrap();
    }
    for query in ["bees", "title", "cafe", "often", "xx"] {
        assert_eq!(scene.count(ada, query).await, 0, "{query}");
    }
}
