//! The Test Anything Protocol, version 13.

use std::fmt::Write as _;

use super::Report;

impl Report {
    pub fn tap(&self) -> String {
        let mut tap = format!("TAP version 13\n1..{}\n", self.results.len());
        for (index, result) in self.results.iter().enumerate() {
            let verdict = if result.passed() { "ok" } else { "not ok" };
            // A `#` would begin a directive.
            let title = format!("{}: {}", result.script.place.path, result.title()).replace('#', "\\#");
            let _ = writeln!(tap, "{verdict} {} - {title}", index + 1);
            for failure in result.failures() {
                let _ = writeln!(tap, "# {}: {}", failure.place, failure.message.replace('\n', " "));
            }
        }
        tap
    }
}
