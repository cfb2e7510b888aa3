//! What an operator may turn on the matcher.
//!
//! The defaults were chosen on the validation split of CLINC150, on held-out training rows of Banking77, and by
//! cross-validation on our own utterances; the figures move by less than a point around them.

use serde::{Deserialize, Serialize};

/// Hyperparameters and prices. Every key has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How dearly a training error is paid, against large weights.
    pub cost: f32,
    /// How much each group of features counts: words, pairs, grams.
    pub group_weights: [f32; 3],
    /// Passes over the utterances.
    pub epochs: usize,
    /// Weights smaller than this are dropped after training.
    pub weight_floor: f32,
    /// Parts that the utterances are cut into to learn the thresholds.
    pub folds: usize,
    /// What a wrong answer costs, where a question back costs one.
    pub wrong_answer_cost: f32,
    /// What "I do not know" costs where an answer was there.
    pub missed_answer_cost: f32,
    /// The share of questions expected to be out of scope.
    pub out_of_scope_share: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cost: 100.0,
            group_weights: [1.0, 0.8, 1.0],
            epochs: 15,
            weight_floor: 0.02,
            folds: 5,
            wrong_answer_cost: 5.0,
            missed_answer_cost: 3.0,
            out_of_scope_share: 0.15,
        }
    }
}
