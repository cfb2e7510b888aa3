//! Which texts are needed and by whom, held against the texts that there are.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Catalog;
use super::code::Code;
use super::findings::{Findings, Place};
use super::limits;
use super::outline::Outline;
use super::suggest::{closest, did_you_mean, listed};
use super::words::{LocaleWords, Words};
use crate::engine::{Command, Content, DialogId, SlotId, TextKey};

/// What a text is for, which says how long it may be and what it may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    Title,
    Label,
    /// Known to the program, with the most characters that Telegram takes.
    Program(usize),
}

#[derive(Default)]
pub struct Uses {
    by_key: BTreeMap<TextKey, Vec<Use>>,
    /// States by the key of their own text, to find two with the same.
    owners: BTreeMap<TextKey, Place>,
    /// Of all choices.
    pub labels: BTreeSet<String>,
    /// Slots that something sets, collects, compares, returns or shows.
    pub slots: BTreeSet<(DialogId, SlotId)>,
    /// Dialogs that another one leads to.
    pub started: BTreeSet<DialogId>,
    /// Dialogs without a mistake.
    pub whole: BTreeSet<DialogId>,
    /// Dialogs in which something could not be read at all, so that nobody can tell which texts they need.
    pub unread: BTreeSet<DialogId>,
}

pub struct Use {
    place: Place,
    pub dialog: Option<DialogId>,
    pub role: Role,
}

/// The navigation buttons.
pub const NAVIGATION: [Command; 4] = [Command::Back, Command::Menu, Command::Human, Command::Bot];

pub fn title_key(outline: &Outline<'_>) -> TextKey {
    Content::title_key(&outline.id.value, outline.is_answer())
}

impl Uses {
    pub fn note(&mut self, key: TextKey, place: Place, dialog: &DialogId, role: Role) {
        self.by_key.entry(key).or_default().push(Use { place, dialog: Some(dialog.clone()), role });
    }

    /// The text of a state's own: nobody else's key may read the same.
    pub fn own(&mut self, key: TextKey, place: Place, dialog: &DialogId, findings: &mut Findings<'_>) {
        if let Some(first) = self.owners.insert(key.clone(), place) {
            findings
                .add(Code::TextCollision, place, format!("this state's text `{key}` is another state's too"))
                .related(first, "the other state")
                .hint("rename one of the states");
        }
        self.note(key, place, dialog, Role::Text);
    }

    pub fn check(mut self, words: &Words, catalog: &Catalog<'_>, findings: &mut Findings<'_>) {
        for (key, uses) in &self.by_key {
            check_missing(key, uses, words, findings);
            limits::check_variables_alike(key, words, findings);
            for locale in &words.locales {
                let Some(wording) = locale.texts.get(key.as_str()) else { continue };
                for one in uses {
                    limits::check_variables(key, one, wording, catalog, findings);
                }
                if let Some(one) = uses.first() {
                    limits::check_length(key, one.role, locale, wording, findings);
                }
                for one in uses.iter().filter_map(|one| one.dialog.as_ref()) {
                    let shown =
                        wording.variables.iter().map(|variable| SlotId::from(variable.value.as_str()));
                    self.slots.extend(shown.map(|slot| (one.clone(), slot)));
                }
            }
        }
        self.check_program(words, findings);
        if catalog.broken.is_empty() {
            self.check_unused_texts(words, findings);
            self.check_unused_slots(catalog, findings);
            if self.whole.len() == catalog.dialogs.len() {
                self.check_unreachable(catalog, findings);
            }
        }
    }

    /// Texts that the program itself shows.
    fn check_program(&self, words: &Words, findings: &mut Findings<'_>) {
        for (key, file, limit) in program_texts() {
            for locale in &words.locales {
                if let Some(wording) = locale.texts.get(&key) {
                    limits::check_length(&TextKey::new(key.as_str()), limit, locale, wording, findings);
                    for variable in &wording.variables {
                        limits::unknown_variable(&variable.value, variable.place, &key, &[], findings);
                    }
                } else if !locale.is_broken(&key) {
                    let place = findings.file(&format!("locales/{}/{file}", locale.id));
                    findings
                        .add(Code::MissingText, place, format!("text `{key}` is missing in `{}`", locale.id))
                        .hint("the program itself shows it");
                }
            }
        }
    }

    fn check_unused_texts(&self, words: &Words, findings: &mut Findings<'_>) {
        let program: BTreeSet<String> = program_texts().map(|(key, ..)| key).collect();
        for locale in &words.locales {
            let referred: BTreeSet<&str> = locale
                .texts
                .values()
                .flat_map(|wording| wording.references.iter().map(|reference| reference.value.as_str()))
                .collect();
            for (key, wording) in &locale.texts {
                let used = self.by_key.contains_key(key.as_str())
                    || program.contains(key)
                    || referred.contains(key.as_str())
                    || key.starts_with("telegram-")
                    || key.starts_with("terminal-")
                    || key.starts_with("desk-")
                    || key.starts_with("reply-");
                if used {
                    continue;
                }
                if self.unread.iter().any(|dialog| key.starts_with(dialog.as_str())) {
                    continue;
                }
                if key.starts_with("label-") {
                    if !self.unread.is_empty() {
                        continue;
                    }
                    findings.add(
                        Code::UnusedLabel,
                        wording.place,
                        format!("no choice uses the label `{key}`"),
                    );
                    continue;
                }
                let needed = self.by_key.keys().map(TextKey::as_str).filter(|needed| !locale.has(needed));
                let suggestion = did_you_mean(key, needed);
                findings.add(
                    Code::UnusedText,
                    wording.place,
                    format!("nothing uses the text `{key}`{suggestion}"),
                );
            }
        }
    }

    fn check_unused_slots(&self, catalog: &Catalog<'_>, findings: &mut Findings<'_>) {
        for (id, outline) in catalog.dialogs.iter().filter(|(id, _)| self.whole.contains(*id)) {
            let given = super::given::slots(outline);
            for (slot, declared) in &outline.slots {
                if !given.contains(&slot.as_str()) && !self.slots.contains(&(id.clone(), slot.clone())) {
                    findings.add(
                        Code::UnusedSlot,
                        declared.place,
                        format!("nothing sets, collects or compares slot `{slot}`"),
                    );
                }
            }
        }
    }

    fn check_unreachable(&self, catalog: &Catalog<'_>, findings: &mut Findings<'_>) {
        for (id, outline) in &catalog.dialogs {
            if outline.reserved.is_none() && outline.intents.is_empty() && !self.started.contains(id) {
                findings
                    .add(Code::UnreachableDialog, outline.id.place, format!("nothing leads to `{id}`"))
                    .hint("give it `intents`, or lead to it from another dialog");
            }
        }
    }
}

/// Key, the file where it is expected, and how long it may be.
fn program_texts() -> impl Iterator<Item = (String, &'static str, Role)> {
    let commands = Command::ALL
        .map(|command| (format!("telegram-command-{}", command.name()), "telegram.ftl", Role::Program(256)));
    let navigation =
        NAVIGATION.map(|command| (format!("label-{}", command.name()), "labels.ftl", Role::Label));
    let telegram = [("telegram-description", 512), ("telegram-short-description", 120)];
    let terminal = ["hint", "navigation", "goodbye"];
    let telegram = telegram.map(|(key, most)| (key.to_owned(), "telegram.ftl", Role::Program(most)));
    let terminal = terminal.map(|name| (format!("terminal-{name}"), "terminal.ftl", Role::Text));
    commands.into_iter().chain(telegram).chain(navigation).chain(terminal)
}

fn check_missing(key: &TextKey, uses: &[Use], words: &Words, findings: &mut Findings<'_>) {
    let Some(first) = uses.first() else { return };
    let missing: Vec<&LocaleWords> =
        words.locales.iter().filter(|locale| !locale.has(key.as_str())).collect();
    let there = words.locales.iter().find_map(|locale| Some((locale, locale.texts.get(key.as_str())?)));
    match there {
        None if missing.is_empty() => {}
        None => {
            let locales = listed(missing.iter().map(|locale| locale.id.as_str()));
            let suggestion = suggestion(key, &missing);
            let found = findings.add(
                Code::MissingText,
                first.place,
                format!("text `{key}` is missing in {locales}{suggestion}"),
            );
            if first.role == Role::Label {
                let label = key.as_str().rsplit('.').next().unwrap_or_default();
                found.hint(format!("write the attribute `.{label}` beside the state's text, or `label-{label}` for all states"));
            }
        }
        Some((other, wording)) => {
            for locale in missing {
                let suggestion = suggestion(key, &[locale]);
                findings
                    .add(
                        Code::MissingText,
                        first.place,
                        format!("text `{key}` is missing in `{}`{suggestion}", locale.id),
                    )
                    .related(wording.place, format!("in `{}` it is here", other.id));
            }
        }
    }
}

/// A text of that locale that looks like the missing one.
fn suggestion(key: &TextKey, locales: &[&LocaleWords]) -> String {
    let keys = locales.iter().flat_map(|locale| locale.texts.keys().map(String::as_str));
    // Attributes of one text look alike without being meant.
    let keys = keys.filter(|other| other.contains('.') == key.as_str().contains('.'));
    closest(key.as_str(), keys).map_or_else(String::new, |near| format!("; there is `{near}`"))
}
