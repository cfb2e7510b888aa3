//! Every fact that the source documents give is told somewhere, in every locale.
//!
//! `tests/fixtures/facts.jsonl` holds the facts in Chinese (`says`), the documents they come from (`source`), what the documents
//! disagree about (`note`), and the texts that tell them (`told_by`); somebody read each of these against its fact, and where
//! there is a note, that both sides are told and whom to ask.

use std::collections::BTreeSet;

use helpbot::engine::{LocaleId, TextKey};
use serde::Deserialize;

use crate::content::content;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    id: String,
    source: Vec<String>,
    says: String,
    note: Option<String>,
    told_by: Vec<String>,
}

fn facts() -> Vec<Fact> {
    let text = std::fs::read_to_string("tests/fixtures/facts.jsonl").expect("the facts are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a fact a line")).collect()
}

#[test]
fn every_fact_is_told_in_every_locale() {
    let content = content();
    let mut ids = BTreeSet::new();
    let locales: Vec<LocaleId> = content.texts.locales().cloned().collect();
    assert!(locales.len() >= 2);
    for Fact { id, source, says, note, told_by } in facts() {
        assert!(ids.insert(id.clone()), "`{id}` stands twice");
        assert!(!source.is_empty() && !says.is_empty(), "`{id}` says nothing");
        assert!(!told_by.is_empty(), "`{id}` is told nowhere");
        assert!(note.is_none_or(|note| !note.is_empty()), "`{id}`: an empty note");
        for key in told_by.iter().map(|key| TextKey::from(key.as_str())) {
            for locale in &locales {
                let text = content.texts.plain(locale, &key);
                assert_ne!(text, key.as_str(), "`{id}`: there is no text {key:?} in `{locale}`");
            }
        }
    }
    assert_eq!(ids.len(), 83, "the documents give as many facts");
}

/// Figures that a fact gives (telephone numbers, addresses, times) have to stand in a text that tells it.
#[test]
fn numbers_and_addresses_are_told_as_the_facts_give_them() {
    let content = content();
    let mut looked_at = 0;
    for Fact { id, says, told_by, .. } in facts() {
        for figure in figures(&says) {
            looked_at += 1;
            for locale in content.texts.locales() {
                let told = told_by
                    .iter()
                    .any(|key| content.texts.plain(locale, &TextKey::from(key.as_str())).contains(figure));
                assert!(told, "`{id}`: `{figure}` stands in none of {told_by:?} in `{locale}`");
            }
        }
    }
    assert!(looked_at >= 5, "{looked_at}");
}

/// Runs of an address's or a telephone number's characters that are long enough to be one.
fn figures(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | ':' | '@' | '_');
    let runs = text.split(move |c| !part(c)).map(|run| run.trim_matches(['.', '/', ':', '-']));
    runs.filter(|run| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        (digits >= 8 && run.contains('-')) || run.contains('@') || run.starts_with("http")
    })
}
