//! Making what was written safe against a power cut, once for all who wait.
//!
//! sled's `flush` writes its buffers with `sync_file_range`, which does not reach through a disk's cache and loses acknowledged
//! commits; the `fdatasync` after it does. Both cost the same for one commit as for hundreds, so callers that come while a round
//! is under way share the next one. After one failed round nothing can be trusted: a second `fdatasync` reports success for
//! pages that the kernel has already thrown away.
//!
//! A leaf of more than a quarter of a segment, which sixteen long rows can be, is written into a file of its own in `blobs`, and
//! never synced by sled. Where its log names a blob that the power took, sled ends its log, whatever comes after it.
//!
//! It also keeps sled from writing far ahead of the disk. When a freed end of the file is cut off while eight buffers or so wait
//! to be written, 0.34 can lock itself up for ever: a writer holds the table of segments and waits for the cut, which waits for
//! a thread of sled's pool, all of which wait for the table (mended upstream in pull request 1269, never released). Measured: in
//! two of five runs of 60,000 commits in groups of 250. And sled takes for safe what it has written: it gives a segment of 512 KB
//! to new rows when what moved out of it was written a segment ago. A power cut that takes the copy and leaves what was written over
//! the original ends in a database that cannot be read. [`Durability::room`] therefore lets less than a segment be written between
//! two rounds.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock};

use ::sled::Db;

use super::trees::Kind;
use crate::store::StoreError;

pub struct Durability {
    sync: Box<dyn Fn() -> Result<(), String> + Send + Sync>,
    rounds: Mutex<Rounds>,
    ended: Condvar,
    /// Why the store refuses everything.
    failed: OnceLock<String>,
}

#[derive(Default)]
struct Rounds {
    begun: u64,
    ended: u64,
    under_way: bool,
    /// What sled was given to write so far, and how much of that the last round made durable.
    written: usize,
    synced: usize,
}

/// Half of one of sled's segments, since what rows cost is a guess.
const MOST_UNSYNCED: usize = 256 * 1024;

/// What sled writes for a changed row of so many bytes: the row, and the whole leaf around it, of up to sixteen rows, after every ten
/// changes. Where it is known that no row of a tree is long, its neighbours weigh little. Of long rows few are written between two
/// rounds, so that it does not even out which of them brings its leaf along: each is taken to.
pub const fn cost_of(kind: Kind, bytes: usize) -> usize {
    let neighbours = if kind.is_short() { 512 } else { 2 * 1024 };
    neighbours + 3 * bytes + bytes * bytes / 1024
}

/// What sled writes beside its log.
struct Blobs {
    dir: PathBuf,
    /// They are written once and never changed.
    synced: Mutex<HashSet<OsString>>,
}

impl Blobs {
    fn sync(&self) -> io::Result<()> {
        let found = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            found => found?,
        };
        let mut synced = self.synced.lock().expect("nothing panics while it holds them");
        let mut there = HashSet::new();
        let mut is_new = false;
        for entry in found {
            let name = entry?.file_name();
            if !synced.contains(&name) {
                match File::open(self.dir.join(&name)) {
                    // Nobody needs it any more.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    blob => blob?.sync_all()?,
                }
                is_new = true;
            }
            there.insert(name);
        }
        if is_new {
            File::open(&self.dir)?.sync_all()?;
        }
        *synced = there;
        Ok(())
    }
}

impl Durability {
    pub fn of(db: Db, dir: &Path) -> io::Result<Self> {
        let file = File::open(dir.join("db"))?;
        let blobs = Blobs { dir: dir.join("blobs"), synced: Mutex::default() };
        Ok(Self::new(move || {
            db.flush().map_err(|error| format!("sled cannot flush: {error}"))?;
            blobs.sync().map_err(|error| format!("sled's blobs cannot be synced: {error}"))?;
            file.sync_data().map_err(|error| format!("the database file cannot be synced: {error}"))
        }))
    }

    pub fn new(sync: impl Fn() -> Result<(), String> + Send + Sync + 'static) -> Self {
        let rounds = Mutex::new(Rounds::default());
        Self { sync: Box::new(sync), rounds, ended: Condvar::new(), failed: OnceLock::new() }
    }

    /// Whether the store may still be used.
    pub fn check(&self) -> Result<(), StoreError> {
        self.failed.get().map_or(Ok(()), |why| Err(StoreError::Failed { why: why.clone() }))
    }

    /// From now on the store refuses everything.
    pub fn fail(&self, why: String) -> StoreError {
        let why = self.failed.get_or_init(|| {
            tracing::error!(why, "the store failed and refuses everything from now on");
            why
        });
        StoreError::Failed { why: why.clone() }
    }

    /// To be called before `bytes` are written; waits for a round when too much is unsynced.
    pub fn room(&self, bytes: usize) -> Result<(), StoreError> {
        self.check()?;
        let mut rounds = self.rounds();
        // A transaction that is too large by itself is let through when it is the only one.
        while rounds.written > rounds.synced && rounds.written - rounds.synced + bytes > MOST_UNSYNCED {
            drop(rounds);
            self.wait()?;
            rounds = self.rounds();
        }
        rounds.written += bytes;
        Ok(())
    }

    /// Returns when everything that was written before the call is durable.
    pub fn wait(&self) -> Result<(), StoreError> {
        let mut rounds = self.rounds();
        // A round that has begun may have passed over what we wrote; the next one cannot.
        let ours = rounds.begun + 1;
        while rounds.ended < ours {
            if rounds.under_way {
                rounds = self.ended.wait(rounds).expect("nothing panics while it holds the rounds");
                continue;
            }
            rounds.under_way = true;
            rounds.begun += 1;
            let written = rounds.written;
            drop(rounds);
            // Caught, since a panic would leave the others waiting for the end of this round.
            let outcome =
                catch_unwind(AssertUnwindSafe(&self.sync)).unwrap_or_else(|_| Err("it panicked".into()));
            if let Err(why) = outcome {
                self.fail(why);
            }
            rounds = self.rounds();
            rounds.under_way = false;
            rounds.ended = rounds.begun;
            rounds.synced = written;
            self.ended.notify_all();
        }
        drop(rounds);
        self.check()
    }

    fn rounds(&self) -> MutexGuard<'_, Rounds> {
        self.rounds.lock().expect("nothing panics while it holds the rounds")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Arc, Barrier, mpsc};
    use std::thread;

    use super::*;

    #[test]
    fn those_who_come_during_a_round_share_the_next_one() {
        let (begun, hears_begun) = mpsc::channel();
        let (go_on, waits) = mpsc::channel::<()>();
        let waits = Mutex::new(waits);
        let count = Arc::new(AtomicU32::new(0));
        let durability = Durability::new({
            let count = Arc::clone(&count);
            move || {
                count.fetch_add(1, Ordering::SeqCst);
                begun.send(()).map_err(|error| error.to_string())?;
                waits.lock().map_err(|error| error.to_string())?.recv().map_err(|error| error.to_string())
            }
        });
        thread::scope(|scope| {
            let first = scope.spawn(|| durability.wait());
            hears_begun.recv().expect("the first round begins");
            let late: Vec<_> = (0..8).map(|_| scope.spawn(|| durability.wait())).collect();
            // None of them may be satisfied with the round that began before they came.
            assert!(late.iter().all(|waiting| !waiting.is_finished()));
            go_on.send(()).expect("the first round waits");
            assert!(first.join().expect("no panic").is_ok());
            // How many of the eight had come when the second round began is the scheduler's affair: some rounds may follow.
            for _ in 0..8 {
                let _ = go_on.send(());
            }
            for waiting in late {
                assert!(waiting.join().expect("no panic").is_ok());
            }
        });
        assert!(count.load(Ordering::SeqCst) >= 2);
    }

    #[test]
    fn little_is_written_ahead_of_the_disk() {
        let count = Arc::new(AtomicU32::new(0));
        let durability = Durability::new({
            let count = Arc::clone(&count);
            move || {
                count.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        });
        let syncs_for = |bytes| {
            let before = count.load(Ordering::SeqCst);
            durability.room(bytes).expect("it works");
            count.load(Ordering::SeqCst) - before
        };
        assert_eq!(syncs_for(MOST_UNSYNCED * 3), 0, "nothing else is unsynced");
        assert_eq!(syncs_for(1), 1);
        assert_eq!(syncs_for(MOST_UNSYNCED - 1), 0);
        assert_eq!(syncs_for(1), 1);
        durability.wait().expect("it works");
        assert_eq!(syncs_for(MOST_UNSYNCED), 0);
    }

    #[test]
    fn one_failed_round_ends_it_for_everybody() {
        let durability = Durability::new(|| Err("the disk is full".into()));
        let together = Barrier::new(4);
        thread::scope(|scope| {
            let wait = || {
                together.wait();
                durability.wait()
            };
            let all: Vec<_> = (0..4).map(|_| scope.spawn(wait)).collect();
            for waiting in all {
                let error = waiting.join().expect("no panic").expect_err("the round failed");
                assert_eq!(error.to_string(), "the store failed: the disk is full");
            }
        });
        assert!(durability.check().is_err());
    }

    #[test]
    fn a_panic_in_a_round_leaves_nobody_waiting() {
        let durability = Durability::new(|| panic!("sled met something impossible"));
        assert!(durability.wait().is_err());
        assert!(durability.wait().is_err());
    }
}
