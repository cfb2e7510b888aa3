//! One fitted model: a lexicon and the weights over one set of examples.
//!
//! `matcher` holds one, fitted on everything; `calibration` fits a few on parts and watches them on the rest.

use serde::{Deserialize, Serialize};

use super::features::Group;
use super::lexicon::{Document, Lexicon, Weighed};
use super::linear::{Label, Row, Weights, softmax};
use super::settings::Settings;
use super::vector::{Prototypes, SentenceVector};

/// A document to learn from, and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    pub document: &'a Document,
    pub vector: Option<&'a SentenceVector>,
    pub label: Label,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Model {
    pub lexicon: Lexicon,
    pub weights: Weights,
    pub prototypes: Prototypes,
}

/// What a model makes of a text, before any calibration.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// By intent.
    pub logits: Vec<f32>,
    /// How strongly the text looks like background; none where the model was given no background.
    pub background: Option<f32>,
    /// Per group, the share (0..1) of the text's weight in features that the model knows.
    pub known: [f32; Group::COUNT],
    /// How many different features the text has.
    pub size: usize,
    /// By label, the background included: how close the text's vector is. None without a vector.
    pub closeness: Option<Vec<f32>>,
}

impl Model {
    /// Labels are dense from nought: the intents, and after them the background where there is one.
    pub fn fit(examples: &[Example], features: usize, labels: usize, settings: &Settings) -> Self {
        let documents = examples.iter().map(|example| example.document);
        let lexicon = Lexicon::count(documents, features, settings.group_weights);
        let weighed: Vec<Weighed> = examples.iter().map(|example| lexicon.weigh(example.document)).collect();
        let rows: Vec<Row> = examples
            .iter()
            .zip(&weighed)
            .map(|(example, weighed)| Row { vector: &weighed.vector, label: example.label })
            .collect();
        let weights = Weights::train(&rows, features, labels, settings);
        let vectors =
            examples.iter().filter_map(|example| Some((usize::from(example.label), example.vector?)));
        let prototypes = Prototypes::fit(vectors, labels);
        Self { lexicon, weights, prototypes }
    }

    /// `intents`: how many of the labels are intents.
    pub fn read(&self, document: &Document, vector: Option<&SentenceVector>, intents: usize) -> Reading {
        let weighed = self.lexicon.weigh(document);
        let mut logits = self.weights.logits(&weighed.vector);
        let background = logits.get(intents).copied();
        logits.truncate(intents);
        let closeness = vector.and_then(|vector| self.prototypes.closeness(vector));
        Reading { logits, background, known: weighed.known, size: document.terms.len(), closeness }
    }

    pub fn memory_bytes(&self) -> usize {
        self.lexicon.memory_bytes() + self.weights.memory_bytes() + self.prototypes.memory_bytes()
    }
}

impl Reading {
    /// The reading in which the vector's closeness counts so much beside the words.
    pub fn with_closeness(mut self, weight: f32) -> Self {
        if let Some(closeness) = &self.closeness {
            let all = self.logits.iter_mut().chain(&mut self.background);
            all.zip(closeness).for_each(|(logit, close)| *logit += weight * close);
        }
        self
    }

    /// Probabilities by intent, given that one of them is meant.
    pub fn probabilities(&self, sharpness: f32) -> Vec<f32> {
        let mut probabilities = self.logits.clone();
        softmax(&mut probabilities, sharpness);
        probabilities
    }

    /// The probability that the text is background rather than any intent; nought without background.
    pub fn background_probability(&self, sharpness: f32) -> f32 {
        let Some(background) = self.background else {
            return 0.0;
        };
        let mut all = self.logits.clone();
        all.push(background);
        softmax(&mut all, sharpness);
        all[self.logits.len()]
    }
}
