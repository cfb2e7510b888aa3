//! How well does the matcher do? Figures over predictions and truths, for `helpbot eval` and for tests.
//!
//! Pure: rows come in parsed, the caller holds the clock. A truth of none means out of scope.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::matcher::Matcher;
use super::ranking::{Decision, Ranking};
use super::utterance::Utterance;

/// One row of a labelled set: `{"text": …, "intent": …, "split": "train" | "val" | "test"}`. Other splits are left alone.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    pub text: String,
    pub intent: String,
    pub split: String,
}

/// The intent name that stands for "out of scope" in labelled sets.
pub const OUT_OF_SCOPE: &str = "oos";

impl Row {
    pub fn truth(&self) -> Option<&str> {
        (self.intent != OUT_OF_SCOPE).then_some(self.intent.as_str())
    }
}

/// The in-scope rows of one split, to train on.
pub fn utterances(rows: &[Row], split: &str) -> Vec<Utterance> {
    let of_split = rows.iter().filter(|row| row.split == split && row.truth().is_some());
    of_split.map(|row| Utterance { text: row.text.clone(), intent: row.intent.clone() }).collect()
}

/// What the matcher said of one text, as far as figures need it.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// The best candidate, whatever the decision.
    pub top: Option<Arc<str>>,
    /// The probability that the best candidate is meant.
    pub confidence: f32,
    pub in_scope: f32,
    pub decision: Decision,
}

impl From<Ranking> for Prediction {
    fn from(ranking: Ranking) -> Self {
        let top = ranking.top();
        Self {
            confidence: top.map_or(0.0, |top| top.confidence * ranking.in_scope),
            top: top.map(|top| Arc::clone(&top.intent)),
            in_scope: ranking.in_scope,
            decision: ranking.decision,
        }
    }
}

/// The figures. Shares are 0..1; a figure whose rows are missing from the set is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// In-scope rows whose best candidate is right, asked or not.
    pub accuracy: Option<f64>,
    /// Out-of-scope rows that were declined.
    pub oos_recall: Option<f64>,
    /// Declined rows that were out of scope.
    pub oos_precision: Option<f64>,
    pub oos_f1: Option<f64>,
    /// How well `in_scope` orders in-scope before out-of-scope rows; half is chance.
    pub auroc: Option<f64>,
    pub outcomes: Outcomes,
    /// Threshold by threshold on the confidence: answering against being wrong.
    pub curve: Vec<Point>,
    /// The most frequent mistakes among in-scope rows, the worst first.
    pub confusions: Vec<Confusion>,
}

/// How rows ended under the matcher's own decisions; counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Outcomes {
    pub answered_right: usize,
    pub answered_wrong: usize,
    /// Asked back, the right intent among those offered.
    pub asked_well: usize,
    pub asked_in_vain: usize,
    /// Declined though one of ours.
    pub declined_ours: usize,
    pub declined_foreign: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    pub threshold: f32,
    /// Share of all rows that got a wrong answer; out-of-scope rows with any answer count.
    pub wrong: f64,
    /// Share of in-scope rows that got no answer.
    pub dont_know: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    pub truth: String,
    pub taken_for: String,
    pub count: usize,
}

impl Report {
    /// `predictions` and `truths` go side by side.
    pub fn of(predictions: &[Prediction], truths: &[Option<&str>]) -> Self {
        let pairs: Vec<Pair> = predictions.iter().zip(truths.iter().copied()).collect();
        let ours = pairs.iter().filter(|(_, truth)| truth.is_some()).count();
        let foreign = pairs.len() - ours;
        let outcomes = outcomes(&pairs);
        let right = pairs.iter().filter(|pair| is_right(pair)).count();
        let declined = outcomes.declined_ours + outcomes.declined_foreign;

        let oos_recall = share(outcomes.declined_foreign, foreign);
        let oos_precision = if foreign == 0 { None } else { share(outcomes.declined_foreign, declined) };
        let oos_f1 = oos_recall.zip(oos_precision).map(|(recall, precision)| {
            if recall + precision == 0.0 { 0.0 } else { 2.0 * recall * precision / (recall + precision) }
        });
        Self {
            accuracy: share(right, ours),
            oos_recall,
            oos_precision,
            oos_f1,
            auroc: auroc(pairs.iter().map(|(prediction, truth)| (prediction.in_scope, truth.is_some()))),
            outcomes,
            curve: curve(&pairs),
            confusions: confusions(&pairs),
        }
    }
}

/// Predict and report in one go, for tests and small sets.
pub fn evaluate(matcher: &Matcher, rows: &[&Row]) -> Report {
    let predictions: Vec<Prediction> = rows.iter().map(|row| matcher.rank(&row.text).into()).collect();
    let truths: Vec<Option<&str>> = rows.iter().map(|row| row.truth()).collect();
    Report::of(&predictions, &truths)
}

/// The area under the receiver operating curve: how often a positive scores above a negative, ties half. None without both.
pub fn auroc(scored: impl Iterator<Item = (f32, bool)>) -> Option<f64> {
    let mut scored: Vec<(f32, bool)> = scored.collect();
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut negatives, mut positives, mut won) = (0.0_f64, 0.0_f64, 0.0_f64);
    for tied in scored.chunk_by(|a, b| a.0 == b.0) {
        let above = tied.iter().filter(|(_, positive)| *positive).count() as f64;
        let below = tied.len() as f64 - above;
        won += above * (negatives + below / 2.0);
        negatives += below;
        positives += above;
    }
    (negatives > 0.0 && positives > 0.0).then(|| won / (negatives * positives))
}

type Pair<'a> = (&'a Prediction, Option<&'a str>);

fn is_right((prediction, truth): &Pair) -> bool {
    truth.is_some() && prediction.top.as_deref() == *truth
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn outcomes(pairs: &[Pair]) -> Outcomes {
    let mut outcomes = Outcomes::default();
    for (prediction, truth) in pairs {
        let slot = match (&prediction.decision, truth) {
            (Decision::Sure(intent), Some(truth)) if **intent == **truth => &mut outcomes.answered_right,
            (Decision::Sure(_), _) => &mut outcomes.answered_wrong,
            (Decision::Torn(offered), Some(truth)) if offered.iter().any(|intent| **intent == **truth) => {
                &mut outcomes.asked_well
            }
            (Decision::Torn(_), _) => &mut outcomes.asked_in_vain,
            (Decision::OutOfScope, Some(_)) => &mut outcomes.declined_ours,
            (Decision::OutOfScope, None) => &mut outcomes.declined_foreign,
        };
        *slot += 1;
    }
    outcomes
}

fn curve(pairs: &[Pair]) -> Vec<Point> {
    let ours = pairs.iter().filter(|(_, truth)| truth.is_some()).count();
    (0..20_u8)
        .map(|step| {
            let threshold = f32::from(step) / 20.0;
            let answered = |prediction: &Prediction| prediction.confidence >= threshold;
            let wrong = pairs.iter().filter(|pair| answered(pair.0) && !is_right(pair)).count();
            let silent = pairs.iter().filter(|pair| pair.1.is_some() && !answered(pair.0)).count();
            Point {
                threshold,
                wrong: share(wrong, pairs.len()).unwrap_or(0.0),
                dont_know: share(silent, ours).unwrap_or(0.0),
            }
        })
        .collect()
}

fn confusions(pairs: &[Pair]) -> Vec<Confusion> {
    const MOST_SHOWN: usize = 20;
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| !is_right(pair)) {
        if let (Some(taken_for), Some(truth)) = (pair.0.top.as_deref(), pair.1) {
            *counts.entry((truth, taken_for)).or_default() += 1;
        }
    }
    let mut confusions: Vec<Confusion> = counts
        .into_iter()
        .map(|((truth, taken_for), count)| Confusion {
            truth: truth.to_owned(),
            taken_for: taken_for.to_owned(),
            count,
        })
        .collect();
    // Stable: equal counts stay in the order of their names.
    confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
    confusions.truncate(MOST_SHOWN);
    confusions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prediction(top: &str, in_scope: f32, decision: Decision) -> Prediction {
        Prediction { top: Some(top.into()), confidence: in_scope, in_scope, decision }
    }

    #[test]
    fn the_figures_of_a_small_set() {
        let predictions = [
            prediction("a", 0.9, Decision::Sure("a".into())),
            prediction("b", 0.8, Decision::Sure("b".into())),
            prediction("a", 0.5, Decision::Torn(vec!["a".into(), "b".into()])),
            prediction("a", 0.1, Decision::OutOfScope),
            prediction("b", 0.2, Decision::OutOfScope),
            prediction("b", 0.6, Decision::Torn(vec!["b".into()])),
        ];
        let report = Report::of(&predictions, &[Some("a"), Some("a"), Some("b"), Some("a"), None, None]);
        assert_eq!(report.accuracy, Some(0.5));
        assert_eq!(report.oos_recall, Some(0.5));
        assert_eq!(report.oos_precision, Some(0.5));
        assert_eq!(report.oos_f1, Some(0.5));
        assert_eq!(report.auroc, Some(5.0 / 8.0));
        let expected = Outcomes {
            answered_right: 1,
            answered_wrong: 1,
            asked_well: 1,
            asked_in_vain: 1,
            declined_ours: 1,
            declined_foreign: 1,
        };
        assert_eq!(report.outcomes, expected);
        let worst = Confusion { truth: "a".into(), taken_for: "b".into(), count: 1 };
        assert_eq!(report.confusions[0], worst);
        assert_eq!(report.curve[0], Point { threshold: 0.0, wrong: 4.0 / 6.0, dont_know: 0.0 });
        assert_eq!(report.curve[14], Point { threshold: 0.7, wrong: 1.0 / 6.0, dont_know: 0.5 });
    }

    #[test]
    fn a_set_without_foreign_rows_has_no_foreign_figures() {
        let report = Report::of(&[prediction("a", 0.9, Decision::Sure("a".into()))], &[Some("a")]);
        assert_eq!((report.accuracy, report.oos_recall, report.auroc), (Some(1.0), None, None));
        assert_eq!(Report::of(&[], &[]).accuracy, None);
    }

    #[test]
    fn ties_count_half() {
        let scored = [(0.5, true), (0.5, false), (0.7, true), (0.1, false)];
        assert_eq!(auroc(scored.into_iter()), Some(3.5 / 4.0));
    }
}
