//! Documents that people give Mami to read: kept as they came, read in the background, cut into pieces that recall finds and
//! answers cite.

mod collections;
mod document;
mod error;
pub mod reader;
mod service;
pub mod store;
pub mod work;

pub use collections::{Collection, CollectionChange, NewCollection};
pub use document::{
    Document, DocumentFault, DocumentFilter, DocumentPiece, DocumentStatus, Editor, Place, RecallPiece,
    Upload,
};
pub use error::{DocumentError, DocumentProblem};
pub use service::{Documents, DocumentsPolicy};
