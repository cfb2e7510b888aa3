//! When to answer, when to ask back, when to say "I do not know".
//!
//! Three ways to answer, each with a price (`Settings`): a question back costs one, a wrong answer several. Two thresholds
//! decide, and they are put where the price over the cross-validated outcomes is least.

use serde::{Deserialize, Serialize};

use super::linear::Label;
use super::settings::Settings;

/// How many intents a question back may offer.
pub const MOST_OFFERED: usize = 3;

/// A candidate is offered when it is at least this likely, measured by the best one.
const WORTH_OFFERING: f32 = 0.2;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Answer when the best candidate is meant with at least this probability.
    pub answer: f32,
    /// Otherwise ask, when one of those offered is meant with at least this probability.
    pub ask: f32,
}

/// What to do about a text; candidates are meant by their rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Answer,
    /// Offer so many of the best.
    Ask(usize),
    Decline,
}

/// A text of known meaning as a model judged it that had not seen it.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub in_scope: f32,
    /// The best candidates and their confidences, the best first; three are enough.
    pub best: Vec<(Label, f32)>,
    /// The intent that was meant; none is out of scope.
    pub truth: Option<Label>,
    /// How much it counts, beside the others of its kind.
    pub weight: f32,
}

impl Thresholds {
    /// What the prices alone say, were the probabilities exact.
    pub fn by_price(settings: &Settings) -> Self {
        let wrong = settings.wrong_answer_cost.max(1.0);
        Self { answer: 1.0 - 1.0 / wrong, ask: 1.0 / (1.0 + settings.missed_answer_cost.max(0.0)) }
    }

    /// The thresholds of least price over the outcomes. Few outcomes say little, so they are drawn towards `by_price`.
    pub fn fit(outcomes: &[Outcome], settings: &Settings) -> Self {
        const GRID: usize = 50;
        let prior = Self::by_price(settings);
        let total = outcomes.len() as f32;
        let sum = |ours: bool| -> f32 {
            let of_kind = outcomes.iter().filter(|outcome| outcome.truth.is_some() == ours);
            of_kind.map(|outcome| outcome.weight).sum()
        };
        let (ours, foreign) = (sum(true), sum(false));
        if outcomes.is_empty() {
            return prior;
        }
        let share = settings.out_of_scope_share;
        let weigh = |outcome: &Outcome| match outcome.truth {
            Some(_) => outcome.weight * (1.0 - share) / ours.max(1.0),
            None => outcome.weight * share / foreign.max(1.0),
        };
        let weighed: Vec<(Prices, f32)> =
            outcomes.iter().map(|outcome| (Prices::of(outcome, settings), weigh(outcome))).collect();

        let mut prices = Vec::with_capacity(GRID * GRID);
        for answer in 1..GRID {
            for ask in 0..GRID {
                let thresholds = Self { answer: answer as f32 / GRID as f32, ask: ask as f32 / GRID as f32 };
                let price: f32 = weighed.iter().map(|(prices, weight)| weight * prices.at(&thresholds)).sum();
                prices.push((thresholds, price));
            }
        }
        // The middle of the valley rather than its lowest stone, which is there by chance.
        let least = prices.iter().map(|&(_, price)| price).fold(f32::INFINITY, f32::min);
        let valley: Vec<Thresholds> =
            prices.iter().filter(|&&(_, price)| price <= least * 1.01 + 1e-6).map(|&(at, _)| at).collect();
        let middle = |of: fn(&Thresholds) -> f32| valley.iter().map(of).sum::<f32>() / valley.len() as f32;

        const PRIOR_OUTCOMES: f32 = 50.0;
        let trust = total / (total + PRIOR_OUTCOMES);
        let blend = |fitted: f32, prior: f32| trust * fitted + (1.0 - trust) * prior;
        Self {
            answer: blend(middle(|at| at.answer), prior.answer),
            ask: blend(middle(|at| at.ask), prior.ask),
        }
    }

    /// `confidences`: those of the best candidates, descending; the first three are looked at.
    pub fn judge(&self, in_scope: f32, confidences: impl Iterator<Item = f32> + Clone) -> Verdict {
        self.verdict(&Standing::of(in_scope, confidences))
    }

    fn verdict(&self, standing: &Standing) -> Verdict {
        if standing.offered == 0 || standing.reach < self.ask {
            Verdict::Decline
        } else if standing.best >= self.answer {
            Verdict::Answer
        } else {
            Verdict::Ask(standing.offered)
        }
    }
}

/// What the thresholds are held against.
struct Standing {
    /// The probability that the best candidate is meant.
    best: f32,
    /// How many would be offered; nought without a candidate.
    offered: usize,
    /// The probability that one of those is meant.
    reach: f32,
}

impl Standing {
    fn of(in_scope: f32, confidences: impl Iterator<Item = f32> + Clone) -> Self {
        let best = confidences.clone().next().unwrap_or_default();
        let offered =
            confidences.take(MOST_OFFERED).take_while(|&confidence| confidence >= WORTH_OFFERING * best);
        let (offered, reach) =
            offered.fold((0, 0.0), |(count, reach), confidence| (count + 1, reach + confidence));
        Self { best: in_scope * best, offered, reach: in_scope * reach }
    }
}

/// What each verdict on an outcome would cost.
struct Prices {
    standing: Standing,
    answer: f32,
    ask: f32,
    decline: f32,
}

impl Prices {
    fn of(outcome: &Outcome, settings: &Settings) -> Self {
        let standing = Standing::of(outcome.in_scope, outcome.best.iter().map(|&(_, confidence)| confidence));
        let is_ours = outcome.truth.is_some();
        let rank = outcome.truth.and_then(|truth| outcome.best.iter().position(|&(label, _)| label == truth));
        let asked_in_vain = is_ours && rank.is_none_or(|rank| rank >= standing.offered);
        Self {
            standing,
            answer: if rank == Some(0) { 0.0 } else { settings.wrong_answer_cost },
            ask: if asked_in_vain { 1.0 + settings.missed_answer_cost } else { 1.0 },
            decline: if is_ours { settings.missed_answer_cost } else { 0.0 },
        }
    }

    fn at(&self, thresholds: &Thresholds) -> f32 {
        match thresholds.verdict(&self.standing) {
            Verdict::Answer => self.answer,
            Verdict::Ask(_) => self.ask,
            Verdict::Decline => self.decline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts whose first candidate is right as often as its confidence says.
    fn honest_outcomes() -> Vec<Outcome> {
        (0..1_000)
            .map(|i| {
                let confidence = (i % 100) as f32 / 100.0;
                let right = i / 100 * 10 < i % 100;
                Outcome {
                    in_scope: 1.0,
                    best: vec![(0, confidence)],
                    truth: Some(if right { 0 } else { 1 }),
                    weight: 1.0,
                }
            })
            .collect()
    }

    #[test]
    fn a_dearer_mistake_asks_for_more_certainty() {
        let price = |wrong_answer_cost| Settings { wrong_answer_cost, ..Settings::default() };
        let cheap = Thresholds::fit(&honest_outcomes(), &price(3.5));
        let dear = Thresholds::fit(&honest_outcomes(), &price(20.0));
        assert!(dear.answer > cheap.answer, "{dear:?} {cheap:?}");
    }

    #[test]
    fn the_three_verdicts() {
        let thresholds = Thresholds { answer: 0.7, ask: 0.3 };
        let judge = |in_scope, confidences: &[f32]| thresholds.judge(in_scope, confidences.iter().copied());
        assert_eq!(judge(1.0, &[0.9, 0.1]), Verdict::Answer);
        assert_eq!(judge(1.0, &[0.5, 0.4, 0.1]), Verdict::Ask(3));
        assert_eq!(judge(1.0, &[0.5, 0.45, 0.05]), Verdict::Ask(2));
        assert_eq!(judge(0.5, &[0.9, 0.1]), Verdict::Ask(1));
        assert_eq!(judge(0.2, &[0.9, 0.1]), Verdict::Decline);
        assert_eq!(judge(1.0, &[]), Verdict::Decline);
    }

    #[test]
    fn few_outcomes_move_little() {
        let settings = Settings::default();
        assert_eq!(Thresholds::fit(&[], &settings), Thresholds::by_price(&settings));
    }
}
