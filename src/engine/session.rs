//! The stored state of one conversation.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::content::Fingerprint;
use super::control::Control;
use super::event::MessageRef;
use super::ids::{DialogId, LocaleId, SlotId, StateId};
use super::slot::Slots;

/// Small on purpose: a session is written with every turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// [`Session::SCHEMA`] when it was written.
    pub schema: u16,
    /// The content it was written under; another one means its states may be gone.
    pub content: Fingerprint,
    /// Counts commits; the store refuses a commit that expects another one.
    pub revision: u64,
    pub locale: LocaleId,
    /// The learner chose the language, so it does not follow their writing any more.
    pub locale_chosen: bool,
    /// The learner has been greeted.
    pub greeted: bool,
    /// The dialog at hand last, those it interrupted or that called it below.
    pub stack: Vec<Frame>,
    /// Earlier stacks, newest last, for going back. Shared, since every turn copies the session and few change them.
    pub history: Vec<Arc<[Frame]>>,
    /// How many texts in a row were not understood.
    pub fallback_level: u8,
    /// Counts entered states, so that an old clock is recognised.
    pub visit: u64,
    /// When a human was last asked for, so that asking twice makes one request.
    pub handoff_at: Option<jiff::Timestamp>,
    /// The visit for which a clock is running.
    pub clock: Option<u64>,
    pub last_press: Option<LastPress>,
    /// Nothing that is said arrives, so nothing is said unasked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreachable: bool,
    /// The buttons of the last turn, in their order: what a typed number means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<String>,
    #[serde(default, skip_serializing_if = "Control::is_alone")]
    pub control: Control,
    /// What the learner wrote in their own words, newest last: for whoever takes over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<Recent>,
    /// Messages that are to be handed over with the request that is in the making.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<MessageRef>,
}

/// Something that the learner wrote, shortened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    pub text: String,
    pub understood: bool,
}

/// The last button, so that pressing it twice in a hurry does one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastPress {
    pub press: String,
    pub message: MessageRef,
    pub at: jiff::Timestamp,
}

/// One entry of the dialog stack: a dialog in progress.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub dialog: DialogId,
    pub state: StateId,
    #[serde(default, skip_serializing_if = "Slots::is_empty")]
    pub slots: Slots,
    pub role: Role,
    /// Wrong answers to the present `collect` state.
    #[serde(default)]
    pub tries: u8,
    /// Topics that the present state offers in place of `candidates`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<DialogId>,
    /// Where the learner came from when this dialog took the place of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Position>,
}

/// Why a frame lies on the stack, which says what happens below it when it ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "kebab-case")]
pub enum Role {
    /// Began with nothing underneath.
    Root,
    /// Called as a sub-dialog: the caller goes on at `then` with the returned slots.
    Call { then: StateId, returns: Vec<SlotId> },
    /// The learner asked for something else: then the interrupted question is asked again.
    Digression,
    /// The engine put in a word: the question underneath stands, an answer to it still counts.
    Interjection,
}

/// A place in a conversation, `popup-blocked/ask-device`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    pub dialog: DialogId,
    pub state: StateId,
}

impl Session {
    /// Raised when an older program could not read what this one writes.
    pub const SCHEMA: u16 = 1;
    /// Steps that can be taken back.
    pub const HISTORY: usize = 12;
    /// Texts that are kept for whoever takes over, and characters of each.
    pub const RECENT: usize = 4;
    const RECENT_CHARS: usize = 120;
    /// Messages that can be handed over with a request.
    pub const ATTACHED: usize = 10;
    /// Interrupted dialogs; the oldest is given up beyond that.
    pub const DEPTH: usize = 5;

    pub fn new(content: Fingerprint, locale: LocaleId) -> Self {
        Self {
            schema: Self::SCHEMA,
            content,
            revision: 0,
            locale,
            locale_chosen: false,
            greeted: false,
            stack: Vec::new(),
            history: Vec::new(),
            fallback_level: 0,
            visit: 0,
            handoff_at: None,
            clock: None,
            last_press: None,
            unreachable: false,
            offered: Vec::new(),
            control: Control::default(),
            recent: Vec::new(),
            attached: Vec::new(),
        }
    }

    /// Keeps a text of the learner's.
    pub fn heard(&mut self, text: &str, understood: bool) {
        let text = text.chars().take(Self::RECENT_CHARS).collect();
        self.recent.push(Recent { text, understood });
        let most = self.recent.len().saturating_sub(Self::RECENT);
        self.recent.drain(..most);
    }

    /// The stack without what the engine put in.
    pub fn asked(&self) -> Vec<Frame> {
        self.stack.iter().filter(|frame| frame.role != Role::Interjection).cloned().collect()
    }

    /// Where going back leads: the newest earlier stack that is not the present one, as an index into the history.
    pub fn way_back(&self) -> Option<usize> {
        let asked = self.asked();
        self.history.iter().rposition(|earlier| **earlier != *asked)
    }

    /// Takes up the stack at this index of the history.
    pub fn go_back_to(&mut self, earlier: usize) {
        self.history.truncate(earlier + 1);
        self.stack = self.history.pop().map(|stack| stack.to_vec()).unwrap_or_default();
    }

    /// Forgets everything but what tells this session's rows in the store from older ones, and who may write.
    pub fn begin_anew(&mut self, content: Fingerprint, locale: LocaleId) {
        let (revision, visit, clock, control) = (self.revision, self.visit, self.clock, self.control);
        *self = Self { revision, visit, clock, control, ..Self::new(content, locale) };
    }

    pub fn top(&self) -> Option<&Frame> {
        self.stack.last()
    }
}

impl Frame {
    pub fn new(dialog: DialogId, start: StateId, role: Role) -> Self {
        Self {
            dialog,
            state: start,
            slots: Slots::new(),
            role,
            tries: 0,
            candidates: Vec::new(),
            origin: None,
        }
    }

    pub fn position(&self) -> Position {
        Position { dialog: self.dialog.clone(), state: self.state.clone() }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.dialog, self.state)
    }
}
