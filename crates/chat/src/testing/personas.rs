//! What every [`PersonaStore`] must hold, in code.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{Effort, Ids, UserId};

use crate::personas::{Character, Editor, PersonaParams, PersonaStore, StoredPersona};

struct Scene {
    store: Arc<dyn PersonaStore>,
    ids: Ids,
    now: DateTime<Utc>,
    ada: UserId,
    bob: UserId,
}

/// Runs the battery over a store without personas. `ada` and `bob` are accounts that exist there.
///
/// # Panics
/// When the store does not hold what it must.
#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
pub async fn store_contract(store: Arc<dyn PersonaStore>, ids: Ids, ada: UserId, bob: UserId) {
    let now = DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap();
    let scene = Scene { store, ids, now, ada, bob };
    what_is_kept_comes_back(&scene).await;
    what_is_shared_is_seen_by_all(&scene).await;
    who_may_change_what(&scene).await;
    one_change_at_a_time(&scene).await;
    no_more_than_allowed(&scene).await;
}

impl Scene {
    fn persona(&self, user: UserId, shared: bool) -> StoredPersona {
        // case_046: what goes in comes out, byte for byte.
        let hard = "tab\tquote\" 'single' \\ \u{202e}rtl 👩‍👩‍👧 e\u{301} \r\n$1 ?1 % {{user}}";
        let params = PersonaParams {
            temperature: Some(0.7),
            max_tokens: Some(u32::MAX),
            reasoning_effort: Some(Effort::High),
        };
        StoredPersona {
            id: self.ids.next(),
            user,
            shared,
            character: Character {
                name: "Ünlü '; DROP TABLE personas; --".into(),
                avatar: "🦊".into(),
                description: hard.into(),
                system_prompt: hard.repeat(20),
                model: "groq/llama".into(),
                params,
                greeting: hard.into(),
                openers: vec![hard.into(), "x".into()],
                use_memory: false,
            },
            created_at: self.now,
            updated_at: self.now,
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn kept(&self, user: UserId, shared: bool) -> StoredPersona {
        let persona = self.persona(user, shared);
        assert!(self.store.insert_persona(persona.clone(), 100).await.unwrap());
        persona
    }

    fn by(user: UserId, administers: bool) -> Editor {
        Editor { user, administers }
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn clear(&self) {
        for user in [self.ada, self.bob] {
            for persona in self.store.visible_personas(user).await.unwrap() {
                let owner = Self::by(persona.user, true);
                assert!(self.store.delete_persona(owner, persona.id).await.unwrap());
            }
            assert_eq!(self.store.visible_personas(user).await.unwrap(), []);
        }
    }
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn what_is_kept_comes_back(scene: &Scene) {
    let (store, ada, bob) = (&scene.store, scene.ada, scene.bob);
    let (one, two) = (scene.kept(ada, false).await, scene.kept(ada, false).await);
    assert_eq!(store.visible_personas(ada).await.unwrap(), [one.clone(), two.clone()], "oldest first");
    assert_eq!(store.visible_persona(ada, one.id).await.unwrap(), Some(one.clone()));
    // case_023: it is hers alone.
    assert_eq!(store.visible_personas(bob).await.unwrap(), []);
    assert_eq!(store.visible_persona(bob, one.id).await.unwrap(), None);
    assert_eq!(store.visible_persona(ada, scene.ids.next()).await.unwrap(), None);
    scene.clear().await;
    assert_eq!(store.visible_persona(ada, one.id).await.unwrap(), None);
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn what_is_shared_is_seen_by_all(scene: &Scene) {
    let (store, ada, bob) = (&scene.store, scene.ada, scene.bob);
    let shared = scene.kept(ada, true).await;
    let his = scene.kept(bob, false).await;
    assert_eq!(store.visible_personas(ada).await.unwrap(), std::slice::from_ref(&shared));
    assert_eq!(store.visible_personas(bob).await.unwrap(), [shared.clone(), his]);
    assert_eq!(store.visible_persona(bob, shared.id).await.unwrap(), Some(shared.clone()));
    let later = scene.now + TimeDelta::seconds(1);
    let private = StoredPersona { shared: false, updated_at: later, ..shared };
    assert!(store.replace_persona(Scene::by(ada, true), scene.now, private.clone()).await.unwrap());
    assert_eq!(store.visible_persona(bob, private.id).await.unwrap(), None);
    assert_eq!(store.visible_persona(ada, private.id).await.unwrap(), Some(private));
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn who_may_change_what(scene: &Scene) {
    let (store, ada, bob) = (&scene.store, scene.ada, scene.bob);
    for (shared, by, allowed) in [
        (false, Scene::by(ada, false), true),
        (false, Scene::by(ada, true), true),
        // What is not shared is no admin's business.
        (false, Scene::by(bob, true), false),
        (false, Scene::by(bob, false), false),
        (true, Scene::by(ada, true), true),
        (true, Scene::by(bob, true), true),
        // Its owner was an admin once.
        (true, Scene::by(ada, false), false),
        (true, Scene::by(bob, false), false),
    ] {
        let persona = scene.kept(ada, shared).await;
        assert_eq!(by.may_change(&persona), allowed, "{shared} {by:?}");
        let later = scene.now + TimeDelta::microseconds(1);
        let mut change = StoredPersona { updated_at: later, ..persona.clone() };
        change.character.name = "Changed".into();
        // Nobody takes a persona over.
        change.user = by.user;
        assert_eq!(store.replace_persona(by, scene.now, change.clone()).await.unwrap(), allowed);
        change.user = ada;
        let kept = if allowed { change } else { persona.clone() };
        assert_eq!(store.visible_persona(ada, persona.id).await.unwrap(), Some(kept), "{shared} {by:?}");
        assert_eq!(store.delete_persona(by, persona.id).await.unwrap(), allowed);
        assert_eq!(store.visible_persona(ada, persona.id).await.unwrap().is_none(), allowed);
        scene.clear().await;
    }
    assert!(!store.delete_persona(Scene::by(ada, true), scene.ids.next()).await.unwrap());
}

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test: a panic is its way to fail")]
async fn one_change_at_a_time(scene: &Scene) {
    let (store, ada) = (&scene.store, scene.ada);
    let persona = scene.kept(ada, false).await;
    let changes: Vec<_> = (1..=10)
        .map(|n| {
            let mut change =
                StoredPersona { updated_at: scene.now + TimeDelta::microseconds(n), ..persona.clone() };
            change.character.name = format!("Change {n}");
            change
        })
        .collect();
    let by = Scene::by(ada, false);
    let all = changes.iter().map(|change| store.replace_persona(by, scene.now, change.clone()));
    let done: Vec<bool> = futures_util::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
    let winner = done.iter().position(|done| *done).unwrap();
    assert_eq!(store.visible_persona(ada, persona.id).await.unwrap().as_ref(), Some(&changes[winner]));
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn no_more_than_allowed(scene: &Scene) {
    let (store, ada, bob) = (&scene.store, scene.ada, scene.bob);
    let all = (0..12).map(|n| store.insert_persona(scene.persona(ada, n % 2 == 0), 5));
    let done: Vec<bool> = futures_util::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|done| **done).count(), 5, "however many are made at once: {done:?}");
    assert!(store.insert_persona(scene.persona(bob, false), 5).await.unwrap(), "each counts for themselves");
    let by = Scene::by(ada, true);
    let one = store.visible_personas(ada).await.unwrap().remove(0);
    assert!(store.delete_persona(by, one.id).await.unwrap());
    assert!(store.insert_persona(scene.persona(ada, false), 5).await.unwrap());
    assert!(!store.insert_persona(scene.persona(ada, false), 5).await.unwrap());
    scene.clear().await;
}
