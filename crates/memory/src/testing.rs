//! What every store must hold, in code.

mod documents;

pub use documents::document_contract;
