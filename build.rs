//! The content is built into the binary: a file that is added to it makes a new binary.

fn main() {
    println!("cargo::rerun-if-changed=dialogs");
    println!("cargo::rerun-if-changed=locales");
}
