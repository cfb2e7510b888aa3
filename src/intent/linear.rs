//! The model: multinomial logistic regression, one weight a feature and intent.
//!
//! Solved in the dual by coordinate ascent over the rows (Shalev-Shwartz and Zhang, "Stochastic Dual Coordinate Ascent
//! Methods for Regularized Loss Minimization", JMLR 2013): a row's dual is a distribution over the intents, and a visit moves
//! it towards what the model says of the row. No step size to tune, a dozen passes suffice, and the order is the only chance
//! in it. The weights of one feature for all intents lie side by side, so that a visit is a few straight walks over memory.
//!
//! Tried on the validation data and left: one-vs-rest linear SVMs (2–3 points lower at ten utterances an intent, 0.2 higher
//! on full Banking77), and the sum of both.

use serde::{Deserialize, Serialize};

use super::lexicon::FeatureId;
use super::settings::Settings;
use super::shuffle::Shuffler;

/// A class's number: an intent, or the background.
pub type Label = u16;

/// One training row.
pub struct Row<'a> {
    pub vector: &'a [(FeatureId, f32)],
    pub label: Label,
}

/// Trained weights, the small ones dropped: per feature a short list of (label, weight).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Weights {
    bias: Vec<f32>,
    /// Feature `f` owns `entries[starts[f]..starts[f + 1]]`.
    starts: Vec<u32>,
    entries: Vec<(Label, f32)>,
}

impl Weights {
    /// Train on `rows`, of `features` features and `labels` labels.
    pub fn train(rows: &[Row], features: usize, labels: usize, settings: &Settings) -> Self {
        let mut solver = Solver::new(rows, features, labels, settings);
        solver.solve(settings.epochs);
        solver.pruned(settings.weight_floor)
    }

    /// One logit a label; they sum to about nought, and only their differences mean something.
    pub fn logits(&self, vector: &[(FeatureId, f32)]) -> Vec<f32> {
        let mut logits = self.bias.clone();
        for &(id, value) in vector {
            for &(label, weight) in self.of_feature(id) {
                logits[usize::from(label)] += weight * value;
            }
        }
        logits
    }

    /// What one feature says: (label, weight), ascending by label.
    pub fn of_feature(&self, id: FeatureId) -> &[(Label, f32)] {
        let id = id as usize;
        match (self.starts.get(id), self.starts.get(id + 1)) {
            (Some(&start), Some(&end)) => &self.entries[start as usize..end as usize],
            _ => &[],
        }
    }

    pub fn memory_bytes(&self) -> usize {
        self.bias.capacity() * size_of::<f32>()
            + self.starts.capacity() * size_of::<u32>()
            + self.entries.capacity() * size_of::<(Label, f32)>()
    }
}

struct Solver<'a> {
    rows: &'a [Row<'a>],
    labels: usize,
    cost: f32,
    /// Per row, |x|² with the bias feature, which is one.
    lengths: Vec<f32>,
    /// rows × labels; each row sums to one.
    duals: Vec<f32>,
    /// (features + 1) × labels; the last feature is the bias.
    weights: Vec<f32>,
}

impl<'a> Solver<'a> {
    fn new(rows: &'a [Row<'a>], features: usize, labels: usize, settings: &Settings) -> Self {
        // All mass on the row's own label is the dual point whose weights are nought.
        let mut duals = vec![0.0; rows.len() * labels];
        for (row, duals) in rows.iter().zip(duals.chunks_exact_mut(labels.max(1))) {
            duals[usize::from(row.label)] = 1.0;
        }
        let length = |row: &Row| 1.0 + row.vector.iter().map(|&(_, value)| value * value).sum::<f32>();
        Self {
            rows,
            labels,
            cost: settings.cost,
            lengths: rows.iter().map(length).collect(),
            duals,
            weights: vec![0.0; (features + 1) * labels],
        }
    }

    fn solve(&mut self, epochs: usize) {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let mut shuffler = Shuffler::new(0x1e7);
        let mut scratch = vec![0.0_f32; self.labels];
        for _ in 0..epochs {
            shuffler.shuffle(&mut order);
            for &row in &order {
                self.visit(row, &mut scratch);
            }
        }
    }

    /// Move one row's dual towards the model's own distribution over the labels, as far as the dual objective gains by it.
    fn visit(&mut self, row: usize, scratch: &mut [f32]) {
        let labels = self.labels;
        let vector = self.rows[row].vector;
        let bias = self.weights.len() - labels;

        scratch.copy_from_slice(&self.weights[bias..]);
        for &(id, value) in vector {
            let from = id as usize * labels;
            for (logit, weight) in scratch.iter_mut().zip(&self.weights[from..from + labels]) {
                *logit += weight * value;
            }
        }
        softmax(scratch, 1.0);

        // The slope of the dual along (said − dual) is the two-way divergence of both; its curvature is taken as that of the
        // divergence plus that of the weights' norm.
        const FLOOR: f32 = 1e-7;
        let duals = &mut self.duals[row * labels..(row + 1) * labels];
        let (mut divergence, mut distance) = (0.0_f32, 0.0_f32);
        for (&said, &dual) in scratch.iter().zip(duals.iter()) {
            let difference = said - dual;
            divergence += difference * (said.max(FLOOR).ln() - dual.max(FLOOR).ln());
            distance += difference * difference;
        }
        if distance < 1e-12 {
            return;
        }
        let step = divergence / (divergence + self.cost * distance * self.lengths[row]);
        for (said, dual) in scratch.iter_mut().zip(duals.iter_mut()) {
            let change = step * (*said - *dual);
            *dual += change;
            *said = -self.cost * change;
        }

        for (weight, change) in self.weights[bias..].iter_mut().zip(scratch.iter()) {
            *weight += change;
        }
        for &(id, value) in vector {
            let from = id as usize * labels;
            for (weight, change) in self.weights[from..from + labels].iter_mut().zip(scratch.iter()) {
                *weight += change * value;
            }
        }
    }

    fn pruned(self, floor: f32) -> Weights {
        let labels = self.labels;
        let (weights, bias) = self.weights.split_at(self.weights.len() - labels);
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for of_feature in weights.chunks_exact(labels.max(1)) {
            for (label, &weight) in (0..).zip(of_feature) {
                if weight.abs() >= floor {
                    entries.push((label, weight));
                }
            }
            starts.push(u32::try_from(entries.len()).expect("fewer than 2^32 weights fit in memory"));
        }
        entries.shrink_to_fit();
        starts.shrink_to_fit();
        Weights { bias: bias.to_vec(), starts, entries }
    }
}

/// Logits, times `sharpness`, to probabilities, in place.
pub fn softmax(logits: &mut [f32], sharpness: f32) {
    let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = ((*logit - top) * sharpness).exp();
        sum += *logit;
    }
    for logit in logits.iter_mut() {
        *logit /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_what_can_be_separated() {
        let vectors: [&[(FeatureId, f32)]; 3] = [&[(0, 1.0), (3, 0.5)], &[(1, 1.0), (3, 0.5)], &[(2, 1.0)]];
        let rows: Vec<Row> =
            vectors.iter().zip([0, 1, 2]).map(|(vector, label)| Row { vector, label }).collect();
        let weights = Weights::train(&rows, 4, 3, &Settings::default());
        for row in &rows {
            let mut said = weights.logits(row.vector);
            softmax(&mut said, 1.0);
            assert!(said[usize::from(row.label)] > 0.8, "{said:?}");
        }
        // A feature that was never weighed says nothing.
        assert!(weights.of_feature(99).is_empty());
    }

    #[test]
    fn nothing_to_learn_from_is_no_trouble() {
        let weights = Weights::train(&[], 0, 0, &Settings::default());
        assert!(weights.logits(&[(0, 1.0)]).is_empty());
        let weights = Weights::train(&[], 2, 3, &Settings::default());
        assert_eq!(weights.logits(&[(0, 1.0)]), [0.0; 3]);
    }
}
