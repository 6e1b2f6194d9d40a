//! What stands beside what: turns of a conversation in their order, and facts beside the turns that they were taken from.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Item, ItemId, Partition};
use crate::rank::{Kind, NONE, index};

/// The conversations and documents that there are.
#[derive(Debug, Default)]
pub(super) struct Groups {
    numbers: HashMap<Uuid, u32>,
    /// By number.
    all: Vec<Group>,
    free: Vec<u32>,
}

#[derive(Debug, Default)]
struct Group {
    id: Uuid,
    /// How many items it has.
    items: usize,
    /// The rows of those that stand beside each other, in their order.
    chain: Vec<u32>,
}

impl Groups {
    /// The group's number, with one item more; [`NONE`] for the nil id, which is no group.
    pub(super) fn join(&mut self, id: Uuid) -> u32 {
        if id.is_nil() {
            return NONE;
        }
        let Self { numbers, all, free } = self;
        let number = *numbers.entry(id).or_insert_with(|| {
            let number = free.pop().unwrap_or_else(|| u32::try_from(all.len()).unwrap_or(NONE));
            let new = Group { id, ..Group::default() };
            match index(number).and_then(|number| all.get_mut(number)) {
                Some(old) => *old = new,
                None => all.push(new),
            }
            number
        });
        if let Some(group) = self.get_mut(number) {
            group.items += 1;
        }
        number
    }

    /// One item less; a group without items is gone.
    fn leave(&mut self, number: u32) {
        let Some(group) = self.get_mut(number) else { return };
        group.items = group.items.saturating_sub(1);
        if group.items == 0 {
            let gone = std::mem::take(group);
            self.numbers.remove(&gone.id);
            self.free.push(number);
        }
    }

    fn get_mut(&mut self, number: u32) -> Option<&mut Group> {
        index(number).and_then(|number| self.all.get_mut(number))
    }

    pub(super) fn number(&self, id: Uuid) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    /// How many numbers are in use, at most.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn bytes(&self) -> usize {
        let chains: usize = self.all.iter().map(|group| group.chain.capacity() * size_of::<u32>()).sum();
        chains
            + self.all.capacity() * size_of::<Group>()
            + self.numbers.capacity() * (size_of::<(Uuid, u32)>() + 1)
    }
}

impl Partition {
    /// Puts a row between those that it stands between.
    pub(super) fn enchain(&mut self, row: u32) {
        let Self { groups, marks, positions, .. } = self;
        let Some(mark) = index(row).and_then(|at| marks.get(at)).copied() else { return };
        if mark.kind == Kind::Fact {
            return;
        }
        let Some(group) = groups.get_mut(mark.group) else { return };
        let place = |row: u32| (index(row).and_then(|at| positions.get(at)).copied().unwrap_or(0), row);
        let at = group.chain.partition_point(|other| place(*other) < place(row));
        let after = group.chain.get(at).copied().unwrap_or(NONE);
        let before = at.checked_sub(1).and_then(|at| group.chain.get(at)).copied().unwrap_or(NONE);
        group.chain.insert(at, row);
        self.link(before, row);
        self.link(row, after);
    }

    fn link(&mut self, before: u32, after: u32) {
        if let Some(mark) = index(before).and_then(|at| self.marks.get_mut(at)) {
            mark.after = after;
        }
        if let Some(mark) = index(after).and_then(|at| self.marks.get_mut(at)) {
            mark.before = before;
        }
    }

    /// A fact is a key to its turns, and a turn may have facts that wait for it.
    pub(super) fn add_keys(&mut self, row: u32, item: &Item<'_>) {
        match item.id {
            ItemId::Fact(_) => {
                for source in item.sources {
                    match self.rows.get(&ItemId::Turn(*source)) {
                        Some(turn) => self.keys.push((row, *turn)),
                        None => self.waiting.entry(*source).or_default().push(row),
                    }
                }
            }
            ItemId::Turn(id) => {
                let facts = self.waiting.remove(&id).unwrap_or_default();
                self.keys.extend(facts.into_iter().map(|fact| (fact, row)));
            }
            ItemId::Chunk(_) => {}
        }
    }

    /// Empties rows, which are in order and have no name any more.
    pub(super) fn clear(&mut self, gone: &[u32]) {
        if gone.is_empty() {
            return;
        }
        self.postings.remove(gone);
        self.clear_keys(gone);
        for row in gone {
            self.vectors.clear(*row);
            let Some(at) = index(*row) else { continue };
            if let Some(id) = self.ids.get_mut(at) {
                *id = None;
            }
            let language = self.languages.get(at).copied().flatten();
            let spoken = self.spoken_mut(language);
            *spoken = spoken.saturating_sub(1);
            let Some(mark) = self.marks.get_mut(at) else { continue };
            let (before, after, number) = (mark.before, mark.after, mark.group);
            self.terms = self.terms.saturating_sub(usize::from(mark.terms));
            (mark.before, mark.after, mark.group, mark.kind) = (NONE, NONE, NONE, Kind::Gone);
            (mark.terms, mark.length, mark.month) = (0, 0.0, 0);
            self.link(before, after);
            if let Some(group) = self.groups.get_mut(number) {
                group.chain.retain(|other| other != row);
            }
            self.groups.leave(number);
        }
        self.free.extend(gone);
    }

    /// Facts that lose a turn wait for it: it may come again, changed.
    fn clear_keys(&mut self, gone: &[u32]) {
        let is_gone = |row: &u32| gone.binary_search(row).is_ok();
        let Self { keys, waiting, ids, .. } = self;
        for facts in waiting.values_mut() {
            facts.retain(|fact| !is_gone(fact));
        }
        waiting.retain(|_, facts| !facts.is_empty());
        keys.retain(|(fact, turn)| {
            if !is_gone(fact)
                && is_gone(turn)
                && let Some(Some(ItemId::Turn(id))) = index(*turn).and_then(|at| ids.get(at))
            {
                waiting.entry(*id).or_default().push(*fact);
            }
            !is_gone(fact) && !is_gone(turn)
        });
    }
}
