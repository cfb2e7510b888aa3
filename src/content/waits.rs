//! What a state does while it waits: its clock, and what it says to words that it does not understand.

use std::time::Duration;

use super::code::Code;
use super::fields;
use super::outline::Outline;
use super::states::Linker;
use super::suggest::{did_you_mean, listed};
use super::yaml::Node;
use crate::engine::{NoMatch, Reserved, Target, Timeout};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

impl<'n> Linker<'_, 'n, '_> {
    pub(super) fn timeout(&mut self, outline: &Outline<'n>, node: &'n Node) -> Option<Timeout> {
        let fields = fields::fields(node, node.place, "a timeout", &["after", "to"], self.findings)?;
        let to = match fields.get("to") {
            Some(node) => self.target(outline, node),
            None => Some(Target::Dialog(Reserved::Timeout.id())),
        };
        let found = fields::text(fields.need("after", self.findings)?, "a time, `30m`", self.findings)?;
        let Some(seconds) = seconds(found.value) else {
            self.findings
                .add(Code::BadDuration, found.place, format!("`{}` is no time", found.value))
                .expected("expected a number and `s`, `m`, `h` or `d`: `30m`");
            return None;
        };
        if seconds > 14 * DAY {
            let message = format!("`{}` is too long to wait", found.value);
            self.findings.add(Code::LongTimeout, found.place, message).expected("expected at most `14d`");
        } else if seconds < MINUTE {
            let message = format!("`{}` is hardly time to read", found.value);
            self.findings.add(Code::ShortTimeout, found.place, message).expected("expected `1m` or more");
        }
        Some(Timeout { after: Duration::from_secs(seconds), to: to? })
    }

    pub(super) fn no_match(&mut self, node: &'n Node) -> Vec<NoMatch> {
        const NAMES: [&str; 3] = ["again", "did-you-mean", "human"];
        let mut read = Vec::new();
        for name in fields::texts(node, "a list of what happens", "what happens", self.findings) {
            match name.value {
                "again" => read.push(NoMatch::Again),
                "did-you-mean" => read.push(NoMatch::DidYouMean),
                "human" => read.push(NoMatch::Human),
                other => {
                    let suggestion = did_you_mean(other, NAMES);
                    self.findings
                        .add(Code::BadValue, name.place, format!("`no-match` knows no `{other}`{suggestion}"))
                        .expected(format!("expected one of {}", listed(NAMES)));
                }
            }
        }
        if node.is_empty_list() {
            self.findings
                .add(Code::BadValue, node.place, "nothing happens here")
                .expected("expected `again`, for instance");
        }
        read
    }
}

/// `30m` in seconds.
fn seconds(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => MINUTE,
        'h' => 60 * MINUTE,
        'd' => DAY,
        _ => return None,
    };
    let digits = &text[..text.len() - 1];
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse::<u64>().ok().filter(|number| all_digits && *number > 0)?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_have_a_number_and_a_unit() {
        assert_eq!(seconds("90s"), Some(90));
        assert_eq!(seconds("2h"), Some(7200));
        for wrong in [
            "",
            "m",
            "30",
            "30 m",
            "-1m",
            "+1m",
            "0m",
            "1w",
            "99999999999999999999d",
            "18446744073709551615d",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
