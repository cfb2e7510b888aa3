//! What the bot begins by itself: a dialog that nobody asked for, in whatever conversation the learner is.

use super::around::Around;
use super::content::Content;
use super::flow::{Flow, present_name};
use super::ids::{DialogId, StateId};
use super::reconcile::{Fate, reconcile};
use super::reserved::Reserved;
use super::session::{Frame, Role, Session};
use super::slot::Slots;
use super::step::Outcome;

/// Something that the bot begins by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub dialog: DialogId,
    /// `None`: where the dialog begins.
    pub state: Option<StateId>,
    pub slots: Slots,
    pub manner: Manner,
    /// Nobody is waiting for it.
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Nothing else is in progress any more.
    Afresh,
    /// What is in progress is interrupted, and comes back afterwards.
    Digression,
    /// It is said, and that is all. For dialogs that ask nothing.
    Aside,
    /// It is said before the question that stands, which is asked again.
    Interjection,
}

/// The step that nobody asked for: the bot begins a dialog by itself. Pure and total.
///
/// A dialog or state that is not there leads to what is in progress.
pub fn enter(content: &Content, session: &Session, entry: Entry, around: &Around<'_>) -> Outcome {
    let mut session = session.clone();
    let visit_before = session.visit;
    let fate = reconcile(content, &mut session);
    // Who waits for an agent is not asked anything by the bot.
    let in_passing = entry.manner == Manner::Aside && session.control.is_bot();
    let mut flow = Flow::new(content, session, around);
    flow.quiet = entry.quiet;
    flow.enter(entry, fate);
    flow.over(visit_before, in_passing)
}

impl Flow<'_> {
    fn enter(&mut self, entry: Entry, fate: Fate) {
        let Some(dialog) = self.content.dialog(&entry.dialog) else { return self.arrive() };
        let state = entry.state.and_then(|state| present_name(dialog, &state));
        let start = state.unwrap_or_else(|| dialog.start.clone());
        let frame =
            |role| Frame { slots: entry.slots.clone(), ..Frame::new(dialog.id.clone(), start.clone(), role) };
        match entry.manner {
            Manner::Afresh => {
                self.remember();
                self.session.stack = vec![frame(Role::Root)];
                self.arrive();
            }
            Manner::Digression => {
                self.drop_interjections();
                self.remember();
                self.session.stack.retain(|below| below.dialog != dialog.id);
                let role = if self.session.stack.is_empty() { Role::Root } else { Role::Digression };
                self.session.stack.push(frame(role));
                self.arrive();
            }
            Manner::Aside => {
                let stack = std::mem::replace(&mut self.session.stack, vec![frame(Role::Root)]);
                self.arrive();
                self.session.stack = stack;
            }
            Manner::Interjection => match Reserved::from_id(&dialog.id) {
                _ if fate == Fate::Moved => self.say_moved_on(),
                Some(reserved) => self.interject(reserved),
                None => self.arrive(),
            },
        }
    }
}
