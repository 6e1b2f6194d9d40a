//! The engine's rules, over a store in memory.

use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::testing::{TestClock, TestRandom};

use super::*;
use crate::store::StoreError;

/// A store that holds what it is given.
#[derive(Default)]
struct Memory(Mutex<Vec<StoredPersona>>);

#[async_trait]
impl PersonaStore for Memory {
    async fn insert_persona(&self, persona: StoredPersona, most: u32) -> Result<bool, StoreError> {
        let mut all = self.0.lock().unwrap();
        if all.iter().filter(|other| other.user == persona.user).count() >= most as usize {
            return Ok(false);
        }
        all.push(persona);
        Ok(true)
    }

    async fn visible_personas(&self, user: UserId) -> Result<Vec<StoredPersona>, StoreError> {
        let all = self.0.lock().unwrap();
        Ok(all.iter().filter(|persona| persona.shared || persona.user == user).cloned().collect())
    }

    async fn visible_persona(
        &self,
        user: UserId,
        id: PersonaId,
    ) -> Result<Option<StoredPersona>, StoreError> {
        Ok(self.visible_personas(user).await?.into_iter().find(|persona| persona.id == id))
    }

    async fn replace_persona(
        &self,
        by: Editor,
        seen: DateTime<Utc>,
        persona: StoredPersona,
    ) -> Result<bool, StoreError> {
        let mut all = self.0.lock().unwrap();
        let found = all
            .iter_mut()
            .find(|other| other.id == persona.id && by.may_change(other) && other.updated_at == seen);
        Ok(found.map(|other| *other = StoredPersona { user: other.user, ..persona }).is_some())
    }

    async fn delete_persona(&self, by: Editor, id: PersonaId) -> Result<bool, StoreError> {
        let mut all = self.0.lock().unwrap();
        let before = all.len();
        all.retain(|persona| persona.id != id || !by.may_change(persona));
        Ok(all.len() < before)
    }
}

fn files() -> BTreeMap<String, FilePersona> {
    [("mami", "name = 'Mami'\n[de]\ngreeting = 'Hallo!'"), ("tutor", "name = 'Tutor'\n[de]\nname = 'Aaron'")]
        .into_iter()
        .map(|(stem, text)| {
            let file = PersonaFile::parse(text).unwrap();
            (stem.to_owned(), FilePersona { stem: stem.to_owned(), file, shipped: true })
        })
        .collect()
}

struct Scene {
    personas: Personas,
    ids: Ids,
}

impl Scene {
    fn new() -> Self {
        let clock = Arc::new(TestClock::default());
        let ids = Ids::new(clock.clone(), Arc::new(TestRandom::default()));
        let personas = Personas::new(Arc::new(Memory::default()), clock, ids.clone(), files(), "mami");
        Self { personas, ids }
    }

    fn viewer(&self, administers: bool) -> Viewer<'static> {
        Viewer { user: self.ids.next(), administers, locale: None }
    }

    async fn make(&self, viewer: Viewer<'_>, name: &str, shared: bool) -> Persona {
        self.personas.create(viewer, input(name, shared)).await.unwrap().persona
    }
}

fn input(name: &str, shared: bool) -> PersonaInput {
    serde_json::from_value(serde_json::json!({"name": name, "shared": shared})).unwrap()
}

fn change(json: &str) -> PersonaChange {
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn the_list_has_the_default_first_and_ones_own_last() {
    let scene = Scene::new();
    let (ada, bob) = (scene.viewer(true), scene.viewer(false));
    scene.make(bob, "zoe", false).await;
    scene.make(bob, "Bea", false).await;
    scene.make(ada, "Shared", true).await;
    scene.make(ada, "Secret", false).await;
    let names = async |viewer: Viewer<'_>| {
        let all = scene.personas.list(viewer).await.unwrap();
        all.into_iter().map(|persona| (persona.character.name, persona.origin)).collect::<Vec<_>>()
    };
    let expected = [
        ("Mami", Origin::Shipped),
        ("Tutor", Origin::Shipped),
        ("Shared", Origin::Shared),
        ("Bea", Origin::Own),
        ("zoe", Origin::Own),
    ];
    assert_eq!(names(bob).await, expected.map(|(name, origin)| (name.to_owned(), origin)));
    let german = names(Viewer { locale: Some("de-CH"), ..bob }).await;
    assert_eq!(german.first().unwrap().0, "Mami", "the default stays first: {german:?}");
    assert_eq!(german[1].0, "Aaron");
    assert_eq!(scene.personas.own(ada.user).await.unwrap().len(), 2, "with the one that she shares");
}

#[tokio::test]
async fn whoever_chose_none_or_one_that_is_gone_has_the_default() {
    let scene = Scene::new();
    let (ada, bob) = (scene.viewer(true), scene.viewer(false));
    let (shared, his) = (scene.make(ada, "Shared", true).await, scene.make(bob, "His", false).await);
    let find = async |viewer: Viewer<'_>, id| {
        let found = scene.personas.find(viewer.user, id).await.unwrap();
        (found.persona.character.name, found.fell_back)
    };
    let name = str::to_owned;
    assert_eq!(find(bob, None).await, (name("Mami"), false));
    assert_eq!(find(bob, Some(file_id("tutor"))).await, (name("Tutor"), false));
    assert_eq!(find(bob, Some(shared.id)).await, (name("Shared"), false));
    assert_eq!(find(bob, Some(his.id)).await, (name("His"), false));
    assert_eq!(find(ada, Some(his.id)).await, (name("Mami"), true), "someone else's is as good as gone");
    assert_eq!(find(bob, Some(file_id("deleted"))).await, (name("Mami"), true));
    scene.personas.update(ada, shared.id, &change(r#"{"shared": false}"#)).await.unwrap();
    assert_eq!(find(bob, Some(shared.id)).await, (name("Mami"), true));
    scene.personas.delete(bob, his.id).await.unwrap();
    assert_eq!(find(bob, Some(his.id)).await, (name("Mami"), true));
    // Files come and go.
    scene.personas.put_files(BTreeMap::new());
    assert_eq!(find(bob, Some(file_id("tutor"))).await, (name("Mami"), true));
    assert_eq!(find(bob, Some(file_id("mami"))).await, (name("Mami"), false));
}

#[tokio::test]
async fn only_those_who_run_the_place_share_and_change_what_is_shared() {
    let scene = Scene::new();
    let (ada, eve, bob) = (scene.viewer(true), scene.viewer(true), scene.viewer(false));
    let personas = &scene.personas;
    assert_eq!(personas.create(bob, input("His", true)).await, Err(PersonaError::NotAllowed));
    let his = scene.make(bob, "His", false).await;
    let share = change(r#"{"shared": true}"#);
    assert_eq!(personas.update(bob, his.id, &share).await, Err(PersonaError::NotAllowed));
    assert_eq!(personas.update(ada, his.id, &share).await, Err(PersonaError::NotFound));
    // Not to share it is no request of that kind.
    personas.update(bob, his.id, &change(r#"{"shared": false, "name": "Still his"}"#)).await.unwrap();

    let hers = scene.make(ada, "Hers", false).await;
    let changed = personas.update(ada, hers.id, &share).await.unwrap();
    assert_eq!((changed.sharing, changed.persona.shared), (Some(true), true));
    assert_eq!(personas.update(ada, hers.id, &share).await.unwrap().sharing, None, "it was already");
    let rename = change(r#"{"name": "Ours"}"#);
    assert_eq!(personas.update(bob, hers.id, &rename).await, Err(PersonaError::NotAllowed));
    assert_eq!(personas.delete(bob, hers.id).await, Err(PersonaError::NotAllowed));
    assert!(!personas.read(bob, hers.id).await.unwrap().editable);
    let by_eve = personas.update(eve, hers.id, &rename).await.unwrap();
    assert_eq!((by_eve.persona.origin, by_eve.persona.editable), (Origin::Shared, true));
    // Once she runs the place no more, what she shares is no longer hers to change.
    let demoted = Viewer { administers: false, ..ada };
    assert_eq!(personas.update(demoted, hers.id, &rename).await, Err(PersonaError::NotAllowed));
    assert_eq!(
        personas.update(demoted, hers.id, &change(r#"{"shared": false}"#)).await,
        Err(PersonaError::NotAllowed)
    );
    let read = personas.read(demoted, hers.id).await.unwrap();
    assert_eq!((read.origin, read.editable), (Origin::Own, false));
    assert_eq!(personas.delete(eve, hers.id).await.unwrap().sharing, Some(false));
    assert_eq!(personas.delete(bob, his.id).await.unwrap().sharing, None);
}

#[tokio::test]
async fn a_file_is_read_and_duplicated_and_not_changed() {
    let scene = Scene::new();
    let ada = Viewer { locale: Some("de"), ..scene.viewer(true) };
    let (personas, id) = (&scene.personas, file_id("mami"));
    let read = personas.read(ada, id).await.unwrap();
    assert_eq!((read.shared, read.editable, read.character.greeting.as_str()), (true, false, "Hallo!"));
    assert_eq!(personas.update(ada, id, &PersonaChange::default()).await, Err(PersonaError::ReadOnly));
    assert_eq!(personas.delete(ada, id).await, Err(PersonaError::ReadOnly));
    // What is not there is not read-only.
    assert_eq!(personas.delete(ada, file_id("gone")).await, Err(PersonaError::NotFound));
    let file = personas.export_toml(ada, id).await.unwrap();
    assert_eq!(file.file_name, "mami.toml");
    let copy = personas.import_toml(ada, &file.toml).await.unwrap();
    assert_eq!((&copy.character, copy.origin, copy.editable), (&read.character, Origin::Own, true));
    let again = personas.export_toml(ada, copy.id).await.unwrap();
    assert_eq!(personas.import_toml(ada, &again.toml).await.unwrap().character, copy.character);
}

#[tokio::test]
async fn a_file_that_will_not_do_is_told_by_its_lines() {
    let scene = Scene::new();
    let Err(PersonaError::Invalid(faults)) =
        scene.personas.import_toml(scene.viewer(false), "nmae = 'x'\nmodel = 'x'").await
    else {
        panic!("it was taken");
    };
    let told: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.message.as_str())).collect();
    let expected = [
        "line 1: a persona has no `nmae`",
        "line 1: name: it must have 1 to 60 characters",
        "line 2: model: it must be auto, or provider/model",
    ];
    assert_eq!(told, expected.map(|message| ("/toml", message)));
}

#[tokio::test]
async fn nobody_has_more_than_allowed() {
    let scene = Scene::new();
    let (ada, bob) = (scene.viewer(false), scene.viewer(false));
    for n in 0..MOST {
        scene.make(ada, &format!("{n}"), false).await;
    }
    assert_eq!(scene.personas.create(ada, input("One more", false)).await, Err(PersonaError::TooMany));
    assert_eq!(scene.personas.import_toml(ada, "name = 'x'").await, Err(PersonaError::TooMany));
    scene.make(bob, "First", false).await;
}

#[tokio::test]
async fn every_change_moves_the_time_on_though_the_clock_stands_still() {
    let scene = Scene::new();
    let ada = scene.viewer(false);
    let made = scene.make(ada, "Ada", false).await;
    let mut last = made.updated_at;
    for _ in 0..3 {
        let changed = scene.personas.update(ada, made.id, &change(r#"{"greeting": "Hi"}"#)).await.unwrap();
        assert!(changed.persona.updated_at > last);
        assert_eq!(changed.persona.created_at, made.created_at);
        last = changed.persona.updated_at;
    }
}
