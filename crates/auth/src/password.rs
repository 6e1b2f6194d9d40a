//! Passwords and their hashes: argon2id, off the async threads, behind a bound.

use std::{fmt, sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self,
        phc::{self, Output, ParamsString, Salt},
    },
};
use mami_ports::Random;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use crate::{
    error::{AuthError, InvalidInput},
    strength,
};

/// A password that may be hashed: it is not longer than we take.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

impl Password {
    /// The fewest and the most characters of a new password.
    pub const LENGTH: std::ops::RangeInclusive<usize> = 8..=1024;
    const MAX_BYTES: usize = 4 * 1024;

    /// Parses a new password that was given in `field`. Every byte of it counts, and none is changed.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub fn parse(text: SecretString, field: &'static str) -> Result<Self, InvalidInput> {
        Self::presented(text)
            .filter(|password| Self::LENGTH.contains(&password.0.expose_secret().chars().count()))
            .ok_or_else(|| InvalidInput::new(field, "password_length", "must be 8 to 1024 characters long"))
    }

    /// A password that is to be checked; `None` when it cannot be right and is too long to be hashed. It may be
    /// shorter than a new one: what is asked of new passwords may grow.
    pub fn presented(text: SecretString) -> Option<Self> {
        (text.expose_secret().len() <= Self::MAX_BYTES).then_some(Self(text))
    }
}

/// A password's hash in the PHC string format. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The hash, as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for PasswordHash {
    fn from(phc: String) -> Self {
        Self(phc)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash([REDACTED])")
    }
}

/// What a hash costs, and how many are made side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashPolicy {
    /// Memory of one hash.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Hashes at once.
    pub at_once: usize,
    /// How many may wait for their turn; whoever comes then is told to come again.
    pub waiting: usize,
}

impl Default for HashPolicy {
    /// OWASP's parameters of 2025 (19 MiB, two passes, one lane), on as many threads as the machine runs at once.
    fn default() -> Self {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        Self { memory_kib: 19 * 1024, passes: 2, at_once, waiting: 128 }
    }
}

/// When to come again if the line of waiting passwords is full.
const BUSY_RETRY_AFTER: Duration = Duration::from_secs(2);

/// Hashes passwords and compares them with hashes.
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    decoy: PasswordHash,
    random: Arc<dyn Random>,
    line: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Hasher {
    /// # Errors
    /// When argon2 does not take the parameters.
    pub(crate) fn new(policy: HashPolicy, random: Arc<dyn Random>) -> Result<Self, AuthError> {
        let params = Params::new(policy.memory_kib, policy.passes, 1, None).map_err(internal)?;
        let decoy = decoy(&params, random.as_ref()).map_err(internal)?;
        let at_once = policy.at_once.max(1);
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            decoy,
            random,
            line: Arc::new(Semaphore::new(
                at_once.saturating_add(policy.waiting).min(Semaphore::MAX_PERMITS),
            )),
            turns: Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS))),
        })
    }

    /// Whether a new password, given in `field`, is hard enough to guess; `personal` is what everybody knows of its
    /// owner. Outside is what keeps it from being judged, inside is the judgement.
    pub(crate) async fn judge(
        &self,
        password: &Password,
        field: &'static str,
        personal: Vec<String>,
    ) -> Result<Result<(), InvalidInput>, AuthError> {
        let password = password.clone();
        self.in_turn(move || strength::judge(password.0.expose_secret(), field, &personal)).await
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: Password) -> Result<PasswordHash, AuthError> {
        let mut salt = [0u8; Salt::RECOMMENDED_LENGTH];
        self.random.fill(&mut salt);
        let argon2 = self.argon2.clone();
        let hashed = self.in_turn(move || {
            let mut output = [0u8; Params::DEFAULT_OUTPUT_LEN];
            compute(&argon2, &password, &salt, &mut output)?;
            written(argon2.params(), &salt, &output)
        });
        hashed.await?.map_err(internal)
    }

    /// Whether the password is the hashed one. Without a hash it is not, and finding that out takes as long.
    pub(crate) async fn verify(
        &self,
        password: Password,
        hash: Option<&PasswordHash>,
    ) -> Result<bool, AuthError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy).clone();
        let is_right = self.in_turn(move || is_hash_of(&hash, &password)).await?.map_err(internal)?;
        Ok(known && is_right)
    }

    /// Whether a hash costs less than one made now, so that it should be made anew when the password is next at hand.
    /// One that costs more in any way stays: costs never go down.
    pub(crate) fn is_outdated(&self, hash: &PasswordHash) -> bool {
        let Ok(hash) = phc::PasswordHash::new(hash.as_str()) else { return true };
        let Ok(params) = Params::try_from(&hash) else { return true };
        let is_other =
            hash.algorithm != Algorithm::Argon2id.ident() || hash.version != Some(Version::V0x13.into());
        let now = self.argon2.params();
        let memory = params.m_cost().cmp(&now.m_cost());
        let passes = params.t_cost().cmp(&now.t_cost());
        memory.is_le() && passes.is_le() && (is_other || memory.is_lt() || passes.is_lt())
    }

    /// Runs slow work on a thread that may block, when its turn comes. The turn ends with the work, even when nobody
    /// waits for it any more.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AuthError> {
        let place = Arc::clone(&self.line)
            .try_acquire_owned()
            .map_err(|_| AuthError::Busy { retry_after: BUSY_RETRY_AFTER })?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(internal)?;
        tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        })
        .await
        .map_err(internal)
    }
}

/// Computes a hash.
fn compute(
    argon2: &Argon2<'_>,
    password: &Password,
    salt: &[u8],
    output: &mut [u8],
) -> password_hash::Result<()> {
    let blocks = argon2.params().block_count();
    // glibc maps what is this large, and unmaps it when it is freed. What is smaller it comes to keep, for each thread that ever
    // hashed: half a gigabyte after a hundred sign-ins. The part beyond the blocks is never touched, so it takes no memory.
    let mut memory = Vec::with_capacity(blocks.max(MAPPED / Block::SIZE));
    memory.resize(blocks, Block::default());
    let password = password.0.expose_secret().as_bytes();
    Ok(argon2.hash_password_into_with_memory(password, salt, output, &mut *memory)?)
}

/// More than glibc ever takes for small (`DEFAULT_MMAP_THRESHOLD_MAX`).
const MAPPED: usize = 33 << 20;

/// Whether the hash is this password's.
fn is_hash_of(hash: &PasswordHash, password: &Password) -> password_hash::Result<bool> {
    let hash = phc::PasswordHash::new(hash.as_str())?;
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
        return Err(password_hash::Error::EncodingInvalid);
    };
    let version = hash.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let argon2 =
        Argon2::new(Algorithm::try_from(hash.algorithm.as_str())?, version, Params::try_from(&hash)?);
    let mut output = vec![0u8; expected.len()];
    compute(&argon2, password, salt.as_ref(), &mut output)?;
    Ok(expected.as_bytes().ct_eq(&output).into())
}

/// A hash as it is kept, in the PHC string format.
fn written(params: &Params, salt: &[u8], output: &[u8]) -> password_hash::Result<PasswordHash> {
    let hash = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params)?,
        salt: Some(Salt::new(salt)?),
        hash: Some(Output::new(output)?),
    };
    Ok(PasswordHash(hash.to_string()))
}

/// A hash of no known password, with the parameters of every other: its output is drawn, not computed.
fn decoy(params: &Params, random: &dyn Random) -> password_hash::Result<PasswordHash> {
    let mut bytes = [0u8; Salt::RECOMMENDED_LENGTH + Params::DEFAULT_OUTPUT_LEN];
    random.fill(&mut bytes);
    let (salt, output) = bytes.split_at(Salt::RECOMMENDED_LENGTH);
    written(params, salt, output)
}

fn internal(error: impl fmt::Display) -> AuthError {
    AuthError::Internal(format!("hashing a password failed: {error}"))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use mami_ports::testing::TestRandom;
    use rstest::rstest;

    use super::*;
    use crate::testing::CHEAP_HASHES;

    fn hasher(policy: HashPolicy) -> Hasher {
        Hasher::new(policy, Arc::new(TestRandom::default())).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::parse(text.into(), "password").unwrap()
    }

    #[rstest]
    #[case("1234567".into(), false)]
    #[case("12345678".into(), true)]
    #[case("ééééééé".into(), false)] // 14 bytes are still 7 characters
    #[case("ßßßß   \0".into(), true)]
    #[case("x".repeat(1024), true)]
    #[case("x".repeat(1025), false)]
    #[case("😀".repeat(1024), true)]
    #[case("x".repeat(1024 * 1024), false)]
    fn case_012_a_new_password_has_8_to_1024_characters(#[case] text: String, #[case] ok: bool) {
        assert_eq!(Password::parse(text.into(), "password").is_ok(), ok);
    }

    #[tokio::test]
    async fn case_012_every_character_counts_not_only_the_first_72_bytes() {
        let hasher = hasher(CHEAP_HASHES);
        let start = "x".repeat(72);
        let hash = hasher.hash(password(&format!("{start}a"))).await.unwrap();
        assert!(hasher.verify(password(&format!("{start}a")), Some(&hash)).await.unwrap());
        assert!(!hasher.verify(password(&format!("{start}b")), Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_at_owasps_parameters_and_salted() {
        let hasher = hasher(HashPolicy::default());
        let (one, two) = (
            hasher.hash(password("correct horse")).await.unwrap(),
            hasher.hash(password("correct horse")).await.unwrap(),
        );
        assert!(one.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.as_str());
        assert_ne!(one, two);
    }

    #[tokio::test]
    async fn case_001_an_unknown_account_is_checked_against_a_hash_of_the_same_cost() {
        let hasher = hasher(CHEAP_HASHES);
        let hash = hasher.hash(password("correct horse")).await.unwrap();
        let parse = |hash: &PasswordHash| phc::PasswordHash::new(hash.as_str()).unwrap();
        let (real, decoy) = (parse(&hash), parse(&hasher.decoy));
        assert_eq!(
            (real.algorithm, real.version, &real.params),
            (decoy.algorithm, decoy.version, &decoy.params)
        );
        assert_eq!(real.salt.unwrap().len(), decoy.salt.unwrap().len());
        assert_eq!(real.hash.unwrap().len(), decoy.hash.unwrap().len());
        assert!(!hasher.verify(password("correct horse"), None).await.unwrap());
    }

    #[tokio::test]
    async fn who_finds_the_line_full_is_told_to_come_again() {
        let hasher = Arc::new(hasher(HashPolicy { at_once: 1, waiting: 1, ..CHEAP_HASHES }));
        let (release, hold) = mpsc::channel::<()>();
        let slow = tokio::spawn({
            let hasher = Arc::clone(&hasher);
            async move { hasher.in_turn(move || hold.recv()).await }
        });
        while hasher.turns.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let waiting = tokio::spawn({
            let hasher = Arc::clone(&hasher);
            async move { hasher.hash(password("correct horse")).await }
        });
        while hasher.line.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = hasher.hash(password("correct horse")).await;
        assert!(matches!(refused, Err(AuthError::Busy { retry_after }) if !retry_after.is_zero()));

        release.send(()).unwrap();
        slow.await.unwrap().unwrap().unwrap();
        waiting.await.unwrap().unwrap();
        hasher.hash(password("correct horse")).await.unwrap();
    }

    #[tokio::test]
    async fn who_leaves_the_line_frees_the_place_but_a_hash_under_way_keeps_its_turn() {
        let hasher = Arc::new(hasher(HashPolicy { at_once: 1, waiting: 0, ..CHEAP_HASHES }));
        let (release, hold) = mpsc::channel::<()>();
        let (finished, done) = tokio::sync::oneshot::channel();
        let gone = tokio::spawn({
            let hasher = Arc::clone(&hasher);
            async move {
                let work = move || {
                    let _ = hold.recv();
                    finished
                };
                hasher.in_turn(work).await
            }
        });
        while hasher.turns.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        assert!(matches!(hasher.hash(password("correct horse")).await, Err(AuthError::Busy { .. })));
        release.send(()).unwrap();
        // The thread drops its end of the channel when the work is over.
        let _: Result<(), _> = done.await;
        let _ = hasher.turns.acquire().await.unwrap();
    }

    #[tokio::test]
    async fn a_password_that_is_easy_to_guess_is_refused_with_the_reason_in_its_field() {
        let hasher = hasher(CHEAP_HASHES);
        let judge = |text: &str| {
            let (hasher, password) = (&hasher, password(text));
            async move { hasher.judge(&password, "new_password", vec!["ada-lovelace".to_owned()]).await.unwrap() }
        };
        assert_eq!(judge("correct horse").await, Ok(()));
        let refused = judge("ada-lovelace").await.unwrap_err();
        assert_eq!((refused.field, refused.code), ("new_password", "password_guessable"));
        assert!(!refused.message.contains("lovelace"), "{}", refused.message);
    }

    #[tokio::test]
    async fn judging_waits_in_the_same_line_as_hashing() {
        let hasher = hasher(HashPolicy { at_once: 1, waiting: 0, ..CHEAP_HASHES });
        let _place = hasher.line.acquire().await.unwrap();
        let refused = hasher.judge(&password("correct horse"), "password", Vec::new()).await;
        assert!(matches!(refused, Err(AuthError::Busy { .. })));
    }

    #[rstest]
    #[case::now("argon2id$v=19$m=64,t=2", false)]
    #[case::less_memory("argon2id$v=19$m=63,t=2", true)]
    #[case::fewer_passes("argon2id$v=19$m=64,t=1", true)]
    #[case::more_memory("argon2id$v=19$m=128,t=2", false)]
    #[case::more_passes("argon2id$v=19$m=64,t=3", false)]
    #[case::dearer_in_one_way("argon2id$v=19$m=128,t=1", false)]
    #[case::dearer_in_the_other("argon2id$v=19$m=32,t=9", false)]
    #[case::other_kind("argon2i$v=19$m=64,t=2", true)]
    #[case::older_version("argon2id$v=16$m=64,t=2", true)]
    fn a_hash_is_made_anew_when_it_costs_less_and_never_to_cost_less(
        #[case] made: &str,
        #[case] outdated: bool,
    ) {
        let hasher = hasher(HashPolicy { memory_kib: 64, passes: 2, ..CHEAP_HASHES });
        let hash = format!("${made},p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA");
        assert_eq!(hasher.is_outdated(&PasswordHash(hash)), outdated);
    }

    #[tokio::test]
    async fn a_hash_made_now_is_not_outdated() {
        let hasher = hasher(CHEAP_HASHES);
        let hash = hasher.hash(password("correct horse")).await.unwrap();
        assert!(!hasher.is_outdated(&hash));
        assert!(hasher.is_outdated(&PasswordHash("$bcrypt$x".to_owned())));
    }

    /// The memory of this process that no file backs, in MiB.
    #[cfg(target_os = "linux")]
    fn own_memory() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() / 1024
    }

    #[cfg(target_os = "linux")]
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn the_memory_of_a_hash_is_given_back() {
        let hasher = Arc::new(hasher(HashPolicy { at_once: 4, ..HashPolicy::default() }));
        hasher.hash(password("correct horse")).await.unwrap();
        let before = own_memory();
        for _ in 0..8 {
            let crowd = (0..8).map(|_| {
                let hasher = Arc::clone(&hasher);
                async move { hasher.hash(password("correct horse")).await }
            });
            let hashes = crowd.collect::<tokio::task::JoinSet<_>>().join_all().await;
            assert!(hashes.into_iter().all(|hash| hash.is_ok()));
        }
        // Kept once for each thread that ever hashed, it would be 19 MiB times eight at least.
        let after = own_memory();
        assert!(after < before + 64, "{before} MiB before, {after} MiB after");
    }

    #[test]
    fn case_075_debug_shows_no_secret() {
        let shown = format!("{:?} {:?}", password("correct horse"), PasswordHash("$argon2id$x".into()));
        assert!(!shown.contains("correct horse") && !shown.contains("argon2id"), "{shown}");
    }
}
