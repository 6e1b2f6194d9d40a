//! The UIs are embedded by a macro, which does not notice new files by itself.

fn main() {
    for directory in ["../../frontend/dist", "../../legacy-ui"] {
        println!("cargo::rerun-if-changed={directory}");
    }
}
