//! A mistake in how a script is written, with its place.

use std::fmt;
use std::sync::Arc;

/// Line and column count from 1, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    pub path: Arc<str>,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)
    }
}

impl std::error::Error for ScriptError {}

/// The one of the words that was probably meant.
pub(super) fn meant<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = words.into_iter().map(|word| (distance(typed, word), word)).min();
    match nearest {
        Some((distance, word)) if distance <= typed.chars().count().div_ceil(3) => {
            format!("; did you mean `{word}`?")
        }
        _ => String::new(),
    }
}

/// Letters to change, add or take away.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, r) in right.iter().enumerate() {
            let changed = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(meant("tpa", ["tap", "send"]), "");
        assert_eq!(meant("sned", ["tap", "send"]), "; did you mean `send`?");
        assert_eq!(meant("reloat", ["reload", "restart"]), "; did you mean `reload`?");
        assert_eq!(meant("dance", ["tap", "send"]), "");
    }
}
