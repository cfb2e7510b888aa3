//! States as the engine runs them: every name is looked up, every mistake is reported, and nothing broken comes out.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Catalog;
use super::code::Code;
use super::fields::{self, Entry, Fields};
use super::findings::{Findings, Placed};
use super::given;
use super::outline::{Body, Outline};
use super::slots;
use super::speech::Speech;
use super::suggest::{did_you_mean, listed};
use super::uses::{Role, Uses};
use super::words::Words;
use super::yaml::Node;
use crate::engine::{
    Collect, DeskAct, Dialog, End, NoMatch, SlotId, State, StateId, StateKind, Target, TextKey, Texts,
    Transition,
};

const KINDS: [&str; 8] = ["choices", "collect", "next", "call", "handoff", "desk", "erase", "end"];

/// Everything that the names in a state may mean.
pub struct Linker<'a, 'n, 'f> {
    pub catalog: &'a Catalog<'n>,
    pub words: &'a Words,
    pub texts: &'a Texts,
    pub speech: &'a Speech<'n>,
    pub uses: Uses,
    /// Slots of the dialog at hand that something sets, collects or compares.
    pub used_slots: BTreeSet<SlotId>,
    pub findings: &'a mut Findings<'f>,
}

impl<'n> Linker<'_, 'n, '_> {
    /// Its states are those that have no mistakes.
    pub fn link(&mut self, outline: &Outline<'n>) -> Dialog {
        let before = self.findings.errors();
        self.used_slots.clear();
        let id = &outline.id.value;
        self.uses.note(super::uses::title_key(outline), outline.id.place, id, Role::Title);
        let mut dialog = Dialog {
            id: id.clone(),
            answer: outline.is_answer(),
            small_talk: outline.small_talk,
            intents: outline.intents.iter().map(|intent| intent.value.clone()).collect(),
            sources: outline.sources.clone(),
            reviewed: outline.reviewed,
            start: Outline::ANSWER.into(),
            slots: BTreeMap::new(),
            states: BTreeMap::new(),
            digressions: outline.digressions,
            renamed_states: BTreeMap::new(),
        };
        match &outline.body {
            Body::Answer(onward) => {
                let state = self.answer(outline, *onward);
                dialog.states.insert(state.id.clone(), state);
            }
            Body::Dialog { start, states, renamed } => {
                if let Some(start) = start {
                    dialog.start = start.value.clone();
                }
                dialog.states = states
                    .iter()
                    .filter_map(|(id, entry)| Some((id.clone(), self.state(outline, id, *entry)?)))
                    .collect();
                dialog.renamed_states = self.renamed(outline, renamed);
            }
        }
        given::check(outline, self.findings);
        for (name, slot) in &outline.slots {
            if let Some(slot_type) = &slot.slot_type {
                dialog.slots.insert(name.clone(), slot_type.clone());
            }
        }
        self.uses.slots.extend(self.used_slots.iter().map(|slot| (id.clone(), slot.clone())));
        if outline.damaged {
            self.uses.unread.insert(id.clone());
        } else if self.findings.errors() == before {
            self.uses.whole.insert(id.clone());
        }
        dialog
    }

    fn answer(&mut self, outline: &Outline<'n>, onward: Option<&'n Node>) -> State {
        let key = TextKey::new(format!("answer-{}", outline.id.value));
        self.uses.note(key.clone(), outline.id.place, &outline.id.value, Role::Text);
        let onward = onward.map(|node| self.onward(node)).unwrap_or_default();
        State {
            id: Outline::ANSWER.into(),
            say: Some(key),
            kind: StateKind::End(End { onward }),
            again: None,
            no_match: NoMatch::DEFAULT.to_vec(),
            timeout: None,
        }
    }

    fn renamed(&mut self, outline: &Outline<'n>, entries: &[Entry<'n>]) -> BTreeMap<StateId, StateId> {
        let mut renamed = BTreeMap::new();
        for Entry { key, value } in entries {
            if outline.has_state(key.value) {
                let message = format!("state `{}` still exists", key.value);
                self.findings
                    .add(Code::RenamedState, key.place, message)
                    .hint("the old name stands on the left, the state that took its place on the right");
            }
            if let Some(state) = self.state_name(outline, value) {
                renamed.insert(StateId::from(key.value), state);
            }
        }
        renamed
    }

    fn state(&mut self, outline: &Outline<'n>, id: &StateId, entry: Entry<'n>) -> Option<State> {
        const OTHERS: [&str; 6] = ["say", "timeout", "no-match", "then", "returns", "onward"];
        let keys = [&KINDS[..], &OTHERS[..]].concat();
        let fields = fields::fields(entry.value, entry.key.place, "a state", &keys, self.findings);
        let kind = fields.as_ref().and_then(|fields| self.one_kind(fields, entry.key));
        let (Some(fields), Some(kind)) = (fields, kind) else {
            self.uses.unread.insert(outline.id.value.clone());
            return None;
        };
        self.check_fitting(&fields, kind);
        let own = TextKey::new(format!("{}-{id}", outline.id.value));
        let say = self.say(outline, &fields, kind, own, entry);
        let again = say.as_ref().and_then(|say| self.attribute(outline, say, "again", entry));
        let node = fields.get(kind)?;
        let built = match kind {
            "choices" => self.choices(outline, id, say.as_ref(), node).map(StateKind::Choices),
            "collect" => self.collect(outline, id, say.as_ref(), node, entry).map(StateKind::Collect),
            "next" => self.next(outline, node).map(StateKind::Next),
            "call" => self.call(outline, &fields, node),
            "handoff" => {
                fields::switch(node, "handoff", self.findings);
                self.then(outline, &fields).map(|then| StateKind::Handoff { then })
            }
            "desk" => {
                let (act, then) = (self.desk_act(node), self.then(outline, &fields));
                act.zip(then).map(|(act, then)| StateKind::Desk { act, then })
            }
            "erase" => {
                fields::switch(node, "erase", self.findings);
                self.then(outline, &fields).map(|then| StateKind::Erase { then })
            }
            _ => {
                fields::switch(node, "end", self.findings);
                let onward = fields.get("onward").map(|node| self.onward(node)).unwrap_or_default();
                Some(StateKind::End(End { onward }))
            }
        };
        let timeout = fields.get("timeout").and_then(|node| self.timeout(outline, node));
        let no_match = fields.get("no-match").map_or(NoMatch::DEFAULT.to_vec(), |node| self.no_match(node));
        Some(State { id: id.clone(), say, kind: built?, again, no_match, timeout })
    }

    fn one_kind(&mut self, fields: &Fields<'n>, name: Placed<&str>) -> Option<&'static str> {
        let found: Vec<&'static str> = KINDS.into_iter().filter(|kind| fields.get(kind).is_some()).collect();
        match found[..] {
            [kind] => Some(kind),
            [] => {
                self.findings
                    .add(Code::StateKind, name.place, format!("state `{}` does nothing", name.value))
                    .expected(format!("expected one of {}", listed(KINDS)));
                None
            }
            _ => {
                let kinds = listed(found.iter().copied());
                self.findings
                    .add(
                        Code::StateKind,
                        name.place,
                        format!("state `{}` is several kinds at once: {kinds}", name.value),
                    )
                    .expected("expected exactly one of them");
                None
            }
        }
    }

    fn check_fitting(&mut self, fields: &Fields<'n>, kind: &str) {
        let fitting: &[&str] = match kind {
            "choices" | "collect" => &["say", "timeout", "no-match"],
            "next" => &["say"],
            "call" => &["then", "returns"],
            "handoff" | "desk" | "erase" => &["then"],
            _ => &["say", "onward"],
        };
        for key in fields.keys().filter(|key| !fitting.contains(&key.value) && !KINDS.contains(&key.value)) {
            // Unknown keys are reported already.
            if matches!(key.value, "say" | "timeout" | "no-match" | "then" | "returns" | "onward") {
                let message = format!("`{}` means nothing beside `{kind}`", key.value);
                self.findings.add(Code::Misplaced, key.place, message);
            }
        }
    }

    fn say(
        &mut self,
        outline: &Outline<'n>,
        fields: &Fields<'n>,
        kind: &str,
        own: TextKey,
        entry: Entry<'n>,
    ) -> Option<TextKey> {
        let dialog = &outline.id.value;
        if let Some(node) = fields.get("say") {
            let key = fields::id(node, "a text's key", self.findings)?;
            self.uses.note(key.value.into(), key.place, dialog, Role::Text);
            return Some(key.value.into());
        }
        if !matches!(kind, "choices" | "collect" | "end") {
            return None;
        }
        self.uses.own(own.clone(), entry.key.place, dialog, self.findings);
        Some(own)
    }

    /// An optional text beside the state's own.
    fn attribute(
        &mut self,
        outline: &Outline<'n>,
        say: &TextKey,
        name: &str,
        entry: Entry<'n>,
    ) -> Option<TextKey> {
        let key = TextKey::new(format!("{say}.{name}"));
        if !self.words.has_exactly(key.as_str()) {
            return None;
        }
        self.uses.note(key.clone(), entry.key.place, &outline.id.value, Role::Text);
        Some(key)
    }

    fn collect(
        &mut self,
        outline: &Outline<'n>,
        id: &StateId,
        say: Option<&TextKey>,
        node: &'n Node,
        entry: Entry<'n>,
    ) -> Option<Collect> {
        const TRIES: u8 = 3;
        const MAX_TRIES: u8 = 10;
        let keys = ["slot", "tries", "to", "otherwise", "choices", "attachments"];
        let fields = fields::fields(node, node.place, "`collect`", &keys, self.findings)?;
        let slot = fields.need("slot", self.findings).and_then(|node| self.slot(outline, node));
        let to = fields.need("to", self.findings).and_then(|node| self.target(outline, node));
        let otherwise = match fields.get("otherwise") {
            Some(node) => self.target(outline, node),
            None => Some(Target::Dialog(crate::engine::Reserved::Human.id())),
        };
        let mut tries = TRIES;
        if let Some(found) =
            fields.get("tries").and_then(|node| fields::text(node, "a number", self.findings))
        {
            match found.value.parse() {
                Ok(number @ 1..=MAX_TRIES) => tries = number,
                _ => {
                    let message = format!("there cannot be `{}` tries", found.value);
                    self.findings
                        .add(Code::BadValue, found.place, message)
                        .expected(format!("expected 1 to {MAX_TRIES}"));
                }
            }
        }
        let choices = fields.get("choices").map(|node| self.choices(outline, id, say, node));
        let attachments = fields.get("attachments").inspect(|node| {
            fields::switch(node, "attachments", self.findings);
        });
        let invalid = say.and_then(|say| self.attribute(outline, say, "invalid", entry));
        Some(Collect {
            slot: slot?,
            choices: choices.map_or(Some(Vec::new()), |choices| choices)?,
            attachments: attachments.is_some(),
            tries,
            to: to?,
            otherwise: otherwise?,
            invalid,
        })
    }

    fn next(&mut self, outline: &Outline<'n>, node: &'n Node) -> Option<Vec<Transition>> {
        let items = fields::list(node, "a list of transitions (`- { when: …, to: … }`)", self.findings)?;
        let mut transitions = Vec::new();
        for item in items {
            let Some(fields) =
                fields::fields(item, item.place, "a transition", &["when", "to"], self.findings)
            else {
                continue;
            };
            let when = fields.get("when").map(|node| self.guard(outline, node));
            let to = fields.need("to", self.findings).and_then(|node| self.target(outline, node));
            transitions.push((item.place, when, to));
        }
        let open = transitions.iter().position(|(_, when, _)| when.is_none());
        match open {
            Some(open) if open + 1 < transitions.len() => {
                let (first, after) = (transitions[open].0, transitions[open + 1].0);
                self.findings
                    .add(Code::ShadowedTransition, after, "this transition is never taken")
                    .related(first, "this one has no `when`, so it always holds");
            }
            None => {
                let place = transitions.last().map_or(node.place, |(place, ..)| *place);
                self.findings
                    .add(Code::NoLastTransition, place, "nothing is said for when no guard holds")
                    .expected("expected a last transition without `when`: `{ to: … }`");
            }
            Some(_) => {}
        }
        let transition = |(_, when, to): (_, Option<Option<_>>, Option<_>)| match when {
            None => Some(Transition { when: None, to: to? }),
            Some(guard) => Some(Transition { when: Some(guard?), to: to? }),
        };
        transitions.into_iter().map(transition).collect()
    }

    fn call(&mut self, outline: &Outline<'n>, fields: &Fields<'n>, node: &'n Node) -> Option<StateKind> {
        let then = self.then(outline, fields);
        let name = fields::text(node, "a dialog", self.findings)?;
        if !self.catalog.has(name.value) {
            self.unknown_dialog(name);
            return None;
        }
        let catalog = self.catalog;
        let called = catalog.get(name.value)?;
        self.uses.started.insert(called.id.value.clone());
        let mut returns = Vec::new();
        if let Some(node) = fields.get("returns") {
            for slot in fields::list(node, "a list of slots", self.findings).unwrap_or_default() {
                if let Some(slot) = self.returned(outline, called, slot) {
                    returns.push(slot);
                }
            }
        }
        Some(StateKind::Call { dialog: called.id.value.clone(), returns, then: then? })
    }

    fn returned(&mut self, outline: &Outline<'n>, called: &Outline<'n>, node: &'n Node) -> Option<SlotId> {
        let slot = self.slot(outline, node)?;
        let Some(given) = called.slots.get(&slot) else {
            let names = called.slots.keys().map(SlotId::as_str);
            let suggestion = did_you_mean(slot.as_str(), names);
            let message = format!("dialog `{}` has no slot `{slot}` to return{suggestion}", called.id.value);
            self.findings.add(Code::UnknownSlot, node.place, message);
            return None;
        };
        if let (Some(from), Some(to)) = (&given.slot_type, &outline.slots.get(&slot)?.slot_type)
            && !slots::fits_into(from, to)
        {
            let message = format!(
                "slot `{slot}` comes back as {}, here it is {}",
                slots::describe(from),
                slots::describe(to)
            );
            self.findings.add(Code::SlotMismatch, node.place, message).related(given.place, "declared here");
        }
        self.uses.slots.insert((called.id.value.clone(), slot.clone()));
        Some(slot)
    }

    fn desk_act(&mut self, node: &'n Node) -> Option<DeskAct> {
        let name = fields::text(node, "what the learner decided", self.findings)?;
        let act = DeskAct::from_name(name.value);
        if act.is_none() {
            let names = || DeskAct::ALL.into_iter().map(DeskAct::name);
            let suggestion = did_you_mean(name.value, names());
            self.findings
                .add(
                    Code::BadValue,
                    name.place,
                    format!("`{}` is nothing that the desk knows{suggestion}", name.value),
                )
                .expected(format!("expected one of {}", listed(names())));
        }
        act
    }

    fn then(&mut self, outline: &Outline<'n>, fields: &Fields<'n>) -> Option<StateId> {
        let node = fields.need("then", self.findings)?;
        self.state_name(outline, node)
    }
}
