//! The binary `mami`.

use std::process::ExitCode;

fn main() -> ExitCode {
    mami::cli::main()
}
