//! Leading a session on when the content it was written under is not the present one.

use super::content::Content;
use super::flow::present_name;
use super::session::{Frame, Role, Session};

/// What became of the learner's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Every state on the stack is there, or has a new name only.
    Kept,
    /// The learner's own question is gone; they stand elsewhere now, at the start of the dialog or outside of any.
    Moved,
}

/// Makes every frame point to a state that exists.
///
/// A state that was renamed is followed; one that is gone leads to the start of its dialog with the slots that still fit; a
/// dialog that is gone is left.
pub(super) fn reconcile(content: &Content, session: &mut Session) -> Fate {
    if session.content == content.fingerprint {
        return Fate::Kept;
    }
    session.content = content.fingerprint;
    if !content.texts.locales().any(|locale| *locale == session.locale) {
        session.locale = content.texts.negotiate(session.locale.as_str());
    }
    let asked = |session: &Session| session.asked().last().map(Frame::position);
    let before = asked(session);
    session.stack = lead_on(content, std::mem::take(&mut session.stack));
    let history = std::mem::take(&mut session.history).into_iter();
    let history = history.map(|stack| lead_on(content, stack.to_vec())).filter(|stack| !stack.is_empty());
    session.history = history.map(Into::into).collect();
    let (Some(before), now) = (before, asked(session)) else {
        return Fate::Kept;
    };
    let renamed = content.dialog(&before.dialog).and_then(|dialog| present_name(dialog, &before.state));
    if now.is_some_and(|now| now.dialog == before.dialog && renamed == Some(now.state)) {
        Fate::Kept
    } else {
        Fate::Moved
    }
}

fn lead_on(content: &Content, stack: Vec<Frame>) -> Vec<Frame> {
    let mut kept: Vec<Frame> = Vec::with_capacity(stack.len());
    for mut frame in stack {
        let Some(dialog) = content.dialog(&frame.dialog) else { continue };
        frame.slots.retain(|slot, value| dialog.slots.get(slot).is_none_or(|kind| kind.admits(value)));
        frame.candidates.retain(|id| content.dialog(id).is_some());
        frame.state = present_name(dialog, &frame.state).unwrap_or_else(|| dialog.start.clone());
        let returns_somewhere = match &frame.role {
            Role::Call { then, .. } => kept
                .last()
                .and_then(|caller| content.dialog(&caller.dialog))
                .is_some_and(|caller| caller.states.contains_key(then)),
            _ => true,
        };
        if kept.is_empty() && frame.role != Role::Interjection {
            frame.role = Role::Root;
        } else if !returns_somewhere {
            frame.role = Role::Digression;
        }
        kept.push(frame);
    }
    kept
}
