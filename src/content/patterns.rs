//! Reads one Fluent pattern: its variables, its references, its marks, its length.

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey};

use super::code::Code;
use super::findings::{Findings, Place, Placed};

pub struct Reading<'r, 'f> {
    pub variables: Vec<Placed<String>>,
    /// A variable and a value that it is compared with.
    pub variants: Vec<(String, Placed<String>)>,
    /// Messages, and terms with a `-` in front.
    pub references: Vec<Placed<String>>,
    /// Of the key, for what has no place of its own.
    key: Place,
    source: &'r str,
    marks: bool,
    findings: &'r mut Findings<'f>,
}

/// Marks that are open at a place in a pattern.
#[derive(Default)]
struct Open(Vec<Placed<&'static str>>);

const MARKS: [(&str, &str); 2] = [("<b>", "</b>"), ("<code>", "</code>")];
const ESCAPES: [(&str, &str); 3] = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];

/// Where a slice stands in the text it was cut from.
pub fn offset_in(text: &str, part: &str) -> Option<usize> {
    let offset = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (offset + part.len() <= text.len()).then_some(offset)
}

impl<'r, 'f> Reading<'r, 'f> {
    /// `marks`: may the text carry them?
    pub fn new(key: Place, source: &'r str, marks: bool, findings: &'r mut Findings<'f>) -> Self {
        let (variables, variants, references) = (Vec::new(), Vec::new(), Vec::new());
        Self { variables, variants, references, key, source, marks, findings }
    }

    /// The text without marks and variables, of several variants the longest.
    ///
    /// Marks have to be balanced in every variant on its own.
    pub fn pattern(&mut self, pattern: &Pattern<&str>) -> String {
        let mut plain = String::new();
        let mut open = Open::default();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text(value, &mut open, &mut plain),
                PatternElement::Placeable { expression } => {
                    self.expression(expression, &mut open, &mut plain);
                }
            }
        }
        for mark in open.0 {
            self.findings.add(Code::BadMark, mark.place, format!("`{}` is not closed", mark.value));
        }
        plain
    }

    fn expression(&mut self, expression: &Expression<&str>, open: &mut Open, plain: &mut String) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, open, plain),
            Expression::Select { selector, variants } => {
                self.inline(selector, &mut Open::default(), &mut String::new());
                let compared = match selector {
                    InlineExpression::VariableReference { id } => Some(id.name),
                    _ => None,
                };
                for variant in variants.iter().filter(|variant| !variant.default) {
                    if let (VariantKey::Identifier { name }, Some(compared)) = (&variant.key, compared) {
                        let key = Placed::new((*name).to_owned(), self.place(name));
                        self.variants.push((compared.to_owned(), key));
                    }
                }
                let longest =
                    variants.iter().map(|variant| self.pattern(&variant.value)).max_by_key(String::len);
                plain.push_str(&longest.unwrap_or_default());
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>, open: &mut Open, plain: &mut String) {
        match inline {
            InlineExpression::StringLiteral { value } => self.text(value, open, plain),
            InlineExpression::NumberLiteral { value } => plain.push_str(value),
            InlineExpression::VariableReference { id } => {
                self.variables.push(Placed::new(id.name.to_owned(), self.place(id.name)));
            }
            InlineExpression::MessageReference { id, attribute } => {
                let name = match attribute {
                    Some(attribute) => format!("{}.{}", id.name, attribute.name),
                    None => id.name.to_owned(),
                };
                self.references.push(Placed::new(name, self.place(id.name)));
            }
            InlineExpression::TermReference { id, .. } => {
                self.references.push(Placed::new(format!("-{}", id.name), self.place(id.name)));
            }
            InlineExpression::FunctionReference { id, .. } => {
                let place = self.place(id.name);
                self.findings
                    .add(Code::UnknownReference, place, format!("there is no function `{}`", id.name))
                    .hint("variables are shown as they are: `{ $role }`");
            }
            InlineExpression::Placeable { expression } => self.expression(expression, open, plain),
        }
    }

    fn text(&mut self, text: &str, open: &mut Open, plain: &mut String) {
        let mut rest = text;
        while let Some(at) = rest.find(['<', '>', '&']) {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            let length = self.sign(rest, open, plain);
            rest = &rest[length..];
        }
        plain.push_str(rest);
    }

    /// What begins with `<`, `>` or `&`: its length.
    fn sign(&mut self, rest: &str, open: &mut Open, plain: &mut String) -> usize {
        if let Some((escape, character)) = ESCAPES.into_iter().find(|(escape, _)| rest.starts_with(escape)) {
            plain.push_str(character);
            return escape.len();
        }
        for (begin, end) in MARKS {
            if rest.starts_with(begin) {
                let place = self.place(&rest[..begin.len()]);
                self.begin(Placed::new(begin, place), open);
                return begin.len();
            }
            if rest.starts_with(end) {
                let place = self.place(&rest[..end.len()]);
                let is_open = open.0.last().is_some_and(|mark| mark.value == begin);
                if is_open {
                    open.0.pop();
                } else if self.marks {
                    self.findings.add(
                        Code::BadMark,
                        place,
                        format!("`{end}` closes nothing that is open here"),
                    );
                }
                return end.len();
            }
        }
        self.unescaped(rest)
    }

    fn begin(&mut self, mark: Placed<&'static str>, open: &mut Open) {
        if !self.marks {
            self.findings
                .add(Code::BadMark, mark.place, format!("`{}` is not shown here", mark.value))
                .hint("buttons, titles and Telegram's descriptions are plain text");
        } else if let Some(at) = open.0.iter().position(|outer| outer.value == mark.value) {
            let outer = open.0.remove(at);
            self.findings
                .add(
                    Code::BadMark,
                    mark.place,
                    format!("`{0}` is open already; it ends with `{1}`", mark.value, closing(mark.value)),
                )
                .related(outer.place, "opened here");
            return;
        } else if let Some(outer) = open.0.last() {
            self.findings
                .add(Code::BadMark, mark.place, format!("`{}` stands within `{}`", mark.value, outer.value))
                .related(outer.place, "opened here")
                .hint("Telegram shows one mark at a time");
        }
        open.0.push(mark);
    }

    /// How much of it was looked at.
    fn unescaped(&mut self, rest: &str) -> usize {
        let escape = match rest.as_bytes().first() {
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&amp;",
        };
        // `<i>` is more likely a mark that we do not have than a comparison.
        let tag = rest.find('>').map(|end| &rest[..=end]).filter(|tag| is_tag(tag));
        let found = match tag {
            Some(tag) => {
                let place = self.place(tag);
                self.findings.add(Code::BadMark, place, format!("there is no mark `{tag}`"))
            }
            None => {
                let place = self.place(&rest[..1]);
                self.findings.add(
                    Code::Unescaped,
                    place,
                    format!("`{}` has to be written `{escape}`", &rest[..1]),
                )
            }
        };
        found.hint("marks are `<b>bold</b>` and `<code>easy to copy</code>`");
        tag.map_or(1, str::len)
    }

    fn place(&self, part: &str) -> Place {
        match offset_in(self.source, part) {
            Some(start) => Place { start, end: start + part.len(), ..self.key },
            None => self.key,
        }
    }
}

fn closing(begin: &str) -> &'static str {
    MARKS.iter().find(|(mark, _)| *mark == begin).map_or("", |(_, end)| end)
}

fn is_tag(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).trim_end_matches('>');
    tag.starts_with('<') && name.starts_with(|c: char| c.is_ascii_alphabetic()) && tag.len() < 30
}
