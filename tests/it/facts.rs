//! Every fact that the source documents give is told somewhere, in every locale.
//!
//! `tests/fixtures/facts.yaml` says by which texts; somebody read each of them against its fact.

use std::collections::BTreeSet;

use helpbot::engine::{LocaleId, TextKey};

use crate::content::content;

/// `- { id: popup.allow, content: [a, b] }`, a line each.
fn map() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string("tests/fixtures/facts.yaml").expect("the map is there");
    let rows = text.lines().filter_map(|line| line.trim().strip_prefix("- {"));
    rows.map(|row| {
        let (id, rest) = row.trim_end_matches('}').split_once(", content: [").expect("an id and its texts");
        let keys = rest
            .trim()
            .trim_end_matches(']')
            .split(',')
            .map(|key| key.trim().to_owned())
            .filter(|key| !key.is_empty());
        (id.trim().trim_start_matches("id: ").to_owned(), keys.collect())
    })
    .collect()
}

#[test]
fn every_fact_is_told_in_every_locale() {
    let content = content();
    let mut ids = BTreeSet::new();
    let locales: Vec<LocaleId> = content.texts.locales().cloned().collect();
    for (id, keys) in map() {
        assert!(ids.insert(id.clone()), "`{id}` stands twice");
        assert!(!keys.is_empty(), "`{id}` is told nowhere");
        for key in keys.iter().map(|key| TextKey::from(key.as_str())) {
            for locale in &locales {
                let text = content.texts.plain(locale, &key);
                assert_ne!(text, key.as_str(), "`{id}`: there is no text {key:?} in `{locale}`");
            }
        }
    }
    assert_eq!(ids.len(), 83, "the documents give as many facts");
}
