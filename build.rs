//! What the compiler does not see by itself: the content that is built in, and what a trained matcher depends on.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::PathBuf;

fn main() {
    // A file that is added to the content makes a new binary.
    println!("cargo::rerun-if-changed=dialogs");
    println!("cargo::rerun-if-changed=locales");

    // A matcher that was trained by other code, or with other crates beneath it, is trained anew (see `src/intent/kept.rs`).
    println!("cargo::rerun-if-changed=src/intent");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rustc-env=HELPBOT_INTENT_SOURCES={:016x}", hash_of_the_learning());
}

fn hash_of_the_learning() -> u64 {
    let entries = fs::read_dir("src/intent").expect("the room is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.push(PathBuf::from("Cargo.lock"));
    paths.sort();
    let mut hasher = DefaultHasher::new();
    for path in paths {
        fs::read(&path).expect("it can be read").hash(&mut hasher);
    }
    hasher.finish()
}
