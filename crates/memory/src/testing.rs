//! What every store must hold, in code.
