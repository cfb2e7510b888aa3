//! Reading a tree of which sled cannot read everything: as many rows as it gives out.
//!
//! sled stops at the first page that it cannot read and says the same for ever. So the rows are read from both ends, and between
//! two places where that stops from somewhere in the middle, and so on, until a gap is as small as it gets.

use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ::sled::{IVec, Tree};

/// Where sled could not read: between these two keys, of which each is that of a row, or none is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub after: Option<IVec>,
    pub before: Option<IVec>,
    pub why: String,
}

/// Tries to get into the middle of gaps, of one tree.
const TRIES: usize = 2_000;

/// Hands out every row that sled can read, each once, and returns where there may be others. A tree that is sound is read in order.
pub fn salvage<E>(tree: &Tree, mut each: impl FnMut(IVec, IVec) -> Result<(), E>) -> Result<Vec<Gap>, E> {
    let mut open = vec![Gap { after: None, before: None, why: String::new() }];
    let mut gaps = Vec::new();
    let mut tries = 0;
    while let Some(mut gap) = open.pop() {
        let Some(why) = shrink(tree, &mut gap, End::Front, &mut each)? else { continue };
        gap.why = why;
        if shrink(tree, &mut gap, End::Back, &mut each)?.is_none() {
            continue;
        }
        tries += 1;
        match middle(&gap).filter(|_| tries <= TRIES) {
            Some(middle) => {
                open.push(Gap { after: Some(middle.clone()), ..gap.clone() });
                open.push(Gap { before: Some(middle), ..gap });
            }
            None => gaps.push(gap),
        }
    }
    Ok(gaps)
}

/// From which end a gap is read.
#[derive(Clone, Copy)]
enum End {
    Front,
    Back,
}

/// Reads on from there. `None`: there is nothing left of the gap.
fn shrink<E>(
    tree: &Tree,
    gap: &mut Gap,
    from: End,
    each: &mut impl FnMut(IVec, IVec) -> Result<(), E>,
) -> Result<Option<String>, E> {
    let mut rows = tree.range::<IVec, _>(bounds(gap));
    loop {
        let row = read(|| match from {
            End::Front => rows.next(),
            End::Back => rows.next_back(),
        });
        match row {
            Ok(Some((key, value))) => {
                let reached = match from {
                    End::Front => &mut gap.after,
                    End::Back => &mut gap.before,
                };
                *reached = Some(key.clone());
                each(key, value)?;
            }
            Ok(None) => return Ok(None),
            Err(why) => return Ok(Some(why)),
        }
    }
}

/// Some damage makes sled panic where it should say what is wrong.
fn read(next: impl FnOnce() -> Option<::sled::Result<(IVec, IVec)>>) -> Result<Option<(IVec, IVec)>, String> {
    match catch_unwind(AssertUnwindSafe(next)) {
        Ok(row) => row.transpose().map_err(|error| error.to_string()),
        Err(_) => Err("sled panicked".to_owned()),
    }
}

fn bounds(gap: &Gap) -> (Bound<IVec>, Bound<IVec>) {
    let bound = |key: &Option<IVec>| key.clone().map_or(Bound::Unbounded, Bound::Excluded);
    (bound(&gap.after), bound(&gap.before))
}

/// A key in the middle of the gap, as far as the first 16 bytes tell.
fn middle(gap: &Gap) -> Option<IVec> {
    let number = |key: &IVec, fill: u8| {
        let mut bytes = [fill; 16];
        let length = key.len().min(16);
        bytes[..length].copy_from_slice(&key[..length]);
        u128::from_be_bytes(bytes)
    };
    let from = gap.after.as_ref().map_or(0, |key| number(key, 0));
    let to = gap.before.as_ref().map_or(u128::MAX, |key| number(key, 0));
    let middle = from.checked_add(to.checked_sub(from)? / 2)?;
    (middle > from && middle < to).then(|| IVec::from(&middle.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt as _;
    use std::path::Path;

    use super::*;

    const ROWS: u64 = 20_000;

    fn db(dir: &Path) -> ::sled::Db {
        ::sled::Config::new().path(dir).flush_every_ms(None).open().expect("it opens")
    }

    fn key(n: u64) -> [u8; 16] {
        (u128::from(n.wrapping_mul(0x9E37_79B9_7F4A_7C15)) * 0xD1B5_4A32_D192_ED03).to_be_bytes()
    }

    #[test]
    fn what_lies_around_a_place_that_cannot_be_read_is_read() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let written = db(dir.path());
        for n in 0..ROWS {
            written.insert(key(n), &[7; 100][..]).expect("writable");
            if n % 500 == 0 {
                written.flush().expect("writable");
            }
        }
        written.flush().expect("writable");
        drop(written);
        // It makes a snapshot, so that the next opening does not read what is damaged.
        drop(db(dir.path()));
        let file = std::fs::File::options().write(true).open(dir.path().join("db")).expect("it is there");
        let length = file.metadata().expect("it is there").len();
        file.write_all_at(&[0xA5; 8192], length / 10 * 8).expect("writable");

        let db = db(dir.path());
        let before = db.iter().position(|row| row.is_err()).expect("sled stops there");
        let mut rows = Vec::new();
        let gaps = salvage(&db, |key, _| {
            rows.push(key);
            Ok::<_, ()>(())
        });
        assert!(gaps.is_ok_and(|gaps| !gaps.is_empty()));
        // How much more a damaged place takes with it is sled's affair.
        assert!(rows.len() > 2 * before && rows.len() > 2_000, "{} of which {before} come first", rows.len());
        rows.sort();
        let count = rows.len();
        rows.dedup();
        assert_eq!(rows.len(), count, "each once");
    }
}
