//! What a disk may hold after a power cut, made of what `recorder` took down.
//!
//! Assumed of the disk and the file system, in what is kept:
//! - what `fsync` or `fdatasync` of a file had returned for is there, bytes and length;
//! - names (made, renamed, removed) are there once their directory was synced.
//!
//! And in what may be lost, which is meant to be worse than ext4 or XFS with their usual settings:
//! - of what was written since, any sector of 512 bytes as it was at any moment, whatever became of the others; a file may be as
//!   long as it was or as long as it became, with zeros where bytes did not arrive;
//! - of the names changed since, the first few: both journals keep their order. The journal does not carry the names along when a
//!   file is synced, though both file systems do that as well.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;

use crate::recorder::{Entry, FileId, Recording};

const SECTOR: usize = 512;

/// Paths and what the files among them hold; a directory holds nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disk(BTreeMap<PathBuf, Option<Vec<u8>>>);

/// A promise that the simulated disk breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    Nothing,
    /// Syncing a file does nothing.
    FileSync,
    /// Syncing a directory does nothing.
    DirSync,
}

impl Disk {
    pub fn write(&self, root: &Path) {
        for (path, bytes) in &self.0 {
            let path = root.join(path);
            match bytes {
                Some(bytes) => fs::write(path, bytes).expect("writable"),
                None => fs::create_dir(path).expect("writable"),
            }
        }
    }

    /// This disk after the first `length` entries of the log and a power cut.
    pub fn cut(&self, recording: &Recording, length: usize, broken: Broken, random: &mut Rng) -> Self {
        let log = &recording.log[..length];
        let names = self.names(recording, log, broken, random);
        let mut contents: HashMap<FileId, File> = HashMap::new();
        for (path, file) in &recording.files {
            contents.insert(*file, File::of(self.0[path].clone().unwrap_or_default()));
        }
        let mut synced: HashMap<FileId, usize> = HashMap::new();
        for (place, entry) in log.iter().enumerate() {
            if let Entry::Synced { file } = entry
                && broken != Broken::FileSync
            {
                synced.insert(*file, place);
            }
        }
        let mut unsynced: BTreeMap<FileId, Vec<&Entry>> = BTreeMap::new();
        let changes = log.iter().enumerate().filter_map(|(place, entry)| match entry {
            Entry::Written { file, .. } | Entry::Cut { file, .. } => {
                Some((*file, entry, synced.get(file).is_some_and(|synced| place < *synced)))
            }
            _ => None,
        });
        let changes: Vec<_> = changes.collect();
        for (file, entry, is_safe) in &changes {
            if !is_safe {
                unsynced.entry(*file).or_default().push(entry);
            }
        }
        for (file, entries) in unsynced {
            contents.entry(file).or_default().expect(&entries, random);
        }
        for (file, entry, is_safe) in changes {
            contents.entry(file).or_default().apply(entry, is_safe, random);
        }
        let named = |(path, file): (PathBuf, Option<FileId>)| {
            let bytes = file.map(|file| contents.get(&file).cloned().unwrap_or_default().after(random));
            (path, bytes)
        };
        Self(names.into_iter().map(named).collect())
    }

    /// Which names there are, and of what.
    fn names(
        &self,
        recording: &Recording,
        log: &[Entry],
        broken: Broken,
        random: &mut Rng,
    ) -> BTreeMap<PathBuf, Option<FileId>> {
        let mut names: BTreeMap<PathBuf, Option<FileId>> = BTreeMap::new();
        names
            .extend(self.0.iter().filter(|(_, bytes)| bytes.is_none()).map(|(path, _)| (path.clone(), None)));
        names.extend(recording.files.iter().map(|(path, file)| (path.clone(), Some(*file))));
        let mut synced: BTreeMap<&Path, usize> = BTreeMap::new();
        for (place, entry) in log.iter().enumerate() {
            if let Entry::SyncedDir { path } = entry
                && broken != Broken::DirSync
            {
                synced.insert(path, place);
            }
        }
        let is_safe = |place: usize, path: &Path| {
            let dir = path.parent().unwrap_or(Path::new(""));
            synced.get(dir).is_some_and(|synced| place < *synced)
        };
        let changes = log.iter().enumerate().filter_map(|(place, entry)| match entry {
            Entry::Created { path, .. } | Entry::CreatedDir { path } | Entry::Removed { path } => {
                Some((entry, is_safe(place, path)))
            }
            Entry::Renamed { from, to } => Some((entry, is_safe(place, from) && is_safe(place, to))),
            _ => None,
        });
        let changes: Vec<_> = changes.collect();
        let unsafe_ones = changes.iter().filter(|(_, is_safe)| !is_safe).count();
        let mut arrived = random.usize(..=unsafe_ones);
        for (change, is_safe) in changes {
            if !is_safe {
                let Some(rest) = arrived.checked_sub(1) else { continue };
                arrived = rest;
            }
            match change {
                Entry::Created { path, file } => drop(names.insert(path.clone(), Some(*file))),
                Entry::CreatedDir { path } => drop(names.insert(path.clone(), None)),
                Entry::Removed { path } => drop(names.remove(path)),
                Entry::Renamed { from, to } => {
                    if let Some(file) = names.remove(from) {
                        names.insert(to.clone(), file);
                    }
                }
                _ => unreachable!("only changes of names were chosen"),
            }
        }
        // Nothing is in a directory that is not there.
        let all: BTreeSet<PathBuf> = names.keys().cloned().collect();
        names.retain(|path, _| {
            path.ancestors().skip(1).all(|dir| dir.as_os_str().is_empty() || all.contains(dir))
        });
        names
    }
}

#[derive(Debug, Clone, Default)]
struct File {
    bytes: Vec<u8>,
    /// How long it became, were all changes of length there.
    length: usize,
    /// How many of the unsynced writes to a sector arrive, for sectors that were looked at: first some, then no more.
    arriving: HashMap<usize, usize>,
}

impl File {
    fn of(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len(), bytes, arriving: HashMap::new() }
    }

    /// Draws lots for what was not synced.
    fn expect(&mut self, unsynced: &[&Entry], random: &mut Rng) {
        let mut writes: BTreeMap<usize, usize> = BTreeMap::new();
        for entry in unsynced {
            if let Entry::Written { at, bytes, .. } = entry {
                sectors(*at, bytes).for_each(|(at, _)| *writes.entry(at / SECTOR).or_default() += 1);
            }
        }
        let weather = random.u8(..8);
        for (sector, writes) in writes {
            let arriving = match weather {
                0 => 0,
                1 => writes,
                _ => random.usize(..=writes),
            };
            self.arriving.insert(sector, arriving);
        }
    }

    fn apply(&mut self, entry: &Entry, is_safe: bool, random: &mut Rng) {
        match entry {
            Entry::Written { at, bytes, .. } => {
                self.length = self.length.max(at + bytes.len());
                for (at, bytes) in sectors(*at, bytes) {
                    if is_safe {
                        self.put(at, bytes);
                    } else if let Some(arriving @ 1..) = self.arriving.get_mut(&(at / SECTOR)) {
                        *arriving -= 1;
                        self.put(at, bytes);
                    }
                }
            }
            Entry::Cut { length, .. } => {
                self.length = *length;
                if is_safe || random.bool() {
                    self.bytes.truncate(*length);
                }
                // Longer: zeros, which `after` adds.
                if is_safe && self.bytes.len() < *length {
                    self.bytes.resize(*length, 0);
                }
            }
            _ => unreachable!("no change of a file's contents"),
        }
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if self.bytes.len() < at + bytes.len() {
            self.bytes.resize(at + bytes.len(), 0);
        }
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn after(mut self, random: &mut Rng) -> Vec<u8> {
        if self.bytes.len() < self.length && random.bool() {
            self.bytes.resize(self.length, 0);
        }
        self.bytes
    }
}

/// The parts of a write that go into one sector each, with their places.
fn sectors(at: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let (mut at, mut rest) = (at, bytes);
    std::iter::from_fn(move || {
        let here = at;
        let (sector, after) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
        (at, rest) = (at + sector.len(), after);
        (!sector.is_empty()).then_some((here, sector))
    })
}
