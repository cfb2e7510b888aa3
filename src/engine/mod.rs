//! The conversation itself: what happened goes in, what is to be said comes out.
//!
//! [`step`] decides, [`render`] puts it into words. Both are pure and total: no clock, no I/O, no randomness, no panic. The
//! shell around them (the runtime) loads the session, passes `now`, and commits what comes back. Broken content never gets
//! here: the `content` room refuses it at load.

mod around;
mod content;
mod control;
mod desk_event;
mod dialog;
mod effect;
mod entry;
mod event;
mod flow;
mod guard;
mod handoff;
mod heard;
mod held;
mod ids;
mod news;
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

pub use around::{Around, Notice, Reception};
pub use content::{Content, Fingerprint, KeptFor, Topic, Untrained};
pub use control::Control;
pub use desk_event::{Agent, AgentMessage, DeskEvent, Standing, TopicState, Track, Tracked, Trouble};
pub use dialog::{
    Choice, ChoiceItem, Collect, Dialog, End, NoMatch, State, StateKind, Target, Timeout, Transition,
};
pub use effect::{Args, Button, DeskAct, Effect, HandoffReason, HandoffRequest, Place, Say, TimerChange};
pub use entry::{Entry, Manner, enter};
pub use event::{AttachmentKind, Command, Event, MessageRef, Original, ShownMessage};
pub use guard::{Comparison, Guard};
pub use heard::{Heard, Taken};
pub use ids::{
    AgentId, ConversationId, DialogId, IntentId, LabelId, LocaleId, SlotId, StateId, TextKey, TicketNumber,
    TimerName,
};
pub use news::{DeskNews, ResolvedBy, UNIT_NAMES, WEEKDAYS, desk_slots, masked, reply_key, time_left};
pub use outgoing::{Button as OutboxButton, ButtonRole, Markup, OutboxMessage, TopicChange};
pub use press::Press;
pub use render::render;
pub use reserved::Reserved;
pub use session::{Frame, Position, Recent, Role, Session};
pub use slot::{SlotType, Slots, Value};
pub use step::{Outcome, leads_on, step, step_around, step_internal_error};
pub use texts::{LocaleTexts, Texts};
pub use understand::{Drift, answers, drift, spoken_command};
