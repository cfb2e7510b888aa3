//! Rewrites the bot's lines of a script file to what the bot says now, for somebody to review.
//!
//! The learner's lines, comments, checks and the order stay; so do lines that still fit, `~"contains"` and `<?` among them.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Row;
use super::report::{Report, ScriptResult, TurnResult};
use super::script::{Need, Place, Turn, bracketed};

/// The text of the file at `path` with the bot's lines as the report has them.
///
/// A part that several scripts use follows the first of them. A script that could not go on is blessed up to there.
pub fn bless(path: &str, text: &str, report: &Report) -> String {
    let mut edits = Edits { path, removed: BTreeSet::new(), added: BTreeMap::new() };
    let mut blessed = BTreeSet::new();
    for result in &report.results {
        edits.follow(result, &mut blessed);
    }
    edits.apply(text)
}

/// Lines to take away, and lines to put in under a line.
struct Edits<'a> {
    path: &'a str,
    removed: BTreeSet<usize>,
    added: BTreeMap<usize, Vec<String>>,
}

impl Edits<'_> {
    fn follow(&mut self, result: &ScriptResult, blessed: &mut BTreeSet<Place>) {
        // Marked after the script, so that a part used twice in one script also follows its first use.
        for (turn, turn_result) in result.script.turns.iter().zip(&result.turns) {
            let lines = std::iter::once(&turn.place).chain(turn.expected.iter().map(|line| &line.place));
            let lines: Vec<Place> = lines.cloned().collect();
            if lines.iter().any(|line| blessed.contains(line)) {
                continue;
            }
            blessed.extend(lines);
            self.turn(turn, turn_result);
        }
    }

    fn turn(&mut self, turn: &Turn, result: &TurnResult) {
        let mut after = turn.place.clone();
        for row in &result.rows {
            match *row {
                Row::Same { expected, .. } | Row::Skipped { expected } => {
                    let line = &turn.expected[expected];
                    after = Place {
                        line: line.button_lines.last().copied().unwrap_or(line.place.line),
                        ..line.place.clone()
                    };
                }
                Row::OtherButtons { expected, said } => {
                    let line = &turn.expected[expected];
                    after = line.place.clone();
                    if &*after.path == self.path {
                        self.removed.extend(&line.button_lines);
                    }
                    self.add(&after, buttons(&result.said[said].buttons));
                }
                Row::Missing { expected } => {
                    let line = &turn.expected[expected];
                    if &*line.place.path == self.path {
                        self.removed.insert(line.place.line);
                        self.removed.extend(&line.button_lines);
                    }
                    if line.need != Need::AnyOrder {
                        after = line.place.clone();
                    }
                }
                Row::Unlisted { said } => {
                    let said = &result.said[said];
                    self.add(&after, std::iter::once(said.listed()).chain(buttons(&said.buttons)));
                }
            }
        }
    }

    fn add(&mut self, after: &Place, lines: impl IntoIterator<Item = String>) {
        if &*after.path == self.path {
            self.added.entry(after.line).or_default().extend(lines);
        }
    }

    fn apply(mut self, text: &str) -> String {
        let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut blessed = String::with_capacity(text.len());
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let number = index + 1;
            if !self.removed.contains(&number) {
                blessed.push_str(line);
            }
            for added in self.added.remove(&number).into_iter().flatten() {
                if !blessed.is_empty() && !blessed.ends_with('\n') {
                    blessed.push_str(ending);
                }
                blessed.push_str(&added);
                blessed.push_str(ending);
            }
        }
        blessed
    }
}

fn buttons(labels: &[String]) -> Option<String> {
    (!labels.is_empty()).then(|| format!("  {}", bracketed(labels)))
}
