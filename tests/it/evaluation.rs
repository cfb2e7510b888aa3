//! Learners' questions, written apart from the utterances: does each get its answer?
//!
//! `tests/fixtures/questions.jsonl` was written blind and must not be used to write utterances: only then does it say
//! anything. A question that two topics answer equally well names the second under `also`.

use std::collections::BTreeSet;

use helpbot::engine::{Command, DialogId, Effect, Event, IntentId, Press, Reserved, Session, step};
use jiff::Timestamp;
use serde::Deserialize;

use crate::content::content;

const OUT_OF_SCOPE: &str = "oos";

#[derive(Debug, Deserialize)]
struct Question {
    text: String,
    intent: String,
    #[serde(default)]
    also: Vec<String>,
}

impl Question {
    fn is_answered_by(&self, dialog: &DialogId) -> bool {
        let content = content();
        let mut meant = std::iter::once(&self.intent).chain(&self.also);
        meant.any(|intent| content.intents.get(&IntentId::from(intent.as_str())) == Some(dialog))
    }
}

/// What the bot makes of a question that comes after `/start`.
enum Reaction {
    /// Says what these dialogs have to say.
    Answers(Vec<DialogId>),
    /// Asks whether one of these is meant, or says that it does not know.
    AsksBack(Vec<DialogId>),
}

fn react(text: &str) -> Reaction {
    let content = content();
    let now = Timestamp::from_second(1_772_413_200).expect("in range");
    let new = Session::new(content.fingerprint, content.texts.default_locale().clone());
    let started = step(&content, &new, &Event::typed("/start"), now).session;
    let said =
        step(&content, &started, &Event::text(text), now).effects.into_iter().filter_map(
            |effect| match effect {
                Effect::Say(say) => Some(say),
                _ => None,
            },
        );
    let (own, contents): (Vec<_>, Vec<_>) = said.partition(|say| {
        Reserved::from_id(&say.dialog)
            .is_some_and(|reserved| !reserved.on_request() || reserved == Reserved::Welcome)
    });
    if !contents.is_empty() {
        return Reaction::Answers(contents.into_iter().map(|say| say.dialog).collect());
    }
    let offers = own.into_iter().flat_map(|say| {
        let asks = say.dialog == Reserved::DidYouMean.id();
        say.buttons.into_iter().filter_map(move |button| match button.press {
            Press::Topic(topic) if asks => Some(topic),
            Press::Command(Command::Human) => Some(Reserved::Human.id()),
            _ => None,
        })
    });
    Reaction::AsksBack(offers.collect())
}

fn questions() -> Vec<Question> {
    let text = std::fs::read_to_string("tests/fixtures/questions.jsonl").expect("the questions are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a question a line")).collect()
}

/// What became of the questions of one kind.
#[derive(Debug, Default)]
struct Tally {
    all: usize,
    right: usize,
    /// Asked back, with the right topic among the offers.
    offered: usize,
    wrong: usize,
    mistakes: Vec<String>,
}

impl Tally {
    fn of<'a>(questions: impl Iterator<Item = &'a Question>) -> Self {
        let mut tally = Self::default();
        for question in questions {
            tally.all += 1;
            match react(&question.text) {
                Reaction::Answers(dialogs)
                    if dialogs.iter().any(|dialog| question.is_answered_by(dialog)) =>
                {
                    tally.right += 1;
                }
                Reaction::Answers(dialogs) => {
                    tally.wrong += 1;
                    tally.mistakes.push(format!("{}: {dialogs:?}, not {}", question.text, question.intent));
                }
                Reaction::AsksBack(offers) if offers.iter().any(|offer| question.is_answered_by(offer)) => {
                    tally.offered += 1;
                }
                Reaction::AsksBack(_) => {}
            }
        }
        tally
    }

    /// One line of figures, for `--nocapture`.
    fn show(&self, kind: &str) {
        let [right, helped, wrong] =
            [self.right, self.right + self.offered, self.wrong].map(|count| self.share(count) * 100.0);
        let all = self.all;
        println!("{kind} ({all}): right {right:.1} %, or offered {helped:.1} %, wrong {wrong:.1} %");
    }

    fn share(&self, count: usize) -> f64 {
        count as f64 / self.all as f64
    }
}

#[test]
fn questions_get_their_answers() {
    let questions = questions();
    let ours = Tally::of(questions.iter().filter(|question| question.intent != OUT_OF_SCOPE));
    ours.show("ours");
    assert!(ours.all >= 400);
    assert!(ours.share(ours.right) >= 0.85, "{ours:#?}");
    assert!(ours.share(ours.right + ours.offered) >= 0.94, "{ours:#?}");
    assert!(ours.share(ours.wrong) <= 0.05, "{ours:#?}");
}

#[test]
fn what_is_not_ours_is_seldom_answered() {
    let questions = questions();
    let foreign = Tally::of(questions.iter().filter(|question| question.intent == OUT_OF_SCOPE));
    foreign.show("out of scope");
    assert!(foreign.all >= 120);
    assert!(foreign.share(foreign.wrong) <= 0.08, "{foreign:#?}");
}

#[test]
fn who_asks_for_a_human_is_heard() {
    let questions = questions();
    let human = Tally::of(questions.iter().filter(|question| question.intent == "human"));
    human.show("human");
    assert!(human.all >= 30);
    assert_eq!(human.right, human.all, "{human:#?}");
}

/// Runs of 8 Chinese characters and of 5 words: two people seldom choose the same ones by themselves.
fn runs(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    let characters: Vec<Vec<char>> = text.split(|c| !is_han(c)).map(|run| run.chars().collect()).collect();
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    let of_characters = characters.iter().flat_map(|run| run.windows(8)).map(|run| run.iter().collect());
    of_characters.chain(words.windows(5).map(|run| run.join(" "))).collect()
}

#[test]
fn no_question_was_learnt() {
    let utterances =
        helpbot::content::embedded().into_iter().filter(|file| file.path.ends_with("utterances.yaml"));
    let learnt: BTreeSet<String> =
        utterances.flat_map(|file| file.text.lines().map(runs).collect::<Vec<_>>()).flatten().collect();
    for question in questions() {
        let shared: Vec<String> = runs(&question.text).intersection(&learnt).cloned().collect();
        assert!(
            shared.is_empty(),
            "`{}` shares {shared:?} with an utterance: take the question out",
            question.text
        );
    }
}
