//! What every [`FileStore`] must hold, in code.
