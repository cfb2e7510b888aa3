//! Looks names up: targets, states, slots, dialogs, and guards with the slots in them.

use super::code::Code;
use super::fields;
use super::findings::Placed;
use super::guards;
use super::outline::Outline;
use super::states::Linker;
use super::suggest::{did_you_mean, listed};
use super::yaml::Node;
use crate::engine::{DialogId, Guard, Reserved, SlotId, StateId, Target};

const MAX_ONWARD: usize = 3;

impl<'n> Linker<'_, 'n, '_> {
    pub(super) fn guard(&mut self, outline: &Outline<'n>, node: &'n Node) -> Option<Guard> {
        let guard = guards::read(node, &outline.slots, self.findings)?;
        self.used_slots.extend(guard.slots().into_iter().cloned());
        Some(guard)
    }

    pub(super) fn slot(&mut self, outline: &Outline<'n>, node: &'n Node) -> Option<SlotId> {
        let name = fields::text(node, "a slot", self.findings)?;
        self.slot_name(outline, name)
    }

    pub(super) fn slot_name(&mut self, outline: &Outline<'n>, name: Placed<&str>) -> Option<SlotId> {
        let names = || outline.slots.keys().map(SlotId::as_str);
        let Some((slot, _)) = outline.slots.get_key_value(name.value) else {
            let suggestion = did_you_mean(name.value, names());
            self.findings
                .add(
                    Code::UnknownSlot,
                    name.place,
                    format!("slot `{}` is not declared in this dialog{suggestion}", name.value),
                )
                .hint(format!("declared are {}", listed(names())));
            return None;
        };
        self.used_slots.insert(slot.clone());
        Some(slot.clone())
    }

    pub(super) fn state_name(&mut self, outline: &Outline<'n>, node: &'n Node) -> Option<StateId> {
        let name = fields::text(node, "a state", self.findings)?;
        if outline.has_state(name.value) {
            return Some(name.value.into());
        }
        let suggestion = did_you_mean(name.value, outline.states());
        self.findings
            .add(Code::UnknownState, name.place, format!("state `{}` does not exist{suggestion}", name.value))
            .expected(format!("expected a state of `{}`", outline.id.value))
            .hint(format!("the states are {}", listed(outline.states())));
        None
    }

    pub(super) fn target(&mut self, outline: &Outline<'n>, node: &'n Node) -> Option<Target> {
        let name = fields::text(node, "a state or a dialog", self.findings)?;
        let (is_state, is_dialog) = (outline.has_state(name.value), self.catalog.has(name.value));
        if is_dialog && !is_state {
            self.uses.started.insert(name.value.into());
            return Some(Target::Dialog(name.value.into()));
        }
        if is_state {
            if is_dialog {
                self.findings
                    .add(
                        Code::AmbiguousTarget,
                        name.place,
                        format!("`{}` is a state here and a dialog too", name.value),
                    )
                    .hint("the state is taken; give it another name when the dialog was meant");
            }
            return Some(Target::State(name.value.into()));
        }
        let (state, dialog) =
            (did_you_mean(name.value, outline.states()), did_you_mean(name.value, self.catalog.ids()));
        let message = match (state.as_str(), dialog.as_str()) {
            ("", "") => format!("there is no state and no dialog `{}`", name.value),
            ("", suggestion) => format!("dialog `{}` does not exist{suggestion}", name.value),
            (suggestion, _) => format!("state `{}` does not exist{suggestion}", name.value),
        };
        self.findings
            .add(Code::UnknownTarget, name.place, message)
            .expected(format!("expected a state of `{}` or a dialog", outline.id.value))
            .hint(format!("the states are {}", listed(outline.states())));
        None
    }

    pub(super) fn unknown_dialog(&mut self, name: Placed<&str>) {
        let suggestion = did_you_mean(name.value, self.catalog.ids());
        self.findings.add(
            Code::UnknownDialog,
            name.place,
            format!("dialog or answer `{}` does not exist{suggestion}", name.value),
        );
    }

    pub(super) fn onward(&mut self, node: &'n Node) -> Vec<DialogId> {
        let names =
            fields::texts(node, "a list of dialogs and answers", "a dialog or an answer", self.findings);
        if names.len() > MAX_ONWARD {
            let message = format!("{} ways onward are too many", names.len());
            self.findings
                .add(Code::TooMany, node.place, message)
                .expected(format!("expected at most {MAX_ONWARD}"));
        }
        let mut onward: Vec<DialogId> = Vec::new();
        for name in names {
            if !self.catalog.has(name.value) {
                self.unknown_dialog(name);
            } else if Reserved::from_id(&name.value.into()).is_some_and(|reserved| !reserved.on_request()) {
                self.findings.add(
                    Code::Misplaced,
                    name.place,
                    format!("`{}` cannot be offered: only the engine starts it", name.value),
                );
            } else if onward.iter().any(|id| id.as_str() == name.value) {
                self.findings.add(
                    Code::DuplicateLabel,
                    name.place,
                    format!("`{}` stands here twice", name.value),
                );
            } else {
                self.uses.started.insert(name.value.into());
                onward.push(name.value.into());
            }
        }
        onward
    }
}
