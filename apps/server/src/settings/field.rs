//! How single values are read and shown. No message repeats the value: it may be a secret that landed in the wrong
//! place.

use std::fmt;

use secrecy::SecretString;
use serde::{Deserializer, Serializer, de};

/// What stands for a secret that is set.
pub(super) const HIDDEN: &str = "•••••• (set)";

/// Shows that a secret is there, and nothing of it.
#[expect(clippy::ref_option, reason = "serde's `serialize_with` hands over a reference to the field")]
pub(super) fn hidden<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_some(HIDDEN),
        None => serializer.serialize_none(),
    }
}

/// Reads a list, or a text with commas between the items, as the environment has it.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct ListVisitor;

    impl<'de> de::Visitor<'de> for ListVisitor {
        type Value = Vec<String>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a list of texts")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut list = Vec::new();
            while let Some(item) = items.next_element()? {
                list.push(item);
            }
            Ok(list)
        }
    }

    deserializer.deserialize_any(ListVisitor)
}

/// An absolute `http` or `https` address.
pub(super) mod url {
    use super::{Deserializer, Serializer, de};
    use serde::Deserialize as _;
    use url::Url;

    pub(in crate::settings) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Url>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        match url {
            Some(url) if !url.username().is_empty() || url.password().is_some() => {
                Err(de::Error::custom("must not have a user name or a password in it"))
            }
            Some(url) if url.query().is_some() || url.fragment().is_some() => {
                Err(de::Error::custom("must end before any `?` or `#`"))
            }
            Some(url) => Ok(Some(url)),
            None => Err(de::Error::custom("must be an address that begins with http:// or https://")),
        }
    }

    #[expect(clippy::ref_option, reason = "serde's `with` hands over a reference to the field")]
    pub(in crate::settings) fn serialize<S: Serializer>(
        url: &Option<Url>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match url {
            Some(url) => serializer.serialize_some(url.as_str()),
            None => serializer.serialize_none(),
        }
    }
}

/// A list of networks; a single address is the network of just itself.
pub(super) mod networks {
    use std::net::IpAddr;

    use super::{Deserializer, Serializer, de, list};
    use ipnet::IpNet;

    pub(in crate::settings) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<IpNet>, D::Error> {
        list(deserializer)?
            .iter()
            .map(|text| text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)))
            .collect::<Result<_, _>>()
            .map_err(|_| {
                de::Error::custom("must be a list of networks or addresses, such as 10.0.0.0/8, 192.0.2.7")
            })
    }

    pub(in crate::settings) fn serialize<S: Serializer>(
        networks: &[IpNet],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(networks.iter().map(ToString::to_string))
    }
}
