//! The way through the dialogs: is every state reached, does every state lead out, does every circle wait for the learner?

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Catalog;
use super::code::Code;
use super::erasure;
use super::findings::{Findings, Place};
use crate::engine::{ChoiceItem, Dialog, DialogId, State, StateId, StateKind, Target};

type Node<'d> = (&'d DialogId, &'d StateId);

/// `whole` are the dialogs without mistakes: of the others nobody can tell where they lead.
pub fn check(
    dialogs: &BTreeMap<DialogId, Dialog>,
    whole: &BTreeSet<DialogId>,
    catalog: &Catalog<'_>,
    findings: &mut Findings<'_>,
) {
    let place = |(dialog, state): Node<'_>| {
        catalog.get(dialog.as_str()).map_or(Place::start_of(0), |outline| outline.state_place(state))
    };
    for dialog in dialogs.values().filter(|dialog| whole.contains(&dialog.id)) {
        check_reached(dialog, &place, findings);
        check_way_out(dialog, &place, findings);
        erasure::check(dialog, catalog, findings);
    }
    check_silent_loops(dialogs, &place, findings);
    check_calls(dialogs, &place, findings);
}

fn check_reached(dialog: &Dialog, place: &impl Fn(Node<'_>) -> Place, findings: &mut Findings<'_>) {
    let mut reached: BTreeSet<&StateId> = BTreeSet::new();
    let mut ahead = vec![&dialog.start];
    while let Some(state) = ahead.pop() {
        if reached.insert(state)
            && let Some(state) = dialog.states.get(state)
        {
            ahead.extend(ways(state, true).into_iter().flatten());
        }
    }
    for id in dialog.states.keys().filter(|id| !reached.contains(id)) {
        findings
            .add(Code::UnreachableState, place((&dialog.id, id)), format!("nothing leads to state `{id}`"))
            .hint(format!("the dialog starts at `{}`", dialog.start));
    }
}

/// From every state there is a way to an `end`, a human or another dialog. A timeout is none: the learner would have to wait.
fn check_way_out(dialog: &Dialog, place: &impl Fn(Node<'_>) -> Place, findings: &mut Findings<'_>) {
    let leaves = |state: &State| {
        let offers = |item: &ChoiceItem| matches!(item, ChoiceItem::Candidates);
        match &state.kind {
            StateKind::End(_) | StateKind::Handoff { .. } => true,
            StateKind::Choices(items) if items.iter().any(offers) => true,
            _ => ways(state, false).contains(&None),
        }
    };
    let mut out: BTreeSet<&StateId> =
        dialog.states.values().filter(|state| leaves(state)).map(|state| &state.id).collect();
    loop {
        let more: Vec<&StateId> = dialog
            .states
            .values()
            .filter(|state| !out.contains(&state.id))
            .filter(|state| ways(state, false).into_iter().flatten().any(|next| out.contains(next)))
            .map(|state| &state.id)
            .collect();
        if more.is_empty() {
            break;
        }
        out.extend(more);
    }
    for id in dialog.states.keys().filter(|id| !out.contains(id)) {
        findings
            .add(Code::DeadEnd, place((&dialog.id, id)), format!("there is no way out of state `{id}`"))
            .hint("lead to an `end`, to `human` or to another dialog");
    }
}

/// A circle of states that do not wait would never end.
fn check_silent_loops(
    dialogs: &BTreeMap<DialogId, Dialog>,
    place: &impl Fn(Node<'_>) -> Place,
    findings: &mut Findings<'_>,
) {
    let passing = passing(dialogs);
    let mut done: BTreeSet<Node<'_>> = BTreeSet::new();
    for first in nodes(dialogs) {
        let mut path: Vec<Node<'_>> = Vec::new();
        let mut ahead: Vec<(Node<'_>, usize)> = vec![(first, 0)];
        while let Some((node, depth)) = ahead.pop() {
            path.truncate(depth);
            if let Some(start) = path.iter().position(|earlier| *earlier == node) {
                let circle = &path[start..];
                let names: Vec<String> =
                    circle.iter().map(|(dialog, state)| format!("`{dialog}/{state}`")).collect();
                findings
                    .add(
                        Code::SilentLoop,
                        place(node),
                        format!(
                            "{} → `{}/{}` never waits for the learner",
                            names.join(" → "),
                            node.0,
                            node.1
                        ),
                    )
                    .hint("one of these states has to ask something");
                continue;
            }
            if !done.insert(node) {
                continue;
            }
            path.push(node);
            for next in silent_ways(dialogs, node, &passing) {
                ahead.push((next, depth + 1));
            }
        }
    }
}

/// States from which the end of their dialog is reached without waiting.
fn passing<'d>(dialogs: &'d BTreeMap<DialogId, Dialog>) -> BTreeSet<Node<'d>> {
    let mut passing: BTreeSet<Node<'d>> = BTreeSet::new();
    loop {
        let passes = |node: &Node<'d>| match dialogs[node.0].states.get(node.1).map(|state| &state.kind) {
            Some(StateKind::End(_)) => true,
            Some(StateKind::Next(transitions)) => transitions
                .iter()
                .filter_map(|transition| entered(dialogs, node.0, &transition.to))
                .any(|next| passing.contains(&next)),
            Some(StateKind::Handoff { then } | StateKind::Erase { then }) => {
                passing.contains(&(node.0, then))
            }
            Some(StateKind::Call { dialog, then, .. }) => {
                start(dialogs, dialog).is_some_and(|start| passing.contains(&start))
                    && passing.contains(&(node.0, then))
            }
            _ => false,
        };
        let more: Vec<Node<'d>> =
            nodes(dialogs).filter(|node| !passing.contains(node)).filter(|node| passes(node)).collect();
        if more.is_empty() {
            return passing;
        }
        passing.extend(more);
    }
}

fn silent_ways<'d>(
    dialogs: &'d BTreeMap<DialogId, Dialog>,
    node: Node<'d>,
    passing: &BTreeSet<Node<'d>>,
) -> Vec<Node<'d>> {
    match dialogs[node.0].states.get(node.1).map(|state| &state.kind) {
        Some(StateKind::Next(transitions)) => {
            transitions.iter().filter_map(|transition| entered(dialogs, node.0, &transition.to)).collect()
        }
        Some(StateKind::Handoff { then } | StateKind::Erase { then }) => vec![(node.0, then)],
        Some(StateKind::Call { dialog, then, .. }) => {
            let start = start(dialogs, dialog);
            let returns = start.filter(|start| passing.contains(start)).map(|_| (node.0, then));
            start.into_iter().chain(returns).collect()
        }
        _ => Vec::new(),
    }
}

/// A dialog that calls itself, over others or not, would be called again with every round.
fn check_calls(
    dialogs: &BTreeMap<DialogId, Dialog>,
    place: &impl Fn(Node<'_>) -> Place,
    findings: &mut Findings<'_>,
) {
    for dialog in dialogs.values() {
        for (state, called) in calls(dialog) {
            let mut seen: BTreeSet<&DialogId> = BTreeSet::new();
            let mut ahead = vec![called];
            while let Some(next) = ahead.pop() {
                if seen.insert(next)
                    && let Some(next) = dialogs.get(next)
                {
                    ahead.extend(calls(next).map(|(_, called)| called));
                }
            }
            if seen.contains(&dialog.id) {
                findings
                    .add(
                        Code::EndlessCall,
                        place((&dialog.id, state)),
                        format!("`{}` calls itself through `{called}`", dialog.id),
                    )
                    .hint("lead to the dialog with `to:` instead, which takes the place of this one");
            }
        }
    }
}

fn calls(dialog: &Dialog) -> impl Iterator<Item = (&StateId, &DialogId)> {
    dialog.states.values().filter_map(|state| match &state.kind {
        StateKind::Call { dialog, .. } => Some((&state.id, dialog)),
        _ => None,
    })
}

fn nodes(dialogs: &BTreeMap<DialogId, Dialog>) -> impl Iterator<Item = Node<'_>> {
    dialogs.values().flat_map(|dialog| dialog.states.keys().map(|state| (&dialog.id, state)))
}

fn start<'d>(dialogs: &'d BTreeMap<DialogId, Dialog>, dialog: &DialogId) -> Option<Node<'d>> {
    dialogs.get(dialog).map(|dialog| (&dialog.id, &dialog.start))
}

fn entered<'d>(
    dialogs: &'d BTreeMap<DialogId, Dialog>,
    own: &'d DialogId,
    target: &'d Target,
) -> Option<Node<'d>> {
    match target {
        Target::State(state) => Some((own, state)),
        Target::Dialog(dialog) => start(dialogs, dialog),
    }
}

/// Where a state may lead: a state of the same dialog, or `None` for another dialog.
fn ways(state: &State, with_timeout: bool) -> Vec<Option<&StateId>> {
    let mut ways: Vec<Option<&StateId>> = match &state.kind {
        StateKind::Choices(_) => Vec::new(),
        StateKind::Collect(collect) => vec![own_state(&collect.to), own_state(&collect.otherwise)],
        StateKind::Next(transitions) => {
            transitions.iter().map(|transition| own_state(&transition.to)).collect()
        }
        StateKind::Call { then, .. }
        | StateKind::Handoff { then }
        | StateKind::Desk { then, .. }
        | StateKind::Erase { then } => vec![Some(then)],
        StateKind::End(_) => Vec::new(),
    };
    ways.extend(state.kind.choices().iter().filter_map(|item| match item {
        ChoiceItem::Choice(choice) => Some(own_state(&choice.to)),
        ChoiceItem::Candidates => None,
    }));
    if let Some(timeout) = state.timeout.as_ref().filter(|_| with_timeout) {
        ways.push(own_state(&timeout.to));
    }
    ways
}

fn own_state(target: &Target) -> Option<&StateId> {
    match target {
        Target::State(state) => Some(state),
        Target::Dialog(_) => None,
    }
}
