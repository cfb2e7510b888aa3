//! Figures that take a walk through all that is kept: how conversations went, and what was not understood.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::desk::{Containment, Figures, Mention, Unanswered};
use crate::engine::Taken;
use crate::intent::clusters;
use crate::store::{Store, StoreError};

/// Questions that are told in a message.
const TOP: usize = 5;
const DAY_S: i64 = 24 * 60 * 60;

pub(super) fn figures(store: &dyn Store, since: Timestamp, now: Timestamp) -> Result<Figures, StoreError> {
    let mut review = store.review()?;
    // Days of the list are those of UTC: half a day more is better than half a day less.
    review.retain(|mention| mention.day >= since.as_second().div_euclid(DAY_S));
    let mut unanswered = unanswered(&review);
    unanswered.truncate(TOP);
    Ok(Figures { conversations: Containment::of(store.contacts()?, Some(since), now), unanswered })
}

/// The most frequent first.
pub fn unanswered(review: &[Mention]) -> Vec<Unanswered> {
    let mut said: BTreeMap<&str, u64> = BTreeMap::new();
    for mention in review.iter().filter(|mention| !matches!(mention.heard.taken, Taken::Intent { .. })) {
        *said.entry(&mention.heard.text).or_default() += u64::from(mention.count);
    }
    let groups = clusters(said).into_iter().filter_map(|group| {
        let (count, texts) = (group.count, group.texts.len());
        Some(Unanswered { text: group.texts.into_iter().next()?.0, count, texts })
    });
    groups.collect()
}
