//! Opening a data directory, and recovering one that a crash left in disorder.
//!
//! Three faults of sled 0.34 are dealt with here. It writes a snapshot of its page table while it opens, and a crash in the middle
//! leaves a `snap.*.generating` that makes every later opening fail: such a file is of no use to anybody and is removed first.
//! It writes its settings in two pieces before anything else, and cannot read the first piece alone: while there is no data yet,
//! settings are removed first, too. And a damaged snapshot makes it give up although the log still holds everything: then the snapshots are taken away, after a
//! copy of the whole directory was put aside for whoever has to find out what happened.

use std::fs::{self, File, TryLockError};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ::sled::{Config, Db};

use crate::store::StoreError;

/// sled's own default is 1 GB.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// A service that is restarted for ever must not fill the disk with copies.
const MOST_COPIES: u32 = 9;
/// How long a database that was closed a moment ago may take to let go of its file; measured: a few ms.
const LETTING_GO: Duration = Duration::from_secs(2);

/// An open database, and the lock that keeps other processes from its directory.
pub struct Opened {
    pub db: Db,
    pub lock: File,
}

pub fn open(dir: &Path) -> Result<Opened, StoreError> {
    let failed = |doing: &str, error: &dyn std::error::Error| StoreError::Failed {
        why: format!("cannot {doing} `{}`: {error}", dir.display()),
    };
    fs::create_dir_all(dir).map_err(|error| failed("create the data directory", &error))?;
    let lock = claim(dir).map_err(|error| failed("lock", &error))?;
    let lock = lock.ok_or_else(|| StoreError::InUse { dir: dir.to_owned() })?;
    clear_half_written(dir).map_err(|error| failed("clear half-written files from", &error))?;
    let db = match attempt(dir) {
        Err(::sled::Error::Corruption { .. }) => open_from_the_log(dir),
        other => other.map_err(|error| failed("open the database in", &error)),
    }?;
    sync_names(dir).map_err(|error| failed("sync", &error))?;
    Ok(Opened { db, lock })
}

fn attempt(dir: &Path) -> ::sled::Result<Db> {
    // Without sled's own periodic flusher: every commit is flushed anyway, and its cleaning up writes as far ahead of the disk
    // as it likes, which `durability.rs` has to prevent. Segments are cleaned up by writers as well.
    let config = Config::new().path(dir).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    // Some damage makes sled panic where it should say `Corruption`: a file shorter than its snapshot remembers, for one.
    catch_unwind(AssertUnwindSafe(|| config.open()))
        .unwrap_or(Err(::sled::Error::Corruption { at: None, bt: () }))
}

/// `None`: another process has it.
///
/// The lock is one of our own: sled's is taken only after we have cleaned up, and reports a second process as some I/O error.
fn claim(dir: &Path) -> io::Result<Option<File>> {
    let lock = File::create(dir.join("lock"))?;
    Ok((locked(&lock)? && let_go(dir)?).then_some(lock))
}

/// Waits until nobody writes into the database file any more. sled's threads outlive the `Db` that was dropped for a moment.
fn let_go(dir: &Path) -> io::Result<bool> {
    let file = match File::open(dir.join("db")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        other => other?,
    };
    let begun = Instant::now();
    while !locked(&file)? {
        if begun.elapsed() > LETTING_GO {
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(true)
}

fn locked(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn clear_half_written(dir: &Path) -> io::Result<()> {
    for snapshot in snapshots(dir)? {
        if snapshot.extension().is_some_and(|extension| extension == "generating") {
            fs::remove_file(snapshot)?;
        }
    }
    match fs::metadata(dir.join("db")) {
        Ok(data) if data.len() > 0 => Ok(()),
        _ => match fs::remove_file(dir.join("conf")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}

fn open_from_the_log(dir: &Path) -> Result<Db, StoreError> {
    let damaged = |why: String| StoreError::Failed {
        why: format!("the database in `{}` is damaged: {why}", dir.display()),
    };
    let snapshots = snapshots(dir).map_err(|error| damaged(error.to_string()))?;
    if snapshots.is_empty() {
        return Err(damaged("its log cannot be read".into()));
    }
    let aside = copy_aside(dir).map_err(|error| damaged(format!("no copy can be put aside: {error}")))?;
    tracing::error!(
        dir = %dir.display(), copy = %aside.display(),
        "the database is damaged; a copy was put aside, now its log is read without its snapshot"
    );
    for snapshot in snapshots {
        fs::remove_file(snapshot)
            .map_err(|error| damaged(format!("its snapshot cannot be removed: {error}")))?;
    }
    let db = attempt(dir).map_err(|error| {
        damaged(format!("its log cannot be read ({error}); a copy is in `{}`", aside.display()))
    })?;
    tracing::error!(dir = %dir.display(), "the database was read from its log; look whether something is missing");
    Ok(db)
}

fn snapshots(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b"snap.") {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Into the first of `<dir>.damaged-1`, `<dir>.damaged-2`, … that is free.
fn copy_aside(dir: &Path) -> io::Result<PathBuf> {
    let dir = fs::canonicalize(dir)?;
    for n in 1..=MOST_COPIES {
        let mut aside = dir.clone().into_os_string();
        aside.push(format!(".damaged-{n}"));
        let aside = PathBuf::from(aside);
        match fs::create_dir(&aside) {
            Ok(()) => return copy(&dir, &aside).map(|()| aside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other(format!("there are {MOST_COPIES} of them already")))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Nothing is durable in a file whose name a power cut can take away. sled syncs neither its settings nor its directory.
fn sync_names(dir: &Path) -> io::Result<()> {
    File::open(dir.join("conf"))?.sync_all()?;
    File::open(dir)?.sync_all()?;
    match fs::canonicalize(dir)?.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> (tempfile::TempDir, PathBuf) {
        let parent = tempfile::tempdir().expect("a temporary directory");
        let dir = parent.path().join("data");
        (parent, dir)
    }

    /// Writes a thousand rows and lets sled make a snapshot, which it does when it opens.
    fn written(dir: &Path) {
        let opened = open(dir).expect("a fresh directory opens");
        for n in 0..1000_u64 {
            opened.db.insert(n.to_be_bytes(), vec![7; 100]).expect("it can be written");
        }
        drop(opened);
        assert_eq!(read(dir), 1000);
        assert_eq!(snapshots(dir).expect("it can be listed").len(), 1);
    }

    fn read(dir: &Path) -> usize {
        open(dir).expect("it opens").db.iter().filter(Result::is_ok).count()
    }

    #[test]
    fn a_second_opening_is_told_that_the_directory_is_in_use() {
        let (_parent, dir) = data();
        let first = open(&dir).expect("a fresh directory opens");
        let error = open(&dir).map(|_| ()).expect_err("it is in use");
        assert!(matches!(error, StoreError::InUse { .. }), "{error}");
        assert!(error.to_string().contains(&dir.display().to_string()), "{error}");
        drop(first);
        assert!(open(&dir).is_ok());
    }

    #[test]
    fn a_half_written_snapshot_is_cleared_away() {
        let (_parent, dir) = data();
        written(&dir);
        fs::write(dir.join("snap.FFFFFFFFFFFFFFFF.generating"), b"half").expect("it can be written");
        assert_eq!(read(&dir), 1000);
        assert!(!dir.with_file_name("data.damaged-1").exists(), "nothing was damaged");
    }

    /// sled's are 62 bytes, of which it writes the last four by themselves.
    #[test]
    fn settings_that_were_being_written_at_a_crash_are_written_anew() {
        for size in [0, 8, 58] {
            let (_parent, dir) = data();
            written(&dir);
            let settings = fs::read(dir.join("conf")).expect("it was written");
            fs::remove_dir_all(&dir).expect("it can be removed");
            fs::create_dir(&dir).expect("it can be made");
            fs::write(dir.join("conf"), &settings[..size]).expect("it can be written");
            fs::write(dir.join("db"), []).expect("it can be written");
            assert_eq!(read(&dir), 0);
            assert_eq!(fs::read(dir.join("conf")).expect("it was written"), settings);
        }
    }

    #[test]
    fn a_damaged_snapshot_costs_no_row_and_leaves_a_copy() {
        let (_parent, dir) = data();
        written(&dir);
        for n in 1..=2 {
            let snapshot = snapshots(&dir).expect("it can be listed").remove(0);
            fs::write(&snapshot, b"not what sled wrote, and long enough").expect("it can be written");
            assert_eq!(read(&dir), 1000);
            let copy = dir.with_file_name(format!("data.damaged-{n}"));
            let copied =
                fs::read(copy.join(snapshot.file_name().expect("it has a name"))).expect("it was copied");
            assert!(copied.starts_with(b"not what sled wrote"));
            assert!(copy.join("db").exists());
        }
    }

    #[test]
    fn what_cannot_be_recovered_is_left_alone_and_named() {
        let (_parent, dir) = data();
        written(&dir);
        let log = File::options().write(true).open(dir.join("db")).expect("it was written");
        log.set_len(4096).expect("it can be cut off");
        drop(log);
        fs::write(dir.join("conf"), b"not what sled wrote, and long enough").expect("it can be written");
        let error = open(&dir).map(|_| ()).expect_err("neither settings nor log can be read");
        assert!(error.to_string().contains("is damaged"), "{error}");
        assert!(error.to_string().contains("data.damaged-1"), "{error}");
        assert!(dir.with_file_name("data.damaged-1").join("db").exists());

        // Nothing is left to try, so a service that is restarted for ever makes no second copy.
        let error = open(&dir).map(|_| ()).expect_err("as before");
        assert!(error.to_string().contains("is damaged"), "{error}");
        assert!(!dir.with_file_name("data.damaged-2").exists());
    }
}
