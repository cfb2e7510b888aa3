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
const TRIES: usize = 256;

/// Hands out every row that sled can read, each once, and returns where there may be others. A tree that is sound is read in order.
pub fn salvage<E>(tree: &Tree, mut each: impl FnMut(IVec, IVec) -> Result<(), E>) -> Result<Vec<Gap>, E> {
    let mut open = vec![Gap { after: None, before: None, why: String::new() }];
    let mut gaps = Vec::new();
    let mut tries = 0;
    while let Some(mut gap) = open.pop() {
        let Some(why) = forward(tree, &mut gap, &mut each)? else { continue };
        gap.why = why;
        if backward(tree, &mut gap, &mut each)?.is_none() {
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

/// Reads on from where the gap begins. `None`: there is nothing left of it.
fn forward<E>(
    tree: &Tree,
    gap: &mut Gap,
    each: &mut impl FnMut(IVec, IVec) -> Result<(), E>,
) -> Result<Option<String>, E> {
    let mut rows = tree.range::<IVec, _>(bounds(gap));
    loop {
        match read(|| rows.next()) {
            Ok(Some((key, value))) => {
                gap.after = Some(key.clone());
                each(key, value)?;
            }
            Ok(None) => return Ok(None),
            Err(why) => return Ok(Some(why)),
        }
    }
}

fn backward<E>(
    tree: &Tree,
    gap: &mut Gap,
    each: &mut impl FnMut(IVec, IVec) -> Result<(), E>,
) -> Result<Option<String>, E> {
    let mut rows = tree.range::<IVec, _>(bounds(gap));
    loop {
        match read(|| rows.next_back()) {
            Ok(Some((key, value))) => {
                gap.before = Some(key.clone());
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
