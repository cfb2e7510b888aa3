//! The conversation itself: what happened goes in, what is to be said comes out.
//!
//! [`step`] decides, [`render`] puts it into words. Both are pure and total: no clock, no I/O, no randomness, no panic. The
//! shell around them (the runtime) loads the session, passes `now`, and commits what comes back. Broken content never gets
//! here: the `content` room refuses it at load.

mod content;
mod dialog;
mod effect;
mod event;
mod flow;
mod guard;
mod held;
mod ids;
mod outgoing;
mod press;
mod reconcile;
mod render;
mod reserved;
mod session;
mod slot;
mod step;
mod texts;
mod understand;

pub use content::{Content, Fingerprint, KeptFor, Topic, Untrained};
pub use dialog::{
    Choice, ChoiceItem, Collect, Dialog, End, NoMatch, State, StateKind, Target, Timeout, Transition,
};
pub use effect::{Args, Button, Effect, HandoffReason, HandoffRequest, Place, Say, TimerChange};
pub use event::{AttachmentKind, Command, Event, MessageRef, Original, ShownMessage};
pub use guard::{Comparison, Guard};
pub use ids::{DialogId, IntentId, LabelId, LocaleId, SlotId, StateId, TextKey, TimerName};
pub use outgoing::{Button as OutboxButton, ButtonRole, Markup, OutboxMessage};
pub use press::Press;
pub use render::render;
pub use reserved::Reserved;
pub use session::{Frame, Position, Role, Session};
pub use slot::{SlotType, Slots, Value};
pub use step::{Outcome, step, step_internal_error, step_with};
pub use texts::{LocaleTexts, Texts};
