//! The dialogs as a picture: Mermaid text, which many editors and forges draw.

use std::fmt::Write as _;

use crate::engine::{ChoiceItem, Content, Dialog, DialogId, State, StateKind, Target, Untrained};

/// A flowchart of the wanted dialogs; of all but the reserved ones and the answers when none is named.
pub fn mermaid(content: &Content<Untrained>, wanted: &[DialogId]) -> String {
    let mut drawing = String::from("flowchart TD\n");
    let drawn = content.dialogs.values().filter(|dialog| match wanted {
        [] => !dialog.answer && crate::engine::Reserved::from_id(&dialog.id).is_none(),
        wanted => wanted.contains(&dialog.id),
    });
    for dialog in drawn {
        draw(&mut drawing, dialog);
    }
    drawing
}

fn draw(drawing: &mut String, dialog: &Dialog) {
    // Writing to a string cannot fail.
    let _ = writeln!(drawing, "  subgraph {}", dialog.id);
    let _ = writeln!(drawing, "    {0}:start(( )) --> {0}/{1}", dialog.id, dialog.start);
    for state in dialog.states.values() {
        let (open, close) = match state.kind {
            StateKind::Choices(_) | StateKind::Collect(_) => ("[", "]"),
            StateKind::Next(_) => ("{", "}"),
            StateKind::Call { .. }
            | StateKind::Handoff { .. }
            | StateKind::Desk { .. }
            | StateKind::Erase { .. } => ("[[", "]]"),
            StateKind::End(_) => ("([", "])"),
        };
        let _ = writeln!(drawing, "    {}/{}{open}\"{}\"{close}", dialog.id, state.id, state.id);
    }
    let _ = writeln!(drawing, "  end");
    for state in dialog.states.values() {
        for (label, to) in arrows(state) {
            let to = match to {
                Target::State(to) => format!("{}/{to}", dialog.id),
                Target::Dialog(to) => format!("{to}:start(( {to} ))"),
            };
            let _ = writeln!(drawing, "  {}/{} -- {label} --> {to}", dialog.id, state.id);
        }
    }
}

fn arrows(state: &State) -> Vec<(String, Target)> {
    let mut arrows: Vec<(String, Target)> = match &state.kind {
        StateKind::Choices(items) => chosen(items).collect(),
        StateKind::Collect(collect) => {
            let typed = [
                (collect.slot.to_string(), collect.to.clone()),
                ("otherwise".to_owned(), collect.otherwise.clone()),
            ];
            typed.into_iter().chain(chosen(&collect.choices)).collect()
        }
        StateKind::Next(transitions) => transitions
            .iter()
            .map(|transition| match transition.when {
                Some(_) => ("when".to_owned(), transition.to.clone()),
                None => ("else".to_owned(), transition.to.clone()),
            })
            .collect(),
        StateKind::Call { dialog, then, .. } => {
            vec![
                ("call".to_owned(), Target::Dialog(dialog.clone())),
                ("then".to_owned(), Target::State(then.clone())),
            ]
        }
        StateKind::Handoff { then } => vec![("handoff".to_owned(), Target::State(then.clone()))],
        StateKind::Desk { act, then } => vec![(act.name().to_owned(), Target::State(then.clone()))],
        StateKind::Erase { then } => vec![("erase".to_owned(), Target::State(then.clone()))],
        StateKind::End(end) => {
            end.onward.iter().map(|id| ("onward".to_owned(), Target::Dialog(id.clone()))).collect()
        }
    };
    if let Some(timeout) = &state.timeout {
        arrows.push((format!("after {} min", timeout.after.as_secs() / 60), timeout.to.clone()));
    }
    arrows
}

fn chosen(items: &[ChoiceItem]) -> impl Iterator<Item = (String, Target)> {
    items.iter().filter_map(|item| match item {
        ChoiceItem::Choice(choice) => Some((choice.label.to_string(), choice.to.clone())),
        ChoiceItem::Candidates => None,
    })
}
