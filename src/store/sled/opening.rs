//! Opening a data directory, and recovering one that a crash left in disorder.
//!
//! Three faults of sled 0.34 are dealt with here. It writes a snapshot of its page table while it opens, and a crash in the middle
//! leaves a `snap.*.generating` that makes every later opening fail: such a file is of no use to anybody and is removed first.
//! It writes its settings in two pieces before anything else, and cannot read the first piece alone: while there is no data yet,
//! settings are removed first, too. And a damaged snapshot, or damaged settings, make it give up although the log still holds
//! everything: then they are taken away, after a copy of the whole directory was put aside for whoever has to find out what happened.
//! What sled cannot read then it can read in no way: the answer to that is a backup, and saying so.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ::sled::{Config, Db};

use crate::clock::{Clock as _, SystemClock};
use crate::store::StoreError;

/// In its log's bytes, which are more in memory. The system keeps the file at hand as well. sled's own default is 1 GB.
const CACHE_BYTES: u64 = 1024 * 1024;
/// A service that is restarted for ever must not fill the disk with copies.
const MOST_COPIES: usize = 9;
const DAMAGED: &str = ".damaged-";
/// How long a database that was closed a moment ago may take to let go of its file; measured: a few ms.
const LETTING_GO: Duration = Duration::from_secs(2);

/// An open database, and the lock that keeps other processes from its directory.
pub struct Opened {
    pub db: Db,
    pub lock: File,
    /// It was damaged, and a copy of it as it was is here. Something may be missing.
    pub damaged: Option<PathBuf>,
}

pub fn open(dir: &Path) -> Result<Opened, StoreError> {
    let failed = |doing: &str, error: &dyn std::error::Error| StoreError::Failed {
        why: format!("cannot {doing} `{}`: {error}", dir.display()),
    };
    create_private(dir).map_err(|error| failed("create the data directory", &error))?;
    let lock = claim(dir).map_err(|error| failed("lock", &error))?;
    let lock = lock.ok_or_else(|| StoreError::InUse { dir: dir.to_owned() })?;
    clear_half_written(dir).map_err(|error| failed("clear half-written files from", &error))?;
    let (db, damaged) = match attempt(dir) {
        Err(::sled::Error::Corruption { .. }) => {
            let (db, aside) = open_from_the_log(dir)?;
            (db, Some(aside))
        }
        other => (other.map_err(|error| failed("open the database in", &error))?, None),
    };
    sync_names(dir).map_err(|error| failed("sync", &error))?;
    Ok(Opened { db, lock, damaged })
}

/// With the directories above it, as far as they are missing, for nobody else's eyes; their names are durable when it returns.
pub fn create_private(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_private(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(dir) {
        // Somebody was faster.
        Err(_) if dir.is_dir() => {}
        made => made?,
    }
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Copies a directory that nobody uses into one that is not there yet. The copy opens like the original, under the same key.
pub fn backup(dir: &Path, to: &Path) -> Result<(), StoreError> {
    let failed = |error: io::Error| StoreError::Failed {
        why: format!("cannot copy `{}` to `{}`: {error}", dir.display(), to.display()),
    };
    let lock = claim(dir).map_err(failed)?;
    let _lock = lock.ok_or_else(|| StoreError::InUse { dir: dir.to_owned() })?;
    fs::create_dir(to).map_err(failed)?;
    copy(dir, to).map_err(failed)
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

/// The database, and where the copy is.
fn open_from_the_log(dir: &Path) -> Result<(Db, PathBuf), StoreError> {
    let left = (|| Ok((snapshots(dir)?, copies(dir)?)))();
    let (snapshots, copies) = left.map_err(|error: io::Error| damaged(dir, error.to_string()))?;
    // Whoever tries again and again fills no disk: all that could be tried was tried when the copy was made.
    if (snapshots.is_empty() && copies > 0) || copies >= MOST_COPIES {
        return Err(damaged(dir, "its log cannot be read; there are copies of it beside it".to_owned()));
    }
    let aside =
        copy_aside(dir).map_err(|error| damaged(dir, format!("no copy can be put aside: {error}")))?;
    tracing::error!(
        dir = %dir.display(), copy = %aside.display(),
        "the database is damaged; a copy was put aside, now its log is read without its snapshot"
    );
    let cannot = |error: &dyn std::error::Error| {
        damaged(dir, format!("its log cannot be read ({error}); a copy is in `{}`", aside.display()))
    };
    for snapshot in snapshots {
        fs::remove_file(snapshot).map_err(|error| cannot(&error))?;
    }
    let db = match attempt(dir) {
        Err(::sled::Error::Corruption { .. }) => {
            // Ours are sled's own settings, which it writes anew.
            fs::remove_file(dir.join("conf")).map_err(|error| cannot(&error))?;
            attempt(dir)
        }
        other => other,
    };
    let db = db.map_err(|error| cannot(&error))?;
    tracing::error!(dir = %dir.display(), "the database was read from its log; look whether something is missing");
    Ok((db, aside))
}

pub fn damaged(dir: &Path, why: String) -> StoreError {
    StoreError::Damaged { dir: dir.to_owned(), why }
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

/// Into `<dir>.damaged-<time>`.
fn copy_aside(dir: &Path) -> io::Result<PathBuf> {
    let dir = fs::canonicalize(dir)?;
    let time = SystemClock.now().strftime("%Y%m%dT%H%M%SZ").to_string();
    for n in 1..=MOST_COPIES {
        let mut aside = dir.clone().into_os_string();
        aside.push(DAMAGED);
        aside.push(if n == 1 { time.clone() } else { format!("{time}-{n}") });
        let aside = PathBuf::from(aside);
        match fs::create_dir(&aside) {
            Ok(()) => return copy(&dir, &aside).map(|()| aside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("there are too many of this second already"))
}

/// How many copies of the damaged directory were put aside.
fn copies(dir: &Path) -> io::Result<usize> {
    let dir = fs::canonicalize(dir)?;
    let (Some(parent), Some(name)) = (dir.parent(), dir.file_name()) else { return Ok(0) };
    let begin = [name.as_encoded_bytes(), DAMAGED.as_bytes()].concat();
    let mut copies = 0;
    for entry in fs::read_dir(parent)? {
        copies += usize::from(entry?.file_name().as_encoded_bytes().starts_with(&begin));
    }
    Ok(copies)
}

/// The file that says that a directory was begun once: should its database ever look empty, something was lost.
const BEGUN: &str = "sealed";

pub fn was_begun(dir: &Path) -> bool {
    dir.join(BEGUN).exists()
}

pub fn mark_begun(dir: &Path) -> io::Result<()> {
    if was_begun(dir) {
        return Ok(());
    }
    fs::write(dir.join(BEGUN), "what is kept here is sealed; `helpbot verify` looks at it\n")?;
    File::open(dir.join(BEGUN))?.sync_all()?;
    File::open(dir)?.sync_all()
}

/// Durable when it returns.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
            File::open(to)?.sync_all()?;
        }
    }
    File::open(to)?.sync_all()
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

    /// The copies beside it.
    fn aside(dir: &Path) -> Vec<PathBuf> {
        let beside = fs::read_dir(dir.parent().expect("it has one")).expect("it can be listed");
        let mut found: Vec<_> = beside.map(|entry| entry.expect("readable").path()).collect();
        found.retain(|path| path != dir);
        found
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
        assert_eq!(aside(&dir), Vec::<PathBuf>::new(), "nothing was damaged");
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
            let copies = aside(&dir);
            assert_eq!(copies.len(), n);
            for copy in copies {
                let copied = snapshots(&copy).expect("it can be listed").remove(0);
                let copied = fs::read(copied).expect("it was copied");
                assert!(copied.starts_with(b"not what sled wrote"));
                assert!(copy.join("db").exists());
            }
        }
    }

    #[test]
    fn damaged_settings_cost_no_row() {
        let (_parent, dir) = data();
        written(&dir);
        fs::write(dir.join("conf"), b"not what sled wrote, and long enough").expect("it can be written");
        assert_eq!(read(&dir), 1000);
        assert_eq!(aside(&dir).len(), 1);
        assert_eq!(read(&dir), 1000);
        assert_eq!(aside(&dir).len(), 1, "it is whole again");
    }
}
