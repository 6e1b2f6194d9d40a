//! Dates in a model's answer, as they are meant at the time when something was said.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Nobody speaks of what is farther away.
const FARTHEST_YEARS: i32 = 150;

/// From when to when: dates that are none, or too far away, are none; an end before its beginning makes both none.
pub(super) fn period(
    from: Option<&str>,
    to: Option<&str>,
    said: DateTime<Utc>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let from = from.and_then(|text| read(text, said)).map(|(start, _)| start);
    let to = to.and_then(|text| read(text, said)).map(|(_, end)| end);
    match (from, to) {
        (Some(from), Some(to)) if to < from => (None, None),
        both => both,
    }
}

/// The beginning and the end of what a text names.
fn read(text: &str, said: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let text = text.trim().to_lowercase();
    if let Ok(moment) = DateTime::parse_from_rfc3339(&text.to_uppercase()) {
        let moment = moment.to_utc();
        return near(moment.date_naive(), said).then_some((moment, moment));
    }
    let (start, end) = named(&text).or_else(|| relative(&text, said.date_naive()))?;
    if !near(start, said) || !near(end, said) {
        return None;
    }
    Some((start.and_time(NaiveTime::MIN).and_utc(), end.and_time(NaiveTime::MIN).and_utc()))
}

fn near(date: NaiveDate, said: DateTime<Utc>) -> bool {
    date.year().abs_diff(said.year()) <= FARTHEST_YEARS.unsigned_abs()
}

/// A day, a month or a year (`2026-03-02`, `2026-03`, `2026`), and the day behind it.
fn named(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let parts: Vec<&str> = text.split('-').collect();
    let long = [4, 2, 2];
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(digits) || !parts.iter().zip(long).all(|(part, length)| part.len() == length) {
        return None;
    }
    let number = |place: usize| parts.get(place).and_then(|part: &&str| part.parse::<u32>().ok());
    let year: i32 = parts.first()?.parse().ok()?;
    let start = NaiveDate::from_ymd_opt(year, number(1).unwrap_or(1), number(2).unwrap_or(1))?;
    let end = match parts.len() {
        1 => start.checked_add_months(Months::new(12)),
        2 => start.checked_add_months(Months::new(1)),
        3 => start.checked_add_days(Days::new(1)),
        _ => None,
    };
    Some((start, end?))
}

/// `yesterday`, `next month`, `3 weeks ago`, `in 2 years`.
fn relative(text: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (count, unit) = match *words.as_slice() {
        ["today" | "now"] => (0, "day"),
        ["tomorrow"] => (1, "day"),
        ["yesterday"] => (-1, "day"),
        ["this", unit] => (0, unit),
        ["next", unit] => (1, unit),
        ["last", unit] => (-1, unit),
        ["in", count, unit] => (count.parse().ok()?, unit),
        [count, unit, "ago"] => (-count.parse::<i32>().ok()?, unit),
        _ => return None,
    };
    let months = |start: NaiveDate, count: i32| {
        let step = Months::new(count.unsigned_abs());
        if count < 0 { start.checked_sub_months(step) } else { start.checked_add_months(step) }
    };
    let days = |start: NaiveDate, count: i32| start.checked_add_signed(TimeDelta::try_days(count.into())?);
    if count.unsigned_abs() > 10_000 {
        return None;
    }
    match unit.trim_end_matches('s') {
        "day" => {
            let start = days(today, count)?;
            Some((start, days(start, 1)?))
        }
        "week" => {
            let monday = today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?;
            let start = days(monday, count * 7)?;
            Some((start, days(start, 7)?))
        }
        "month" => {
            let start = months(today.with_day(1)?, count)?;
            Some((start, months(start, 1)?))
        }
        "year" => {
            let start = months(today.with_day(1)?.with_month(1)?, count.checked_mul(12)?)?;
            Some((start, months(start, 12)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_against_the_time_of_the_turn() {
        let said = DateTime::parse_from_rfc3339("2026-03-18T15:04:05Z").unwrap().to_utc();
        for (text, start, end) in [
            ("2026-03-02", "2026-03-02", "2026-03-03"),
            ("2026-03", "2026-03-01", "2026-04-01"),
            ("2026", "2026-01-01", "2027-01-01"),
            ("today", "2026-03-18", "2026-03-19"),
            ("Tomorrow", "2026-03-19", "2026-03-20"),
            ("yesterday", "2026-03-17", "2026-03-18"),
            ("next week", "2026-03-23", "2026-03-30"),
            ("last month", "2026-02-01", "2026-03-01"),
            ("next year", "2027-01-01", "2028-01-01"),
            ("in 2 weeks", "2026-03-30", "2026-04-06"),
            ("3 days ago", "2026-03-15", "2026-03-16"),
        ] {
            let (from, to) = (period(Some(text), None, said).0, period(None, Some(text), said).1);
            assert_eq!(from.unwrap().date_naive().to_string(), start, "{text}");
            assert_eq!(to.unwrap().date_naive().to_string(), end, "{text}");
        }
        let exact = period(Some("2026-05-01T10:00:00+02:00"), None, said).0.unwrap();
        assert_eq!(exact.to_rfc3339(), "2026-05-01T08:00:00+00:00");
    }

    #[test]
    fn what_is_no_date_is_none() {
        let said = DateTime::parse_from_rfc3339("2026-03-18T15:04:05Z").unwrap().to_utc();
        for text in [
            "",
            "soon",
            "2026-13",
            "2026-02-30",
            "1066",
            "9999",
            "20260318",
            "2026-3-1",
            "next time",
            "in x days",
        ] {
            assert_eq!(period(Some(text), Some(text), said), (None, None), "{text}");
        }
        assert_eq!(period(Some("2026-03-02"), Some("2025"), said), (None, None), "it ends before it begins");
    }
}
