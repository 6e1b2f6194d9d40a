//! Which notes go into the prompt: what is always known of the person first, then the best of what was found, as long as
//! there is room.

use serde::Deserialize;

use crate::notes::{Note, block, line};

/// How much room notes have.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotesPolicy {
    /// The most tokens that the block of notes may take.
    pub tokens: usize,
    /// The most percent of the model's context that it may take.
    pub percent_of_context: usize,
    /// The most of these tokens for what is always told, found or not.
    pub profile_tokens: usize,
    /// Longer notes are cut.
    pub note_tokens: usize,
}

impl Default for NotesPolicy {
    fn default() -> Self {
        Self { tokens: 1_200, percent_of_context: 15, profile_tokens: 300, note_tokens: 120 }
    }
}

impl NotesPolicy {
    /// How many tokens there are for notes with a model of this context, in tokens.
    pub fn budget(&self, context: Option<usize>) -> usize {
        let share = context.map(|context| context / 100 * self.percent_of_context);
        share.map_or(self.tokens, |share| share.min(self.tokens))
    }

    /// The notes that have room, oldest first, cut where they are long. `profile`: what is always told, most important
    /// first; `found`: best first; what is in both is told once. `count`: how many tokens a text has.
    pub fn pick(
        &self,
        profile: Vec<Note>,
        found: Vec<Note>,
        context: Option<usize>,
        count: &dyn Fn(&str) -> usize,
    ) -> Vec<Note> {
        let Some(first) = profile.first().or(found.first()) else { return Vec::new() };
        let frame = count(&block(std::slice::from_ref(first), [0; 3])).saturating_sub(count(&line(first, 1)));
        let mut left = self.budget(context).saturating_sub(frame);
        let mut for_profile = self.profile_tokens.min(left);
        let mut picked: Vec<Note> = Vec::new();
        let (told, found) =
            (profile.into_iter().map(|note| (true, note)), found.into_iter().map(|note| (false, note)));
        for (always, mut note) in told.chain(found) {
            if left == 0 {
                break;
            }
            if picked.iter().any(|other| other.id == note.id) {
                continue;
            }
            cut(&mut note.text, self.note_tokens, count);
            let cost = count(&line(&note, picked.len() + 1)) + 1;
            let room = if always { for_profile } else { left };
            if cost <= room {
                left -= cost;
                if always {
                    for_profile -= cost;
                }
                picked.push(note);
            }
        }
        picked.sort_by_key(|note| note.at);
        picked
    }
}

/// Cuts a text to so many tokens, between words where there are any.
fn cut(text: &mut String, tokens: usize, count: &dyn Fn(&str) -> usize) {
    if count(text) <= tokens {
        return;
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let fits = |at: &usize| text.get(..*at).is_some_and(|begin| count(begin) < tokens);
    let end = ends.partition_point(fits).checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
    let begin = text.get(..end).unwrap_or_default();
    let word_end = begin.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    text.truncate(word_end);
    text.truncate(text.trim_end().len());
    text.push('…');
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use mami_ports::MessageId;
    use uuid::Uuid;

    use super::*;
    use crate::{partition::ItemId, question::Author};

    fn note(number: u128, text: &str) -> Note {
        Note {
            id: ItemId::Turn(MessageId::from_uuid(Uuid::from_u128(number))),
            at: DateTime::<Utc>::from_timestamp(1_000_000_000 - i64::try_from(number).unwrap() * 86_400, 0)
                .unwrap(),
            kind: "turn".to_owned(),
            by: Author::User,
            text: text.to_owned(),
            until: None,
        }
    }

    /// A token for every four characters.
    fn count(text: &str) -> usize {
        text.chars().count().div_ceil(4)
    }

    fn numbers(notes: &[Note]) -> Vec<u128> {
        let number = |note: &Note| match note.id {
            ItemId::Turn(id) => id.uuid().as_u128(),
            _ => 0,
        };
        notes.iter().map(number).collect()
    }

    #[test]
    fn the_budget_is_a_part_of_the_context() {
        let policy = NotesPolicy::default();
        assert_eq!(policy.budget(None), 1_200);
        assert_eq!(policy.budget(Some(128_000)), 1_200);
        assert_eq!(policy.budget(Some(4_000)), 600);
        assert_eq!(policy.budget(Some(0)), 0);
    }

    #[test]
    fn the_best_have_room_and_are_told_in_order_of_time() {
        let found: Vec<Note> = (1..100).map(|number| note(number, &"word ".repeat(20))).collect();
        let picked = NotesPolicy::default().pick(vec![], found.clone(), None, &count);
        let many = u128::try_from(picked.len()).unwrap();
        assert!((15..40).contains(&many), "{many}");
        assert_eq!(numbers(&picked), (1..=many).rev().collect::<Vec<_>>());
        assert!(count(&block(&picked, [0; 3])) <= 1_200);
        let small = NotesPolicy::default().pick(vec![], found.clone(), Some(4_000), &count);
        assert!(!small.is_empty() && count(&block(&small, [0; 3])) <= 600);
        assert!(NotesPolicy::default().pick(vec![], found, Some(100), &count).is_empty());
        assert!(NotesPolicy::default().pick(vec![], vec![], None, &count).is_empty());
    }

    #[test]
    fn the_profile_has_its_own_part_and_nothing_is_told_twice() {
        let profile: Vec<Note> = (1..50).map(|number| note(number, &"fact ".repeat(10))).collect();
        let picked = NotesPolicy::default().pick(profile.clone(), vec![], None, &count);
        let cost: usize = picked.iter().map(|note| count(&line(note, 10)) + 1).sum();
        assert!((200..=300).contains(&cost), "{cost}");
        let picked = NotesPolicy::default().pick(
            vec![note(1, "tea")],
            vec![note(1, "tea"), note(2, "no")],
            None,
            &count,
        );
        assert_eq!(numbers(&picked), [2, 1]);
    }

    #[test]
    fn a_note_too_large_for_what_is_left_lets_smaller_ones_in() {
        let policy = NotesPolicy { tokens: 170, ..NotesPolicy::default() };
        let picked = policy.pick(vec![], vec![note(1, &"long ".repeat(99)), note(2, "short")], None, &count);
        assert_eq!(numbers(&picked), [2]);
    }

    #[test]
    fn long_notes_are_cut_between_words() {
        for (text, tokens, short) in [
            ("one two three four", 3, "one two…"),
            ("one two", 3, "one two"),
            ("çççççççççççççççççççç", 3, "çççççççç…"),
            ("one", 0, "…"),
        ] {
            let mut cut_text = text.to_owned();
            cut(&mut cut_text, tokens, &count);
            assert_eq!(cut_text, short);
            assert!(tokens == 0 || count(&cut_text) <= tokens);
        }
    }
}
