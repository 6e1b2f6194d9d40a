//! The time of day, as a port: a test can hold it still or move it.

use chrono::{DateTime, SubsecRound, Utc};

/// Tells the time of day.
pub trait Clock: Send + Sync {
    /// Now, in UTC, in whole microseconds: that is what databases keep.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}
