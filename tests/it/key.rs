//! A key for all tests that need one: the data directories are their own.

use std::path::PathBuf;
use std::sync::LazyLock;

use helpbot::store::MasterKey;

pub fn file() -> PathBuf {
    static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("key");
        // What an earlier run left does, if it can still be read.
        if MasterKey::read(&path).is_err() {
            let _ = std::fs::remove_file(&path);
            MasterKey::random().write(&path).expect("the directory is writable");
        }
        path
    });
    FILE.clone()
}
