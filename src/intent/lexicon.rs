//! The features that training has seen, and how much each is worth: TF-IDF.
//!
//! `Index` gives a feature a number; `Lexicon` gives the numbers their worth, as counted over one set of documents. They are
//! apart because cross-validation counts anew for each fold and numbers once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use super::features::{Feature, Group};

/// A feature's number. Dense, from nought, in the order of first sight.
pub type FeatureId = u32;

/// The features of one text: number, group, times seen; ascending by number. What the index does not know is kept by group.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub terms: Vec<Term>,
    /// Per group, the sum of squared term frequencies of features that the index has never seen.
    pub unknown: [f32; Group::COUNT],
}

#[derive(Debug, Clone, Copy)]
pub struct Term {
    pub id: FeatureId,
    pub group: Group,
    pub count: u16,
}

/// Feature → number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Index {
    numbers: HashMap<u64, FeatureId, BuildHasherDefault<AlreadyHashed>>,
}

impl Index {
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The document of a text to train on: every feature gets a number.
    pub fn learn(&mut self, features: &[Feature]) -> Document {
        let known = features.iter().map(|feature| {
            let next =
                FeatureId::try_from(self.numbers.len()).expect("fewer than 2^32 features fit in memory");
            Term { id: *self.numbers.entry(feature.key).or_insert(next), group: feature.group, count: 1 }
        });
        Document { terms: tally(known.collect()), unknown: [0.0; Group::COUNT] }
    }

    /// The document of a question: features never seen have no number.
    pub fn look_up(&self, features: &[Feature]) -> Document {
        let mut unknown = [0.0; Group::COUNT];
        let mut known = Vec::with_capacity(features.len());
        for feature in features {
            match self.number(feature.key) {
                Some(id) => known.push(Term { id, group: feature.group, count: 1 }),
                None => unknown[feature.group as usize] += 1.0,
            }
        }
        Document { terms: tally(known), unknown }
    }

    pub fn number(&self, key: u64) -> Option<FeatureId> {
        self.numbers.get(&key).copied()
    }

    pub fn memory_bytes(&self) -> usize {
        self.numbers.capacity() * (size_of::<(u64, FeatureId)>() + 1)
    }
}

fn tally(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_unstable_by_key(|term| term.id);
    terms.dedup_by(|next, kept| {
        let same = next.id == kept.id;
        if same {
            kept.count = kept.count.saturating_add(1);
        }
        same
    });
    terms
}

/// Number → worth, for one set of documents.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// By feature number; nought where these documents do not have the feature.
    worth: Vec<f32>,
    /// What a feature would be worth that one document has: the worth of the unknown.
    rarest: f32,
    group_weights: [f32; Group::COUNT],
}

/// A document as a vector, and how much of it the lexicon knows.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    /// Ascending by number; each group has length `group_weights`, less what is unknown of it: one known word in a strange
    /// sentence must not speak as loudly as a sentence of known words.
    pub vector: Vec<(FeatureId, f32)>,
    /// Per group, the share (0..1) of the squared weight that known features hold.
    pub known: [f32; Group::COUNT],
}

impl Lexicon {
    pub fn count<'a>(
        documents: impl Iterator<Item = &'a Document>,
        features: usize,
        group_weights: [f32; Group::COUNT],
    ) -> Self {
        let mut holders = vec![0_u32; features];
        let mut total = 0_u32;
        for document in documents {
            total += 1;
            for term in &document.terms {
                holders[term.id as usize] += 1;
            }
        }
        let worth_of = |holders: u32| ((1.0 + total as f32) / (1.0 + holders as f32)).ln() + 1.0;
        let worth = holders.iter().map(|&n| if n == 0 { 0.0 } else { worth_of(n) }).collect();
        Self { worth, rarest: worth_of(0), group_weights }
    }

    pub fn weigh(&self, document: &Document) -> Weighed {
        let mut known = [0.0_f32; Group::COUNT];
        let mut unknown = document.unknown.map(|count| count * self.rarest * self.rarest);
        let mut vector = Vec::with_capacity(document.terms.len());
        for term in &document.terms {
            let tf = 1.0 + f32::from(term.count).ln();
            let worth = self.worth[term.id as usize];
            if worth == 0.0 {
                unknown[term.group as usize] += (tf * self.rarest).powi(2);
            } else {
                let weight = tf * worth;
                known[term.group as usize] += weight * weight;
                vector.push((term.id, term.group, weight));
            }
        }
        let scale: [f32; Group::COUNT] = std::array::from_fn(|g| {
            self.group_weights[g] / (known[g] + unknown[g]).sqrt().max(f32::MIN_POSITIVE)
        });
        Weighed {
            vector: vector
                .into_iter()
                .map(|(id, group, weight)| (id, weight * scale[group as usize]))
                .collect(),
            known: std::array::from_fn(|g| known[g] / (known[g] + unknown[g]).max(f32::MIN_POSITIVE)),
        }
    }

    pub fn memory_bytes(&self) -> usize {
        self.worth.capacity() * size_of::<f32>()
    }
}

/// The keys are hashes; hashing them again would buy nothing.
#[derive(Debug, Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
