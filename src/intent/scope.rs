//! Is this text ours at all? A small logistic model over a few signals of a reading.
//!
//! It learns from questions that no intent of a model was trained for: `calibration` leaves intents out and looks how their
//! utterances read, so that no list of foreign questions is needed. A list (the background) makes it better.

use serde::{Deserialize, Serialize};

use super::model::Reading;

const SIGNALS: usize = 9;

/// What a reading looks like from outside, whatever the intents.
pub type Signals = [f32; SIGNALS];

/// The signals of a reading at a sharpness.
pub fn signals(reading: &Reading, sharpness: f32) -> Signals {
    let probabilities = reading.probabilities(sharpness);
    let (mut top, mut runner_up) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for &logit in &reading.logits {
        if logit > top {
            (top, runner_up) = (logit, top);
        } else if logit > runner_up {
            runner_up = logit;
        }
    }
    if !runner_up.is_finite() {
        runner_up = 0.0;
    }
    let entropy: f32 = probabilities.iter().map(|&p| -p * p.max(f32::MIN_POSITIVE).ln()).sum();
    let confidence = probabilities.iter().copied().fold(0.0, f32::max);
    [
        // The logits of a text sum to nought over the labels, so the height of the best one tells how much spoke for it.
        top,
        sharpness * (top - runner_up),
        confidence,
        entropy,
        reading.known[0],
        reading.known[1],
        reading.known[2],
        (reading.size as f32).ln_1p(),
        reading.background.map_or(0.0, |background| sharpness * (top - background)),
    ]
}

/// The trained model: signals → probability that the text is in scope.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scope {
    mean: Signals,
    spread: Signals,
    weights: Signals,
    bias: f32,
}

/// One text whose scope is known.
#[derive(Debug, Clone)]
pub struct Witness {
    pub signals: Signals,
    pub ours: bool,
    /// How much it counts, beside the others of its kind.
    pub weight: f32,
}

impl Scope {
    /// Fit on witnesses so that the answer fits a world in which `out_of_scope_share` of the questions are foreign.
    /// Without a witness of either kind there is nothing to learn from: everything with a known word is as likely in as out.
    pub fn fit(witnesses: &[Witness], out_of_scope_share: f32) -> Self {
        let total = witnesses.iter().map(|witness| witness.weight).sum::<f32>();
        let ours = witnesses.iter().filter(|witness| witness.ours).map(|witness| witness.weight).sum::<f32>();
        if witnesses.iter().all(|witness| witness.ours) || witnesses.iter().all(|witness| !witness.ours) {
            return Self::by_familiarity();
        }
        let mean: Signals =
            std::array::from_fn(|k| witnesses.iter().map(|w| w.weight * w.signals[k]).sum::<f32>() / total);
        let spread: Signals = std::array::from_fn(|k| {
            let squares = witnesses.iter().map(|w| w.weight * (w.signals[k] - mean[k]).powi(2)).sum::<f32>();
            (squares / total).sqrt().max(1e-3)
        });
        let mut scope = Self { mean, spread, weights: [0.0; SIGNALS], bias: 0.0 };

        // Each kind counts by its share in the world, however many witnesses it has.
        let weight_ours = (1.0 - out_of_scope_share) * total / ours;
        let weight_foreign = out_of_scope_share * total / (total - ours);
        let rows: Vec<(Signals, f32, f32)> = witnesses
            .iter()
            .map(|witness| {
                let (target, weight) = if witness.ours { (1.0, weight_ours) } else { (0.0, weight_foreign) };
                (scope.standard(&witness.signals), target, weight * witness.weight)
            })
            .collect();
        scope.descend(&rows);
        scope
    }

    /// The probability, 0..1, that a text that reads like this is in scope. What reads like background is out by itself: a
    /// short background list teaches the model, but is too short to teach the weights below how much that matters.
    pub fn in_scope(&self, reading: &Reading, sharpness: f32) -> f32 {
        self.probability(&signals(reading, sharpness)) * (1.0 - reading.background_probability(sharpness))
    }

    fn probability(&self, signals: &Signals) -> f32 {
        self.said(&self.standard(signals))
    }

    /// What holds for want of evidence: a text is ours as far as its words are.
    fn by_familiarity() -> Self {
        let mut weights = [0.0; SIGNALS];
        weights[4] = 3.0;
        weights[6] = 3.0;
        Self { mean: [0.5; SIGNALS], spread: [0.25; SIGNALS], weights, bias: 0.0 }
    }

    /// Outliers are held to four spreads: a pasted page must not outshout the fit.
    fn standard(&self, signals: &Signals) -> Signals {
        std::array::from_fn(|k| ((signals[k] - self.mean[k]) / self.spread[k]).clamp(-4.0, 4.0))
    }

    fn said(&self, standard: &Signals) -> f32 {
        let sum: f32 = self.weights.iter().zip(standard).map(|(weight, signal)| weight * signal).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }

    /// Gradient descent with momentum on the weighted log loss plus a small ridge. The problem is convex and a few hundred
    /// steps on nine weights are cheap.
    fn descend(&mut self, rows: &[(Signals, f32, f32)]) {
        const STEPS: usize = 300;
        const RATE: f32 = 0.3;
        const MOMENTUM: f32 = 0.9;
        const RIDGE: f32 = 1.0;
        let total: f32 = rows.iter().map(|&(_, _, weight)| weight).sum();
        let (mut pace, mut bias_pace) = ([0.0_f32; SIGNALS], 0.0_f32);
        for _ in 0..STEPS {
            let mut slope = self.weights.map(|weight| RIDGE * weight);
            let mut bias_slope = 0.0;
            for (standard, target, weight) in rows {
                let error = (self.said(standard) - target) * weight;
                bias_slope += error;
                for (slope, signal) in slope.iter_mut().zip(standard) {
                    *slope += error * signal;
                }
            }
            for k in 0..SIGNALS {
                pace[k] = MOMENTUM * pace[k] - RATE * slope[k] / total;
                self.weights[k] += pace[k];
            }
            bias_pace = MOMENTUM * bias_pace - RATE * bias_slope / total;
            self.bias += bias_pace;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(strength: f32, ours: bool) -> Witness {
        let mut signals = [0.5; SIGNALS];
        signals[0] = strength;
        Witness { signals, ours, weight: 1.0 }
    }

    #[test]
    fn learns_which_signal_tells() {
        let witnesses: Vec<Witness> =
            (0..100).map(|i| witness(i as f32 / 10.0, i % 10 != 0 && i > 40)).collect();
        let scope = Scope::fit(&witnesses, 0.5);
        let [weak, strong] = [0.0, 9.9].map(|strength| scope.probability(&witness(strength, true).signals));
        assert!(weak < 0.2 && strong > 0.7, "{weak} {strong}");
    }

    #[test]
    fn one_kind_of_witness_teaches_nothing() {
        let scope = Scope::fit(&[witness(1.0, true)], 0.2);
        let mut familiar = [0.5; SIGNALS];
        (familiar[4], familiar[6]) = (1.0, 1.0);
        assert!(scope.probability(&familiar) > 0.9);
        assert!(scope.probability(&[0.0; SIGNALS]) < 0.1);
    }
}
