//! The function between a layer's two halves.

use candle_core::{CpuStorage, InplaceOp1, Layout, Tensor, bail};

/// As `hidden_act` in config.json names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activation {
    /// x·Φ(x), by the error function.
    Gelu,
    /// Its approximation by tanh.
    GeluTanh,
    Relu,
}

impl Activation {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "gelu" => Some(Self::Gelu),
            "gelu_new" | "gelu_pytorch_tanh" | "gelu_fast" => Some(Self::GeluTanh),
            "relu" => Some(Self::Relu),
            _ => None,
        }
    }

    /// Applies it to a tensor that nobody else holds.
    pub(crate) fn apply(self, x: Tensor) -> candle_core::Result<Tensor> {
        match self {
            Self::Gelu => {
                x.inplace_op1(&Gelu)?;
                Ok(x)
            }
            Self::GeluTanh => x.gelu(),
            Self::Relu => x.relu(),
        }
    }
}

/// candle's own takes the error function number by number in double precision, which was a third of a query's time. This one
/// is arithmetic that the compiler turns into vectors: formula 7.1.26 of Abramowitz and Stegun, off by 1.5·10⁻⁷ at most.
struct Gelu;

impl InplaceOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let (CpuStorage::F32(numbers), Some((from, to))) = (storage, layout.contiguous_offsets()) else {
            bail!("gelu takes f32 that lie side by side");
        };
        for x in numbers.get_mut(from..to).unwrap_or_default() {
            *x = gelu(*x);
        }
        Ok(())
    }
}

fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

fn erf(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * a);
    let poly =
        t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    (1.0 - poly * exp(-a * a)).copysign(x)
}

/// e to a power of 0 or less: 2ⁿ·2ᶠ, with 2ᶠ by its series around 0. The library's own cannot be turned into vectors.
fn exp(x: f32) -> f32 {
    // Below this the result is less than the smallest normal number, and nothing to what it is taken from.
    let x = (x * std::f32::consts::LOG2_E).max(-126.0);
    let n = (x + SHIFT) - SHIFT;
    let f = (x - n) * std::f32::consts::LN_2;
    let series =
        1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0 + f / 720.0)))));
    // With the shift added, the low bits of the mantissa are n.
    let exponent = (x + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()).wrapping_add(127) << 23;
    series * f32::from_bits(exponent)
}

/// 1.5·2²³: a number this large has no bits for fractions, so that adding it rounds to a whole one.
const SHIFT: f32 = 12_582_912.0;

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn it_is_the_gelu_that_everybody_means() {
        let numbers: Vec<f32> = (-4000_i16..4000).map(|n| f32::from(n) / 250.0).collect();
        let x = Tensor::new(numbers, &Device::Cpu).unwrap();
        let exact = x.gelu_erf().unwrap().to_vec1::<f32>().unwrap();
        let ours = Activation::Gelu.apply(x.copy().unwrap()).unwrap().to_vec1::<f32>().unwrap();
        for (ours, exact) in ours.iter().zip(&exact) {
            assert!((ours - exact).abs() < 2e-6, "{ours} is not {exact}");
        }
    }
}
