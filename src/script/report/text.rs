//! For a terminal: every script that failed, with the conversation around its first failure.

use std::fmt::Write as _;

use super::{Failure, Report, ScriptResult, TurnResult};
use crate::script::collector::Said;
use crate::script::compare::Row;
use crate::script::script::{Turn, bracketed};

/// Turns shown before the one that failed.
const CONTEXT: usize = 2;
/// Characters of a message's words that are shown.
const LONGEST_WORDS: usize = 160;

impl Report {
    pub fn text(&self) -> String {
        let mut text = String::new();
        for result in self.results.iter().filter(|result| !result.passed()) {
            result.tell(&mut text);
            text.push('\n');
        }
        let (passed, failed) = (self.passed(), self.failed());
        let _ = match failed {
            0 => writeln!(text, "{passed} scripts passed"),
            _ => writeln!(text, "{passed} scripts passed, {failed} failed"),
        };
        text
    }
}

impl ScriptResult {
    fn tell(&self, text: &mut String) {
        let mut failures = self.failures();
        let Some(first) = failures.next() else { return };
        let _ = writeln!(text, "{}: {}", first.place, first.message);
        let _ = writeln!(text, "  in `{}`, {}", self.title(), self.script.place);
        let failed = self.turns.iter().position(|turn| !turn.failures.is_empty());
        if let Some(failed) = failed {
            text.push('\n');
            let shown = self.script.turns.iter().zip(&self.turns).enumerate();
            for (index, (turn, result)) in shown.take(failed + 1).skip(failed.saturating_sub(CONTEXT)) {
                dialogue(text, turn, result, index == failed);
            }
        }
        let shown = |failure: &&Failure| {
            failed.is_some_and(|index| {
                let turn = &self.script.turns[index];
                let lines = turn
                    .checks
                    .iter()
                    .map(|(place, _)| place)
                    .chain(turn.expected.iter().map(|line| &line.place));
                self.turns[index].failures.contains(failure)
                    && lines.into_iter().any(|place| *place == failure.place)
            })
        };
        for failure in failures.filter(|failure| !shown(failure)) {
            let _ = writeln!(text, "  also {}: {}", failure.place, failure.message);
        }
    }
}

/// The turn as the script has it, `-` before what was not said and `+` before what was said instead.
fn dialogue(text: &mut String, turn: &Turn, result: &TurnResult, with_words: bool) {
    let mut line = |number: Option<usize>, sign: char, words: &str| {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        let _ = writeln!(text, "  {number:>5} {sign} {words}");
    };
    line(Some(turn.place.line), ' ', &turn.act.to_string());
    for row in &result.rows {
        let (expected, said) = match *row {
            Row::Same { expected, said } | Row::OtherButtons { expected, said } => {
                (Some(expected), Some(said))
            }
            Row::Missing { expected } => (Some(expected), None),
            Row::Skipped { .. } => continue,
            Row::Unlisted { said } => (None, Some(said)),
        };
        let expected = expected.map(|index| &turn.expected[index]);
        let said = said.map(|index| &result.said[index]);
        match (expected, said) {
            (Some(expected), said) => {
                let sign = if said.is_some() { ' ' } else { '-' };
                line(Some(expected.place.line), sign, &expected.to_string());
                let right = said.is_none_or(|said| said.buttons == expected.buttons);
                let sign = if right { sign } else { '-' };
                if !expected.buttons.is_empty() {
                    line(
                        expected.button_lines.first().copied(),
                        sign,
                        &format!("  {}", bracketed(&expected.buttons)),
                    );
                }
                if let Some(said) = said.filter(|_| !right) {
                    line(None, '+', &format!("  {}", bracketed(&said.buttons)));
                }
            }
            (None, Some(said)) => {
                line(None, '+', &said.listed());
                if !said.buttons.is_empty() {
                    line(None, '+', &format!("  {}", bracketed(&said.buttons)));
                }
                if with_words {
                    line(None, '|', &shortened(said));
                }
            }
            (None, None) => {}
        }
    }
    for failure in
        result.failures.iter().filter(|failure| turn.checks.iter().any(|(at, _)| *at == failure.place))
    {
        line(Some(failure.place.line), '!', &failure.message);
    }
}

fn shortened(said: &Said) -> String {
    let words = said.text.replace('\n', " ");
    match words.char_indices().nth(LONGEST_WORDS) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
