//! How well does the matcher do? Figures over predictions and truths, for `helpbot eval` and for tests.
//!
//! Pure: rows come in parsed, the caller holds the clock. A truth of none means out of scope.
//! [`cross_validate`] measures on the corpus itself: every text is judged by a matcher that has not seen it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::corpus::Corpus;
use super::ranking::{Decision, Ranking};
use super::settings::Settings;
use super::shuffle::Shuffler;
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
pub fn corpus(rows: &[Row], split: &str) -> Corpus {
    let of_split = rows.iter().filter(|row| row.split == split && row.truth().is_some());
    let utterances =
        of_split.map(|row| Utterance { text: row.text.clone(), intent: row.intent.clone() }).collect();
    Corpus { utterances, ..Corpus::default() }
}

/// One text with what it means and what was made of it.
#[derive(Debug, Clone)]
pub struct Judged<'a> {
    pub text: &'a str,
    pub truth: Option<&'a str>,
    pub prediction: Prediction,
}

/// Judges every utterance and every background sentence by a matcher trained on the other `folds - 1` parts.
pub fn cross_validate<'a>(corpus: &'a Corpus, folds: usize, settings: &Settings) -> Vec<Judged<'a>> {
    let ours = corpus.utterances.iter().map(|said| (said.text.as_str(), Some(said.intent.as_str())));
    let theirs = corpus.background.iter().map(|text| (text.as_str(), None));
    let mut texts: Vec<(&str, Option<&str>)> = ours.chain(theirs).collect();
    Shuffler::new(0xc0de).shuffle(&mut texts);
    // Dealt out meaning by meaning, so that each part has its share of every one.
    texts.sort_by_key(|&(_, truth)| truth);
    let folds = folds.max(2);
    let in_part = |part: usize| texts.iter().enumerate().filter(move |(place, _)| place % folds == part);
    (0..folds)
        .flat_map(|part| {
            let rest = || (0..folds).filter(move |&other| other != part).flat_map(in_part);
            let utterance = |(_, &(text, truth)): (usize, &(&str, Option<&str>))| {
                Some(Utterance { text: text.to_owned(), intent: truth?.to_owned() })
            };
            let matcher = Corpus {
                utterances: rest().filter_map(utterance).collect(),
                background: rest()
                    .filter(|(_, (_, truth))| truth.is_none())
                    .map(|(_, (text, _))| (*text).to_owned())
                    .collect(),
                synonyms: corpus.synonyms.clone(),
                patterns: corpus.patterns.clone(),
                vectors: corpus.vectors.clone(),
            }
            .train(settings);
            let judged = in_part(part).map(|(_, &(text, truth))| Judged {
                text,
                truth,
                prediction: matcher.rank_with(text, corpus.vectors.get(text)).into(),
            });
            judged.collect::<Vec<_>>()
        })
        .collect()
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
    /// One of ours that was answered with another.
    pub mistaken: usize,
    /// Asked back, the right intent among those offered.
    pub asked_well: usize,
    pub asked_in_vain: usize,
    /// Declined though one of ours.
    pub declined_ours: usize,
    pub answered_foreign: usize,
    pub asked_foreign: usize,
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
    /// A few of the texts.
    pub examples: Vec<String>,
}

impl Report {
    pub fn of(pairs: &[Judged<'_>]) -> Self {
        let ours = pairs.iter().filter(|judged| judged.truth.is_some()).count();
        let foreign = pairs.len() - ours;
        let outcomes = outcomes(pairs);
        let right = pairs.iter().filter(|judged| judged.is_right()).count();
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
            auroc: auroc(pairs.iter().map(|judged| (judged.prediction.in_scope, judged.truth.is_some()))),
            outcomes,
            curve: curve(pairs),
            confusions: confusions(pairs),
        }
    }
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

impl Judged<'_> {
    fn is_right(&self) -> bool {
        self.truth.is_some() && self.prediction.top.as_deref() == self.truth
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn outcomes(pairs: &[Judged<'_>]) -> Outcomes {
    let mut outcomes = Outcomes::default();
    for Judged { prediction, truth, .. } in pairs {
        let slot = match (&prediction.decision, truth) {
            (Decision::Sure(intent), Some(truth)) if **intent == **truth => &mut outcomes.answered_right,
            (Decision::Sure(_), Some(_)) => &mut outcomes.mistaken,
            (Decision::Sure(_), None) => &mut outcomes.answered_foreign,
            (Decision::Torn(offered), Some(truth)) if offered.iter().any(|intent| **intent == **truth) => {
                &mut outcomes.asked_well
            }
            (Decision::Torn(_), Some(_)) => &mut outcomes.asked_in_vain,
            (Decision::Torn(_), None) => &mut outcomes.asked_foreign,
            (Decision::OutOfScope, Some(_)) => &mut outcomes.declined_ours,
            (Decision::OutOfScope, None) => &mut outcomes.declined_foreign,
        };
        *slot += 1;
    }
    outcomes
}

fn curve(pairs: &[Judged<'_>]) -> Vec<Point> {
    let ours = pairs.iter().filter(|judged| judged.truth.is_some()).count();
    (0..20_u8)
        .map(|step| {
            let threshold = f32::from(step) / 20.0;
            let answered = |judged: &Judged<'_>| judged.prediction.confidence >= threshold;
            let wrong = pairs.iter().filter(|judged| answered(judged) && !judged.is_right()).count();
            let silent = pairs.iter().filter(|judged| judged.truth.is_some() && !answered(judged)).count();
            Point {
                threshold,
                wrong: share(wrong, pairs.len()).unwrap_or(0.0),
                dont_know: share(silent, ours).unwrap_or(0.0),
            }
        })
        .collect()
}

fn confusions(pairs: &[Judged<'_>]) -> Vec<Confusion> {
    const MOST_SHOWN: usize = 20;
    const EXAMPLES: usize = 3;
    let mut texts: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for judged in pairs.iter().filter(|judged| !judged.is_right()) {
        if let (Some(taken_for), Some(truth)) = (judged.prediction.top.as_deref(), judged.truth) {
            texts.entry((truth, taken_for)).or_default().push(judged.text);
        }
    }
    let mut confusions: Vec<Confusion> = texts
        .into_iter()
        .map(|((truth, taken_for), texts)| Confusion {
            truth: truth.to_owned(),
            taken_for: taken_for.to_owned(),
            count: texts.len(),
            examples: texts.into_iter().take(EXAMPLES).map(str::to_owned).collect(),
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
        let truths = [Some("a"), Some("a"), Some("b"), Some("a"), None, None];
        let texts = ["one", "two", "three", "four", "five", "six"];
        let pairs = predictions.into_iter().zip(truths).zip(texts);
        let judged: Vec<Judged<'_>> =
            pairs.map(|((prediction, truth), text)| Judged { text, truth, prediction }).collect();
        let report = Report::of(&judged);
        assert_eq!(report.accuracy, Some(0.5));
        assert_eq!(report.oos_recall, Some(0.5));
        assert_eq!(report.oos_precision, Some(0.5));
        assert_eq!(report.oos_f1, Some(0.5));
        assert_eq!(report.auroc, Some(5.0 / 8.0));
        let expected = Outcomes {
            answered_right: 1,
            mistaken: 1,
            asked_well: 1,
            asked_in_vain: 0,
            declined_ours: 1,
            answered_foreign: 0,
            asked_foreign: 1,
            declined_foreign: 1,
        };
        assert_eq!(report.outcomes, expected);
        let worst =
            Confusion { truth: "a".into(), taken_for: "b".into(), count: 1, examples: vec!["two".into()] };
        assert_eq!(report.confusions[0], worst);
        assert_eq!(report.curve[0], Point { threshold: 0.0, wrong: 4.0 / 6.0, dont_know: 0.0 });
        assert_eq!(report.curve[14], Point { threshold: 0.7, wrong: 1.0 / 6.0, dont_know: 0.5 });
    }

    #[test]
    fn a_set_without_foreign_rows_has_no_foreign_figures() {
        let prediction = prediction("a", 0.9, Decision::Sure("a".into()));
        let report = Report::of(&[Judged { text: "one", truth: Some("a"), prediction }]);
        assert_eq!((report.accuracy, report.oos_recall, report.auroc), (Some(1.0), None, None));
        assert_eq!(Report::of(&[]).accuracy, None);
    }

    #[test]
    fn everybody_is_judged_once_by_who_has_not_seen_them() {
        let said = |intent: &str, text: &str| Utterance { text: text.into(), intent: intent.into() };
        // What stands alone under its meaning cannot be known by who has not seen it.
        let utterances = vec![
            said("a", "登入"),
            said("a", "登入吧"),
            said("b", "xyz"),
            said("c", "密碼"),
            said("c", "密碼吧"),
        ];
        let corpus = Corpus { utterances, background: vec!["天氣".into()], ..Corpus::default() };
        let judged = cross_validate(&corpus, 2, &Settings::default());
        let mut texts: Vec<&str> = judged.iter().map(|judged| judged.text).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["xyz", "天氣", "密碼", "密碼吧", "登入", "登入吧"]);
        for judged in &judged {
            assert_eq!(judged.is_right(), matches!(judged.truth, Some("a" | "c")), "{judged:?}");
        }
    }

    #[test]
    fn ties_count_half() {
        let scored = [(0.5, true), (0.5, false), (0.7, true), (0.1, false)];
        assert_eq!(auroc(scored.into_iter()), Some(3.5 / 4.0));
    }
}
