//! Typed readers over a [`Node`]: each reports what is wrong and lets the caller go on.

use super::code::Code;
use super::findings::{Findings, Place, Placed};
use super::suggest::{did_you_mean, listed};
use super::yaml::{Node, Value};

/// The keys of a mapping whose keys are fixed.
pub struct Fields<'n> {
    /// What to point at when a key is missing.
    owner: Place,
    what: &'static str,
    entries: Vec<Entry<'n>>,
}

#[derive(Clone, Copy)]
pub struct Entry<'n> {
    pub key: Placed<&'n str>,
    pub value: &'n Node,
}

/// Reports unknown and repeated keys. `None` when it is no mapping at all.
pub fn fields<'n>(
    node: &'n Node,
    owner: Place,
    what: &'static str,
    known: &[&str],
    findings: &mut Findings<'_>,
) -> Option<Fields<'n>> {
    if !matches!(node.value, Value::Map(_)) {
        wrong_type(node, &format!("{what} with the keys {}", listed(known.iter().copied())), findings);
        return None;
    }
    let entries = entries(node, what, findings)?;
    for Entry { key, .. } in &entries {
        if !known.contains(&key.value) {
            let suggestion = did_you_mean(key.value, known.iter().copied());
            findings
                .add(Code::UnknownKey, key.place, format!("{what} has no key `{}`{suggestion}", key.value))
                .hint(format!("its keys are {}", listed(known.iter().copied())));
        }
    }
    Some(Fields { owner, what, entries })
}

/// The entries of a mapping whose keys are names of the editor's own.
pub fn entries<'n>(node: &'n Node, what: &str, findings: &mut Findings<'_>) -> Option<Vec<Entry<'n>>> {
    let Value::Map(map) = &node.value else {
        wrong_type(node, &format!("{what}: a mapping (`key: value`)"), findings);
        return None;
    };
    let mut entries: Vec<Entry<'n>> = Vec::with_capacity(map.len());
    for (key, value) in map {
        let Some(name) = text(key, "a name", findings) else { continue };
        if let Some(first) = entries.iter().find(|entry| entry.key.value == name.value) {
            findings
                .add(Code::DuplicateKey, key.place, format!("`{}` stands here twice", name.value))
                .related(first.key.place, "first here");
            continue;
        }
        entries.push(Entry { key: name, value });
    }
    Some(entries)
}

impl<'n> Fields<'n> {
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| entry.value)
    }

    pub fn entry(&self, key: &str) -> Option<Entry<'n>> {
        self.entries.iter().find(|entry| entry.key.value == key).copied()
    }

    /// The same, reported when it is missing.
    pub fn need(&self, key: &str, findings: &mut Findings<'_>) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            findings.add(Code::MissingKey, self.owner, format!("{} needs the key `{key}`", self.what));
        }
        found
    }

    pub fn keys(&self) -> impl Iterator<Item = Placed<&'n str>> {
        self.entries.iter().map(|entry| entry.key)
    }
}

pub fn text<'n>(node: &'n Node, what: &str, findings: &mut Findings<'_>) -> Option<Placed<&'n str>> {
    match &node.value {
        Value::Text { text, .. } if !text.trim().is_empty() => Some(Placed::new(text.as_str(), node.place)),
        _ => {
            wrong_type(node, what, findings);
            None
        }
    }
}

pub fn list<'n>(node: &'n Node, what: &str, findings: &mut Findings<'_>) -> Option<&'n [Node]> {
    match &node.value {
        Value::List(items) => Some(items),
        _ => {
            wrong_type(node, what, findings);
            None
        }
    }
}

/// A list of texts; items that are none are reported and left out.
pub fn texts<'n>(
    node: &'n Node,
    what: &str,
    item: &str,
    findings: &mut Findings<'_>,
) -> Vec<Placed<&'n str>> {
    let items = list(node, what, findings).unwrap_or_default();
    items.iter().filter_map(|node| text(node, item, findings)).collect()
}

/// A name in small letters, digits and hyphens, `ask-device`, that begins with a letter.
pub fn id<'n>(node: &'n Node, what: &str, findings: &mut Findings<'_>) -> Option<Placed<&'n str>> {
    let name = text(node, what, findings)?;
    is_id(name, what, findings).then_some(name)
}

pub fn is_id(name: Placed<&str>, what: &str, findings: &mut Findings<'_>) -> bool {
    let begins = name.value.starts_with(|c: char| c.is_ascii_lowercase());
    let goes_on = name.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let hyphens = !name.value.ends_with('-') && !name.value.contains("--");
    let fits = begins && goes_on && hyphens;
    if !fits {
        findings
            .add(Code::BadId, name.place, format!("`{}` is no name for {what}", name.value.escape_debug()))
            .expected("expected small letters, digits and single hyphens, a letter first");
    }
    fits
}

pub fn date(node: &Node, findings: &mut Findings<'_>) -> Option<jiff::civil::Date> {
    let found = text(node, "a date, `2026-11-21`", findings)?;
    let date = found.value.parse().ok().filter(|_| found.value.len() == "2026-11-21".len());
    if date.is_none() {
        findings
            .add(Code::BadValue, found.place, format!("`{}` is no date", found.value))
            .expected("expected year-month-day, `2026-11-21`");
    }
    date
}

/// A key that can only be switched on: `end: true`.
pub fn switch(node: &Node, key: &str, findings: &mut Findings<'_>) {
    if !matches!(&node.value, Value::Text { text, .. } if text == "true") {
        wrong_type(node, &format!("`true`; leave `{key}` out otherwise"), findings);
    }
}

pub fn wrong_type(node: &Node, expected: &str, findings: &mut Findings<'_>) {
    if matches!(node.value, Value::Refused) {
        return;
    }
    let found =
        findings.add(Code::WrongType, node.place, format!("found {}, expected {expected}", node.describe()));
    if matches!(node.value, Value::Map(_)) && !expected.contains("mapping") {
        found.hint("a text with `: ` in it needs quotes around it");
    }
}

/// Why a text is no regular expression, in one line.
pub fn no_regex(error: &regex::Error) -> String {
    // The last line says what is wrong, those before draw it.
    error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
