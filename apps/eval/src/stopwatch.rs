//! How long things take.

use std::time::{Duration, Instant};

/// What `work` gave, and how long it took.
#[expect(clippy::disallowed_methods, reason = "this program measures time; there is nothing to hold still")]
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = std::hint::black_box(work());
    (result, start.elapsed())
}

/// The times that half and that 99 % of `times` did not exceed, in milliseconds.
pub(crate) fn median_and_p99(times: &mut [Duration]) -> (f64, f64) {
    times.sort_unstable();
    let at = |percent: usize| {
        let index = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times.get(index).copied().unwrap_or_default().as_secs_f64() * 1e3
    };
    (at(50), at(99))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_slowest() {
        let mut times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        let (median, p99) = median_and_p99(&mut times);
        assert!((median - 100.0).abs() < 1e-9 && (p99 - 198.0).abs() < 1e-9);
        assert!(median_and_p99(&mut []).0.abs() < 1e-9);
    }
}
