//! `helpbot ask`

use std::io::Write as _;

use super::failure::Outcome;
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::intent::Decision;
use crate::runtime::Embedder as _;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What a learner might write
    #[arg(required = true)]
    text: Vec<String>,
    /// Print the ranking as JSON
    #[arg(long)]
    json: bool,
    /// How many candidates to show
    #[arg(long, default_value_t = 5, value_name = "N")]
    top: usize,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let (compiled, vectors) = load::content(config)?;
    let content = compiled.trained();
    let text = args.text.join(" ");
    let vector = match vectors {
        Some(vectors) => tokio::runtime::Runtime::new()?.block_on(vectors.embed(&text)),
        None => None,
    };
    let ranking = content.matcher.rank_with(&text, vector.as_ref());
    let (decision, chosen) = match &ranking.decision {
        Decision::Sure(intent) => ("answer", vec![intent.to_string()]),
        Decision::Torn(intents) => ("did-you-mean", intents.iter().map(ToString::to_string).collect()),
        Decision::OutOfScope => ("out-of-scope", Vec::new()),
    };
    let candidates: Vec<_> = ranking.candidates.iter().take(args.top).collect();
    if args.json {
        let shown: Vec<_> = candidates
            .iter()
            .map(|candidate| {
                let why: Vec<_> = content
                    .matcher
                    .explain(&text, &candidate.intent)
                    .iter()
                    .map(|reason| serde_json::json!({ "feature": reason.seen, "weight": reason.weight }))
                    .collect();
                let intent: &str = &candidate.intent;
                serde_json::json!({ "intent": intent, "confidence": candidate.confidence, "why": why })
            })
            .collect();
        let whole = serde_json::json!({
            "text": text,
            "decision": decision,
            "intents": chosen,
            "by_pattern": ranking.certain,
            "by_vector": vector.is_some(),
            "in_scope": ranking.in_scope,
            "familiarity": ranking.familiarity,
            "margin": ranking.margin,
            "candidates": shown,
        });
        writeln!(out(), "{}", serde_json::to_string_pretty(&whole).map_err(anyhow::Error::from)?)?;
        return Ok(FINE);
    }
    writeln!(out(), "decision  {decision} {}", chosen.join(", "))?;
    if !ranking.certain.is_empty() {
        writeln!(out(), "certain   a pattern names {}", ranking.certain.join(", "))?;
    }
    writeln!(out(), "in scope  {:.2}   margin {:.2}", ranking.in_scope, ranking.margin)?;
    for candidate in candidates {
        let reasons = content.matcher.explain(&text, &candidate.intent);
        let why: Vec<String> =
            reasons.iter().take(6).map(|reason| format!("{} {:+.2}", reason.seen, reason.weight)).collect();
        writeln!(out(), "{:>9.2}  {:<24} {}", candidate.confidence, candidate.intent, why.join("  "))?;
    }
    Ok(FINE)
}
