//! From scores to probabilities and thresholds, by cross-validation on the utterances themselves.
//!
//! Each round sets aside one part of every intent's utterances (questions a model has not seen) and all utterances of some
//! intents (questions that are no intent of that model), fits a model on the rest, and looks how both read. From these
//! readings come the sharpness of the probabilities, the scope model, and the thresholds; once for texts read by their words
//! alone, and where there are sentence vectors, once for texts read by both.

use serde::{Deserialize, Serialize};

use super::linear::Label;
use super::model::{Example, Model, Reading};
use super::scope::{Scope, Witness, signals};
use super::settings::Settings;
use super::shuffle::Shuffler;
use super::thresholds::{Outcome, Thresholds};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Calibration {
    /// How much a vector's closeness counts beside the words; nought where texts are read by their words alone.
    pub vector_weight: f32,
    /// What logits are multiplied by before they become probabilities.
    pub sharpness: f32,
    pub scope: Scope,
    pub thresholds: Thresholds,
}

/// What is learned from: examples of `intents` intents numbered from nought; the number `intents` is background.
pub struct Material<'a> {
    pub examples: &'a [Example<'a>],
    pub features: usize,
    pub intents: usize,
}

impl Calibration {
    /// A model fitted on everything, its calibration by words alone, and by words and vectors where there are any.
    pub fn learn(material: &Material, settings: &Settings) -> (Model, Self, Option<Self>) {
        let rounds = rounds(material, settings);
        let whole = |material: &Material| {
            let labels = material.intents + usize::from(has_background(material.examples, material.intents));
            Model::fit(material.examples, material.features, labels, settings)
        };
        // The rounds and the model itself are so many fits of like size; two threads share them. Which thread does which is
        // fixed and none depends on another, so the result is the same every time.
        let (early, late) = rounds.split_at(rounds.len().div_ceil(2));
        let watch = |rounds: &[Round]| -> Vec<Seen> {
            rounds.iter().flat_map(|round| round.watch(material, settings)).collect()
        };
        let (model, seen) = std::thread::scope(|threads| {
            let other = threads.spawn(|| watch(early));
            let late = watch(late);
            let model = whole(material);
            let mut seen = other.join().expect("a round panics only where the other half would, too");
            seen.extend(late);
            (model, seen)
        });
        let by_words = Self::from_seen(&seen, 0.0, settings);
        let with_vectors: Vec<Seen> =
            seen.into_iter().filter(|seen| seen.reading.closeness.is_some()).collect();
        let by_both = (!with_vectors.is_empty()).then(|| {
            let weight = vector_weight(&with_vectors);
            let fused: Vec<Seen> = with_vectors.into_iter().map(|seen| seen.with_closeness(weight)).collect();
            Self::from_seen(&fused, weight, settings)
        });
        (model, by_words, by_both)
    }

    fn from_seen(seen: &[Seen], vector_weight: f32, settings: &Settings) -> Self {
        let (sharpness, _) = sharpness(seen);
        let heavier = background_weight(seen);
        let weight = |seen: &Seen| if seen.background { heavier } else { 1.0 };
        let witnesses: Vec<Witness> = seen
            .iter()
            .map(|seen| Witness {
                signals: signals(&seen.reading, sharpness),
                ours: seen.truth.is_some(),
                weight: weight(seen),
            })
            .collect();
        let scope = Scope::fit(&witnesses, settings.out_of_scope_share);
        let outcomes: Vec<Outcome> = seen
            .iter()
            .zip(&witnesses)
            .map(|(seen, witness)| {
                let mut best: Vec<(Label, f32)> = (0..).zip(seen.reading.probabilities(sharpness)).collect();
                best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                best.truncate(3);
                Outcome {
                    in_scope: scope.in_scope(&seen.reading, sharpness),
                    best,
                    truth: seen.truth,
                    weight: witness.weight,
                }
            })
            .collect();
        Self { vector_weight, sharpness, scope, thresholds: Thresholds::fit(&outcomes, settings) }
    }
}

/// A reading by a model that had not seen the text, and the truth in that model's labels.
#[derive(Clone)]
struct Seen {
    reading: Reading,
    truth: Option<Label>,
    /// Out of scope for good, not only to this model.
    background: bool,
}

impl Seen {
    fn with_closeness(self, weight: f32) -> Self {
        Self { reading: self.reading.with_closeness(weight), ..self }
    }
}

/// The weight of a vector's closeness under which the truths are most likely, each with the sharpness that suits it best.
fn vector_weight(seen: &[Seen]) -> f32 {
    const TRIED: [f32; 8] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
    let surprise = |weight: f32| {
        let fused: Vec<Seen> = seen.iter().cloned().map(|seen| seen.with_closeness(weight)).collect();
        sharpness(&fused).1
    };
    let tried = TRIED.map(|weight| (weight, surprise(weight)));
    tried.into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0.0, |(weight, _)| weight)
}

/// How much a background sentence counts beside an utterance whose intent was taken out. Both kinds together count alike,
/// since the background is short and yet nearer to what strangers write.
fn background_weight(seen: &[Seen]) -> f32 {
    let background = seen.iter().filter(|seen| seen.background).count() as f32;
    let taken_out = seen.iter().filter(|seen| !seen.background && seen.truth.is_none()).count() as f32;
    (taken_out / background.max(1.0)).max(1.0)
}

/// One round: which examples are set aside, and which intents are taken out.
struct Round {
    set_aside: Vec<bool>,
    taken_out: Vec<bool>,
}

/// Above this many rows × labels two rounds give witnesses enough, and every fit counts.
const LARGE: usize = 250_000;
/// Below this many intents none is taken out: too little would be left to be torn between.
const FEW_INTENTS: usize = 4;

fn rounds(material: &Material, settings: &Settings) -> Vec<Round> {
    let folds = settings.folds.max(2);
    let mut shuffler = Shuffler::new(0xf01d);
    let mut part_of_example = vec![0; material.examples.len()];
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); material.intents + 1];
    for (i, example) in material.examples.iter().enumerate() {
        members[usize::from(example.label)].push(i);
    }
    for members in &mut members {
        shuffler.shuffle(members);
        for (position, &i) in members.iter().enumerate() {
            part_of_example[i] = position % folds;
        }
    }
    let mut intents: Vec<usize> = (0..material.intents).collect();
    shuffler.shuffle(&mut intents);
    let mut part_of_intent = vec![usize::MAX; material.intents + 1];
    if material.intents >= FEW_INTENTS {
        for (position, &intent) in intents.iter().enumerate() {
            part_of_intent[intent] = position % folds;
        }
    }
    let count = if material.examples.len() * material.intents > LARGE { 2 } else { folds };
    (0..count)
        .map(|round| Round {
            set_aside: part_of_example.iter().map(|&part| part == round).collect(),
            taken_out: part_of_intent.iter().map(|&part| part == round).collect(),
        })
        .collect()
}

impl Round {
    fn watch(&self, material: &Material, settings: &Settings) -> Vec<Seen> {
        // The intents that stay are numbered anew, without gaps.
        let mut next: Label = 0;
        let numbers: Vec<Option<Label>> = self
            .taken_out
            .iter()
            .map(|&out| {
                let number = (!out).then_some(next);
                next += Label::from(!out);
                number
            })
            .collect();
        let number = |example: &Example| numbers[usize::from(example.label)];
        let is_background = |example: &Example| usize::from(example.label) == material.intents;

        let rest: Vec<Example> = material
            .examples
            .iter()
            .zip(&self.set_aside)
            .filter(|&(_, &aside)| !aside)
            .filter_map(|(example, _)| number(example).map(|label| Example { label, ..*example }))
            .collect();
        // The background, being the last label, kept its place at the end.
        let intents = usize::from(next) - 1;
        let labels = intents + usize::from(has_background(&rest, intents));
        if intents == 0 || rest.is_empty() {
            return Vec::new();
        }
        let mut learned = vec![false; labels];
        for example in &rest {
            learned[usize::from(example.label)] = true;
        }

        let model = Model::fit(&rest, material.features, labels, settings);
        let read = |example: &Example| model.read(example.document, example.vector, intents);
        material
            .examples
            .iter()
            .zip(&self.set_aside)
            .filter_map(|(example, &aside)| match number(example) {
                None => Some(Seen { reading: read(example), truth: None, background: false }),
                Some(_) if !aside => None,
                Some(_) if is_background(example) => {
                    Some(Seen { reading: read(example), truth: None, background: true })
                }
                // An intent whose only utterance is set aside is nothing that this model could have known.
                Some(label) => learned[usize::from(label)].then(|| Seen {
                    reading: read(example),
                    truth: Some(label),
                    background: false,
                }),
            })
            .collect()
    }
}

fn has_background(examples: &[Example], intents: usize) -> bool {
    examples.iter().any(|example| usize::from(example.label) == intents)
}

/// The factor under which the truths are most likely, by golden section over its logarithm, and the surprise that is left.
fn sharpness(seen: &[Seen]) -> (f32, f32) {
    const RATIO: f32 = 0.618_034;
    let known: Vec<(&Reading, usize)> =
        seen.iter().filter_map(|seen| Some((&seen.reading, usize::from(seen.truth?)))).collect();
    if known.is_empty() {
        return (1.0, 0.0);
    }
    let surprise = |log: f32| -> f32 {
        let of =
            |&(reading, truth): &(&Reading, usize)| -reading.probabilities(log.exp())[truth].max(1e-12).ln();
        // A weak pull to one, which matters when there are a handful of witnesses.
        known.iter().map(of).sum::<f32>() + log * log
    };
    let (mut low, mut high) = (-2.0_f32, 2.0_f32);
    let (mut left, mut right) = (high - RATIO * (high - low), low + RATIO * (high - low));
    let (mut at_left, mut at_right) = (surprise(left), surprise(right));
    for _ in 0..20 {
        if at_left < at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - RATIO * (high - low);
            at_left = surprise(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + RATIO * (high - low);
            at_right = surprise(right);
        }
    }
    let middle = f32::midpoint(low, high);
    (middle.exp(), surprise(middle))
}
