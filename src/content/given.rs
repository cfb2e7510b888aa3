//! Slots of the reserved dialogs that the engine sets, and the values that it gives them.

use super::code::Code;
use super::findings::Findings;
use super::outline::Outline;
use super::suggest::listed;
use crate::engine::{
    AttachmentKind, Control, DeskNews, HandoffReason, Reserved, ResolvedBy, SlotType, UNIT_NAMES, WEEKDAYS,
};

/// `None`: any text, or not the engine's to set.
pub fn values(outline: &Outline<'_>, slot: &str) -> Option<Vec<&'static str>> {
    use HandoffReason::{DeadEnd, Error, NoMatch, Request};
    match (outline.reserved?, slot) {
        (Reserved::Human, "reason") => Some([Request, NoMatch, DeadEnd].map(HandoffReason::name).to_vec()),
        (Reserved::Human | Reserved::Ticket | Reserved::InternalError | Reserved::Attachment, "desk") => {
            Some(vec!["none", "open", "closed"])
        }
        (Reserved::Human | Reserved::InternalError, "waiting" | "again" | "queued")
        | (Reserved::Human, "known" | "listed")
        | (Reserved::Ticket, "queued") => Some(vec!["yes", "no"]),
        (Reserved::Ticket | Reserved::Help, "control") => Some(Control::NAMES.to_vec()),
        (Reserved::Resolved, "news") => Some(vec!["resolved", "unclear"]),
        (Reserved::Resolved, "by") => Some(ResolvedBy::ALL.map(ResolvedBy::name).to_vec()),
        (Reserved::Human | Reserved::Ticket | Reserved::InternalError, "weekday") => Some(WEEKDAYS.to_vec()),
        (Reserved::Ticket, "news") => Some(DeskNews::ALL.map(DeskNews::name).to_vec()),
        (Reserved::Ticket, "unit") => Some(UNIT_NAMES.to_vec()),
        (Reserved::Incident, "news") => Some(vec!["known", "fixed"]),
        (Reserved::InternalError, "reason") => Some(vec![Error.name()]),
        (Reserved::Attachment, "kind") => Some(AttachmentKind::ALL.map(AttachmentKind::name).to_vec()),
        (Reserved::Masked, "deleted" | "attached")
        | (Reserved::Incident, "named")
        | (Reserved::StaleButton, "offered")
        | (Reserved::MyData, "standing" | "answered" | "asked" | "wrote" | "has-ticket") => {
            Some(vec!["yes", "no"])
        }
        _ => None,
    }
}

pub fn slots(outline: &Outline<'_>) -> &'static [&'static str] {
    outline.reserved.map_or(&[], |reserved| reserved.given_slots())
}

/// A dialog that declares such a slot declares it for all that the engine gives.
pub fn check(outline: &Outline<'_>, findings: &mut Findings<'_>) {
    for slot in slots(outline) {
        let Some(declared) = outline.slots.get(*slot) else { continue };
        let missing: Vec<&str> = match (&declared.slot_type, values(outline, slot)) {
            (Some(SlotType::OneOf(known)), Some(given)) => {
                given.into_iter().filter(|value| !known.iter().any(|known| known == value)).collect()
            }
            (Some(SlotType::Text { .. }) | None, _) => continue,
            (Some(_), _) => vec!["a text"],
        };
        if !missing.is_empty() {
            findings
                .add(
                    Code::SlotMismatch,
                    declared.place,
                    format!("the engine sets `{slot}` to other values too"),
                )
                .hint(format!("add {}", listed(missing)));
        }
    }
}
