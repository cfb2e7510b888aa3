//! What training finds out: which features there are, what each says, and when to believe it.
//!
//! The part of a `matcher` that takes long to make. `kept` turns it into bytes and back.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::calibration::{Calibration, Material};
use super::corpus::Corpus;
use super::features::extract;
use super::lexicon::{Document, Index};
use super::linear::Label;
use super::model::{Example, Model};
use super::normalise::READ_CHARS;
use super::settings::Settings;
use super::synonyms::Synonyms;
use super::vector::SentenceVector;

#[derive(Debug, Serialize, Deserialize)]
pub struct Learned {
    /// Sorted, so that the order of the files does not matter to the numbering.
    pub intents: Vec<Arc<str>>,
    pub index: Index,
    pub model: Model,
    pub by_words: Calibration,
    /// For texts that have a vector.
    pub by_both: Option<Calibration>,
}

impl Learned {
    pub fn of(corpus: &Corpus, settings: &Settings) -> Self {
        let Corpus { utterances, background, synonyms, vectors, .. } = corpus;
        let synonyms = Synonyms::new(synonyms);
        let mut index = Index::default();
        let mut learn = |text: &str| index.learn(&extract(&matching_form(text, &synonyms)));

        let names: BTreeSet<&str> = utterances.iter().map(|utterance| utterance.intent.as_str()).collect();
        // A label is a `u16`, and the background takes the last one.
        let intents: Vec<Arc<str>> = names.into_iter().take(usize::from(Label::MAX)).map(Arc::from).collect();
        let number = |name: &str| {
            let at = intents.binary_search_by(|intent| (**intent).cmp(name)).ok()?;
            Label::try_from(at).ok()
        };
        let elsewhere = Label::try_from(intents.len()).unwrap_or(Label::MAX);

        let ours = utterances.iter().filter_map(|said| Some((said.text.as_str(), number(&said.intent)?)));
        let theirs = background.iter().map(|text| (text.as_str(), elsewhere));
        let documents: Vec<(Document, Option<&SentenceVector>, Label)> = ours
            .chain(theirs)
            .map(|(text, label)| (learn(text), vectors.get(text), label))
            .filter(|(document, ..)| !document.terms.is_empty())
            .collect();
        let examples: Vec<Example> = documents
            .iter()
            .map(|(document, vector, label)| Example { document, vector: *vector, label: *label })
            .collect();
        let material = Material { examples: &examples, features: index.len(), intents: intents.len() };
        let (model, by_words, by_both) = Calibration::learn(&material, settings);
        Self { intents, index, model, by_words, by_both }
    }
}

/// Folded, synonyms replaced, and short again: a canonical word may be longer than its variant.
pub fn matching_form(text: &str, synonyms: &Synonyms) -> String {
    let mut form = synonyms.form(text);
    if let Some((end, _)) = form.char_indices().nth(READ_CHARS) {
        form.truncate(end);
    }
    form
}
