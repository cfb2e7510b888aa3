//! Lays what was said beside what was expected: strict, in order, with the smallest difference.

use std::collections::HashMap;

use super::collector::Said;
use super::script::{Expected, Need, Words};
use super::side::Side;

/// One row of the comparison; numbers count expected and said messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Same {
        expected: usize,
        said: usize,
    },
    /// The words are right, the buttons are not.
    OtherButtons {
        expected: usize,
        said: usize,
    },
    /// Could have come and did not.
    Skipped {
        expected: usize,
    },
    Missing {
        expected: usize,
    },
    Unlisted {
        said: usize,
    },
}

impl Row {
    pub fn is_right(self) -> bool {
        matches!(self, Self::Same { .. } | Self::Skipped { .. })
    }

    /// Counted in the lists that these are the numbers of.
    fn renumbered(self, lines: &[usize], messages: &[usize]) -> Self {
        match self {
            Self::Same { expected, said } => Self::Same { expected: lines[expected], said: messages[said] },
            Self::OtherButtons { expected, said } => {
                Self::OtherButtons { expected: lines[expected], said: messages[said] }
            }
            Self::Skipped { expected } => Self::Skipped { expected: lines[expected] },
            Self::Missing { expected } => Self::Missing { expected: lines[expected] },
            Self::Unlisted { said } => Self::Unlisted { said: messages[said] },
        }
    }
}

/// Side by side: what is said to the learner and what is said at the desk comes in no order.
pub(super) fn compare(expected: &[Expected], said: &[Said]) -> Vec<Row> {
    let mut rows = Vec::new();
    for side in Side::ALL {
        let lines: Vec<usize> = (0..expected.len()).filter(|line| expected[*line].side == side).collect();
        let messages: Vec<usize> = (0..said.len()).filter(|message| said[*message].side == side).collect();
        let expected: Vec<Expected> = lines.iter().map(|line| expected[*line].clone()).collect();
        let said: Vec<Said> = messages.iter().map(|message| said[*message].clone()).collect();
        let of_side = compare_side(&expected, &said);
        rows.extend(of_side.into_iter().map(|row| row.renumbered(&lines, &messages)));
    }
    rows
}

fn compare_side(expected: &[Expected], said: &[Said]) -> Vec<Row> {
    let mut table = Table { expected, said, known: HashMap::new() };
    let mut at = At::default();
    let mut rows = Vec::new();
    while let Some((row, next)) = table.best(at).1 {
        rows.extend(row);
        at = next;
    }
    rows
}

impl Expected {
    fn fits(&self, said: &Said) -> bool {
        let answers = self.answers.as_ref().is_none_or(|wanted| {
            said.answers.as_ref().is_some_and(|answered| answered.contains(wanted.as_str()))
        });
        answers && self.words.fit(said)
    }
}

impl Words {
    fn fit(&self, said: &Said) -> bool {
        match self {
            Self::Keys(keys) => *keys == said.keys,
            Self::Exact(text) => *text == said.text,
            Self::Contains(text) => said.text.contains(text),
            Self::Topic(text) => said.keys == [Said::TOPIC] && *text == said.text,
        }
    }
}

/// How far both lists are compared. `taken` marks lines of a group in any order, counted from where the group begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct At {
    expected: usize,
    said: usize,
    taken: u16,
}

type Step = Option<(Option<Row>, At)>;

/// Knows for every place the cheapest way to the end.
struct Table<'a> {
    expected: &'a [Expected],
    said: &'a [Said],
    known: HashMap<At, (u32, Step)>,
}

impl Table<'_> {
    fn best(&mut self, at: At) -> (u32, Step) {
        if let Some(known) = self.known.get(&at) {
            return *known;
        }
        let mut best = (u32::MAX, None);
        for (row, next) in self.steps(at) {
            let cost = self.best(next).0.saturating_add(row.map_or(0, cost));
            if cost < best.0 {
                best = (cost, Some((row, next)));
            }
        }
        if best.1.is_none() {
            best.0 = 0;
        }
        self.known.insert(at, best);
        best
    }

    fn steps(&self, at: At) -> Vec<(Option<Row>, At)> {
        let mut steps = Vec::new();
        let group =
            self.expected[at.expected..].iter().take_while(|line| line.need == Need::AnyOrder).count();
        if group > 0 && at.taken.count_ones() as usize == group {
            return vec![(None, At { expected: at.expected + group, taken: 0, ..at })];
        }
        let open: Vec<usize> = (0..group).filter(|line| at.taken & (1 << line) == 0).collect();
        let lines = if group > 0 {
            open
        } else {
            (at.expected < self.expected.len()).then_some(0).into_iter().collect()
        };
        let past = |line: usize, said: usize| match group {
            0 => At { expected: at.expected + 1, said, taken: 0 },
            _ => At { said, taken: at.taken | 1 << line, ..at },
        };
        for line in &lines {
            let (expected, said) = (at.expected + line, at.said);
            let Some(message) = self.said.get(said) else { break };
            let line_is = &self.expected[expected];
            if line_is.fits(message) {
                let row = if line_is.buttons == message.buttons {
                    Row::Same { expected, said }
                } else {
                    Row::OtherButtons { expected, said }
                };
                steps.push((Some(row), past(*line, said + 1)));
            }
        }
        if let Some(line) = lines.first() {
            let expected = at.expected + line;
            let row = match self.expected[expected].need {
                Need::May => Row::Skipped { expected },
                Need::Must | Need::AnyOrder => Row::Missing { expected },
            };
            steps.push((Some(row), past(*line, at.said)));
        }
        if at.said < self.said.len() {
            steps.push((Some(Row::Unlisted { said: at.said }), At { said: at.said + 1, ..at }));
        }
        steps
    }
}

fn cost(row: Row) -> u32 {
    match row {
        Row::Same { .. } | Row::Skipped { .. } => 0,
        Row::OtherButtons { .. } => 3,
        Row::Missing { .. } | Row::Unlisted { .. } => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::suite::Suite;

    /// `=` the same, `b` other buttons, `?` skipped, `-` missing, `+` unlisted.
    fn rows(expected: &str, said: &[(&str, &str)]) -> String {
        let suite =
            Suite::read([("x", format!("script: a\n> x\n{expected}").as_str())]).expect("a right script");
        let said: Vec<Said> = said
            .iter()
            .map(|(keys, buttons)| Said {
                side: Side::Learner,
                answers: None,
                keys: keys.split('+').map(str::to_owned).collect(),
                text: format!("the words of {keys}"),
                buttons: buttons.split_whitespace().map(str::to_owned).collect(),
            })
            .collect();
        let sign = |row: Row| match row {
            Row::Same { .. } => '=',
            Row::OtherButtons { .. } => 'b',
            Row::Skipped { .. } => '?',
            Row::Missing { .. } => '-',
            Row::Unlisted { .. } => '+',
        };
        compare(&suite.scripts[0].turns[0].expected, &said).into_iter().map(sign).collect()
    }

    /// Expected lines, what was said, and the signs of [`rows`].
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

    #[test]
    fn every_message_has_to_be_listed_in_its_order_with_its_buttons() {
        let (a, b, c) = (("a", ""), ("b", ""), ("c", "x y"));
        let cases: &[Case<'_>] = &[
            ("< a\n< b", &[a, b], "=="),
            ("< a", &[a, b], "=+"),
            ("< a\n< b", &[a], "=-"),
            ("< a\n< b", &[b, a], "-=+"),
            ("< c\n[x] [y]", &[c], "="),
            ("< c\n[x]\n[y]", &[c], "="),
            ("< c\n[y] [x]", &[c], "b"),
            ("< c", &[c], "b"),
            ("< a\n[x]", &[a], "b"),
            ("< a + b", &[("a+b", "")], "="),
            ("< \"the words of a\"", &[a], "="),
            ("< ~\"words of\"", &[a], "="),
            ("< ~\"of b\"", &[a], "-+"),
            ("<? a\n< b", &[b], "?="),
            ("<? a\n< b", &[a, b], "=="),
        ];
        for (expected, said, signs) in cases {
            assert_eq!(rows(expected, said), *signs, "{expected}");
        }
    }

    #[test]
    fn neighbours_may_come_in_any_order_but_all_have_to_come() {
        let (a, b) = (("a", ""), ("b", ""));
        assert_eq!(rows("<* a\n<* b", &[b, a]), "==");
        assert_eq!(rows("< a\n<* a\n<* b", &[a, b, a]), "===");
        assert_eq!(rows("<* a\n<* b\n< c", &[b, ("c", "")]), "=-=");
        assert_eq!(rows("<* a\n< b", &[b, a]), "-=+");
    }
}
