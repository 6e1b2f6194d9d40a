//! The throttle of this process, and behind it the one that all servers share, where there are several.

use std::{fmt::Write as _, sync::Arc};

use mami_ports::{Buckets, Token};
use sha2::{Digest, Sha256};

use super::{Attempt, Key, Throttle};
use crate::error::AuthError;

/// What every check of a secret passes. When what is shared cannot be reached, each server counts for itself.
pub(crate) struct Gate {
    own: Throttle,
    shared: Option<Arc<dyn Buckets>>,
}

/// A check under way. Unless it is [forgiven](Pass::forgive), it counts as failed, also when it is dropped halfway.
#[must_use]
pub(crate) struct Pass<'a> {
    own: Attempt<'a>,
    shared: Option<(&'a dyn Buckets, Vec<Token>)>,
}

impl Pass<'_> {
    /// The check succeeded, or was never made: it counts for nothing.
    pub(crate) async fn forgive(self) {
        self.own.forgive();
        if let Some((shared, tokens)) = self.shared
            && let Err(error) = shared.put_back(&tokens).await
        {
            tracing::warn!(%error, "a right password stays counted as a wrong one");
        }
    }
}

impl Gate {
    pub(crate) fn new(own: Throttle) -> Self {
        Self { own, shared: None }
    }

    /// The same gate with buckets that other servers share.
    pub(crate) fn shared(self, buckets: Arc<dyn Buckets>) -> Self {
        Self { shared: Some(buckets), ..self }
    }

    /// Takes a token of each key for a check that is about to be made.
    ///
    /// # Errors
    /// [`AuthError::Throttled`] when a bucket is empty; nothing is taken then.
    pub(crate) async fn begin(&self, keys: Vec<Key>) -> Result<Pass<'_>, AuthError> {
        let tokens = self.tokens(&keys);
        let own = self.own.begin(keys)?;
        let Some(shared) = self.shared.as_deref() else { return Ok(Pass { own, shared: None }) };
        match shared.take(&tokens).await {
            Ok(None) => Ok(Pass { own, shared: Some((shared, tokens)) }),
            Ok(Some(retry_after)) => {
                own.forgive();
                Err(AuthError::Throttled { retry_after })
            }
            Err(error) => {
                tracing::warn!(%error, "counting wrong passwords for this server alone");
                Ok(Pass { own, shared: None })
            }
        }
    }

    /// Makes a check that takes no time, and counts it if it fails.
    ///
    /// # Errors
    /// [`AuthError::Throttled`] when a bucket is empty; the check is not made then.
    pub(crate) async fn check(
        &self,
        keys: Vec<Key>,
        check: impl FnOnce() -> bool,
    ) -> Result<bool, AuthError> {
        let pass = self.begin(keys).await?;
        let right = check();
        if right {
            pass.forgive().await;
        }
        Ok(right)
    }

    /// Takes a token of a key for good, whatever comes of it.
    ///
    /// # Errors
    /// [`AuthError::Throttled`] when the bucket is empty.
    pub(crate) async fn spend(&self, key: Key) -> Result<(), AuthError> {
        self.check(vec![key], || false).await.map(drop)
    }

    /// Names are hashed: who reads Redis must not read who tries to sign in.
    fn tokens(&self, keys: &[Key]) -> Vec<Token> {
        if self.shared.is_none() {
            return Vec::new();
        }
        let name = |key: &Key| {
            let text = match key {
                Key::Account(name) => format!("account {name}"),
                Key::SetUp => "set-up".to_owned(),
                Key::Network(address) => format!("network {address}"),
                Key::Guesses(address) => format!("guesses {address}"),
                Key::Proof(user) => format!("proof {user}"),
                Key::Deed(user) => format!("deed {user}"),
            };
            Sha256::digest(text).iter().fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
        };
        keys.iter().map(|key| Token { bucket: name(key), rate: self.own.rate(key) }).collect()
    }
}
