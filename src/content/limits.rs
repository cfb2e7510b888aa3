//! What one text may show, and how long it may be.

use std::collections::BTreeSet;

use super::catalog::Catalog;
use super::code::Code;
use super::findings::{Findings, Place};
use super::given;
use super::outline::Outline;
use super::suggest::{did_you_mean, listed};
use super::uses::{Role, Use};
use super::words::{LocaleWords, Wording, Words};
use crate::engine::{SlotId, SlotType, TextKey};

const MAX_TEXT: usize = 1500;
/// Ten and twenty Chinese characters.
const MAX_TITLE_WIDTH: usize = 20;
const MAX_LABEL_WIDTH: usize = 40;

pub fn check_variables_alike(key: &TextKey, words: &Words, findings: &mut Findings<'_>) {
    let names = |wording: &Wording| -> BTreeSet<String> {
        wording.variables.iter().map(|variable| variable.value.clone()).collect()
    };
    let mut all = words.locales.iter().filter_map(|locale| Some((locale, locale.texts.get(key.as_str())?)));
    let Some((main, first)) = all.next() else { return };
    for (locale, wording) in all.filter(|(_, wording)| names(wording) != names(first)) {
        let shown = |wording: &Wording| match names(wording) {
            names if names.is_empty() => "no variable".to_owned(),
            names => listed(names.iter().map(String::as_str)),
        };
        findings
            .add(
                Code::VariablesDiffer,
                wording.place,
                format!("`{key}` shows {} in `{}`", shown(wording), locale.id),
            )
            .related(first.place, format!("in `{}` it shows {}", main.id, shown(first)));
    }
}

pub fn check_variables(
    key: &TextKey,
    one: &Use,
    wording: &Wording,
    catalog: &Catalog<'_>,
    findings: &mut Findings<'_>,
) {
    let outline = one.dialog.as_ref().and_then(|dialog| catalog.dialogs.get(dialog));
    let mut known: Vec<&str> = Vec::new();
    if let Some(outline) = outline.filter(|_| one.role == Role::Text) {
        known.extend(outline.slots.keys().map(SlotId::as_str));
        known.extend(given::slots(outline));
    }
    for variable in wording.variables.iter().filter(|variable| !known.contains(&variable.value.as_str())) {
        unknown_variable(&variable.value, variable.place, key.as_str(), &known, findings);
    }
    for (variable, variant) in &wording.variants {
        let Some(values) = outline.and_then(|outline| values(outline, variable)) else { continue };
        if !values.contains(&variant.value.as_str()) {
            let suggestion = did_you_mean(&variant.value, values.iter().copied());
            let message = format!("`${variable}` is never `{}`{suggestion}", variant.value);
            findings
                .add(Code::UnknownVariant, variant.place, message)
                .hint(format!("its values are {}", listed(values)));
        }
    }
}

/// All that a variable can be, where that is known.
fn values<'o>(outline: &'o Outline<'_>, variable: &str) -> Option<Vec<&'o str>> {
    match outline.slots.get(variable).map(|slot| &slot.slot_type) {
        Some(Some(SlotType::OneOf(values))) => Some(values.iter().map(String::as_str).collect()),
        Some(_) => None,
        None => given::values(outline, variable),
    }
}

pub fn unknown_variable(name: &str, place: Place, key: &str, known: &[&str], findings: &mut Findings<'_>) {
    let suggestion = did_you_mean(name, known.iter().copied());
    let found =
        findings.add(Code::UnknownVariable, place, format!("`${name}` is not known in `{key}`{suggestion}"));
    found.hint(match known {
        [] => "a text of this kind shows no variables".to_owned(),
        _ => format!("it can show {}", listed(known.iter().copied())),
    });
}

pub fn check_length(
    key: &TextKey,
    role: Role,
    locale: &LocaleWords,
    wording: &Wording,
    findings: &mut Findings<'_>,
) {
    let Wording { place, characters, width, .. } = *wording;
    let most_characters = match role {
        Role::Text => MAX_TEXT,
        Role::Program(most) => most,
        Role::Title | Role::Label => usize::MAX,
    };
    if characters > most_characters {
        findings
            .add(Code::TextTooLong, place, format!("`{key}` has {characters} characters"))
            .expected(format!("expected at most {most_characters}"));
    }
    let is_chinese = locale.id.as_str().starts_with("zh");
    let (code, most_columns) = match role {
        Role::Title if is_chinese => (Code::TitleTooLong, MAX_TITLE_WIDTH),
        Role::Title => (Code::TitleTooLong, MAX_LABEL_WIDTH),
        Role::Label => (Code::LabelTooLong, MAX_LABEL_WIDTH),
        Role::Text | Role::Program(_) => return,
    };
    if width > most_columns {
        let half = most_columns / 2;
        findings.add(code, place, format!("`{key}` is {width} columns wide; a button shows less")).expected(
            format!("expected at most {most_columns}: {half} Chinese characters, or {most_columns} letters"),
        );
    }
}
