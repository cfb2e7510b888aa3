//! The definition side, compiled: every name in it is known to exist.

use std::collections::BTreeMap;
use std::time::Duration;

use super::effect::DeskAct;
use super::guard::Guard;
use super::ids::{DialogId, IntentId, LabelId, LocaleId, SlotId, StateId, TextKey};
use super::slot::{SlotType, Value};

#[derive(Debug, Clone)]
pub struct Dialog {
    pub id: DialogId,
    /// Came from `answers.yaml`: one state that says its text and ends.
    pub answer: bool,
    /// Nothing that one would offer as "did you mean": a greeting, a thank-you.
    pub small_talk: bool,
    pub intents: Vec<IntentId>,
    /// The documents it rests on.
    pub sources: Vec<String>,
    /// When somebody last compared it with the site.
    pub reviewed: jiff::civil::Date,
    pub start: StateId,
    pub slots: BTreeMap<SlotId, SlotType>,
    pub states: BTreeMap<StateId, State>,
    /// May a question lead the learner away?
    pub digressions: bool,
    /// Old name → the state that took its place.
    pub renamed_states: BTreeMap<StateId, StateId>,
}

#[derive(Debug, Clone)]
pub struct State {
    pub id: StateId,
    /// `None`: it says nothing.
    pub say: Option<TextKey>,
    pub kind: StateKind,
    /// Said instead of the general words when a text is not understood here.
    pub again: Option<TextKey>,
    pub no_match: Vec<NoMatch>,
    pub timeout: Option<Timeout>,
}

#[derive(Debug, Clone)]
pub enum StateKind {
    Choices(Vec<ChoiceItem>),
    Collect(Collect),
    /// The last transition has no guard.
    Next(Vec<Transition>),
    Call {
        dialog: DialogId,
        returns: Vec<SlotId>,
        then: StateId,
    },
    Handoff {
        then: StateId,
    },
    /// The learner has decided something about their ticket.
    Desk {
        act: DeskAct,
        then: StateId,
    },
    /// Everything that is kept of the learner goes.
    Erase {
        then: StateId,
    },
    End(End),
}

impl StateKind {
    /// What can be chosen by a button.
    pub fn choices(&self) -> &[ChoiceItem] {
        match self {
            Self::Choices(items) => items,
            Self::Collect(collect) => &collect.choices,
            _ => &[],
        }
    }
}

#[derive(Debug, Clone)]
pub enum ChoiceItem {
    Choice(Choice),
    /// The topics that the engine offers, in its place among the choices.
    Candidates,
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub label: LabelId,
    pub text: TextKey,
    pub to: Target,
    pub set: Vec<(SlotId, Value)>,
    pub when: Option<Guard>,
    pub locale: Option<LocaleId>,
    /// Every way to type it, in all locales, folded as the matcher folds.
    pub phrases: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Collect {
    pub slot: SlotId,
    /// Buttons beside the typed text, as "nothing to add".
    pub choices: Vec<ChoiceItem>,
    /// What is not text counts as an answer, and is handed over with the request for a human.
    pub attachments: bool,
    /// Wrong answers until the learner is led to `otherwise`.
    pub tries: u8,
    pub to: Target,
    pub otherwise: Target,
    pub invalid: Option<TextKey>,
}

#[derive(Debug, Clone)]
pub struct Transition {
    pub when: Option<Guard>,
    pub to: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    State(StateId),
    /// Takes the place of the present dialog and gets its slots.
    Dialog(DialogId),
}

#[derive(Debug, Clone)]
pub struct End {
    pub onward: Vec<DialogId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMatch {
    Again,
    DidYouMean,
    Human,
}

impl NoMatch {
    /// First, second, third and every further time.
    pub const DEFAULT: [Self; 3] = [Self::Again, Self::DidYouMean, Self::Human];
}

#[derive(Debug, Clone)]
pub struct Timeout {
    pub after: Duration,
    pub to: Target,
}
