//! One piece of personal data and where it stands. The finders speak of places in the folded text, the masker of places in
//! what was typed; both use this type and never mix the two in one list.

use std::ops::Range;

use super::kind::Kind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub kind: Kind,
    /// Bytes, on character boundaries.
    pub range: Range<usize>,
}

impl Finding {
    pub fn new(kind: Kind, range: Range<usize>) -> Finding {
        Finding { kind, range }
    }
}
