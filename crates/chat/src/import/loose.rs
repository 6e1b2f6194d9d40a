//! Values that may be of any shape: what is not as it should be counts as absent, and the rest is read all the same.

use std::{fmt, marker::PhantomData};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

/// A value, if it is what it should be.
#[derive(Debug)]
pub(super) struct Loose<T>(pub(super) Option<T>);

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// A text; not an empty one.
pub(super) type Text = Loose<String>;
/// A list; what is no list counts as an empty one.
pub(super) type Items<T> = Loose<Vec<T>>;
/// An object.
pub(super) type Object<T> = Loose<Fields<T>>;
/// An object whose names are no fields but keys.
pub(super) type Pairs<T> = Loose<Vec<Pair<T>>>;

impl<T> Loose<Vec<T>> {
    pub(super) fn all(self) -> Vec<T> {
        self.0.unwrap_or_default()
    }
}

impl<T> Loose<Fields<T>> {
    pub(super) fn get(self) -> Option<T> {
        self.0.map(|fields| fields.0)
    }
}

impl Text {
    pub(super) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Loose<bool> {
    pub(super) fn is_true(&self) -> bool {
        self.0 == Some(true)
    }
}

/// What can be made of JSON, by its kind. What is left out comes to nothing.
pub(super) trait FromJson: Sized {
    fn text(_: String) -> Option<Self> {
        None
    }
    fn flag(_: bool) -> Option<Self> {
        None
    }
    fn whole(_: i64) -> Option<Self> {
        None
    }
    fn number(_: f64) -> Option<Self> {
        None
    }
    fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn object<'de, A: MapAccess<'de>>(mut fields: A) -> Result<Option<Self>, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl<'de, T: FromJson> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(PhantomData)).map(Self)
    }
}

struct Any<T>(PhantomData<T>);

impl<'de, T: FromJson> Visitor<'de> for Any<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(T::flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(T::whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(number).ok().and_then(T::whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(T::number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(T::text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(T::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        T::list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::object(fields)
    }
}

impl FromJson for String {
    fn text(text: String) -> Option<Self> {
        Some(text).filter(|text| !text.is_empty())
    }
}

impl FromJson for bool {
    fn flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

impl FromJson for u32 {
    fn whole(number: i64) -> Option<Self> {
        Self::try_from(number).ok()
    }
}

impl<T: DeserializeOwned> FromJson for Vec<T> {
    fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        let mut list = Self::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Some(list))
    }
}

/// The fields of an object.
#[derive(Debug)]
pub(super) struct Fields<T>(pub(super) T);

impl<T: DeserializeOwned> FromJson for Fields<T> {
    fn object<'de, A: MapAccess<'de>>(fields: A) -> Result<Option<Self>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(|fields| Some(Self(fields)))
    }
}

/// A key and what stands under it, in the order of the file.
#[derive(Debug)]
pub(super) struct Pair<T>(pub(super) String, pub(super) T);

impl<T: DeserializeOwned> FromJson for Vec<Pair<T>> {
    fn object<'de, A: MapAccess<'de>>(mut fields: A) -> Result<Option<Self>, A::Error> {
        let mut pairs = Self::new();
        while let Some((key, value)) = fields.next_entry()? {
            pairs.push(Pair(key, value));
        }
        Ok(Some(pairs))
    }
}

/// A time, as programs write it: RFC 3339, or seconds, milliseconds, microseconds or nanoseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(DateTime<Utc>);

impl Loose<Moment> {
    pub(super) fn get(&self) -> Option<DateTime<Utc>> {
        self.0.as_ref().map(|moment| moment.0)
    }
}

impl FromJson for Moment {
    fn text(text: String) -> Option<Self> {
        match text.parse::<DateTime<Utc>>() {
            Ok(at) => Self::checked(at),
            Err(_) => text.parse().ok().and_then(Self::whole),
        }
    }

    fn whole(number: i64) -> Option<Self> {
        Self::checked(match number {
            ..100_000_000_000 => DateTime::from_timestamp_secs(number)?,
            100_000_000_000..100_000_000_000_000 => DateTime::from_timestamp_millis(number)?,
            100_000_000_000_000..100_000_000_000_000_000 => DateTime::from_timestamp_micros(number)?,
            _ => DateTime::from_timestamp_nanos(number),
        })
    }

    fn number(number: f64) -> Option<Self> {
        let seconds = if number < 1e11 { number } else { number / 1e3 };
        let since = std::time::Duration::try_from_secs_f64(seconds).ok()?;
        Self::checked(DateTime::UNIX_EPOCH.checked_add_signed(TimeDelta::from_std(since).ok()?)?)
    }
}

impl Moment {
    /// Times that a database of ours can hold, as exactly as it holds them.
    fn checked(at: DateTime<Utc>) -> Option<Self> {
        let last = DateTime::from_timestamp_secs(253_402_300_799)?;
        (DateTime::UNIX_EPOCH..=last).contains(&at).then(|| Self(at.round_subsecs(6)))
    }
}
