//! `helpbot eval`

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, anyhow};
use serde_json::{Value, json};

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::content::Compiled;
use crate::intent::evaluation::{Judged, Prediction, Report, Row, corpus, cross_validate};
use crate::intent::{Corpus, Settings};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled rows, one JSON object a line: `text`, `intent` (`oos`: out of scope), `split` [default: the content's own
    /// utterances and background, each judged by a matcher that has not seen it]
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// The split to be measured on; `train` is what the matcher learns from
    #[arg(long, default_value = "test", value_name = "NAME", requires = "data")]
    split: String,
    /// How many parts the content's own utterances are cut into
    #[arg(long, default_value_t = 10, value_name = "N", conflicts_with = "data", value_parser = clap::value_parser!(u8).range(2..=50))]
    folds: u8,
    /// How many confusions to show
    #[arg(long, default_value_t = 10, value_name = "N")]
    confusions: usize,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let report = match &args.data {
        Some(file) => on_file(file, &args.split)?,
        None => on_content(config, usize::from(args.folds))?,
    };
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&report).map_err(anyhow::Error::from)?)?;
    } else {
        print(&report, args.confusions)?;
    }
    Ok(FINE)
}

fn on_file(file: &Path, split: &str) -> Result<Value, Failure> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read `{}`", file.display()))
        .map_err(Failure::usage)?;
    let rows = read(&text).with_context(|| file.display().to_string()).map_err(Failure::usage)?;
    if !rows.iter().any(|row| row.split == split) {
        return Err(Failure::usage(anyhow!("no row of `{}` is of split `{split}`", file.display())));
    }
    let measured: Vec<&Row> = rows.iter().filter(|row| row.split == split).collect();
    let texts: Vec<&str> = measured.iter().map(|row| row.text.as_str()).collect();
    let tried = Trial::run(&corpus(&rows, "train"), &texts);
    let judged: Vec<Judged<'_>> = measured
        .iter()
        .zip(&tried.predictions)
        .map(|(row, prediction)| Judged {
            text: &row.text,
            truth: row.truth(),
            prediction: prediction.clone(),
        })
        .collect();
    tried.report(&judged)
}

/// The utterances and the background, which are all there is; what a learner's own words do is for a set written apart to say.
fn on_content(config: &Config, folds: usize) -> Result<Value, Failure> {
    let (Compiled { corpus, .. }, _) = load::content(config)?;
    let judged = cross_validate(&corpus, folds, &Settings::default());
    let texts: Vec<&str> = judged.iter().map(|judged| judged.text).collect();
    Trial::run(&corpus, &texts).report(&judged)
}

fn read(text: &str) -> anyhow::Result<Vec<Row>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| serde_json::from_str(line).with_context(|| format!("line {}", number + 1)))
        .collect()
}

/// A matcher trained and asked, with what that cost.
struct Trial {
    predictions: Vec<Prediction>,
    train_s: f64,
    /// Sorted.
    query_us: Vec<f64>,
    memory_bytes: usize,
}

impl Trial {
    fn run(corpus: &Corpus, texts: &[&str]) -> Self {
        let started = Instant::now();
        let matcher = corpus.train(&Settings::default());
        let train_s = started.elapsed().as_secs_f64();
        let (predictions, mut query_us): (_, Vec<f64>) = texts
            .iter()
            .map(|text| {
                let asked = Instant::now();
                let ranking = matcher.rank(text);
                (Prediction::from(ranking), asked.elapsed().as_secs_f64() * 1e6)
            })
            .unzip();
        query_us.sort_by(f64::total_cmp);
        Self { predictions, train_s, query_us, memory_bytes: matcher.memory_bytes() }
    }

    fn report(&self, judged: &[Judged<'_>]) -> Result<Value, Failure> {
        let last = self.query_us.len().saturating_sub(1);
        let percentile =
            |per_cent: usize| self.query_us.get((self.query_us.len() * per_cent / 100).min(last));
        let mut report = serde_json::to_value(Report::of(judged)).map_err(anyhow::Error::from)?;
        report["train_s"] = json!(self.train_s);
        report["query_us_p50"] = json!(percentile(50));
        report["query_us_p99"] = json!(percentile(99));
        report["memory_bytes"] = json!(self.memory_bytes);
        Ok(report)
    }
}

fn print(report: &Value, confusions: usize) -> std::io::Result<()> {
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    for key in ["accuracy", "oos_recall", "oos_precision", "oos_f1", "auroc"] {
        let share = report[key].as_f64().map_or("–".to_owned(), |share| format!("{:.2} %", share * 100.0));
        writeln!(out(), "{key:>14}  {share}")?;
    }
    for key in ["train_s", "query_us_p50", "query_us_p99", "memory_bytes"] {
        writeln!(out(), "{key:>14}  {:.2}", number(&report[key]))?;
    }
    let outcomes = &report["outcomes"];
    let count = |keys: &[&str]| keys.iter().map(|key| number(&outcomes[key])).sum::<f64>();
    let ours = count(&["answered_right", "mistaken", "asked_well", "asked_in_vain", "declined_ours"]);
    let foreign = count(&["answered_foreign", "asked_foreign", "declined_foreign"]);
    for (of, all, parts) in [
        (
            "of ours",
            ours,
            [
                ("right at once", "answered_right"),
                ("offered", "asked_well"),
                ("offered others", "asked_in_vain"),
                ("wrong", "mistaken"),
                ("don't know", "declined_ours"),
            ]
            .as_slice(),
        ),
        (
            "of foreign",
            foreign,
            &[
                ("answered", "answered_foreign"),
                ("asked back", "asked_foreign"),
                ("declined", "declined_foreign"),
            ],
        ),
    ] {
        for (what, key) in parts.iter().filter(|_| all > 0.0) {
            let share = count(&[key]) / all * 100.0;
            writeln!(out(), "{of:>14}  {what} {share:.1} %")?;
        }
    }
    for point in report["curve"].as_array().into_iter().flatten().step_by(2) {
        let [threshold, wrong, silent] = ["threshold", "wrong", "dont_know"].map(|key| number(&point[key]));
        let (wrong, silent) = (wrong * 100.0, silent * 100.0);
        writeln!(out(), "{:>14}  at {threshold:.1}: wrong {wrong:.1} %, don't know {silent:.1} %", "curve")?;
    }
    for confusion in report["confusions"].as_array().into_iter().flatten().take(confusions) {
        let [truth, taken_for] =
            ["truth", "taken_for"].map(|key| confusion[key].as_str().unwrap_or_default());
        writeln!(out(), "{:>14}  {truth} taken for {taken_for}: {}", "confusion", confusion["count"])?;
        for example in confusion["examples"].as_array().into_iter().flatten() {
            writeln!(out(), "{:>14}    {}", "", example.as_str().unwrap_or_default())?;
        }
    }
    Ok(())
}
