//! The `.ftl` files: every text of every locale with its place, its variables and its length.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use fluent_syntax::ast::{self, Entry};
use fluent_syntax::parser::{ErrorKind, ParserError};
use unicode_width::UnicodeWidthStr;

use super::code::Code;
use super::findings::{Findings, Place, Placed};
use super::patterns::{Reading, offset_in};
use super::source::SourceFile;
use super::suggest::{did_you_mean, listed};
use crate::engine::{LocaleId, LocaleTexts, Texts};

/// The default locale comes first.
pub struct Words {
    pub locales: Vec<LocaleWords>,
}

pub struct LocaleWords {
    pub id: LocaleId,
    /// By key, `popup-blocked-ask-device.phone` for an attribute.
    pub texts: BTreeMap<String, Wording>,
    /// Messages that could not be read: reported, and not missed again.
    pub broken: BTreeSet<String>,
    bundle: Option<FluentBundle<FluentResource>>,
}

/// One text in one locale.
#[derive(Debug, Clone)]
pub struct Wording {
    pub place: Place,
    pub variables: Vec<Placed<String>>,
    /// `{ $role -> [teacher] … }`: what a variable is compared with.
    pub variants: Vec<(String, Placed<String>)>,
    pub references: Vec<Placed<String>>,
    /// Without marks and variables, its longest variants.
    pub characters: usize,
    /// Columns of a fixed-width font: two for a Chinese character.
    pub width: usize,
}

impl Words {
    pub fn read(files: &[SourceFile], default_locale: &str, findings: &mut Findings<'_>) -> Self {
        let mut locales: BTreeMap<&str, LocaleWords> = BTreeMap::new();
        for (index, file) in files.iter().enumerate() {
            let Some(name) = locale_of(&file.path) else { continue };
            let locale = locales.entry(name).or_insert_with(|| LocaleWords::new(name, findings));
            if file.path.ends_with(".ftl") {
                locale.read(index, &file.text, findings);
            }
        }
        if !locales.contains_key(default_locale) {
            let place = findings.file(&format!("locales/{default_locale}"));
            let found = listed(locales.keys().copied());
            findings
                .add(
                    Code::UnknownLocale,
                    place,
                    format!("the default locale `{default_locale}` has no texts"),
                )
                .hint(format!("the locales are {found}"));
        }
        let mut locales: Vec<LocaleWords> = locales.into_values().collect();
        locales.sort_by_key(|locale| locale.id.as_str() != default_locale);
        for locale in &locales {
            locale.check_references(findings);
        }
        Self { locales }
    }

    /// In any locale.
    pub fn has_exactly(&self, key: &str) -> bool {
        self.locales.iter().any(|locale| locale.texts.contains_key(key))
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.locales.iter().map(|locale| locale.id.as_str())
    }

    /// `None` without a locale, which is reported.
    pub fn take_texts(&mut self) -> Option<Texts> {
        let locales: Vec<LocaleTexts> = self
            .locales
            .iter_mut()
            .filter_map(|locale| {
                let replies = locale.texts.keys().filter_map(|key| key.strip_prefix(REPLY));
                let replies = replies.filter(|name| !name.contains('.')).map(str::to_owned).collect();
                Some(LocaleTexts::new(locale.id.clone(), locale.bundle.take()?, replies))
            })
            .collect();
        (!locales.is_empty()).then(|| Texts::new(locales))
    }
}

/// What the key of a canned reply begins with.
const REPLY: &str = "reply-";

/// The locale that a file belongs to.
pub fn locale_of(path: &str) -> Option<&str> {
    path.strip_prefix("locales/")?.split_once('/').map(|(locale, _)| locale)
}

impl LocaleWords {
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key) || self.is_broken(key)
    }

    pub fn is_broken(&self, key: &str) -> bool {
        self.broken.contains(key.split('.').next().unwrap_or(key))
    }

    fn new(name: &str, findings: &mut Findings<'_>) -> Self {
        let bundle = match name.parse::<unic_langid::LanguageIdentifier>() {
            Ok(tag) => {
                let mut bundle = FluentBundle::new_concurrent(vec![tag]);
                // The marks around a variable would end up in what learners copy.
                bundle.set_use_isolating(false);
                Some(bundle)
            }
            Err(_) => {
                let place = findings.file(&format!("locales/{name}"));
                findings
                    .add(Code::UnknownLocale, place, format!("`{name}` is no language tag"))
                    .hint("a locale's directory is called `zh-TW` or `en`");
                None
            }
        };
        Self { id: LocaleId::from(name), texts: BTreeMap::new(), broken: BTreeSet::new(), bundle }
    }

    fn read(&mut self, file: usize, text: &str, findings: &mut Findings<'_>) {
        let (resource, errors) = match fluent_syntax::parser::parse(text) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, errors)) => (resource, errors),
        };
        for error in &errors {
            let (place, why) = explain(error, file, text);
            findings.add(Code::FtlSyntax, place, format!("not Fluent: {why}"));
        }
        let mut last = "";
        for entry in &resource.body {
            match entry {
                Entry::Message(message) => {
                    last = message.id.name;
                    self.add_message(file, text, message, findings);
                }
                Entry::Term(term) => {
                    let place = place_of(file, text, term.id.name);
                    self.add(format!("-{}", term.id.name), place, text, &term.value, findings);
                }
                Entry::Junk { content } => {
                    let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                    let name = content.split(|c| !goes_on(c)).next().unwrap_or_default();
                    // A broken attribute belongs to the text above it.
                    self.broken.insert(if name.is_empty() { last } else { name }.to_owned());
                }
                _ => {}
            }
        }
        if let Some(bundle) = &mut self.bundle {
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            // Duplicates are reported above, with both places.
            let _ = bundle.add_resource(resource);
        }
    }

    fn add_message(
        &mut self,
        file: usize,
        text: &str,
        message: &ast::Message<&str>,
        findings: &mut Findings<'_>,
    ) {
        let place = place_of(file, text, message.id.name);
        let twin = self.texts.iter().find(|(key, _)| key.split('.').next() == Some(message.id.name));
        if let Some((_, first)) = twin {
            findings
                .add(Code::DuplicateText, place, format!("there are two texts `{}`", message.id.name))
                .related(first.place, "first here");
            return;
        }
        if let Some(pattern) = &message.value {
            self.add(message.id.name.to_owned(), place, text, pattern, findings);
        }
        for attribute in &message.attributes {
            let place = place_of(file, text, attribute.id.name);
            self.add(
                format!("{}.{}", message.id.name, attribute.id.name),
                place,
                text,
                &attribute.value,
                findings,
            );
        }
    }

    fn add(
        &mut self,
        key: String,
        place: Place,
        text: &str,
        pattern: &ast::Pattern<&str>,
        findings: &mut Findings<'_>,
    ) {
        if let Some(first) = self.texts.get(&key) {
            findings
                .add(Code::DuplicateText, place, format!("there are two texts `{key}`"))
                .related(first.place, "first here");
            return;
        }
        let mut reading = Reading::new(place, text, may_carry_marks(&key), findings);
        let longest = reading.pattern(pattern);
        let wording = Wording {
            place,
            variables: reading.variables,
            variants: reading.variants,
            references: reading.references,
            characters: longest.chars().count(),
            width: longest.width(),
        };
        self.texts.insert(key, wording);
    }

    fn check_references(&self, findings: &mut Findings<'_>) {
        for reference in self.texts.values().flat_map(|wording| &wording.references) {
            let name = &reference.value;
            if !self.has(name) {
                let keys = self.texts.keys().map(String::as_str);
                let suggestion = did_you_mean(name, keys);
                findings.add(
                    Code::UnknownReference,
                    reference.place,
                    format!("text `{name}` does not exist{suggestion}"),
                );
            }
        }
    }
}

/// A button shows plain text, and so do Telegram's descriptions of a bot.
fn may_carry_marks(key: &str) -> bool {
    let is_label =
        key.split_once('.').is_some_and(|(_, attribute)| !matches!(attribute, "again" | "invalid"));
    !is_label && !key.starts_with("label-") && !key.starts_with("telegram-")
}

fn place_of(file: usize, text: &str, part: &str) -> Place {
    let start = offset_in(text, part).unwrap_or(0);
    Place { file, start, end: start + part.len() }
}

fn explain(error: &ParserError, file: usize, text: &str) -> (Place, String) {
    let start = error.pos.start.min(text.len());
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let is_attribute = text[line..].trim_start_matches(' ').starts_with('.');
    let place = Place { file, start, end: error.pos.end.min(text.len()) };
    let why = match &error.kind {
        ErrorKind::ExpectedCharRange { .. } if start == line && is_attribute => {
            let indent = text[line..].len() - text[line..].trim_start_matches(' ').len();
            let attribute = Place { file, start: line + indent, end: line + indent + 1 };
            return (attribute, "an attribute is written `.name = text`".to_owned());
        }
        ErrorKind::ExpectedCharRange { .. } if start == line => {
            "expected `key = text`; a text that goes on over lines is indented".to_owned()
        }
        ErrorKind::ExpectedToken(token) => format!("expected `{token}` here"),
        ErrorKind::ExpectedMessageField { entry_id } => {
            format!("`{entry_id}` has neither a text nor an attribute")
        }
        ErrorKind::UnbalancedClosingBrace => {
            "a `}` without its `{`; as a character it is written `{\"}\"}`".to_owned()
        }
        ErrorKind::MissingDefaultVariant => {
            "one variant needs a `*` in front: the one for all other values".to_owned()
        }
        other => {
            let said = other.to_string();
            let mut letters = said.chars();
            letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
        }
    };
    (place, why)
}
