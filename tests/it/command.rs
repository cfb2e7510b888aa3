//! A command of the program on a data directory, from its beginning to its end.

use std::path::Path;

use crate::cli::{helpbot, with_input};

/// How it ended, and all that it said.
pub fn told(data: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = with_input(helpbot(data).args(args), "");
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code(), text.into_owned())
}

/// What it said, when all is well.
pub fn fine(data: &Path, args: &[&str]) -> String {
    let (code, said) = told(data, args);
    assert_eq!(code, Some(0), "{args:?}: {said}");
    said
}
