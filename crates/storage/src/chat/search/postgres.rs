//! PostgreSQL: a `tsvector` that is made here and not by a dictionary of its own.

use std::{collections::BTreeMap, fmt::Write as _};

use mami_chat::search::{EntryWord, Query, Term};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};

use super::Entry;

/// `$1` what to match, `$2` whose, `$3` at most, `$4` behind so many. Contents are read for those that are shown alone. The rank
/// is rounded, so that of those that match about as well, the newest is first.
pub(super) const SEARCH: &str = "
SELECT hit.conversation_id, hit.title, hit.message_id, m.role, m.content, hit.created_at
FROM (
  SELECT e.id, e.conversation_id, e.message_id, c.title, COALESCE(m.created_at, c.created_at) AS created_at,
         ROUND(ts_rank(e.words, $1::tsquery, 1)::numeric, 2) AS near
  FROM search_entries e
  JOIN conversations c ON c.id = e.conversation_id
  LEFT JOIN messages m ON m.id = e.message_id AND m.user_id = $2
  WHERE e.words @@ $1::tsquery AND e.user_id = $2 AND c.user_id = $2
  ORDER BY e.message_id IS NOT NULL, near DESC, created_at DESC, e.id DESC
  LIMIT $3 OFFSET $4
) hit
LEFT JOIN messages m ON m.id = hit.message_id AND m.user_id = $2
ORDER BY hit.message_id IS NOT NULL, hit.near DESC, hit.created_at DESC, hit.id DESC";

pub(super) async fn insert(
    tx: &DatabaseTransaction,
    entries: Vec<Entry>,
    new_title: bool,
) -> Result<(), DbErr> {
    let conflict = if new_title {
        "ON CONFLICT (conversation_id) WHERE message_id IS NULL DO UPDATE SET words = EXCLUDED.words"
    } else {
        "ON CONFLICT DO NOTHING"
    };
    let (mut rows, mut values) = (Vec::new(), Vec::<Value>::new());
    for entry in entries {
        let at = values.len();
        rows.push(format!("(${}, ${}, ${}, ${}::tsvector)", at + 1, at + 2, at + 3, at + 4));
        values.extend([entry.user.into(), entry.conversation.into(), entry.message.into()]);
        values.push(vector(&entry.words).into());
    }
    let rows = rows.join(", ");
    let sql = format!(
        "INSERT INTO search_entries (user_id, conversation_id, message_id, words) VALUES {rows} {conflict}"
    );
    tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    Ok(())
}

/// `'again':2,5 'word':1`. Words have only letters and digits, so there is nothing in them to escape.
fn vector(words: &[EntryWord]) -> String {
    let mut places: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
    for word in words {
        places.entry(&word.text).or_default().extend(word.place);
    }
    let mut vector = String::new();
    for (word, places) in places {
        let _ = write!(vector, "'{word}'");
        for (at, place) in places.iter().enumerate() {
            let _ = write!(vector, "{}{place}", if at == 0 { ':' } else { ',' });
        }
        vector.push(' ');
    }
    vector
}

/// `('to' <-> 'be':*) & 'or'`
pub(super) fn matching(query: &Query) -> String {
    let term = |term: &Term| {
        let last = term.words.len().saturating_sub(1);
        let word = |(at, word): (usize, &String)| {
            format!("'{word}'{}", if at == last && term.prefix { ":*" } else { "" })
        };
        let words: Vec<String> = term.words.iter().enumerate().map(word).collect();
        format!("({})", words.join(" <-> "))
    };
    query.terms.iter().map(term).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use mami_chat::search::entry_words;

    use super::*;

    #[test]
    fn literals() {
        assert_eq!(vector(&entry_words("To be, or not to be")), "'be':2,6 'not':4 'or':3 'to':1,5 ");
        assert_eq!(vector(&entry_words("'\\\0🙂")), "");
        assert_eq!(
            matching(&Query::parse("\"to be\" or' & ca").unwrap()),
            "('to' <-> 'be') & ('or') & ('ca':*)"
        );
    }
}
