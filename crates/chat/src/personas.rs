//! Personas: who the model is for someone.
//!
//! Some are files (part of Mami, or of whoever runs it), some are in the database: each person's own, and those that are shared
//! with everybody. Whoever chose none, or one that is gone or no longer shared, has the default persona.

pub mod error;
pub mod file;
pub mod persona;
pub mod shelf;
pub mod store;
pub mod variables;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::TimeDelta;
use mami_ports::{Clock, Ids, PersonaId, UserId};

pub use error::{PersonaError, PersonaFault};
pub use file::{LineFault, PersonaFile, file_id};
pub use persona::{Character, Origin, Persona, PersonaChange, PersonaInput, PersonaParams};
pub use shelf::{FilePersona, Shelf};
pub use store::{Editor, PersonaStore, StoredPersona};
pub use variables::Variables;

/// The most personas that one person may have.
pub const MOST: u32 = 100;
/// How often a change is tried that others keep getting ahead of.
const TRIES: u32 = 5;

/// Everybody's personas.
pub struct Personas {
    store: Arc<dyn PersonaStore>,
    clock: Arc<dyn Clock>,
    ids: Ids,
    default: String,
    shelf: RwLock<Arc<Shelf>>,
}

/// Who looks.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// Whose account.
    pub user: UserId,
    /// They run the place: they share personas, and change shared ones.
    pub administers: bool,
    /// Their language, as a tag such as `de` or `pt-BR`.
    pub locale: Option<&'a str>,
}

/// The persona of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// It.
    pub persona: Persona,
    /// The one that was asked for is gone, or no longer shared; this is the default one instead.
    pub fell_back: bool,
}

/// A persona that was changed, made or deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// It, after the change; before it, when it was deleted.
    pub persona: Persona,
    /// It began to be shared (`true`), or ceased to be.
    pub sharing: Option<bool>,
}

/// A persona as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file's name.
    pub file_name: String,
    /// What is in it.
    pub toml: String,
}

impl Personas {
    /// Personas over this store; `files` are those that are files, by the names of their files without the ending, and
    /// `default` is the name of the one for who chose none.
    pub fn new(
        store: Arc<dyn PersonaStore>,
        clock: Arc<dyn Clock>,
        ids: Ids,
        files: BTreeMap<String, FilePersona>,
        default: &str,
    ) -> Self {
        let shelf = RwLock::new(Arc::new(Shelf::new(files, default)));
        Self { store, clock, ids, default: default.to_owned(), shelf }
    }

    /// Takes these for all the personas that are files, from now on.
    pub fn put_files(&self, files: BTreeMap<String, FilePersona>) {
        let shelf = Arc::new(Shelf::new(files, &self.default));
        *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = shelf;
    }

    /// The personas that are files, as of now.
    pub fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.shelf.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Everything that someone may use: the default first, then the other files, what others share, and their own; each by name.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn list(&self, viewer: Viewer<'_>) -> Result<Vec<Persona>, PersonaError> {
        let stored = self.store.visible_personas(viewer.user).await?;
        let shelf = self.shelf();
        let default = file_id(&shelf.default().stem);
        let files = shelf.iter().map(|persona| persona.persona(viewer.locale));
        let mut all: Vec<_> = files.chain(stored.into_iter().map(|stored| shown(stored, viewer))).collect();
        all.sort_by_cached_key(|persona| {
            let name = persona.character.name.to_lowercase();
            (persona.id != default, persona.origin, name, persona.id)
        });
        Ok(all)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`PersonaError::NotFound`]; or when the database is not available.
    pub async fn read(&self, viewer: Viewer<'_>, id: PersonaId) -> Result<Persona, PersonaError> {
        if let Some(persona) = self.shelf().get(id) {
            return Ok(persona.persona(viewer.locale));
        }
        Ok(shown(self.stored(viewer.user, id).await?, viewer))
    }

    /// The persona for a turn of someone's: one query at most, none for a file. What is gone, or no longer theirs to see, is the
    /// default one instead.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn find(&self, user: UserId, id: Option<PersonaId>) -> Result<Found, PersonaError> {
        let shelf = self.shelf();
        let found = match id {
            None => Some(shelf.default().persona(None)),
            Some(id) => match shelf.get(id) {
                Some(persona) => Some(persona.persona(None)),
                None => match self.stored(user, id).await {
                    Ok(stored) => Some(shown(stored, Viewer { user, administers: false, locale: None })),
                    Err(PersonaError::NotFound) => None,
                    Err(error) => return Err(error),
                },
            },
        };
        let fell_back = found.is_none();
        let persona = found.unwrap_or_else(|| shelf.default().persona(None));
        Ok(Found { persona, fell_back })
    }

    /// Those that someone made themselves, by name.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn own(&self, user: UserId) -> Result<Vec<Persona>, PersonaError> {
        let viewer = Viewer { user, administers: false, locale: None };
        let mut all = self.list(viewer).await?;
        all.retain(|persona| persona.origin == Origin::Own);
        Ok(all)
    }

    /// Makes a persona.
    ///
    /// # Errors
    /// When it will not do, there are too many, or it is to be shared by someone who may not.
    pub async fn create(&self, viewer: Viewer<'_>, input: PersonaInput) -> Result<Changed, PersonaError> {
        let shared = input.shared;
        if shared && !viewer.administers {
            return Err(PersonaError::NotAllowed);
        }
        let persona = self.add(viewer, input.parse()?, shared).await?;
        Ok(Changed { persona, sharing: shared.then_some(true) })
    }

    /// Changes a persona.
    ///
    /// # Errors
    /// When there is no such persona, it is a file, they may not, or the change will not do.
    pub async fn update(
        &self,
        viewer: Viewer<'_>,
        id: PersonaId,
        change: &PersonaChange,
    ) -> Result<Changed, PersonaError> {
        self.refuse_files(id)?;
        let editor = Editor { user: viewer.user, administers: viewer.administers };
        for _ in 0..TRIES {
            let before = self.stored(viewer.user, id).await?;
            let shared = change.shared.unwrap_or(before.shared);
            if !editor.may_change(&before) || shared != before.shared && !viewer.administers {
                return Err(PersonaError::NotAllowed);
            }
            let (seen, was_shared) = (before.updated_at, before.shared);
            let after = StoredPersona {
                shared,
                character: change.apply(before.character)?,
                // What was seen tells one state of it from all others.
                updated_at: self.clock.now().max(seen + TimeDelta::microseconds(1)),
                ..before
            };
            if self.store.replace_persona(editor, seen, after.clone()).await? {
                let sharing = (shared != was_shared).then_some(shared);
                return Ok(Changed { persona: shown(after, viewer), sharing });
            }
        }
        Err(PersonaError::Conflict)
    }

    /// Deletes a persona. Conversations that use it have the default one from then on.
    ///
    /// # Errors
    /// When there is no such persona, it is a file, or they may not.
    pub async fn delete(&self, viewer: Viewer<'_>, id: PersonaId) -> Result<Changed, PersonaError> {
        self.refuse_files(id)?;
        let editor = Editor { user: viewer.user, administers: viewer.administers };
        for _ in 0..TRIES {
            let persona = self.stored(viewer.user, id).await?;
            if !editor.may_change(&persona) {
                return Err(PersonaError::NotAllowed);
            }
            if self.store.delete_persona(editor, id).await? {
                let sharing = persona.shared.then_some(false);
                return Ok(Changed { persona: shown(persona, viewer), sharing });
            }
        }
        Err(PersonaError::Conflict)
    }

    /// A persona as a file. One that is a file has all its languages in it.
    ///
    /// # Errors
    /// [`PersonaError::NotFound`]; or when the database is not available.
    pub async fn export_toml(&self, viewer: Viewer<'_>, id: PersonaId) -> Result<Exported, PersonaError> {
        let (stem, file) = match self.shelf().get(id) {
            Some(persona) => (persona.stem.clone(), persona.file.clone()),
            None => {
                let character = self.stored(viewer.user, id).await?.character;
                (file::stem_for(&character.name), character.into())
            }
        };
        Ok(Exported { file_name: format!("{stem}.toml"), toml: file.to_toml() })
    }

    /// Makes a persona of a file. It speaks as the file does to people with their language.
    ///
    /// # Errors
    /// [`PersonaError::Invalid`] with every line at fault; when there are too many.
    pub async fn import_toml(&self, viewer: Viewer<'_>, toml: &str) -> Result<Persona, PersonaError> {
        let file = PersonaFile::parse(toml).map_err(|faults| {
            let fault = |fault: LineFault| PersonaFault {
                pointer: "/toml".to_owned(),
                code: "file_fault",
                message: fault.to_string(),
            };
            PersonaError::Invalid(faults.into_iter().map(fault).collect())
        })?;
        self.add(viewer, file.localized(viewer.locale), false).await
    }

    async fn add(
        &self,
        viewer: Viewer<'_>,
        character: Character,
        shared: bool,
    ) -> Result<Persona, PersonaError> {
        let now = self.clock.now();
        let persona = StoredPersona {
            id: self.ids.next(),
            user: viewer.user,
            shared,
            character,
            created_at: now,
            updated_at: now,
        };
        if !self.store.insert_persona(persona.clone(), MOST).await? {
            return Err(PersonaError::TooMany);
        }
        Ok(shown(persona, viewer))
    }

    fn refuse_files(&self, id: PersonaId) -> Result<(), PersonaError> {
        match self.shelf().get(id) {
            Some(_) => Err(PersonaError::ReadOnly),
            None => Ok(()),
        }
    }

    async fn stored(&self, user: UserId, id: PersonaId) -> Result<StoredPersona, PersonaError> {
        // Nothing in the database has such an id.
        if file::is_file_id(id) {
            return Err(PersonaError::NotFound);
        }
        self.store.visible_persona(user, id).await?.ok_or(PersonaError::NotFound)
    }
}

/// A persona of the database as someone sees it.
fn shown(stored: StoredPersona, viewer: Viewer<'_>) -> Persona {
    let editor = Editor { user: viewer.user, administers: viewer.administers };
    Persona {
        id: stored.id,
        shared: stored.shared,
        origin: if stored.user == viewer.user { Origin::Own } else { Origin::Shared },
        editable: editor.may_change(&stored),
        created_at: Some(stored.created_at),
        updated_at: Some(stored.updated_at),
        character: stored.character,
    }
}

#[cfg(test)]
mod tests;
