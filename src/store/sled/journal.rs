//! What changed since sled last knew: one record a round, appended and synced, in two files that take turns.
//!
//! A round is durable with one write and one `fdatasync` of a file whose place on the disk is settled; sled, which would take
//! several, hears of it later and of many rounds at once (`rounds.rs`). When the file at hand is full the other one is emptied and
//! begun, and by then sled has made durable what that one held. After a crash both are read, the older first, and every round in
//! them is done once more: rows are whole, so that it does not matter which of them sled has already. Rounds that are older than
//! what sled has are never found alone: they would bring back what was changed since.
//!
//! A record says how long it is, of which life of the process and the how-manieth it is, and its sum. Reading ends where one does
//! not fit: that is one that was being written when the power went, of which nobody was told, or what a file held before it was
//! begun anew. What rows hold is sealed before it comes here.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::RangeFrom;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use ::sled::IVec;

use super::trees::Kind;

/// A row as it is on the disk; `None`: it is removed.
pub type SealedRow = (Kind, IVec, Option<IVec>);

type Sync = dyn Fn(&File) -> io::Result<()> + Send;

pub struct Journal {
    files: [File; 2],
    /// The one at hand.
    at: usize,
    end: u64,
    /// Tells this process's records from those of an earlier one.
    life: u64,
    rounds: RangeFrom<u64>,
    buffer: Vec<u8>,
    /// Both files are empty.
    is_clear: bool,
    sync: Box<Sync>,
}

const NAMES: [&str; 2] = ["journal.0", "journal.1"];
/// When a file holds so much, the other one is begun. The longer that takes, the more changes of a row have come together, of which
/// sled writes the last.
pub const FULL: u64 = 16 * 1024 * 1024;
/// A file is so large from its beginning, and never becomes smaller: to write where a file grows takes the disk twice as long.
const BEGUN_WITH: usize = 4 * 1024 * 1024;
/// Length, life, number, sum.
const HEAD: usize = 4 + 8 + 8 + 4;
/// In the place of a value's length.
const REMOVED: u32 = u32::MAX;

impl Journal {
    /// Files that [`Journal::left`] has read and [`Journal::forget`] has emptied, or new ones.
    pub fn open(dir: &Path) -> io::Result<Self> {
        let mut made = false;
        let mut open = |name: &str| {
            let path = dir.join(name);
            if !path.exists() {
                // Whole, or not there: what stands under the name is as long as it will ever have to be.
                let new = path.with_extension("new");
                std::fs::write(&new, vec![0; BEGUN_WITH])?;
                File::open(&new)?.sync_all()?;
                std::fs::rename(&new, &path)?;
                made = true;
            }
            File::options().write(true).open(path)
        };
        let files = [open(NAMES[0])?, open(NAMES[1])?];
        if made {
            File::open(dir)?.sync_all()?;
        }
        let mut life = [0; 8];
        getrandom::fill(&mut life).map_err(io::Error::other)?;
        Ok(Self {
            files,
            at: 0,
            end: 0,
            life: u64::from_le_bytes(life),
            rounds: 1..,
            buffer: Vec::new(),
            is_clear: true,
            sync: Box::new(File::sync_data),
        })
    }

    /// One whose disk does what a test says.
    #[cfg(test)]
    pub fn syncing(self, sync: impl Fn(&File) -> io::Result<()> + Send + 'static) -> Self {
        Self { sync: Box::new(sync), ..self }
    }

    /// The rows are durable when it returns.
    pub fn append(&mut self, rows: &[SealedRow]) -> io::Result<()> {
        let round = self.rounds.next().expect("there are more numbers than rounds");
        self.buffer.clear();
        self.buffer.resize(HEAD, 0);
        for (kind, key, value) in rows {
            let name = kind.name();
            self.buffer.push(u8::try_from(name.len()).expect("a tree's name is short"));
            self.buffer.extend(name.as_bytes());
            let length = |bytes: &IVec| u32::try_from(bytes.len()).expect("a row is small").to_le_bytes();
            self.buffer.extend(length(key));
            self.buffer.extend(value.as_ref().map_or(REMOVED.to_le_bytes(), length));
            self.buffer.extend_from_slice(key);
            self.buffer.extend_from_slice(value.as_deref().unwrap_or_default());
        }
        let length = u32::try_from(self.buffer.len() - HEAD).map_err(io::Error::other)?;
        self.buffer[..4].copy_from_slice(&length.to_le_bytes());
        self.buffer[4..12].copy_from_slice(&self.life.to_le_bytes());
        self.buffer[12..20].copy_from_slice(&round.to_le_bytes());
        let sum = sum(&self.buffer[..20], &self.buffer[HEAD..]);
        self.buffer[20..HEAD].copy_from_slice(&sum.to_le_bytes());
        self.is_clear = false;
        self.files[self.at].write_all_at(&self.buffer, self.end)?;
        (self.sync)(&self.files[self.at])?;
        self.end += self.buffer.len() as u64;
        // One large round does not keep its memory for ever.
        self.buffer.shrink_to(1024 * 1024);
        Ok(())
    }

    /// How much the file at hand holds.
    pub fn len(&self) -> u64 {
        self.end
    }

    /// Begins the other file, in the place of whatever it holds: sled has to have made that durable.
    pub fn turn(&mut self) -> io::Result<()> {
        let other = 1 - self.at;
        // Only overwritten, it would be read as far as its old records go when the power takes a part of the first new one.
        self.empty(other)?;
        (self.at, self.end) = (other, 0);
        Ok(())
    }

    /// What an earlier process left, round by round.
    pub fn left(dir: &Path) -> io::Result<Left> {
        let mut files = Vec::new();
        for name in NAMES {
            let path = dir.join(name);
            let bytes = match File::open(&path) {
                Ok(file) => held(file)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            let mut records = Records { rest: &bytes, before: None };
            if let Some(first) = records.next() {
                let numbers = (first.life, first.round);
                let rounds = std::iter::once(first).chain(records.by_ref()).map(|record| record.rows);
                let rounds = rounds.collect::<Option<Vec<_>>>().ok_or_else(foreign)?;
                let next = records.before.map_or(0, |(_, round)| round + 1);
                files.push(LeftFile { path, numbers, next, rounds });
            }
        }
        files.sort_by_key(|file| file.numbers.1);
        if let [older, newer] = &files[..]
            && (older.numbers.0, older.next) != newer.numbers
        {
            return Err(io::Error::other("its two files do not go on from each other"));
        }
        Ok(Left { files })
    }
}

/// Rounds that sled may not have.
pub struct Left {
    /// The older first.
    files: Vec<LeftFile>,
}

struct LeftFile {
    path: PathBuf,
    /// Of its first record: the life, the round.
    numbers: (u64, u64),
    next: u64,
    rounds: Vec<Vec<SealedRow>>,
}

impl Left {
    pub fn rounds(&self) -> impl Iterator<Item = &Vec<SealedRow>> {
        self.files.iter().flat_map(|file| &file.rounds)
    }

    /// To be called when sled has made all of it durable. The older file goes first, since the newer one alone is a journal, too.
    pub fn forget(self) -> io::Result<()> {
        for LeftFile { path, .. } in &self.files {
            let file = File::options().write(true).open(path)?;
            clear_head(&file)?;
            file.sync_data()?;
        }
        Ok(())
    }
}

impl Journal {
    /// As [`Left::forget`], at an orderly end. The older file is the one that is not at hand.
    pub fn clear(&mut self) -> io::Result<()> {
        self.empty(1 - self.at)?;
        self.empty(self.at)?;
        (self.end, self.is_clear) = (0, true);
        Ok(())
    }

    fn empty(&self, file: usize) -> io::Result<()> {
        clear_head(&self.files[file])?;
        (self.sync)(&self.files[file])
    }

    pub fn is_clear(&self) -> bool {
        self.is_clear
    }
}

/// Without a first record there are none.
fn clear_head(file: &File) -> io::Result<()> {
    file.write_all_at(&[0; HEAD], 0)
}

/// All of a file, unless it is empty, as it mostly is.
fn held(mut file: File) -> io::Result<Vec<u8>> {
    let mut head = [0; HEAD];
    match file.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Vec::new()),
        read => read?,
    }
    if head == [0; HEAD] {
        return Ok(Vec::new());
    }
    let mut bytes = head.to_vec();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn sum(head: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(body);
    hasher.finalize()
}

fn foreign() -> io::Error {
    io::Error::other("a record of it is of another version of the program")
}

struct Record {
    life: u64,
    round: u64,
    /// `None`: it is whole, but not what this version writes.
    rows: Option<Vec<SealedRow>>,
}

/// Reads as far as one record goes on from the one before.
struct Records<'a> {
    rest: &'a [u8],
    before: Option<(u64, u64)>,
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let (head, rest) = self.rest.split_first_chunk::<HEAD>()?;
        let (length, _) = head.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let number = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().expect("8 bytes"));
        let (life, round) = (number(4), number(12));
        let (body, rest) = rest.split_at_checked(length)?;
        let is_whole = head[20..] == sum(&head[..20], body).to_le_bytes();
        let goes_on = self.before.is_none_or(|(before, last)| before == life && last + 1 == round);
        if !is_whole || !goes_on || round == 0 {
            return None;
        }
        (self.rest, self.before) = (rest, Some((life, round)));
        Some(Record { life, round, rows: rows(body) })
    }
}

fn rows(mut body: &[u8]) -> Option<Vec<SealedRow>> {
    let mut rows = Vec::new();
    while let Some((&length, rest)) = body.split_first() {
        let (name, rest) = rest.split_at_checked(length.into())?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.name().as_bytes() == name)?;
        let (key, rest) = rest.split_first_chunk()?;
        let (value, rest) = rest.split_first_chunk()?;
        let (key, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*key)).ok()?)?;
        let (value, rest) = match u32::from_le_bytes(*value) {
            REMOVED => (None, rest),
            length => {
                let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                (Some(IVec::from(value)), rest)
            }
        };
        rows.push((kind, IVec::from(key), value));
        body = rest;
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dir() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary directory")
    }

    fn row(n: u64) -> SealedRow {
        let value =
            (!n.is_multiple_of(3)).then(|| IVec::from(vec![n.to_le_bytes()[0]; 100 * (n % 7) as usize]));
        (Kind::ALL[(n % 9) as usize], IVec::from(&n.to_be_bytes()), value)
    }

    fn rounds(numbers: RangeFrom<u64>, count: usize) -> Vec<Vec<SealedRow>> {
        numbers.take(count).map(|n| (0..n % 4).map(|k| row(n + k)).collect()).collect()
    }

    fn write(journal: &mut Journal, rounds: &[Vec<SealedRow>]) {
        rounds.iter().for_each(|rows| journal.append(rows).expect("it can be written"));
    }

    fn turn(journal: &mut Journal) {
        journal.turn().expect("it can be emptied");
    }

    fn left(dir: &tempfile::TempDir) -> Vec<Vec<SealedRow>> {
        Journal::left(dir.path()).expect("it can be read").rounds().cloned().collect()
    }

    #[test]
    fn every_round_is_read_in_order_from_whichever_file_is_the_older() {
        let dir = dir();
        assert_eq!(left(&dir), Vec::<Vec<SealedRow>>::new());
        let mut journal = Journal::open(dir.path()).expect("it can be made");
        let all = rounds(1.., 90);
        for (n, thirty) in all.chunks(30).enumerate() {
            write(&mut journal, thirty);
            assert_eq!(left(&dir), all[30 * n.saturating_sub(1)..30 * (n + 1)]);
            turn(&mut journal);
        }
    }

    #[test]
    fn what_was_not_written_to_its_end_and_what_comes_after_is_not_read() {
        let dir = dir();
        let mut journal = Journal::open(dir.path()).expect("it can be made");
        let all = rounds(5.., 3);
        write(&mut journal, &all[..2]);
        let whole = journal.len();
        write(&mut journal, &all[2..]);
        let file = File::options().write(true).open(dir.path().join(NAMES[0])).expect("it is there");
        for torn in whole..journal.len() {
            let bytes = std::fs::read(dir.path().join(NAMES[0])).expect("readable");
            let byte = bytes[usize::try_from(torn).expect("small")];
            file.write_all_at(&[!byte], torn).expect("writable");
            assert_eq!(left(&dir), all[..2], "byte {torn}");
            file.write_all_at(&[byte], torn).expect("writable");
        }
        assert_eq!(left(&dir), all);
    }

    /// Records of an earlier life may stand behind those of this one, at the very place where the next would.
    #[test]
    fn an_earlier_lifes_records_are_not_taken_for_this_ones() {
        let dir = dir();
        let all = rounds(6.., 2);
        write(&mut Journal::open(dir.path()).expect("it can be made"), &all);
        Journal::left(dir.path()).and_then(Left::forget).expect("it can be emptied");
        assert_eq!(left(&dir), Vec::<Vec<SealedRow>>::new());
        let mut journal = Journal::open(dir.path()).expect("it is there");
        write(&mut journal, &all[..1]);
        assert_eq!(left(&dir), all[..1]);
        journal.clear().expect("it can be emptied");
        assert_eq!(left(&dir), Vec::<Vec<SealedRow>>::new());
    }

    /// What the power leaves of the first record in a file that was begun anew is no reason to take what was there before for anything.
    #[test]
    fn a_file_that_is_begun_anew_has_nothing_old_to_be_read() {
        for torn in [0, 1, HEAD as u64, 300] {
            let dir = dir();
            let mut journal = Journal::open(dir.path()).expect("it can be made");
            let all = rounds(7.., 5);
            write(&mut journal, &all[..3]);
            turn(&mut journal);
            write(&mut journal, &all[3..4]);
            turn(&mut journal);
            assert_eq!(left(&dir), all[3..4], "the older rounds are in sled");
            let before = std::fs::read(dir.path().join(NAMES[0])).expect("readable");
            write(&mut journal, &all[4..]);
            let file = File::options().write(true).open(dir.path().join(NAMES[0])).expect("it is there");
            let old = &before[..usize::try_from(torn).expect("small")];
            file.write_all_at(old, 0).expect("writable");
            let found = left(&dir);
            assert!(found == all[3..4] || (torn == 0 && found == all[3..]), "{torn} bytes: {found:?}");
        }
    }

    /// A process that ends may be killed at any moment. Older rounds without those that followed would undo them.
    #[test]
    fn while_it_is_emptied_the_older_rounds_are_never_left_alone() {
        for syncs in 0.. {
            let dir = dir();
            let journal = Journal::open(dir.path()).expect("it can be made");
            let left_to_do = std::sync::atomic::AtomicUsize::new(usize::MAX);
            let left_to_do = std::sync::Arc::new(left_to_do);
            let counted = std::sync::Arc::clone(&left_to_do);
            let mut journal = journal.syncing(move |_| {
                let left = counted.load(std::sync::atomic::Ordering::Relaxed);
                counted.store(left.saturating_sub(1), std::sync::atomic::Ordering::Relaxed);
                if left == 0 { Err(io::Error::other("killed")) } else { Ok(()) }
            });
            let all = rounds(5.., 4);
            write(&mut journal, &all[..3]);
            turn(&mut journal);
            write(&mut journal, &all[3..]);
            left_to_do.store(syncs, std::sync::atomic::Ordering::Relaxed);
            // The checkpoint at the end, then both files.
            let ended = journal.turn().and_then(|()| journal.clear());
            let found = left(&dir);
            assert!(found.is_empty() || found == all[3..], "after {syncs} syncs: {found:?}");
            if ended.is_ok() {
                assert!(found.is_empty());
                break;
            }
        }
    }

    #[test]
    fn files_that_do_not_go_on_from_each_other_are_refused() {
        let dir = dir();
        let mut journal = Journal::open(dir.path()).expect("it can be made");
        write(&mut journal, &rounds(1.., 3));
        turn(&mut journal);
        let kept = std::fs::read(dir.path().join(NAMES[0])).expect("readable");
        write(&mut journal, &rounds(1.., 3));
        turn(&mut journal);
        write(&mut journal, &rounds(1.., 3));
        std::fs::write(dir.path().join(NAMES[1]), &kept).expect("writable");
        assert!(Journal::left(dir.path()).is_err());
    }
}
