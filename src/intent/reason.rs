//! Why a text was taken for an intent: the words that spoke for it, and those that spoke against. For `helpbot ask`.

use serde::Serialize;

use super::features::{Feature, Group};

/// One feature's say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The piece of the matching form that was seen; of a pair both words, with a space between.
    pub seen: String,
    pub kind: Group,
    /// In log odds, against the average intent: above nought speaks for the intent.
    pub weight: f32,
}

/// The most telling reasons are enough for a reader.
const MOST_SHOWN: usize = 20;

/// `say`: what the feature of a key adds to the intent's logit; none where it says nothing.
pub fn gather(folded: &str, features: &[Feature], say: impl Fn(u64) -> Option<f32>) -> Vec<Reason> {
    let mut keys: Vec<u64> = Vec::new();
    let mut reasons: Vec<Reason> = Vec::new();
    for feature in features {
        // A word that stands in the text twice is one feature.
        if keys.contains(&feature.key) {
            continue;
        }
        keys.push(feature.key);
        if let Some(weight) = say(feature.key) {
            reasons.push(Reason { seen: seen(folded, feature), kind: feature.group, weight });
        }
    }
    reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    reasons.truncate(MOST_SHOWN);
    reasons
}

fn seen(folded: &str, feature: &Feature) -> String {
    let [first, second] = feature
        .spans
        .map(|(start, end)| folded.get(usize::from(start)..usize::from(end)).unwrap_or_default());
    if second.is_empty() { first.to_owned() } else { format!("{first} {second}") }
}
