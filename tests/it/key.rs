//! A key for all tests that need one: the data directories are their own.

use std::path::PathBuf;

use helpbot::store::{KeyFileError, MasterKey};

pub fn file() -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("key");
    match MasterKey::random().write(&path) {
        // An earlier run, or another test of this one.
        Ok(()) | Err(KeyFileError::Exists { .. }) => path,
        Err(error) => panic!("{error}"),
    }
}
