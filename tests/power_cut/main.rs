//! The power goes: what the store has acknowledged is there afterwards.
//!
//! A test crate of its own, since it stands in for functions of the C library (`recorder`). A store works in a directory; every
//! write, rename and sync is taken down. Afterwards the power is cut at random places of that record, also while the store was
//! still opening, and the disk is built as it may look then (`disk`). The store is opened on it and has to hold what the first so
//! many transactions lead to, in order and none of them torn: all that were acknowledged, and of those under way any number.
//! One such disk is what the next store begins with, so that cuts follow on cuts.
//!
//! The long form: `POWER_CUTS=1000 cargo test --release --test power_cut -- --ignored --nocapture`, with `POWER_CUT_SEED=…`
//! for another course of events.

#![cfg(target_os = "linux")]

mod disk;
mod recorder;
mod workload;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use fastrand::Rng;
use helpbot::store::{MasterKey, SledStore};
use tempfile::TempDir;

use self::disk::{Broken, Disk};
use self::recorder::{Entry, Mark, Recording};
use self::workload::{Transaction, after, group, issue, length_of};

const SEED: u64 = 20_260_417;
/// Groups of transactions that a store commits before the power goes.
const GROUPS: usize = 50;
/// Of ten cuts, those while the store is still opening.
const WHILE_OPENING: usize = 3;
/// So often a directory lives through a power cut before a fresh one takes its place.
const LIVES: usize = 5;

fn open(dir: &Path) -> Result<SledStore, String> {
    static KEY: LazyLock<MasterKey> = LazyLock::new(MasterKey::random);
    SledStore::open(dir, &KEY).map_err(|error| error.to_string())
}

/// A directory that is watched, with the store's own in it.
fn directory() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let root = dir.path().canonicalize().expect("it is there");
    (dir, root)
}

/// A disk, and what has to be on it.
#[derive(Default, Clone)]
struct Survivor {
    disk: Disk,
    history: Vec<Transaction>,
    acknowledged: usize,
}

/// What happened to a store, from its opening to its last commit.
struct Life {
    before: Survivor,
    recording: Recording,
    history: Vec<Transaction>,
    /// The log's length when the store was open.
    opened: usize,
}

impl Life {
    fn live(before: Survivor, random: &mut Rng) -> Self {
        // Tests take turns: the recorder knows one directory.
        static TURN: Mutex<()> = Mutex::new(());
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let (_dir, root) = directory();
        before.disk.write(&root);
        recorder::start(&root);
        let store = open(&root.join("data")).expect("it opens");
        recorder::mark(Mark::Opened);
        let issued = before.history.len();
        let kept = length_of(&store, &before.history, before.acknowledged, issued).expect("nothing is lost");
        let mut history = before.history[..kept].to_vec();
        let model = after(&history, kept);
        let mut acknowledged = before.acknowledged;
        for _ in 0..GROUPS {
            let from = history.len();
            group(random, &mut history, &model);
            recorder::mark(Mark::Progress { issued: history.len(), acknowledged });
            issue(&store, &history[from..]);
            match random.u8(..16) {
                // A checkpoint, and an empty journal.
                0 | 1 => store.close().expect("it works"),
                // As when the journal is full: its other file is begun, over what it held before.
                2..6 => store.checkpoint().expect("it works"),
                _ => {}
            }
            acknowledged = history.len();
            recorder::mark(Mark::Progress { issued: acknowledged, acknowledged });
        }
        let recording = recorder::stop();
        drop(store);
        let is_opened = |entry: &Entry| matches!(entry, Entry::Mark(Mark::Opened));
        let opened = recording.log.iter().position(is_opened).expect("it was marked");
        Self { before, recording, history, opened }
    }

    fn cut(&self, length: usize, broken: Broken, random: &mut Rng) -> Survivor {
        let disk = self.before.disk.cut(&self.recording, length, broken, random);
        let progress = self.recording.log[..length].iter().rev().find_map(|entry| match entry {
            Entry::Mark(Mark::Progress { issued, acknowledged }) => Some((*issued, *acknowledged)),
            _ => None,
        });
        let (history, acknowledged) = match progress {
            Some((issued, acknowledged)) => (self.history[..issued].to_vec(), acknowledged),
            None => (self.before.history.clone(), self.before.acknowledged),
        };
        Survivor { disk, history, acknowledged }
    }

    fn cut_while_opening(&self, broken: Broken, random: &mut Rng) -> Survivor {
        self.cut(random.usize(..=self.opened), broken, random)
    }

    fn cut_at_work(&self, broken: Broken, random: &mut Rng) -> Survivor {
        self.cut(random.usize(self.opened..=self.recording.log.len()), broken, random)
    }
}

impl Survivor {
    /// Opens the store on the disk and looks for everything that has to be there. Returns whether a damaged snapshot had to be
    /// put aside.
    fn check(&self) -> Result<bool, String> {
        let (_dir, root) = directory();
        self.disk.write(&root);
        let data = root.join("data");
        let look = || {
            let store = open(&data)?;
            length_of(&store, &self.history, self.acknowledged, self.history.len())
        };
        catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| Err("it panicked".to_owned()))?;
        Ok(root.join("data.damaged-1").exists())
    }
}

#[derive(Debug, Default)]
struct Tally {
    cuts: usize,
    while_opening: usize,
    acknowledged: usize,
    damaged: usize,
    lost: Vec<String>,
}

/// Ten cuts a life, the last of which is what the next life begins with.
fn cut(cuts: usize, seed: u64, broken: Broken) -> Tally {
    println!("POWER_CUT_SEED={seed}, {broken:?}");
    let mut random = Rng::with_seed(seed);
    let mut tally = Tally::default();
    let mut survivor = Survivor::default();
    for life in 0..cuts.div_ceil(10) {
        if life % LIVES == 0 || broken != Broken::Nothing {
            survivor = Survivor::default();
        }
        let life = Life::live(survivor, &mut random);
        survivor = Survivor::default();
        for number in 0..10 {
            survivor = if number < WHILE_OPENING {
                tally.while_opening += 1;
                life.cut_while_opening(broken, &mut random)
            } else {
                life.cut_at_work(broken, &mut random)
            };
            tally.cuts += 1;
            tally.acknowledged += survivor.acknowledged;
            match survivor.check() {
                Ok(was_damaged) => tally.damaged += usize::from(was_damaged),
                Err(why) => {
                    let place = if number < WHILE_OPENING { "while opening" } else { "at work" };
                    tally.lost.push(format!("cut {} ({place}): {why}", tally.cuts));
                    survivor = Survivor::default();
                }
            }
        }
    }
    if broken == Broken::Nothing {
        tally.lost.iter().for_each(|lost| println!("{lost}"));
    }
    println!(
        "{} power cuts, {} of them while opening; {} acknowledged transactions looked for; {} cuts lost some; after {} a damaged \
         snapshot was put aside",
        tally.cuts,
        tally.while_opening,
        tally.acknowledged,
        tally.lost.len(),
        tally.damaged
    );
    tally
}

fn number_from(variable: &str, otherwise: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.map_or(otherwise, |number| number.parse().expect("a number"))
}

#[test]
fn a_power_cut_takes_nothing_that_was_acknowledged() {
    let tally = cut(20, number_from("POWER_CUT_SEED", SEED), Broken::Nothing);
    assert!(tally.lost.is_empty(), "{:#?}", tally.lost);
    assert!(tally.acknowledged > 1_000, "{tally:?}");
}

#[test]
#[ignore = "the long form, which the head of this file tells how to run"]
fn many_power_cuts_take_nothing_that_was_acknowledged() {
    let cuts = usize::try_from(number_from("POWER_CUTS", 100)).expect("a small number");
    let tally = cut(cuts, number_from("POWER_CUT_SEED", SEED), Broken::Nothing);
    assert!(tally.lost.is_empty(), "{:#?}", tally.lost);
}

/// The simulation has teeth: without the store's own `fdatasync` nearly every cut would take something.
#[test]
fn a_disk_that_does_not_sync_files_loses_what_was_acknowledged() {
    let tally = cut(10, SEED + 1, Broken::FileSync);
    assert!(
        tally.lost.len() >= 6,
        "only {} of the cuts while at work lost anything: {tally:#?}",
        tally.lost.len()
    );
}

/// And so does every cut when the names of the files were never made durable.
#[test]
fn a_disk_that_does_not_sync_names_loses_what_was_acknowledged() {
    let tally = cut(30, SEED + 2, Broken::DirSync);
    assert!(tally.lost.len() >= 5, "only {} cuts lost anything: {tally:#?}", tally.lost.len());
}
