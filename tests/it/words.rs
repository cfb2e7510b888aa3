//! The words themselves: short enough to be read on a telephone, and enough of the learners' own.

use std::collections::BTreeMap;

use helpbot::desk::Said;
use helpbot::engine::{Args, LocaleId, Value};

use crate::content::{content, corpus};

#[test]
fn no_text_is_a_wall() {
    let content = content();
    let zh = LocaleId::from("zh-TW");
    let said =
        content.dialogs.values().flat_map(|dialog| dialog.states.values().map(move |state| (dialog, state)));
    let lengths = |answers_only: bool| {
        let texts = said.clone().filter(move |(dialog, _)| dialog.answer || !answers_only);
        let mut lengths: Vec<(usize, &str)> = texts
            .filter_map(|(_, state)| state.say.as_ref())
            .map(|key| (content.texts.plain(&zh, key).chars().count(), key.as_str()))
            .collect();
        lengths.sort_unstable();
        lengths
    };
    for lengths in [lengths(true), lengths(false)] {
        let (longest, key) = lengths[lengths.len() - 1];
        assert!(longest <= 700, "{key} has {longest} characters");
        let (median, _) = lengths[lengths.len() / 2];
        assert!(median <= 220, "half of the texts have more than {median} characters");
    }
}

#[test]
fn every_intent_is_put_in_many_words() {
    let mut counts: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for said in &corpus().utterances {
        let chinese = said.text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
        *counts.entry((&said.intent, chinese)).or_default() += 1;
    }
    for intent in content().intents.keys() {
        for chinese in [true, false] {
            let count = counts.get(&(intent.as_str(), chinese)).copied().unwrap_or_default();
            assert!(count >= 15, "`{intent:?}`, Chinese {chinese}: {count} utterances");
        }
    }
}

/// A transcript that tells who did what tells it in words.
#[test]
fn whatever_is_noted_as_done_has_words_in_every_language() {
    let texts = &content().texts;
    for locale in texts.locales() {
        for act in Said::ACTS {
            let value = |text: &str| Value::Text(text.to_owned());
            let args = Args::from([("act".into(), value(act)), ("with".into(), value(""))]);
            let words = texts.markup(locale, &"desk-transcript-did".into(), &args).plain();
            assert_ne!(words.trim_start_matches('▸').trim(), act, "{locale} has no words for it");
        }
    }
}
