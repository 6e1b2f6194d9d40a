//! All that one person can recall, as an index in memory. A search never leaves it: who else there is cannot matter.
//!
//! It keeps no texts, only numbers that stand for their words and meaning, and what is removed leaves nothing behind.

mod chain;
mod postings;
mod search;
mod vectors;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use mami_ports::{ChunkId, MemoryId, MessageId};
use uuid::Uuid;

use crate::{
    question::{Author, date_words, is_only_question, month_number},
    rank::{Kind, Mark, NONE, index},
    words::{Language, Names, terms},
};
use chain::Groups;
use postings::{MAX_ROWS, Postings, count};

pub use search::{Found, Hit, Kinds, Question, Scratch, Why};
pub use vectors::{Vectors, WrongDimension};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemId {
    /// A turn of a conversation.
    Turn(MessageId),
    /// Something remembered.
    Fact(MemoryId),
    /// A piece of a document.
    Chunk(ChunkId),
}

/// Something to be found.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Names it in its partition.
    pub id: ItemId,
    /// The conversation or document that it is of; nil: of none.
    pub group: Uuid,
    /// Its place among the others of its group. What is next to each other there vouches for each other, but facts do not.
    pub position: i64,
    /// When it was said, or is from.
    pub at: DateTime<Utc>,
    /// Whose words.
    pub author: Author,
    /// What it says.
    pub text: &'a str,
    /// More words to find it by, which are not its own: what a picture shows, the heading above it. May be empty.
    pub extra: &'a str,
    /// The turns that a fact was taken from: it is a second key to them.
    pub sources: &'a [MessageId],
    /// Only a private question may see it.
    pub private: bool,
}

/// Why an item was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartitionError {
    /// The vector is of another model.
    #[error(transparent)]
    Dimension(#[from] WrongDimension),
    /// There are as many items as can be.
    #[error("the index is full")]
    Full,
}

/// See the [module](self).
#[derive(Debug, Default)]
pub struct Partition {
    names: Names,
    rows: HashMap<ItemId, u32>,
    /// By row, from here on.
    ids: Vec<Option<ItemId>>,
    marks: Vec<Mark>,
    positions: Vec<i64>,
    languages: Vec<Option<Language>>,
    vectors: Vectors,
    postings: Postings,
    /// Rows that can be taken again.
    free: Vec<u32>,
    /// How many terms all rows have.
    terms: usize,
    /// How many items are in each language, and, last, in none that is known.
    spoken: [u32; Language::ALL.len() + 1],
    groups: Groups,
    /// A fact's row, and the row of a turn that it is a key to.
    keys: Vec<(u32, u32)>,
    /// Facts that are keys to turns which are not here (yet).
    waiting: HashMap<MessageId, Vec<u32>>,
}

impl Partition {
    /// An empty one. `names`: of the person and of the assistant; they are no words to find anything by.
    pub fn new(names: Names) -> Self {
        Self { names, ..Self::default() }
    }

    /// Makes room for so many items with vectors of so many numbers, when that is known before.
    pub fn reserve(&mut self, items: usize, dimension: usize) {
        self.rows.reserve(items);
        self.ids.reserve_exact(items);
        self.marks.reserve_exact(items);
        self.positions.reserve_exact(items);
        self.languages.reserve_exact(items);
        self.vectors.reserve(items, dimension);
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// There is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The item is here.
    pub fn contains(&self, id: ItemId) -> bool {
        self.rows.contains_key(&id)
    }

    /// The item can be found by its meaning, too.
    pub fn has_vector(&self, id: ItemId) -> bool {
        self.rows.get(&id).is_some_and(|row| self.vectors.has(*row))
    }

    /// The names that are left out of what is embedded for this partition ([`Names::without`]).
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// About how much memory it takes, in bytes. Walks through all terms.
    pub fn bytes(&self) -> usize {
        let per_row = size_of::<Option<ItemId>>()
            + size_of::<Mark>()
            + size_of::<i64>()
            + size_of::<Option<Language>>();
        self.marks.capacity() * per_row
            + self.rows.capacity() * (size_of::<(ItemId, u32)>() + 1)
            + self.vectors.bytes()
            + self.postings.bytes()
            + self.groups.bytes()
            + self.keys.capacity() * size_of::<(u32, u32)>()
    }

    /// Takes the item in, in place of what had its id. `vector`: of its text without the [`names`](Self::names), of length
    /// one; it may come later, and until then the item is found by its words alone.
    ///
    /// # Errors
    /// When the vector is of another length than the others, or there is no more room. What had the id is as it was.
    pub fn upsert(&mut self, item: &Item<'_>, vector: Option<&[f32]>) -> Result<(), PartitionError> {
        if let Some(vector) = vector {
            self.vectors.check(vector)?;
        }
        self.remove([item.id]);
        let row = match self.free.pop() {
            Some(row) => row,
            None => u32::try_from(self.ids.len())
                .ok()
                .filter(|row| *row < MAX_ROWS)
                .ok_or(PartitionError::Full)?,
        };
        let at = index(row).ok_or(PartitionError::Full)?;
        let language = Language::of(item.text, self.usual_language());
        let mut all = terms(item.text, language, &self.names);
        all.extend(terms(item.extra, language, &self.names));
        // Its day makes no text longer.
        let many = u16::try_from(all.len()).unwrap_or(u16::MAX);
        all.extend(terms(&date_words(item.at, language), language, &Names::default()));
        let mark = Mark {
            before: NONE,
            after: NONE,
            group: self.groups.join(item.group),
            length: count([item.text, item.extra].into_iter().flat_map(str::split_whitespace).count())
                .ln_1p(),
            month: month_number(item.at),
            terms: many,
            question: is_only_question(item.text),
            author: item.author,
            kind: item.id.kind(),
            private: item.private,
        };
        put(&mut self.ids, at, Some(item.id));
        put(&mut self.marks, at, mark);
        put(&mut self.positions, at, item.position);
        put(&mut self.languages, at, language);
        self.rows.insert(item.id, row);
        self.terms += usize::from(mark.terms);
        *self.spoken_mut(language) += 1;
        self.postings.add(row, all);
        if let Some(vector) = vector {
            self.vectors.set(row, vector)?;
        }
        self.enchain(row);
        self.add_keys(row, item);
        Ok(())
    }

    /// Gives an item its vector. False when the item is not (or no more) here.
    ///
    /// # Errors
    /// When the vector is of another length than the others.
    pub fn set_vector(&mut self, id: ItemId, vector: &[f32]) -> Result<bool, WrongDimension> {
        let Some(row) = self.rows.get(&id) else { return Ok(false) };
        self.vectors.set(*row, vector)?;
        Ok(true)
    }

    /// Forgets all vectors: those of another model are to come.
    pub fn clear_vectors(&mut self) {
        self.vectors = Vectors::default();
    }

    /// Removes items; those that are not here are none. Returns how many there were. To remove many at once is much
    /// cheaper than one after the other.
    pub fn remove(&mut self, ids: impl IntoIterator<Item = ItemId>) -> usize {
        let mut gone: Vec<u32> = ids.into_iter().filter_map(|id| self.rows.remove(&id)).collect();
        gone.sort_unstable();
        self.clear(&gone);
        gone.len()
    }

    /// Removes a conversation or document. Returns how many items it had.
    pub fn remove_group(&mut self, group: Uuid) -> usize {
        let Some(number) = self.groups.number(group) else { return 0 };
        let of_group = self.ids.iter().zip(&self.marks).filter(|(_, mark)| mark.group == number);
        let ids: Vec<ItemId> = of_group.filter_map(|(id, _)| *id).collect();
        self.remove(ids)
    }

    /// The language that most items are in, as far as it is known.
    fn usual_language(&self) -> Option<Language> {
        let known = Language::ALL.into_iter().zip(self.spoken).filter(|(_, many)| *many > 0);
        known.max_by_key(|(_, many)| *many).map(|(language, _)| language)
    }

    fn spoken_mut(&mut self, language: Option<Language>) -> &mut u32 {
        let [english, turkish, german, spanish, french, unknown] = &mut self.spoken;
        match language {
            Some(Language::English) => english,
            Some(Language::Turkish) => turkish,
            Some(Language::German) => german,
            Some(Language::Spanish) => spanish,
            Some(Language::French) => french,
            None => unknown,
        }
    }
}

impl ItemId {
    const fn kind(self) -> Kind {
        match self {
            Self::Turn(_) => Kind::Turn,
            Self::Fact(_) => Kind::Fact,
            Self::Chunk(_) => Kind::Chunk,
        }
    }
}

/// Into a place that is there, or the next one.
fn put<T>(values: &mut Vec<T>, at: usize, value: T) {
    match values.get_mut(at) {
        Some(old) => *old = value,
        None => values.push(value),
    }
}

#[cfg(test)]
mod tests;
