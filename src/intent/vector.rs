//! Sentence vectors: an optional second source of features beside the lexical ones.
//!
//! Somebody outside turns texts into vectors (`vectors/`); here they become one more opinion on a text: how close it is to what
//! is typical for each intent. `calibration` learns how much that opinion counts. A text without a vector is read by its words alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A direction: unit length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentenceVector(Vec<f32>);

impl SentenceVector {
    /// None of what has no direction: nothing but noughts, or something that is no number.
    pub fn new(values: Vec<f32>) -> Option<Self> {
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        (length.is_finite() && length > f32::MIN_POSITIVE)
            .then(|| Self(values.into_iter().map(|value| value / length).collect()))
    }

    pub fn dimensions(&self) -> usize {
        self.0.len()
    }

    /// 1 for the same direction, 0 for unrelated ones, and for vectors of different spaces.
    fn cosine(&self, other: &Self) -> f32 {
        if self.dimensions() != other.dimensions() {
            return 0.0;
        }
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}

/// The vectors of a corpus, by text. A text that is missing counts by its words alone.
pub type Vectors = BTreeMap<String, SentenceVector>;

/// What is typical for each label: the mean of its vectors.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Prototypes(Vec<Option<SentenceVector>>);

impl Prototypes {
    pub fn fit<'a>(examples: impl Iterator<Item = (usize, &'a SentenceVector)>, labels: usize) -> Self {
        let mut sums: Vec<Vec<f32>> = vec![Vec::new(); labels];
        for (label, vector) in examples {
            let sum = &mut sums[label];
            sum.resize(sum.len().max(vector.dimensions()), 0.0);
            sum.iter_mut().zip(&vector.0).for_each(|(sum, value)| *sum += value);
        }
        Self(sums.into_iter().map(SentenceVector::new).collect())
    }

    /// How close the vector is to each label, around nought over the labels. Nothing when no label has a vector.
    pub fn closeness(&self, vector: &SentenceVector) -> Option<Vec<f32>> {
        let known: Vec<f32> = self.0.iter().flatten().map(|prototype| prototype.cosine(vector)).collect();
        let mean = known.iter().sum::<f32>() / known.len() as f32;
        let of = |prototype: &Option<SentenceVector>| {
            prototype.as_ref().map_or(0.0, |prototype| prototype.cosine(vector) - mean)
        };
        (!known.is_empty()).then(|| self.0.iter().map(of).collect())
    }

    pub fn memory_bytes(&self) -> usize {
        self.0.iter().flatten().map(|vector| vector.dimensions() * size_of::<f32>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(values: &[f32]) -> SentenceVector {
        SentenceVector::new(values.to_vec()).expect("a direction")
    }

    #[test]
    fn what_has_no_direction_is_no_vector() {
        assert_eq!(SentenceVector::new(vec![0.0; 3]), None);
        assert_eq!(SentenceVector::new(Vec::new()), None);
        assert_eq!(SentenceVector::new(vec![f32::NAN, 1.0]), None);
        assert_eq!(vector(&[3.0, 4.0]), vector(&[0.6, 0.8]));
    }

    #[test]
    fn closeness_is_around_nought_and_highest_at_home() {
        let examples = [(0, vector(&[1.0, 0.1])), (0, vector(&[1.0, -0.1])), (2, vector(&[0.0, 1.0]))];
        let prototypes = Prototypes::fit(examples.iter().map(|(label, vector)| (*label, vector)), 3);
        let close = prototypes.closeness(&vector(&[1.0, 0.0])).expect("two labels have vectors");
        assert!(close[0] > 0.4 && close[2] < -0.4, "{close:?}");
        assert_eq!(close[1], 0.0, "nothing is known about it");
        assert_eq!(Prototypes::default().closeness(&vector(&[1.0])), None);
    }
}
