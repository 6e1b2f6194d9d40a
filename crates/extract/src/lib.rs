#![doc = include_str!("../README.md")]

mod block;
#[cfg(feature = "formats")]
mod code;
#[cfg(feature = "formats")]
mod decode;
#[cfg(feature = "formats")]
mod detect;
#[cfg(feature = "formats")]
mod docx;
#[cfg(feature = "formats")]
mod epub;
#[cfg(feature = "formats")]
mod extract;
mod format;
#[cfg(feature = "formats")]
mod html;
#[cfg(feature = "formats")]
mod markdown;
#[cfg(feature = "formats")]
mod package;
#[cfg(feature = "formats")]
mod pdf;
mod refusal;
#[cfg(feature = "formats")]
mod sink;
#[cfg(feature = "formats")]
mod table;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "formats")]
mod xlsx;
#[cfg(feature = "formats")]
mod xml;

pub use block::{Block, BlockKind, Line, Place};
#[cfg(feature = "formats")]
pub use extract::{Limits, extract};
pub use format::Format;
pub use refusal::Refusal;
