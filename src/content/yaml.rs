//! A YAML file as a tree in which every node knows its place.
//!
//! Only the part of YAML that an editor needs: no anchors and aliases (they make a small file huge), no tags, one document.

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};

use super::code::Code;
use super::findings::{Findings, Place, Placed};

#[derive(Debug)]
pub struct Node {
    pub place: Place,
    pub value: Value,
}

#[derive(Debug)]
pub enum Value {
    Text {
        text: String,
        /// Where the text itself begins, after a quotation mark; `None` when it is written with escapes or over lines.
        verbatim: Option<usize>,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// A key without a value, or an empty file.
    Nothing,
    /// Reported already.
    Refused,
}

/// Deeper than any file of ours goes.
const MAX_DEPTH: usize = 24;

/// `None` after a syntax error, which is reported.
pub fn parse(file: usize, text: &str, findings: &mut Findings<'_>) -> Option<Node> {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut tree = Tree { file, text, open: Vec::new(), root: None, documents: 0, findings };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => tree.take(event, &span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
                let place =
                    Place { file, start: at, end: at + text[at..].chars().next().map_or(0, char::len_utf8) };
                let found = tree.findings.add(Code::YamlSyntax, place, format!("not YAML: {}", error.info()));
                found.hint(
                    "texts with `: `, ` #` or a bracket or quotation mark in front need quotes around them",
                );
                return None;
            }
        }
    }
    Some(tree.root.unwrap_or(Node { place: Place::start_of(file), value: Value::Nothing }))
}

impl Node {
    pub fn as_text(&self) -> Option<Placed<&str>> {
        match &self.value {
            Value::Text { text, .. } => Some(Placed::new(text.as_str(), self.place)),
            _ => None,
        }
    }

    pub fn is_empty_list(&self) -> bool {
        matches!(&self.value, Value::List(items) if items.is_empty())
    }

    /// What was found, for a message.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Text { text, .. } if text.chars().count() > 40 => "a long text".to_owned(),
            Value::Text { text, .. } => format!("`{}`", text.escape_debug()),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
            Value::Nothing | Value::Refused => "nothing".to_owned(),
        }
    }
}

struct Tree<'t, 'f> {
    file: usize,
    text: &'t str,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    findings: &'t mut Findings<'f>,
}

/// A list or mapping whose end has not come yet.
struct Open {
    start: Place,
    flow: bool,
    value: Value,
    /// The key that waits for its value.
    key: Option<Node>,
}

impl Tree<'_, '_> {
    fn take(&mut self, event: Event<'_>, span: &Span) {
        let place = self.place(span);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents == 2 {
                    self.refuse(place, "a second document in the file", "one document a file");
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.check_extras(place, anchor, tag.is_some());
                let value = self.scalar(&text, style, place);
                self.put(Node { place, value });
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_extras(place, anchor, tag.is_some());
                self.enter(place, style, Value::List(Vec::new()));
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_extras(place, anchor, tag.is_some());
                self.enter(place, style, Value::Map(Vec::new()));
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(place),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse(
                    place,
                    "an alias (`*name`)",
                    "the value itself; put quotes around a text that begins with `*`",
                );
                self.put(Node { place, value: Value::Refused });
            }
            _ => {}
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, place: Place) -> Value {
        if style == ScalarStyle::Plain && matches!(text, "" | "~") {
            return Value::Nothing;
        }
        let quote = usize::from(matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted));
        let start = place.start + quote;
        let same = self.text.get(start..start + text.len()) == Some(text);
        Value::Text { text: text.to_owned(), verbatim: same.then_some(start) }
    }

    fn enter(&mut self, start: Place, style: StructureStyle, value: Value) {
        self.open.push(Open { start, flow: style == StructureStyle::Flow, value, key: None });
    }

    fn leave(&mut self, end: Place) {
        let Some(open) = self.open.pop() else { return };
        let first = match &open.value {
            Value::List(items) => items.first().map(|item| item.place),
            Value::Map(entries) => entries.first().map(|(key, _)| key.place),
            _ => None,
        };
        // A block that spans lines is shown by what it begins with.
        let place = match first {
            Some(first) if !open.flow => first,
            _ => Place { end: end.end.max(open.start.end), ..open.start },
        };
        self.put(Node { place, value: open.value });
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            None if self.root.is_none() => self.root = Some(node),
            None => {}
            Some(Open { value: Value::List(items), .. }) => items.push(node),
            Some(Open { value: Value::Map(entries), key, .. }) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node),
            },
            Some(_) => {}
        }
    }

    fn check_extras(&mut self, place: Place, anchor: usize, tagged: bool) {
        if anchor != 0 {
            self.refuse(
                place,
                "an anchor (`&name`)",
                "the value alone; put quotes around a text that begins with `&`",
            );
        }
        if tagged {
            self.refuse(
                place,
                "a tag (`!name`)",
                "the value alone; put quotes around a text that begins with `!`",
            );
        }
    }

    fn refuse(&mut self, place: Place, what: &str, expected: &str) {
        self.findings
            .add(Code::YamlFeature, place, format!("{what} is not allowed"))
            .expected(format!("expected {expected}"));
    }

    fn place(&self, span: &Span) -> Place {
        let range = span.byte_range().unwrap_or(0..0);
        Place { file: self.file, start: range.start, end: range.end }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::SourceFile;
    use super::*;

    fn parsed(text: &str) -> (Option<Node>, Vec<Code>) {
        let files = [SourceFile { path: "a.yaml".into(), text: text.into() }];
        let mut findings = Findings::new(&files);
        let node = parse(0, text, &mut findings);
        (node, findings.finish().iter().map(|diagnostic| diagnostic.code).collect())
    }

    #[test]
    fn every_node_knows_its_place() {
        let text = "標題: [一, 'b c']\n";
        let (node, _) = parsed(text);
        let Some(Node { value: Value::Map(entries), .. }) = node else { panic!("a mapping") };
        let Value::List(items) = &entries[0].1.value else { panic!("a list") };
        assert_eq!(&text[entries[0].0.place.start..entries[0].0.place.end], "標題");
        assert_eq!(&text[items[0].place.start..items[0].place.end], "一");
        assert!(
            matches!(&items[1].value, Value::Text { verbatim: Some(at), .. } if &text[*at..*at + 3] == "b c")
        );
    }

    #[test]
    fn what_makes_a_small_file_huge_is_refused() {
        assert_eq!(parsed("a: &x [1]\nb: *x\n").1, [Code::YamlFeature; 2]);
        assert_eq!(parsed("a: !!str b\n").1, [Code::YamlFeature]);
        assert_eq!(parsed("a: b\n---\nc: d\n").1, [Code::YamlFeature]);
        assert_eq!(parsed(&"[".repeat(100_000)).1, [Code::YamlSyntax]);
        assert_eq!(parsed(&"- ".repeat(100_000)).1, [Code::YamlSyntax]);
    }
}
