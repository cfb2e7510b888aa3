//! The file that `helpbot export` writes and `helpbot import` reads: a JSON object a line. The first line says what it is, the last
//! one how many rows there are, so that a file that was cut off is noticed.

use std::io::Write as _;

use serde::{Deserialize, Serialize};

use super::load::Part;
use crate::store::Row;

pub(super) const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct First {
    pub helpbot_export: u32,
    pub plain: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    Last {
        rows: u64,
    },
    Row {
        part: Part,
        #[serde(flatten)]
        row: Box<Row>,
    },
}

/// Tells whoever waits that something is going on, now and then.
pub(super) fn show_progress(rows: u64) -> std::io::Result<()> {
    const NOW_AND_THEN: u64 = 50_000;
    if rows.is_multiple_of(NOW_AND_THEN) { writeln!(std::io::stderr(), "{rows} rows …") } else { Ok(()) }
}
