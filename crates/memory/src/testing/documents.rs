//! What every [`DocumentStore`] must hold.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test: a panic is its way to fail")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{CollectionId, ConversationId, DocumentId, Ids, UserId};

use crate::documents::{
    Collection, CollectionChange, Document, DocumentFault, DocumentFilter, DocumentPiece, DocumentStatus,
    Editor, Place,
    store::{Added, Claim, DocumentStore, Lease, NewDocument, Outcome, Room},
};

const ROOMY: Room = Room { bytes: u64::MAX, documents: 1_000 };
/// How often a document is tried.
const MOST: u32 = 3;

/// Runs the battery over a store without documents. `ada` and `bob` are accounts that exist there, neither of which runs the place
/// unless the test says so; the conversation is hers.
///
/// # Panics
/// When the store does not hold what it must.
pub async fn document_contract(
    store: Arc<dyn DocumentStore>,
    ids: Ids,
    ada: UserId,
    bob: UserId,
    conversation: ConversationId,
) {
    let now = DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap_or_default();
    let scene = Scene { store, ids, now, ada, bob };
    kept_as_they_came(&scene, conversation).await;
    recognised(&scene, conversation).await;
    within_the_limits(&scene).await;
    worked_on(&scene).await;
    leased(&scene).await;
    given_up(&scene).await;
    shared(&scene).await;
    found(&scene, conversation).await;
}

struct Scene {
    store: Arc<dyn DocumentStore>,
    ids: Ids,
    now: DateTime<Utc>,
    ada: UserId,
    bob: UserId,
}

fn member(user: UserId) -> Editor {
    Editor { user, administers: false }
}

fn admin(user: UserId) -> Editor {
    Editor { user, administers: true }
}

impl Scene {
    fn new_document(&self, name: &str, content: &[u8]) -> NewDocument {
        let mut hash = [0; 32];
        for (place, byte) in hash.iter_mut().zip(content) {
            *place = *byte;
        }
        let document = Document {
            id: self.ids.next(),
            name: name.to_owned(),
            mime: "text/plain".to_owned(),
            size: content.len() as u64,
            status: DocumentStatus::Queued,
            progress: 0,
            chunks: 0,
            error: None,
            conversation_id: None,
            persona_id: None,
            collection_id: None,
            shared: false,
            private: false,
            created_at: self.now,
        };
        NewDocument { document, hash, content: content.to_vec() }
    }

    async fn add(&self, by: Editor, new: NewDocument) -> DocumentId {
        let id = new.document.id;
        assert_eq!(self.store.insert_document(by, new, ROOMY).await.unwrap(), Added::New);
        id
    }

    async fn document(&self, user: UserId, id: DocumentId) -> Document {
        self.store.document(user, id).await.unwrap().unwrap()
    }

    async fn collection(&self, by: Editor, name: &str, shared: bool) -> CollectionId {
        let collection = Collection {
            id: self.ids.next(),
            name: name.to_owned(),
            description: "ß".to_owned(),
            shared,
            own: true,
            documents: 0,
            created_at: self.now,
            user: by.user,
        };
        assert!(self.store.insert_collection(collection.clone(), 100).await.unwrap());
        assert_eq!(self.store.collection(by.user, collection.id).await.unwrap(), Some(collection.clone()));
        collection.id
    }

    fn lease(&self, seconds: i64) -> Lease {
        Lease { token: self.ids.next::<()>().uuid(), until: self.at(seconds) }
    }

    fn at(&self, seconds: i64) -> DateTime<Utc> {
        self.now + TimeDelta::seconds(seconds)
    }

    async fn claim(&self, at: i64, lease: Lease, last: Option<UserId>) -> Option<Claim> {
        self.store.claim_document(self.at(at), lease, last, MOST).await.unwrap()
    }

    fn pieces(&self, texts: &[&str]) -> Vec<DocumentPiece> {
        let pieces = (0_u32..).zip(texts).map(|(position, text)| DocumentPiece {
            id: self.ids.next(),
            position,
            heading: vec!["A \"heading\"".to_owned(), "ß".to_owned()],
            place: Some(Place::Sheet { name: "a".to_owned(), row: 3 }),
            text: (*text).to_owned(),
            start: position,
            end: position + 1,
        });
        pieces.collect()
    }

    /// Deletes everything of both.
    async fn clear(&self) {
        for user in [self.ada, self.bob] {
            for document in self.store.own_documents(user, 1_000, None).await.unwrap() {
                let gone = self.store.delete_document(member(user), document.id).await.unwrap()
                    || self.store.delete_document(admin(user), document.id).await.unwrap();
                assert!(gone);
            }
            assert_eq!(self.store.own_documents(user, 10, None).await.unwrap(), []);
        }
    }
}

async fn kept_as_they_came(scene: &Scene, conversation: ConversationId) {
    let (store, ada, bob) = (&scene.store, scene.ada, scene.bob);
    let mut new = scene.new_document("ß 🐝 ' \" \\ %.pdf", &[0, 255, 0]);
    new.document.conversation_id = Some(conversation);
    new.document.private = true;
    let expected = new.document.clone();
    let id = scene.add(member(ada), new).await;
    assert_eq!(scene.document(ada, id).await, expected);
    let content = store.document_content(ada, id).await.unwrap();
    assert_eq!(content, Some((expected.clone(), vec![0, 255, 0])));
    assert_eq!(store.own_documents(ada, 10, None).await.unwrap(), [expected]);
    assert_eq!(store.own_documents(ada, 10, Some(id)).await.unwrap(), []);
    assert_eq!(store.document_pieces(ada, id, 0, 10).await.unwrap(), Some(vec![]));

    assert_eq!(store.document(bob, id).await.unwrap(), None);
    assert_eq!(store.document_content(bob, id).await.unwrap(), None);
    assert_eq!(store.document_pieces(bob, id, 0, 10).await.unwrap(), None);
    assert_eq!(store.own_documents(bob, 10, None).await.unwrap(), []);
    for by in [member(bob), admin(bob)] {
        assert!(!store.delete_document(by, id).await.unwrap());
        assert!(!store.retry_document(by, id).await.unwrap());
    }
    assert!(!store.retry_document(member(ada), id).await.unwrap(), "it has not failed");
    assert!(store.delete_document(member(ada), id).await.unwrap());
    assert!(!store.delete_document(member(ada), id).await.unwrap());
    assert_eq!(store.document_content(ada, id).await.unwrap(), None);

    // There must be a place for it.
    let mut elsewhere = scene.new_document("x", b"x");
    elsewhere.document.conversation_id = Some(conversation);
    assert_eq!(store.insert_document(member(bob), elsewhere, ROOMY).await.unwrap(), Added::NoSuchPlace);
    let mut nowhere = scene.new_document("x", b"x");
    nowhere.document.collection_id = Some(scene.ids.next());
    assert_eq!(store.insert_document(member(bob), nowhere, ROOMY).await.unwrap(), Added::NoSuchPlace);
    let nobody = member(scene.ids.next());
    let refused = store.insert_document(nobody, scene.new_document("x", b"x"), ROOMY).await.unwrap();
    assert_eq!(refused, Added::NoSuchPlace);
    // A persona that is a file is in no table.
    let mut of_persona = scene.new_document("x", b"x");
    of_persona.document.persona_id = Some(scene.ids.next());
    scene.add(member(bob), of_persona).await;
    scene.clear().await;
}

async fn recognised(scene: &Scene, conversation: ConversationId) {
    let (store, ada) = (&scene.store, scene.ada);
    let first = scene.add(member(ada), scene.new_document("a", b"same")).await;
    let again = store.insert_document(member(ada), scene.new_document("b", b"same"), ROOMY).await.unwrap();
    assert_eq!(again, Added::Same(scene.document(ada, first).await));
    // Elsewhere, more private, or another's, it is another one.
    let mut elsewhere = scene.new_document("a", b"same");
    elsewhere.document.conversation_id = Some(conversation);
    scene.add(member(ada), elsewhere).await;
    let mut private = scene.new_document("a", b"same");
    private.document.private = true;
    scene.add(member(ada), private).await;
    scene.add(member(scene.bob), scene.new_document("a", b"same")).await;
    scene.add(member(ada), scene.new_document("a", b"other")).await;
    scene.clear().await;
}

async fn within_the_limits(scene: &Scene) {
    let store = &scene.store;
    let insert = |size: u8, room: Room| {
        let mut new = scene.new_document("x", &vec![size; size.into()]);
        new.hash = [0; 32];
        new.hash[..16].copy_from_slice(new.document.id.uuid().as_bytes());
        store.insert_document(member(scene.bob), new, room)
    };
    let room = |bytes, documents| Room { bytes, documents };
    assert_eq!(insert(101, room(100, 9)).await.unwrap(), Added::Full);
    assert_eq!(insert(60, room(100, 9)).await.unwrap(), Added::New);
    assert_eq!(insert(41, room(100, 9)).await.unwrap(), Added::Full);
    assert_eq!(insert(40, room(100, 9)).await.unwrap(), Added::New);
    assert_eq!(insert(1, room(200, 2)).await.unwrap(), Added::TooMany);
    assert_eq!(store.own_documents(scene.bob, 10, None).await.unwrap().len(), 2);
    scene.clear().await;
    // At once, they fit no better than one after the other.
    let (a, b, c, d) = tokio::join!(
        insert(30, room(100, 9)),
        insert(30, room(100, 9)),
        insert(30, room(100, 9)),
        insert(30, room(100, 9))
    );
    let kept = [a, b, c, d].into_iter().filter(|added| *added.as_ref().unwrap() == Added::New).count();
    assert_eq!((kept, store.own_documents(scene.bob, 10, None).await.unwrap().len()), (3, 3));
    scene.clear().await;
}

async fn worked_on(scene: &Scene) {
    let (store, ada, bob) = (&scene.store, scene.ada, scene.bob);
    assert_eq!(scene.claim(0, scene.lease(9), None).await, None);
    let first = scene.add(member(ada), scene.new_document("a", b"a")).await;
    let second = scene.add(member(ada), scene.new_document("b", b"b")).await;
    let his = scene.add(member(bob), scene.new_document("c", b"c")).await;

    let lease = scene.lease(9);
    let claim = scene.claim(0, lease, None).await.unwrap();
    assert_eq!(
        claim,
        Claim { user: ada, id: first, name: "a".to_owned(), content: b"a".to_vec(), attempts: 1 }
    );
    // Another person's turn, and then hers again, and then nothing waits.
    let other = scene.lease(9);
    assert_eq!(scene.claim(0, other, Some(ada)).await.unwrap().id, his);
    assert_eq!(scene.claim(0, scene.lease(9), Some(ada)).await.unwrap().id, second);
    assert_eq!(scene.claim(0, scene.lease(9), None).await, None);

    assert!(store.renew_document(ada, first, lease, 40).await.unwrap());
    let document = scene.document(ada, first).await;
    assert_eq!((document.status, document.progress), (DocumentStatus::Indexing, 40));
    // Somebody else's lease, another person's document.
    assert!(!store.renew_document(ada, first, other, 50).await.unwrap());
    assert!(!store.renew_document(bob, first, lease, 50).await.unwrap());
    let pieces = scene.pieces(&["one ' \" \\ %", "two", "three"]);
    let ready = Outcome::Ready { mime: "application/pdf", pieces: pieces.clone() };
    assert!(!store.finish_document(ada, first, other.token, ready.clone()).await.unwrap());
    assert!(!store.finish_document(bob, first, lease.token, ready.clone()).await.unwrap());
    assert!(store.finish_document(ada, first, lease.token, ready.clone()).await.unwrap());
    assert!(!store.finish_document(ada, first, lease.token, ready).await.unwrap(), "only once");
    assert!(!store.renew_document(ada, first, lease, 50).await.unwrap());
    let document = scene.document(ada, first).await;
    assert_eq!((document.status, document.progress, document.chunks), (DocumentStatus::Ready, 100, 3));
    assert_eq!((&*document.mime, document.error), ("application/pdf", None));
    assert_eq!(store.document_pieces(ada, first, 0, 10).await.unwrap().unwrap(), pieces);
    assert_eq!(store.document_pieces(ada, first, 1, 1).await.unwrap().unwrap(), pieces[1..2]);
    let recalled = store.recall_pieces(ada, 2, None).await.unwrap();
    assert_eq!(
        recalled.iter().map(|it| (it.document, &it.piece)).collect::<Vec<_>>(),
        [(first, &pieces[0]), (first, &pieces[1])]
    );
    let rest = store.recall_pieces(ada, 9, Some(pieces[1].id)).await.unwrap();
    assert_eq!((rest.len(), &rest[0].piece, &*rest[0].name), (1, &pieces[2], "a"));
    assert_eq!(store.recall_pieces(bob, 9, None).await.unwrap(), []);

    // One that failed waits again when it is told to.
    let fault = DocumentFault { code: "damaged".to_owned(), message: "It is damaged.".to_owned() };
    assert!(store.finish_document(bob, his, other.token, Outcome::Failed(fault.clone())).await.unwrap());
    let failed = scene.document(bob, his).await;
    assert_eq!((failed.status, failed.error), (DocumentStatus::Failed, Some(fault)));
    assert!(!store.retry_document(member(ada), his).await.unwrap());
    assert!(store.retry_document(member(bob), his).await.unwrap());
    assert!(!store.retry_document(member(bob), his).await.unwrap());
    let waits = scene.document(bob, his).await;
    assert_eq!((waits.status, waits.error, waits.progress), (DocumentStatus::Queued, None, 0));
    let lease = scene.lease(9);
    assert_eq!(scene.claim(0, lease, None).await.unwrap().attempts, 1);
    // What is deleted meanwhile stays deleted.
    assert!(store.delete_document(member(bob), his).await.unwrap());
    let ready = Outcome::Ready { mime: "text/plain", pieces: scene.pieces(&["x"]) };
    assert!(!store.finish_document(bob, his, lease.token, ready).await.unwrap());
    scene.clear().await;
    assert_eq!(store.recall_pieces(ada, 9, None).await.unwrap(), [], "pieces go with their document");
}

async fn leased(scene: &Scene) {
    let (store, ada) = (&scene.store, scene.ada);
    let id = scene.add(member(ada), scene.new_document("a", b"a")).await;
    let first = scene.lease(10);
    scene.claim(0, first, None).await.unwrap();
    assert_eq!(scene.claim(9, scene.lease(99), None).await, None, "somebody works on it");
    // Renewed, it lasts longer.
    assert!(store.renew_document(ada, id, Lease { until: scene.at(20), ..first }, 10).await.unwrap());
    assert_eq!(scene.claim(19, scene.lease(99), None).await, None);
    let second = scene.lease(30);
    let claim = scene.claim(20, second, None).await.unwrap();
    assert_eq!((claim.id, claim.attempts), (id, 2));
    assert!(!store.renew_document(ada, id, first, 50).await.unwrap(), "whoever was late has lost it");
    let again = Outcome::Again { tried: true };
    assert!(!store.finish_document(ada, id, first.token, again.clone()).await.unwrap());
    // The work ends without an end: it is counted, unless it was not its fault.
    assert!(store.finish_document(ada, id, second.token, Outcome::Again { tried: false }).await.unwrap());
    assert_eq!(scene.document(ada, id).await.status, DocumentStatus::Queued);
    let third = scene.lease(30);
    assert_eq!(scene.claim(20, third, None).await.unwrap().attempts, 2);
    assert!(store.finish_document(ada, id, third.token, again).await.unwrap());
    let fourth = scene.lease(30);
    assert_eq!(scene.claim(20, fourth, None).await.unwrap().attempts, 3);
    scene.clear().await;
}

async fn given_up(scene: &Scene) {
    let (store, ada) = (&scene.store, scene.ada);
    let id = scene.add(member(ada), scene.new_document("a", b"a")).await;
    let fault = DocumentFault { code: "gave_up".to_owned(), message: "Given up.".to_owned() };
    for attempt in 1..=MOST {
        let given = store.give_up_documents(scene.at(0), MOST, fault.clone()).await.unwrap();
        assert_eq!(given, [], "it is tried again");
        let claim = scene.claim(0, scene.lease(100), None).await.unwrap();
        assert_eq!(claim.attempts, attempt);
        assert_eq!(store.give_up_documents(scene.at(0), MOST, fault.clone()).await.unwrap(), []);
        // Its server dies.
        assert_eq!(store.end_document_leases(scene.at(0)).await.unwrap(), 1);
    }
    assert_eq!(scene.claim(0, scene.lease(100), None).await, None);
    assert_eq!(store.give_up_documents(scene.at(0), MOST, fault.clone()).await.unwrap(), [(ada, id)]);
    assert_eq!(store.give_up_documents(scene.at(0), MOST, fault.clone()).await.unwrap(), []);
    let document = scene.document(ada, id).await;
    assert_eq!((document.status, document.error), (DocumentStatus::Failed, Some(fault)));
    assert_eq!(store.end_document_leases(scene.at(0)).await.unwrap(), 0);
    scene.clear().await;
}

async fn shared(scene: &Scene) {
    let (store, ada, bob) = (&scene.store, scene.ada, scene.bob);
    let hers = scene.collection(member(ada), "hers", false).await;
    let ours = scene.collection(admin(ada), "ours", true).await;
    let put = |collection, content: &[u8]| {
        let mut new = scene.new_document("x", content);
        new.document.collection_id = Some(collection);
        new
    };
    let kept = scene.add(member(ada), put(hers, b"a")).await;
    let open = scene.add(admin(ada), put(ours, b"b")).await;
    assert!(!scene.document(ada, kept).await.shared && scene.document(ada, open).await.shared);
    for (by, collection, outcome) in [
        (member(bob), hers, Added::NoSuchPlace),
        (admin(bob), hers, Added::NoSuchPlace),
        (member(bob), ours, Added::NotAllowed),
        (member(ada), ours, Added::NotAllowed),
    ] {
        let added = store.insert_document(by, put(collection, b"c"), ROOMY).await.unwrap();
        assert_eq!(added, outcome, "{by:?}");
    }
    let names = |collections: Vec<Collection>| -> Vec<(String, bool, u32)> {
        collections.into_iter().map(|it| (it.name, it.own, it.documents)).collect()
    };
    let all = names(store.collections(ada).await.unwrap());
    assert_eq!(all, [("hers".to_owned(), true, 1), ("ours".to_owned(), true, 1)]);
    assert_eq!(names(store.collections(bob).await.unwrap()), [("ours".to_owned(), false, 1)]);
    assert_eq!(store.collection(bob, hers).await.unwrap(), None);

    // Everybody reads what is shared; only those who run the place change it.
    let lease = scene.lease(9);
    while let Some(claim) = scene.claim(0, lease, None).await {
        let ready = Outcome::Ready { mime: "text/plain", pieces: scene.pieces(&["text"]) };
        assert!(store.finish_document(claim.user, claim.id, lease.token, ready).await.unwrap());
    }
    assert!(scene.document(bob, open).await.shared);
    assert_eq!(store.document(bob, kept).await.unwrap(), None);
    assert_eq!(store.document_content(bob, open).await.unwrap().unwrap().1, b"b");
    assert_eq!(store.document_pieces(bob, open, 0, 9).await.unwrap().unwrap().len(), 1);
    let recalled = store.recall_pieces(bob, 9, None).await.unwrap();
    assert_eq!(
        recalled.iter().map(|it| (it.document, it.collection)).collect::<Vec<_>>(),
        [(open, Some(ours))]
    );
    assert_eq!(store.own_documents(bob, 9, None).await.unwrap(), []);
    assert!(!store.delete_document(member(bob), open).await.unwrap());
    assert!(!store.delete_document(member(ada), open).await.unwrap(), "not even whoever put it there");
    let rename = CollectionChange { name: Some("new".to_owned()), ..CollectionChange::default() };
    for (by, id, may) in [
        (member(bob), ours, false),
        (member(ada), ours, false),
        (admin(bob), ours, true),
        (admin(bob), hers, false),
        (member(ada), hers, true),
    ] {
        assert_eq!(store.change_collection(by, id, rename.clone()).await.unwrap(), may, "{by:?}");
        let nothing = CollectionChange::default();
        assert_eq!(store.change_collection(by, id, nothing).await.unwrap(), may, "{by:?}");
    }
    let changed = store.collection(ada, ours).await.unwrap().unwrap();
    assert_eq!((&*changed.name, &*changed.description, changed.shared), ("new", "ß", true));

    // No longer shared, it is its maker's alone again.
    let stop = CollectionChange { shared: Some(false), ..CollectionChange::default() };
    assert!(store.change_collection(admin(bob), ours, stop).await.unwrap());
    assert_eq!(store.document(bob, open).await.unwrap(), None);
    assert_eq!(store.recall_pieces(bob, 9, None).await.unwrap(), []);
    assert!(!store.delete_collection(admin(bob), ours).await.unwrap());
    assert!(store.delete_collection(member(ada), ours).await.unwrap());
    assert_eq!(store.document(ada, open).await.unwrap(), None, "its documents go with it");
    assert!(store.delete_collection(member(ada), hers).await.unwrap());
    assert_eq!(store.recall_pieces(ada, 9, None).await.unwrap(), []);

    let most = Collection {
        id: scene.ids.next(),
        name: "x".to_owned(),
        description: String::new(),
        shared: false,
        own: true,
        documents: 0,
        created_at: scene.now,
        user: bob,
    };
    assert!(!store.insert_collection(most.clone(), 0).await.unwrap());
    assert!(store.insert_collection(most.clone(), 1).await.unwrap());
    assert!(store.delete_collection(member(bob), most.id).await.unwrap());
}

async fn found(scene: &Scene, conversation: ConversationId) {
    let (store, ada) = (&scene.store, scene.ada);
    let collection = scene.collection(member(ada), "c", false).await;
    let persona = scene.ids.next();
    let mut made = Vec::new();
    for (name, place) in [("Çilek 100%.pdf", 0), ("cilek_b", 1), ("c", 2), ("d", 3)] {
        let mut new = scene.new_document(name, name.as_bytes());
        match place {
            1 => new.document.conversation_id = Some(conversation),
            2 => new.document.persona_id = Some(persona),
            3 => new.document.collection_id = Some(collection),
            _ => {}
        }
        made.push(scene.add(member(ada), new).await);
    }
    let all = DocumentFilter::default();
    let named = |name: &str| DocumentFilter { name: Some(name.to_owned()), ..all.clone() };
    for (filter, expected) in [
        (all.clone(), vec![3, 2, 1, 0]),
        (DocumentFilter { library: true, ..all.clone() }, vec![3, 0]),
        (DocumentFilter { conversation_id: Some(conversation), ..all.clone() }, vec![1]),
        (DocumentFilter { persona_id: Some(persona), ..all.clone() }, vec![2]),
        (DocumentFilter { collection_id: Some(collection), ..all.clone() }, vec![3]),
        (named("cilek"), vec![1, 0]),
        (named("0%."), vec![0]),
        (named("k_b"), vec![1]),
        (named("%d"), vec![]),
    ] {
        let documents = store.documents(ada, &filter, 10, None).await.unwrap();
        let found: Vec<_> =
            documents.iter().map(|it| made.iter().position(|id| *id == it.id).unwrap()).collect();
        assert_eq!(found, expected, "{filter:?}");
        assert_eq!(store.documents(scene.bob, &filter, 10, None).await.unwrap(), []);
    }
    let page = store.documents(ada, &all, 2, Some(made[3])).await.unwrap();
    assert_eq!(page.iter().map(|it| it.id).collect::<Vec<_>>(), [made[2], made[1]]);
    scene.clear().await;
    assert!(store.delete_collection(member(ada), collection).await.unwrap());
}
