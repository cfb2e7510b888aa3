//! `helpbot eval`

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, anyhow};
use serde_json::{Value, json};

use super::FINE;
use super::failure::{Failure, Outcome};
use super::out::out;
use crate::intent::evaluation::{Prediction, Report, Row, utterances};
use crate::intent::{Matcher, Settings};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled rows, one JSON object a line: `text`, `intent` (`oos`: out of scope), `split`
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The split to be measured on; `train` is what the matcher learns from
    #[arg(long, default_value = "test", value_name = "NAME")]
    split: String,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let text = std::fs::read_to_string(&args.data)
        .with_context(|| format!("cannot read `{}`", args.data.display()))
        .map_err(Failure::usage)?;
    let rows = read(&text).with_context(|| args.data.display().to_string()).map_err(Failure::usage)?;
    if !rows.iter().any(|row| row.split == args.split) {
        return Err(Failure::usage(anyhow!(
            "no row of `{}` is of split `{}`",
            args.data.display(),
            args.split
        )));
    }
    let report = measure(&rows, &args.split).map_err(Failure::wrong)?;
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&report).map_err(anyhow::Error::from)?)?;
    } else {
        print(&report)?;
    }
    Ok(FINE)
}

fn read(text: &str) -> anyhow::Result<Vec<Row>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| serde_json::from_str(line).with_context(|| format!("line {}", number + 1)))
        .collect()
}

fn measure(rows: &[Row], split: &str) -> anyhow::Result<Value> {
    let started = Instant::now();
    let matcher = Matcher::train(&utterances(rows, "train"), &[], &Settings::default());
    let train_s = started.elapsed().as_secs_f64();
    let (mut predictions, mut truths, mut query_us) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.split == split) {
        let asked = Instant::now();
        let ranking = matcher.rank(&row.text);
        query_us.push(asked.elapsed().as_secs_f64() * 1e6);
        predictions.push(Prediction::from(ranking));
        truths.push(row.truth());
    }
    query_us.sort_by(f64::total_cmp);
    let percentile = |per_cent: usize| query_us[(query_us.len() * per_cent / 100).min(query_us.len() - 1)];
    let mut report = serde_json::to_value(Report::of(&predictions, &truths))?;
    report["train_s"] = json!(train_s);
    report["query_us_p50"] = json!(percentile(50));
    report["query_us_p99"] = json!(percentile(99));
    report["memory_bytes"] = json!(matcher.memory_bytes());
    Ok(report)
}

fn print(report: &Value) -> std::io::Result<()> {
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    for key in ["accuracy", "oos_recall", "oos_precision", "oos_f1", "auroc"] {
        let share = report[key].as_f64().map_or("–".to_owned(), |share| format!("{:.2} %", share * 100.0));
        writeln!(out(), "{key:>14}  {share}")?;
    }
    for key in ["train_s", "query_us_p50", "query_us_p99", "memory_bytes"] {
        writeln!(out(), "{key:>14}  {:.2}", number(&report[key]))?;
    }
    writeln!(out(), "{:>14}  {}", "outcomes", report["outcomes"])?;
    for confusion in report["confusions"].as_array().into_iter().flatten().take(5) {
        let (truth, taken_for, count) = (&confusion["truth"], &confusion["taken_for"], &confusion["count"]);
        writeln!(out(), "{:>14}  {truth} taken for {taken_for}: {count}", "confusion")?;
    }
    for point in report["curve"].as_array().into_iter().flatten().step_by(2) {
        let [threshold, wrong, silent] = ["threshold", "wrong", "dont_know"].map(|key| number(&point[key]));
        let (wrong, silent) = (wrong * 100.0, silent * 100.0);
        writeln!(out(), "{:>14}  at {threshold:.1}: wrong {wrong:.1} %, don't know {silent:.1} %", "curve")?;
    }
    Ok(())
}
