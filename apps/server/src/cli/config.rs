//! `mami config`

use std::io::{Write as _, stdout};

use serde_json::{Value as Json, json};

use crate::settings::Loaded;

/// Prints every setting with its value and where that comes from.
pub(super) fn show(loaded: &Loaded, as_json: bool) -> anyhow::Result<()> {
    let rows = loaded.effective();
    let mut out = stdout().lock();
    if as_json {
        let all: serde_json::Map<_, _> = rows
            .into_iter()
            .map(|(key, value, origin)| (key, json!({"value": value, "origin": origin.to_string()})))
            .collect();
        writeln!(out, "{:#}", Json::Object(all))?;
        return Ok(());
    }
    let rows: Vec<_> =
        rows.into_iter().map(|(key, value, origin)| (key, text(&value), origin.to_string())).collect();
    let width =
        |of: fn(&(String, String, String)) -> &str| rows.iter().map(|row| of(row).chars().count()).max();
    let keys = width(|row| &row.0).unwrap_or(0);
    let values = width(|row| &row.1).unwrap_or(0);
    for (key, value, origin) in &rows {
        writeln!(out, "{key:keys$}  {value:values$}  {origin}")?;
    }
    Ok(())
}

/// A value on one line, cut where it is long.
fn text(value: &Json) -> String {
    const LONGEST: usize = 44;
    let full = match value {
        Json::Null => "(not set)".to_owned(),
        Json::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Json::Array(items) if items.is_empty() => "(none)".to_owned(),
        Json::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    };
    if full.chars().count() <= LONGEST {
        return full;
    }
    full.chars().take(LONGEST - 1).chain(['…']).collect()
}
