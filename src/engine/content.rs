//! Everything the bot knows: dialogs, answers, intents, texts. Immutable, shared by `Arc`, replaced whole on reload.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::dialog::{Dialog, State};
use super::event::Command;
use super::ids::{DialogId, IntentId, LabelId, StateId, TextKey};
use super::reserved::Reserved;
use super::texts::Texts;
use crate::intent::{Matcher, Synonyms};

/// `M` is [`Untrained`] while the matcher is still to come.
#[derive(Debug)]
pub struct Content<M = Matcher> {
    pub fingerprint: Fingerprint,
    /// Answers are dialogs of one state that ends. Every [`Reserved`] dialog is among them.
    pub dialogs: BTreeMap<DialogId, Dialog>,
    /// What each intent starts.
    pub intents: HashMap<IntentId, DialogId>,
    pub matcher: M,
    pub texts: Texts,
    /// Phone numbers, mailboxes and the like that the texts themselves give: nobody's personal data.
    pub published: Vec<String>,
    /// What is typed is compared in the form that these give it.
    pub synonyms: Synonyms,
    /// Typed words that do what a command does.
    pub command_phrases: HashMap<String, Command>,
    /// Ways to name a place in a list of buttons, counted from one.
    pub ordinals: HashMap<String, usize>,
    /// The operator's, which the texts tell.
    pub kept_for: KeptFor,
}

/// For how many days things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptFor {
    /// A session after the learner's last word.
    pub session_days: u32,
    /// A request for a human.
    pub handoff_days: u32,
    /// A text that was not understood, without saying whose it was.
    pub review_days: u32,
}

impl Default for KeptFor {
    fn default() -> Self {
        Self { session_days: 180, handoff_days: 365, review_days: 90 }
    }
}

/// In the place of a matcher: enough to check content and to draw it.
#[derive(Debug)]
pub struct Untrained;

/// Tells one content from another.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub u64);

/// What a learner may ask for, as it is offered on a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub id: DialogId,
    pub title: TextKey,
}

impl Content {
    pub fn dialog(&self, id: &DialogId) -> Option<&Dialog> {
        self.dialogs.get(id)
    }

    pub fn state(&self, dialog: &DialogId, state: &StateId) -> Option<&State> {
        self.dialogs.get(dialog)?.states.get(state)
    }

    /// # Panics
    /// Never with content from the `content` room, which refuses to compile without all reserved dialogs.
    pub fn reserved(&self, reserved: Reserved) -> &Dialog {
        self.dialogs.get(reserved.name()).expect("the compiler refuses content without a reserved dialog")
    }

    pub fn topic(&self, id: &DialogId) -> Option<Topic> {
        self.dialogs
            .contains_key(id)
            .then(|| Topic { id: id.clone(), title: Self::title_key(id, self.is_answer(id)) })
    }

    /// The text key of a dialog's or an answer's title.
    pub fn title_key(id: &DialogId, answer: bool) -> TextKey {
        TextKey::new(if answer { format!("answer-{id}.title") } else { format!("{id}.title") })
    }

    /// The text key of a label that several states share.
    pub fn shared_label_key(label: &LabelId) -> TextKey {
        TextKey::new(format!("label-{label}"))
    }

    fn is_answer(&self, id: &DialogId) -> bool {
        self.dialogs.get(id).is_some_and(|dialog| dialog.answer)
    }
}

impl Content<Untrained> {
    pub fn with(self, matcher: Matcher) -> Content {
        let Self {
            fingerprint,
            dialogs,
            intents,
            matcher: Untrained,
            texts,
            published,
            synonyms,
            command_phrases,
            ordinals,
            kept_for,
        } = self;
        Content {
            fingerprint,
            dialogs,
            intents,
            matcher,
            texts,
            published,
            synonyms,
            command_phrases,
            ordinals,
            kept_for,
        }
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
