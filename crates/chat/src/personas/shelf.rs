//! The personas that are files: those that are part of Mami, and those of whoever runs it.

use std::collections::{BTreeMap, HashMap};

use mami_ports::PersonaId;

use super::{
    file::{PersonaFile, file_id},
    persona::{Character, Origin, Persona},
};

/// A persona that is a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FilePersona {
    /// The file's name, without its ending.
    pub stem: String,
    /// What it says.
    pub file: PersonaFile,
    /// It is part of Mami; otherwise it is a file of whoever runs this one.
    pub shipped: bool,
}

impl FilePersona {
    /// The persona as people with this language see it.
    #[must_use]
    pub fn persona(&self, locale: Option<&str>) -> Persona {
        Persona {
            id: file_id(&self.stem),
            character: self.file.localized(locale),
            shared: true,
            origin: if self.shipped { Origin::Shipped } else { Origin::File },
            editable: false,
            created_at: None,
            updated_at: None,
        }
    }
}

/// All personas that are files, as of now.
#[derive(Debug)]
pub struct Shelf {
    default: FilePersona,
    /// The others and the default one, by id.
    all: HashMap<PersonaId, FilePersona>,
}

impl Shelf {
    /// A shelf of these. `default` names the one for who chose none; where it is missing, it is the one called `mami`, and where
    /// there is no such one either, a plain one.
    #[must_use]
    pub fn new(personas: BTreeMap<String, FilePersona>, default: &str) -> Self {
        let chosen = personas.get(default).or_else(|| personas.get(DEFAULT)).cloned().unwrap_or_else(plain);
        let mut all: HashMap<_, _> =
            personas.into_values().map(|persona| (file_id(&persona.stem), persona)).collect();
        all.insert(file_id(&chosen.stem), chosen.clone());
        Self { default: chosen, all }
    }

    /// The persona for who chose none.
    #[must_use]
    pub fn default(&self) -> &FilePersona {
        &self.default
    }

    /// The one with this id.
    #[must_use]
    pub fn get(&self, id: PersonaId) -> Option<&FilePersona> {
        self.all.get(&id)
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &FilePersona> {
        self.all.values()
    }
}

/// The stem of the persona that is the default unless told otherwise.
const DEFAULT: &str = "mami";

fn plain() -> FilePersona {
    let character = Character::named("Mami");
    FilePersona { stem: DEFAULT.to_owned(), file: character.into(), shipped: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(stem: &str) -> (String, FilePersona) {
        let file = PersonaFile::parse(&format!("name = '{stem}'")).unwrap();
        (stem.to_owned(), FilePersona { stem: stem.to_owned(), file, shipped: false })
    }

    #[test]
    fn there_is_always_a_default() {
        let default = |stems: &[&str], wanted: &str| {
            let shelf = Shelf::new(stems.iter().map(|stem| named(stem)).collect(), wanted);
            assert!(shelf.get(file_id(&shelf.default().stem)).is_some());
            shelf.default().stem.clone()
        };
        assert_eq!(default(&["ada", "mami"], "ada"), "ada");
        assert_eq!(default(&["ada", "mami"], "gone"), "mami");
        assert_eq!(default(&["ada"], "gone"), "mami");
        assert_eq!(default(&[], "ada"), "mami");
    }
}
