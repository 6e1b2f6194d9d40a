//! SQLite: a full-text table (FTS5) beside the entries.

use std::{borrow::Cow, collections::HashMap};

use mami_chat::search::{EntryWord, Query, Term};
use mami_ports::UserId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value, prelude::Uuid};

use super::Entry;

/// Stands for a word that may be found in its text, but not at this place. No text has it for a word.
const GAP: &str = "\u{e000}";

/// `$1` what to match, `$2` whose, `$3` at most, `$4` behind so many. Contents are read for those that are shown alone. The rank
/// is rounded, so that of those that match about as well, the newest is first.
pub(super) const SEARCH: &str = "
SELECT hit.conversation_id, hit.title, hit.message_id, m.role, m.content, hit.created_at
FROM (
  SELECT e.id, e.conversation_id, e.message_id, c.title, COALESCE(m.created_at, c.created_at) AS created_at,
         ROUND(bm25(search_words, 0.0, 1.0), 1) AS far
  FROM search_words
  JOIN search_entries e ON e.id = search_words.rowid
  JOIN conversations c ON c.id = e.conversation_id
  LEFT JOIN messages m ON m.id = e.message_id AND m.user_id = $2
  WHERE search_words MATCH $1 AND e.user_id = $2 AND c.user_id = $2
  ORDER BY e.message_id IS NOT NULL, far, created_at DESC, e.id DESC
  LIMIT $3 OFFSET $4
) hit
LEFT JOIN messages m ON m.id = hit.message_id AND m.user_id = $2
ORDER BY hit.message_id IS NOT NULL, hit.far, hit.created_at DESC, hit.id DESC";

pub(super) async fn insert(tx: &DatabaseTransaction, entries: Vec<Entry>) -> Result<(), DbErr> {
    let place = |entry: &Entry| (entry.conversation, entry.message);
    let values = entries.iter().flat_map(|entry| {
        [Value::from(entry.user), Value::from(entry.conversation), Value::from(entry.message)]
    });
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Sqlite,
            format!(
                "INSERT INTO search_entries (user_id, conversation_id, message_id) VALUES {} \
                 ON CONFLICT DO NOTHING RETURNING id, conversation_id, message_id",
                rows(entries.len(), 3)
            ),
            values,
        ))
        .await?;
    let mut by_place: HashMap<(Uuid, Option<Uuid>), Entry> =
        entries.into_iter().map(|entry| (place(&entry), entry)).collect();
    let mut values = Vec::with_capacity(rows.len() * 3);
    for row in rows {
        let id: i64 = row.try_get_by_index(0)?;
        let place = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let Some(entry) = by_place.remove(&place) else { continue };
        values.extend([Value::from(id), owner(entry.user).into(), document(&entry.words).into()]);
    }
    if values.is_empty() {
        return Ok(());
    }
    let sql =
        format!("INSERT INTO search_words (rowid, owner, words) VALUES {}", self::rows(values.len() / 3, 3));
    tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
    Ok(())
}

/// `(?, ?), (?, ?)`
fn rows(count: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; count].join(", ")
}

/// The text that FTS5 splits into these words again.
fn document(entry: &[EntryWord]) -> String {
    let mut words = String::new();
    let mut loose = Vec::new();
    for word in entry {
        if word.place.is_some() {
            push(&mut words, &token(&word.text));
        } else {
            push(&mut words, GAP);
            loose.push(word.text.as_str());
        }
    }
    // Behind the rest and apart from each other, once each: found, but in no phrase.
    loose.sort_unstable();
    loose.dedup();
    for word in loose {
        push(&mut words, GAP);
        push(&mut words, &token(word));
    }
    words
}

fn push(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// What to match. Every word is between quotes and has only letters, so nothing in it means anything to FTS5.
pub(super) fn matching(user: UserId, query: &Query) -> String {
    let term = |term: &Term| {
        let words: Vec<Cow<'_, str>> = term.words.iter().map(|word| token(word)).collect();
        format!("\"{}\"{}", words.join(" "), if term.prefix { "*" } else { "" })
    };
    let terms: Vec<String> = query.terms.iter().map(term).collect();
    format!("owner : \"{}\" AND words : ({})", owner(user.uuid()), terms.join(" AND "))
}

fn owner(user: Uuid) -> String {
    user.simple().to_string()
}

/// The word as FTS5 takes it for one: it knows older letters than we do, and splits words at the vowels of India.
fn token(word: &str) -> Cow<'_, str> {
    if word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    let mut token = String::with_capacity(word.len() * 2);
    for c in word.chars() {
        if is_plain(c) {
            token.push(c);
        } else {
            token.push_str(&format!("{GAP}{:05x}", u32::from(c)));
        }
    }
    Cow::Owned(token)
}

/// Letters that have been letters for long.
const fn is_plain(c: char) -> bool {
    matches!(c, '0'..='9' | 'a'..='z' | 'à'..='ö' | 'ø'..='ÿ' | 'ā'..='ſ' | 'α'..='ω' | 'а'..='я' | 'ѐ'..='џ' | 'א'..='ת'
        | 'ؠ'..='ؿ' | 'ف'..='ي' | 'ก'..='ะ' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ᄀ'..='ᇿ' | '一'..='\u{9fc3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_tokens_whatever_they_are_made_of() {
        assert_eq!(token("cafe"), "cafe");
        assert_eq!(token("दिन").matches(GAP).count(), 3);
        assert!(token("दिन").starts_with(&*token("दि")), "beginnings stay beginnings");
        let user = UserId::from_uuid(Uuid::from_u128(7));
        let query = Query::parse("NEAR(\"a b\") OR c*").unwrap();
        let expected = "owner : \"00000000000000000000000000000007\" AND words : (\"near\" AND \"a b\" AND \"or\" AND \"c\")";
        assert_eq!(matching(user, &query), expected);
    }
}
