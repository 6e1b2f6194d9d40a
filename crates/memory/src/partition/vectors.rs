//! The vectors: 8 bits a number, one after the other, and all of them read for each question. That is exact but for the
//! rounding (which costs nothing that could be measured), and as fast as memory can be read.

use crate::rank::index;

/// The vector has another length than those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the vector has {got} numbers and not {expected}")]
pub struct WrongDimension {
    /// How many numbers those have that are there.
    pub expected: usize,
    /// How many this one has.
    pub got: usize,
}

/// The vectors of a partition, by row. A row without a vector is all zeros.
///
/// Public so that the time a scan takes can be held against the time it takes to read the same bytes.
#[derive(Debug, Default)]
pub struct Vectors {
    /// 0: there is none yet.
    dimension: usize,
    numbers: Vec<i8>,
    /// What a number of the row is worth; 0: it has none.
    scales: Vec<f32>,
}

impl Vectors {
    pub(super) fn is_empty(&self) -> bool {
        self.dimension == 0
    }

    pub(super) fn check(&self, vector: &[f32]) -> Result<(), WrongDimension> {
        let (expected, got) = (self.dimension, vector.len());
        if got == 0 || (expected != 0 && expected != got) {
            Err(WrongDimension { expected, got })
        } else {
            Ok(())
        }
    }

    /// Makes room for this many rows.
    pub(super) fn reserve(&mut self, rows: usize, dimension: usize) {
        self.numbers.reserve_exact(rows.saturating_mul(dimension).saturating_sub(self.numbers.len()));
        self.scales.reserve_exact(rows.saturating_sub(self.scales.len()));
    }

    /// Gives a row its vector.
    ///
    /// # Errors
    /// When the vector is of another length than those that are there.
    pub fn set(&mut self, row: u32, vector: &[f32]) -> Result<(), WrongDimension> {
        self.check(vector)?;
        let Some(row) = index(row) else { return Ok(()) };
        self.dimension = vector.len();
        if self.scales.len() <= row {
            self.scales.resize(row + 1, 0.0);
            self.numbers.resize((row + 1) * self.dimension, 0);
        }
        let numbers = self.numbers.chunks_exact_mut(self.dimension).nth(row);
        if let (Some(numbers), Some(scale)) = (numbers, self.scales.get_mut(row)) {
            *scale = quantise(vector, numbers);
        }
        Ok(())
    }

    pub(super) fn clear(&mut self, row: u32) {
        let Some(row) = index(row).filter(|_| self.dimension > 0) else { return };
        if let Some(numbers) = self.numbers.chunks_exact_mut(self.dimension).nth(row) {
            numbers.fill(0);
        }
        if let Some(scale) = self.scales.get_mut(row) {
            *scale = 0.0;
        }
    }

    pub(super) fn has(&self, row: u32) -> bool {
        index(row).and_then(|row| self.scales.get(row)).is_some_and(|scale| *scale > 0.0)
    }

    /// The cosine of each of `rows` rows with the question; 0 for rows without a vector. `found` stays empty when the
    /// question's vector is none that could be compared.
    pub fn scan(&self, question: &[f32], rows: usize, found: &mut Vec<f32>) {
        found.clear();
        if self.is_empty() || self.check(question).is_err() {
            return;
        }
        let mut numbers = vec![0_i8; question.len()];
        let scale = quantise(question, &mut numbers);
        let wide: Vec<i16> = numbers.into_iter().map(i16::from).collect();
        found.resize(rows, 0.0);
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || scan(&self.numbers, &self.scales, &wide, scale, found),
        );
    }

    /// All of what a scan reads but for the scales, row after row.
    pub fn numbers(&self) -> &[i8] {
        &self.numbers
    }

    pub(super) fn bytes(&self) -> usize {
        self.numbers.capacity() + self.scales.capacity() * size_of::<f32>()
    }
}

/// The nearest numbers from −127 to 127, and what one of them is worth.
#[expect(clippy::cast_possible_truncation, reason = "they are scaled to what an i8 holds")]
fn quantise(vector: &[f32], numbers: &mut [i8]) -> f32 {
    let largest = vector.iter().fold(0.0_f32, |largest, number| largest.max(number.abs()));
    if largest <= 0.0 || !largest.is_finite() {
        numbers.fill(0);
        return 0.0;
    }
    for (number, exact) in numbers.iter_mut().zip(vector) {
        *number = (exact * (127.0 / largest)).round() as i8;
    }
    largest / 127.0
}

/// In one loop that is compiled for the vector units of the machine it runs on.
#[expect(clippy::inline_always, reason = "what is not inlined into `dispatch` is compiled for any machine")]
#[inline(always)]
fn scan(numbers: &[i8], scales: &[f32], question: &[i16], question_scale: f32, found: &mut [f32]) {
    let rows = numbers.chunks_exact(question.len().max(1)).zip(scales);
    for ((row, scale), found) in rows.zip(found) {
        *found = exact(dot(row, question)) * scale * question_scale;
    }
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn dot(row: &[i8], question: &[i16]) -> i32 {
    // Two 16-bit products fit one 32-bit sum: that is one instruction.
    row.iter().zip(question).map(|(a, b)| i32::from(i16::from(*a)) * i32::from(*b)).sum()
}

#[expect(clippy::cast_precision_loss, reason = "the sum is rounded already, by more")]
const fn exact(sum: i32) -> f32 {
    sum as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(seed: u64, dimension: usize) -> Vec<f32> {
        let mut state = seed;
        let raw: Vec<f32> = (0..dimension)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                f32::from(u16::try_from(state >> 48).unwrap()) / 32_768.0 - 1.0
            })
            .collect();
        let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt();
        raw.into_iter().map(|x| x / length).collect()
    }

    #[test]
    fn cosines_are_near_the_true_ones() {
        for dimension in [1, 3, 15, 16, 17, 384, 385] {
            let mut vectors = Vectors::default();
            for row in 0..50_u32 {
                vectors.set(row, &unit(u64::from(row) + 1, dimension)).unwrap();
            }
            let question = unit(99, dimension);
            let mut found = vec![7.0];
            vectors.scan(&question, 51, &mut found);
            assert_eq!(found.len(), 51);
            for row in 0..50_u64 {
                let other = unit(row + 1, dimension);
                let cosine: f32 = question.iter().zip(&other).map(|(a, b)| a * b).sum();
                let row = usize::try_from(row).unwrap();
                assert!((found[row] - cosine).abs() < 0.01, "{dimension}: {} {cosine}", found[row]);
            }
            assert!(found[50].abs() < f32::EPSILON, "a row without a vector");
        }
    }

    #[test]
    fn a_row_is_cleared() {
        let mut vectors = Vectors::default();
        vectors.set(2, &[0.6, 0.8]).unwrap();
        assert!(vectors.has(2) && !vectors.has(1) && !vectors.has(3));
        vectors.clear(2);
        vectors.clear(9);
        assert!(!vectors.has(2) && vectors.numbers().iter().all(|number| *number == 0));
    }

    #[test]
    fn vectors_that_cannot_be_compared_are_refused() {
        let mut vectors = Vectors::default();
        assert!(vectors.set(0, &[]).is_err());
        vectors.set(0, &[1.0, 0.0]).unwrap();
        assert_eq!(vectors.set(1, &[1.0]), Err(WrongDimension { expected: 2, got: 1 }));
        let mut found = vec![1.0];
        vectors.scan(&[1.0], 1, &mut found);
        assert!(found.is_empty());
        vectors.set(1, &[f32::NAN, 0.0]).unwrap();
        vectors.set(2, &[f32::INFINITY, 0.0]).unwrap();
        vectors.scan(&[1.0, 0.0], 3, &mut found);
        assert!(found.iter().all(|cosine| cosine.is_finite()), "{found:?}");
    }
}
