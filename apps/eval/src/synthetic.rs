//! Memories of any size, made up: words as often as in real texts, vectors in all directions, the same on every run.

use chrono::{DateTime, Duration, Utc};
use mami_memory::{
    partition::{Item, ItemId, Partition},
    question::Author,
    words::Names,
};
use mami_ports::MessageId;
use uuid::Uuid;

/// As all-MiniLM-L6-v2 has.
pub(crate) const DIMENSION: usize = 384;

/// How many different words there are.
const WORDS: u32 = 30_000;

/// How many turns a conversation has.
const TURNS: u128 = 24;

/// Repeatable chance.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f32 {
        let [a, b, ..] = self.next().to_le_bytes();
        f32::from(u16::from_le_bytes([a, b])) / 65_536.0
    }

    fn below(&mut self, many: u64) -> u64 {
        self.next() % many
    }

    /// The n-th word is as likely as 1/n.
    fn word(&mut self) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 1 to the number of words"
        )]
        let number = f64::from(WORDS).powf(f64::from(self.share())) as u32;
        spell(number)
    }

    /// 6 to 40 words, every third of them one of those that texts are held together by.
    pub(crate) fn text(&mut self) -> String {
        let words = 6 + self.below(35);
        let common = ["the", "I", "and", "to", "you", "of", "it", "was", "that", "with"];
        let mut text = String::new();
        for place in 0..words {
            if place % 3 == 0 {
                let at = usize::try_from(self.below(10)).unwrap_or(0);
                text.push_str(common.get(at).unwrap_or(&"the"));
            } else {
                text.push_str(&self.word());
            }
            text.push(' ');
        }
        text.push(if self.below(5) == 0 { '?' } else { '.' });
        text
    }

    /// A question of 9 words.
    pub(crate) fn question(&mut self) -> String {
        let words: Vec<String> = (0..6).map(|_| self.word()).collect();
        format!("when did I {}?", words.join(" "))
    }

    pub(crate) fn vector(&mut self, vector: &mut Vec<f32>) {
        vector.clear();
        vector.extend((0..DIMENSION).map(|_| self.share() + self.share() - 1.0));
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt().max(f32::EPSILON);
        vector.iter_mut().for_each(|number| *number /= length);
    }
}

/// A word that no stemmer shortens, another one for each number.
fn spell(number: u32) -> String {
    let syllables =
        ["ka", "lo", "mi", "tu", "re", "bo", "na", "zu", "pi", "do", "fa", "gu", "ho", "vi", "xa", "jo"];
    let mut word = String::new();
    let mut rest = number;
    loop {
        let at = usize::try_from(rest % 16).unwrap_or(0);
        word.push_str(syllables.get(at).unwrap_or(&"ka"));
        rest /= 16;
        if rest == 0 {
            word.push('k');
            return word;
        }
    }
}

/// A memory of so many turns, every 24 of them a conversation.
pub(crate) fn memory(turns: usize) -> anyhow::Result<Partition> {
    let mut partition = Partition::new(Names::new(["Mami"]));
    partition.reserve(turns, DIMENSION);
    let mut chance = Chance::new(7);
    let mut vector = Vec::new();
    let start: DateTime<Utc> = DateTime::UNIX_EPOCH + Duration::days(18_000);
    for (number, minutes) in (0..u128::try_from(turns)?).zip(0..) {
        let text = chance.text();
        chance.vector(&mut vector);
        let item = Item {
            id: ItemId::Turn(MessageId::from_uuid(Uuid::from_u128(number + 1))),
            group: Uuid::from_u128(number / TURNS + 1),
            position: i64::try_from(number)?,
            at: start + Duration::minutes(minutes),
            author: if number % 2 == 0 { Author::User } else { Author::Assistant },
            text: &text,
            extra: "",
            sources: &[],
            private: false,
        };
        partition.upsert(&item, Some(&vector))?;
    }
    Ok(partition)
}
