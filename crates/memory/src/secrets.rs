//! Whether a text has something in it that opens or pays something: keys, passwords, cards, accounts. What a model finds is not
//! remembered then; what a person asks to be remembered is their own decision.

/// What a text gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// A private key.
    PrivateKey,
    /// A key or token of a service, or what looks like one.
    Token,
    /// A password or PIN, named as such.
    Password,
    /// The number of a card.
    Card,
    /// The number of a bank account.
    Iban,
    /// A social security number of the United States.
    SocialSecurity,
}

/// The first secret of a text.
pub fn find(text: &str) -> Option<Secret> {
    let lower = text.to_lowercase();
    if lower.contains("-----begin") && lower.contains("private key") {
        return Some(Secret::PrivateKey);
    }
    if text.split(|c: char| c.is_whitespace() || "\"'`<>()[]{},;".contains(c)).any(is_token) {
        return Some(Secret::Token);
    }
    if is_password(&lower) {
        return Some(Secret::Password);
    }
    if runs(text, |c| c.is_ascii_digit()).any(|digits| is_card(&digits)) {
        return Some(Secret::Card);
    }
    if has_iban(text) {
        return Some(Secret::Iban);
    }
    if text.split(|c: char| !c.is_ascii_digit() && c != '-').any(is_social_security) {
        return Some(Secret::SocialSecurity);
    }
    None
}

/// How tokens of well-known services begin.
const PREFIXES: &[&str] = &[
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "pk_live_",
    "gsk_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "hf_",
    "npm_",
    "pypi-",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "SG.",
    "dop_v1_",
    "shpat_",
    "mami_",
];
/// The least characters behind such a beginning.
const LEAST_BEHIND: usize = 12;
/// From this length on, a mix of all sorts of characters is no word.
const LONG: usize = 24;

fn is_token(word: &str) -> bool {
    // The value of `KEY=value`.
    let word = word.rsplit(['=', ':']).find(|part| !part.is_empty()).unwrap_or(word).trim_end_matches('.');
    if word.contains("//") {
        return false;
    }
    let known = PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix)).any(|rest| {
        rest.len() >= LEAST_BEHIND
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            && rest.bytes().any(|b| b.is_ascii_digit())
    });
    let signed = word.starts_with("eyJ") && word.matches('.').count() == 2 && word.len() > 40;
    let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+/".contains(&b));
    let count = |test: fn(&u8) -> bool| word.bytes().filter(test).count();
    let mixed = count(u8::is_ascii_lowercase) >= 4
        && count(u8::is_ascii_uppercase) >= 4
        && count(u8::is_ascii_digit) >= 3
        && word.matches('/').count() < 3;
    known || signed || plain && word.len() >= LONG && mixed
}

/// What is called a password, and how it goes on to the value.
const LABELS: &[&str] = &[
    "password",
    "passwd",
    "passcode",
    "passphrase",
    "pin",
    "pin code",
    "api key",
    "secret key",
    "access token",
    "passwort",
    "kennwort",
    "geheimzahl",
    "parola",
    "parolam",
    "parolası",
    "şifre",
    "şifrem",
    "şifresi",
    "sifre",
    "sifrem",
    "contraseña",
    "contrasena",
    "clave",
    "mot de passe",
    "code pin",
];
const SAYS: &[&str] = &["is", "was", "ist", "lautet", "es", "est", "=", ":", "olarak"];
/// What comes behind "password is" and is no password.
const NO_VALUE: &[&str] = &[
    "too",
    "not",
    "very",
    "still",
    "the",
    "a",
    "an",
    "my",
    "his",
    "her",
    "their",
    "gone",
    "wrong",
    "lost",
    "changed",
    "forgotten",
    "stored",
    "saved",
    "weak",
    "strong",
    "long",
    "short",
    "secret",
    "safe",
    "unknown",
    "in",
    "on",
    "at",
    "nicht",
    "zu",
    "falsch",
    "weg",
    "sehr",
    "im",
    "muy",
    "no",
    "la",
    "el",
    "trop",
    "pas",
    "dans",
    "of",
    "with",
    "managed",
    "required",
    "needed",
    "important",
    "kept",
    "manager",
];

fn is_password(lower: &str) -> bool {
    let spaced = lower.replace(':', " : ").replace('=', " = ");
    let words: Vec<&str> =
        spaced.split_whitespace().map(|word| word.trim_matches(['"', '\'', ',', '`'])).collect();
    LABELS.iter().any(|label| {
        let label: Vec<&str> = label.split(' ').collect();
        let behind = words.windows(label.len()).enumerate().filter(|(_, some)| *some == label);
        behind.filter_map(|(at, _)| words.get(at + label.len()..)).any(|rest| match rest {
            [says, value, ..] if SAYS.contains(says) => {
                let value = value.trim_end_matches(['.', '!', '?']);
                !value.is_empty() && (*says == ":" || *says == "=" || !NO_VALUE.contains(&value))
            }
            // "şifrem hunter2"
            [value, ..] => value.len() >= 4 && value.bytes().any(|b| b.is_ascii_digit()),
            [] => false,
        })
    })
}

/// The runs of certain characters, with single spaces and hyphens between them taken out.
fn runs(text: &str, wanted: fn(char) -> bool) -> impl Iterator<Item = String> {
    let (mut found, mut run, mut gap) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        if wanted(c) {
            run.push(c);
            gap = false;
        } else if (c == ' ' || c == '-') && !gap && !run.is_empty() {
            gap = true;
        } else if !run.is_empty() {
            found.push(std::mem::take(&mut run));
            gap = false;
        }
    }
    found.push(run);
    found.into_iter()
}

/// Whether digits are the number of a card, by their count and their check digit (Luhn, ISO/IEC 7812-1).
fn is_card(digits: &str) -> bool {
    if !(13..=19).contains(&digits.len()) || digits.bytes().all(|b| b == b'0') {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match (place % 2 == 1, digit * 2) {
                (false, _) => digit,
                (true, double) if double > 9 => double - 9,
                (true, double) => double,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether there is the number of a bank account (ISO 13616), in one piece or in groups.
fn has_iban(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ",;:()".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().any(|(at, word)| {
        let starts = word.bytes().take(2).all(|b| b.is_ascii_alphabetic())
            && word.bytes().skip(2).take(2).filter(u8::is_ascii_digit).count() == 2;
        if !starts {
            return false;
        }
        let mut joined = String::new();
        for group in words.iter().skip(at) {
            let group = group.trim_end_matches('.');
            if !group.bytes().all(|b| b.is_ascii_alphanumeric()) || joined.len() + group.len() > 34 {
                break;
            }
            joined.push_str(group);
            if joined.len() >= 15 && remainder(&joined) == Some(1) {
                return true;
            }
        }
        false
    })
}

/// The remainder by 97 of an account's number, its first four characters moved to the end, letters as numbers from 10 on.
fn remainder(iban: &str) -> Option<u32> {
    let (first, rest) = iban.split_at_checked(4)?;
    rest.chars().chain(first.chars()).try_fold(0, |sum: u32, c| {
        let value = c.to_digit(36)?;
        let shift = if value > 9 { 100 } else { 10 };
        Some((sum * shift + value) % 97)
    })
}

fn is_social_security(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    parts == [3, 2, 4]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found() {
        for (text, secret) in [
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", Secret::PrivateKey),
            ("my key is sk-proj1234567890abcdef", Secret::Token),
            ("GROQ_API_KEY=gsk_abcdefgh12345678", Secret::Token),
            ("use ghp_0123456789abcdefABCDEF please", Secret::Token),
            ("aws AKIAIOSFODNN7EXAMPLE1", Secret::Token),
            ("token aB3dE5gH7jK9mN1pQ3sT5vW7x", Secret::Token),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXRleHQ", Secret::Token),
            ("My wifi password is hunter2", Secret::Password),
            ("password: swordfish", Secret::Password),
            ("Mein Passwort ist geheim123", Secret::Password),
            ("Şifrem 123456", Secret::Password),
            ("mi contraseña es abcd", Secret::Password),
            ("Mon mot de passe est bonjour", Secret::Password),
            ("my PIN is 4711.", Secret::Password),
            ("Card 4111 1111 1111 1111 until May", Secret::Card),
            ("4111-1111-1111-1111", Secret::Card),
            ("5500000000000004", Secret::Card),
            ("DE89 3704 0044 0532 0130 00 is my account", Secret::Iban),
            ("TR330006100519786457841326", Secret::Iban),
            ("iban: gb29 NWBK 6016 1331 9268 19.", Secret::Iban),
            ("my SSN: 078-05-1120", Secret::SocialSecurity),
        ] {
            assert_eq!(find(text), Some(secret), "{text}");
        }
    }

    #[test]
    fn what_is_none_passes() {
        for text in [
            "I live in Paris",
            "I always forget my password",
            "My password is too long to remember",
            "I use a password manager",
            "Call me at 0170 1234567",
            "Born on 1990-05-17 at 12:30",
            "4111 1111 1111 1112 fails its check",
            "Order 1234567890123",
            "DE89 3704 0044 0532 0130 01 has a wrong check",
            "https://example.org/AbCdEfGh12345678IjKlMnOp",
            "My sister plays ping pong in a skiing club",
            "Donaudampfschifffahrtsgesellschaftskapitän",
            "550e8400-e29b-41d4-a716-446655440000",
            "2024-10-1999",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
