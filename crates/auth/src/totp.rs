//! One-time codes of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds. Many apps take no others.

use std::fmt;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use mami_ports::Random;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use crate::base32;

/// What an account and its authenticator app share: 160 bits, as RFC 4226 recommends. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    const DIGITS: usize = 6;
    const STEP_SECONDS: i64 = 30;

    /// A new secret.
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut bytes = [0u8; 20];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// The secret that was kept.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The secret, as it is kept.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The secret in 32 letters and digits, for those who type it.
    pub fn base32(&self) -> String {
        base32::encode(&self.0)
    }

    /// The address that an authenticator app reads from a QR code.
    pub fn otpauth_url(&self, issuer: &str, account: &str) -> String {
        let encoded = |text| utf8_percent_encode(text, QUOTED);
        let (issuer, account, secret) = (encoded(issuer), encoded(account), self.base32());
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={}&period={}",
            Self::DIGITS,
            Self::STEP_SECONDS
        )
    }

    /// The step whose code this is: that of `now`, the one before (it takes time to type) or the one after (clocks
    /// differ). Of several, the newest. The caller keeps it and takes no code of it or of an older one again.
    pub(crate) fn matching_step(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).take(Self::DIGITS + 1).collect();
        if code.len() != Self::DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let step = now.timestamp().div_euclid(Self::STEP_SECONDS);
        // All three are compared, so that the time does not tell which one it was.
        [step - 1, step, step + 1].into_iter().fold(None, |found, step| {
            let is_match = bool::from(self.code(step).as_bytes().ct_eq(code.as_bytes()));
            if is_match { Some(step) } else { found }
        })
    }

    /// The code of a step (RFC 4226, section 5.3).
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    pub(crate) fn code(&self, step: i64) -> String {
        let mac: [u8; 20] = Hmac::<Sha1>::new_from_slice(&self.0)
            .expect("a key of 20 bytes")
            .chain_update(step.to_be_bytes())
            .finalize()
            .into_bytes()
            .into();
        let offset = usize::from(mac[19] & 0xF);
        let word = mac.iter().skip(offset).take(4).fold(0u32, |word, byte| word << 8 | u32::from(*byte));
        format!("{:06}", (word & 0x7FFF_FFFF) % 1_000_000)
    }
}

/// All but the unreserved characters of RFC 3986.
const QUOTED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use mami_ports::testing::TestRandom;
    use rstest::rstest;

    use super::*;

    /// The secret of RFC 6238, appendix B.
    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[rstest]
    #[case(59, "94287082")]
    #[case(1_111_111_109, "07081804")]
    #[case(1_111_111_111, "14050471")]
    #[case(1_234_567_890, "89005924")]
    #[case(2_000_000_000, "69279037")]
    #[case(20_000_000_000, "65353130")]
    fn the_codes_are_those_of_rfc_6238(#[case] seconds: i64, #[case] eight_digits: &str) {
        let six_digits = eight_digits.get(2..).unwrap();
        assert_eq!(secret().matching_step(six_digits, at(seconds)), Some(seconds / 30));
    }

    #[test]
    fn a_code_is_good_for_one_step_before_and_after() {
        let (secret, now) = (secret(), at(1_000_000_000));
        let step = now.timestamp() / 30;
        for (ahead, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = secret.matching_step(&secret.code(step + ahead), now);
            assert_eq!(found, good.then_some(step + ahead), "{ahead}");
        }
    }

    #[test]
    fn of_two_steps_with_the_same_code_the_newest_counts() {
        let secret = secret();
        let step = (0..).find(|step| secret.code(*step) == secret.code(step + 1)).unwrap();
        assert_eq!(secret.matching_step(&secret.code(step), at(step * 30)), Some(step + 1));
    }

    #[rstest]
    #[case("287082", true)]
    #[case(" 287 082 ", true)]
    #[case("287\u{A0}082", true)]
    #[case("", false)]
    #[case("28708", false)]
    #[case("94287082", false)]
    #[case("2870820", false)]
    #[case("287-082", false)]
    #[case("+87082", false)]
    #[case("２８７０８２", false)]
    #[case("٢٨", false)]
    #[case("287083", false)]
    fn a_code_is_six_digits_with_any_spaces(#[case] typed: &str, #[case] ok: bool) {
        assert_eq!(secret().matching_step(typed, at(59)).is_some(), ok);
    }

    #[test]
    fn a_time_before_1970_breaks_nothing() {
        let secret = secret();
        assert_eq!(secret.matching_step(&secret.code(-1), at(-1)), Some(-1));
    }

    #[test]
    fn an_authenticator_app_can_read_the_address() {
        assert_eq!(
            secret().otpauth_url("Mami & Co: home", "ada@ü"),
            "otpauth://totp/Mami%20%26%20Co%3A%20home:ada%40%C3%BC\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Mami%20%26%20Co%3A%20home\
             &algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn case_075_debug_shows_no_secret_and_every_secret_is_another() {
        assert_eq!(format!("{:?}", secret()), "TotpSecret([REDACTED])");
        let random = TestRandom::default();
        assert_ne!(TotpSecret::new(&random).as_bytes(), TotpSecret::new(&random).as_bytes());
    }
}
