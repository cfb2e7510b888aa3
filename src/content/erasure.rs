//! Nobody is forgotten unasked: only `forget` erases, and there only a choice of the learner's leads to it.

use super::catalog::Catalog;
use super::code::Code;
use super::findings::Findings;
use crate::engine::{Dialog, Reserved, State, StateId, StateKind, Target};

pub fn check(dialog: &Dialog, catalog: &Catalog<'_>, findings: &mut Findings<'_>) {
    let Some(outline) = catalog.get(dialog.id.as_str()) else { return };
    for state in dialog.states.values().filter(|state| matches!(state.kind, StateKind::Erase { .. })) {
        let place = outline.state_place(&state.id);
        if outline.reserved != Some(Reserved::Forget) {
            findings
                .add(Code::UnaskedErasure, place, format!("`{}` is not there to forget learners", dialog.id))
                .hint("only the dialog `forget` has a state that erases");
        } else if is_reached_unasked(dialog, &state.id) {
            findings
                .add(Code::UnaskedErasure, place, format!("state `{}` is reached without a choice", state.id))
                .hint("ask first: only `choices` may lead to a state that erases");
        }
    }
}

fn is_reached_unasked(dialog: &Dialog, erasing: &StateId) -> bool {
    let is_led_to = |state: &State| unasked(state).into_iter().any(|to| to == erasing);
    dialog.start == *erasing
        || dialog.states.values().any(is_led_to)
        || dialog.renamed_states.values().any(|to| to == erasing)
}

/// The states of the same dialog to which one leads without a choice.
fn unasked(state: &State) -> Vec<&StateId> {
    let targets: Vec<&Target> = match &state.kind {
        StateKind::Choices(_) | StateKind::End(_) => Vec::new(),
        StateKind::Collect(collect) => vec![&collect.to, &collect.otherwise],
        StateKind::Next(transitions) => transitions.iter().map(|transition| &transition.to).collect(),
        StateKind::Call { then, .. }
        | StateKind::Handoff { then }
        | StateKind::Desk { then, .. }
        | StateKind::Erase { then } => return vec![then],
    };
    let timeout = state.timeout.as_ref().map(|timeout| &timeout.to);
    let own = targets.into_iter().chain(timeout).filter_map(|target| match target {
        Target::State(state) => Some(state),
        Target::Dialog(_) => None,
    });
    own.collect()
}
