//! For CI servers: a test suite a file, a test case a script. The little XML it takes is written by hand.

use std::fmt::Write as _;

use super::{Report, ScriptResult};

impl Report {
    pub fn junit(&self) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let (all, failed) = (self.results.len(), self.failed());
        let _ = writeln!(xml, "<testsuites tests=\"{all}\" failures=\"{failed}\">");
        let mut rest = &self.results[..];
        while let Some(first) = rest.first() {
            let path = &first.script.place.path;
            let end = rest.iter().position(|result| result.script.place.path != *path).unwrap_or(rest.len());
            suite(&mut xml, path, &rest[..end]);
            rest = &rest[end..];
        }
        xml.push_str("</testsuites>\n");
        xml
    }
}

fn suite(xml: &mut String, path: &str, results: &[ScriptResult]) {
    let failed = results.iter().filter(|result| !result.passed()).count();
    let path = escaped(path);
    let _ = writeln!(xml, "  <testsuite name=\"{path}\" tests=\"{}\" failures=\"{failed}\">", results.len());
    for result in results {
        let (name, line) = (escaped(&result.title()), result.script.place.line);
        let _ = write!(xml, "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\" line=\"{line}\"");
        let failures: Vec<String> =
            result.failures().map(|failure| format!("{}: {}", failure.place, failure.message)).collect();
        match failures.first() {
            None => xml.push_str("/>\n"),
            Some(first) => {
                let (first, all) = (escaped(first), escaped(&failures.join("\n")));
                let _ = writeln!(xml, ">\n      <failure message=\"{first}\">{all}</failure>\n    </testcase>");
            }
        }
    }
    xml.push_str("  </testsuite>\n");
}

/// Without the control characters that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_reserves_is_escaped_and_what_it_forbids_is_left_out() {
        assert_eq!(escaped("a<b> & \"c\"\n\u{7}d\u{ffff}"), "a&lt;b&gt; &amp; &quot;c&quot;&#10;d");
    }
}
