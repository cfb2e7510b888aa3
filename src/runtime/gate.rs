//! The one gate by which events enter.
//!
//! Personal data that was typed by mistake is masked here, before the inbox: it touches no disk, log or desk, whichever
//! channel it came by. Texts are also cut to a length that the store can hold many times over.

use std::sync::{PoisonError, RwLock};

use crate::engine::{Content, Event};
use crate::privacy::Masker;
use crate::store::Arrival;

/// Characters of a text that are kept; Telegram's own limit is 4,096.
const LONGEST_TEXT: usize = 4_096;
/// Bytes of a button's data, as Telegram limits them. What is longer, or has something to mask, was not written by us.
const LONGEST_PRESS: usize = 64;

pub(super) struct Gate {
    masker: RwLock<Masker>,
}

impl Gate {
    pub fn new(content: &Content) -> Self {
        Self { masker: RwLock::new(Masker::new(&content.published)) }
    }

    /// What the bot itself publishes is nobody's personal data, and changes with the content.
    pub fn reload(&self, content: &Content) {
        *self.masker.write().unwrap_or_else(PoisonError::into_inner) = Masker::new(&content.published);
    }

    pub fn mask(&self, arrival: &mut Arrival) {
        // What an app calls its language is as much its own as a button's data.
        if arrival.language.as_ref().is_some_and(|language| !is_language(language)) {
            arrival.language = None;
        }
        if let Some((words, original)) = arrival.event.words() {
            original.masked = self.mask_text(words);
        }
        if let Event::Choice { press, .. } = &mut arrival.event
            && (press.len() > LONGEST_PRESS || self.mask_text(press))
        {
            press.clear();
        }
    }

    /// Whether there was something to mask.
    fn mask_text(&self, text: &mut String) -> bool {
        if let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) {
            text.truncate(end);
        }
        let masked = self.masker.read().unwrap_or_else(PoisonError::into_inner).mask(text);
        *text = masked.text;
        !masked.found.is_empty()
    }
}

/// Whether it is a language tag, as in `zh-hant`.
fn is_language(language: &str) -> bool {
    language.parse::<unic_langid::LanguageIdentifier>().is_ok()
}
