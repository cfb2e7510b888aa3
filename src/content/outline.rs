//! What a dialog file declares before any name in it is looked up: its id, its states, its slots.
//!
//! Names may point forwards and into other files, so all outlines are read first; [`super::states`] fills them in.

use std::collections::BTreeMap;

use super::code::Code;
use super::fields::{self, Entry, Fields};
use super::findings::{Findings, Place, Placed};
use super::slots;
use super::source::SourceFile;
use super::suggest::{did_you_mean, listed};
use super::yaml::Node;
use crate::engine::{DialogId, IntentId, Reserved, SlotId, SlotType, StateId};

pub struct Outline<'n> {
    pub id: Placed<DialogId>,
    pub reserved: Option<Reserved>,
    pub intents: Vec<Placed<IntentId>>,
    pub sources: Vec<String>,
    pub reviewed: jiff::civil::Date,
    pub slots: BTreeMap<SlotId, Slot>,
    pub digressions: bool,
    pub small_talk: bool,
    /// There was a mistake in what stands here already.
    pub damaged: bool,
    pub body: Body<'n>,
}

pub enum Body<'n> {
    /// From `answers.yaml`: its `onward`.
    Answer(Option<&'n Node>),
    Dialog {
        start: Option<Placed<StateId>>,
        states: BTreeMap<StateId, Entry<'n>>,
        renamed: Vec<Entry<'n>>,
    },
}

pub struct Slot {
    pub place: Place,
    /// `None` when the type is broken, which is reported.
    pub slot_type: Option<SlotType>,
}

impl Outline<'_> {
    /// The name of the one state of an answer.
    pub const ANSWER: &'static str = "answer";

    pub fn is_answer(&self) -> bool {
        matches!(self.body, Body::Answer(_))
    }

    pub fn has_state(&self, name: &str) -> bool {
        self.states().any(|state| state == name)
    }

    pub fn states(&self) -> impl Iterator<Item = &str> {
        let states = match &self.body {
            Body::Dialog { states, .. } => Some(states.keys().map(StateId::as_str)),
            Body::Answer(_) => None,
        };
        let answer = self.is_answer().then_some(Self::ANSWER);
        states.into_iter().flatten().chain(answer)
    }

    /// Where a state is named.
    pub fn state_place(&self, state: &StateId) -> Place {
        match &self.body {
            Body::Dialog { states, .. } => states.get(state).map_or(self.id.place, |entry| entry.key.place),
            Body::Answer(_) => self.id.place,
        }
    }
}

/// `None` when the file does not even say which dialog it is, or has no right to say so.
pub fn read_dialog<'n>(
    source: &SourceFile,
    node: &'n Node,
    findings: &mut Findings<'_>,
) -> Option<Outline<'n>> {
    const KEYS: [&str; 10] = [
        "format",
        "dialog",
        "intents",
        "sources",
        "reviewed",
        "slots",
        "digressions",
        "start",
        "states",
        "renamed-states",
    ];
    let before = findings.errors();
    let fields = fields::fields(node, node.place, "a dialog", &KEYS, findings)?;
    read_format(&fields, findings);
    let id = read_id(&fields, findings)?;
    let reserved = Reserved::from_id(&id.value);
    if !stands_right(&id, reserved, source, findings) {
        return None;
    }
    let digressions = fields.get("digressions").is_none_or(|node| read_digressions(node, findings));
    let start = fields
        .need("start", findings)
        .and_then(|node| fields::id(node, "a state", findings))
        .map(|name| Placed::new(StateId::from(name.value), name.place));
    let renamed =
        fields.get("renamed-states").and_then(|node| fields::entries(node, "renamed-states", findings));
    let mut outline = Outline {
        reserved,
        intents: fields.get("intents").map(|node| read_intents(node, findings)).unwrap_or_default(),
        sources: read_sources(&fields, findings),
        reviewed: read_reviewed(&fields, findings),
        slots: fields.get("slots").map(|node| read_slots(node, findings)).unwrap_or_default(),
        digressions,
        small_talk: false,
        damaged: false,
        body: Body::Dialog {
            start,
            states: read_states(&fields, findings),
            renamed: renamed.unwrap_or_default(),
        },
        id,
    };
    outline.damaged = findings.errors() > before;
    Some(outline)
}

/// `dialogs/answers.yaml`. `None` stands for an answer that could not be read.
pub fn read_answers<'n>(node: &'n Node, findings: &mut Findings<'_>) -> Vec<Option<Outline<'n>>> {
    let Some(fields) =
        fields::fields(node, node.place, "the file of answers", &["format", "answers"], findings)
    else {
        return vec![None];
    };
    read_format(&fields, findings);
    let answers =
        fields.need("answers", findings).and_then(|node| fields::entries(node, "answers", findings));
    answers.unwrap_or_default().into_iter().map(|entry| read_answer(entry, findings)).collect()
}

fn read_answer<'n>(entry: Entry<'n>, findings: &mut Findings<'_>) -> Option<Outline<'n>> {
    let (id, before) = (entry.key, findings.errors());
    if !fields::is_id(id, "an answer", findings) {
        return None;
    }
    let keys = ["sources", "reviewed", "onward", "intents", "small-talk"];
    let fields = fields::fields(entry.value, id.place, "an answer", &keys, findings)?;
    if Reserved::from_id(&id.value.into()).is_some() {
        let message = format!("`{}` is the id of a reserved dialog, not of an answer", id.value);
        findings.add(Code::MisplacedReserved, id.place, message);
        return None;
    }
    let intents = match fields.get("intents") {
        Some(node) => read_intents(node, findings),
        None => vec![Placed::new(IntentId::from(id.value), id.place)],
    };
    let mut outline = Outline {
        id: Placed::new(id.value.into(), id.place),
        reserved: None,
        intents,
        sources: read_sources(&fields, findings),
        reviewed: read_reviewed(&fields, findings),
        slots: BTreeMap::new(),
        digressions: true,
        small_talk: fields
            .get("small-talk")
            .inspect(|node| fields::switch(node, "small-talk", findings))
            .is_some(),
        damaged: false,
        body: Body::Answer(fields.get("onward")),
    };
    outline.damaged = findings.errors() > before;
    Some(outline)
}

/// `format: 1`, so that a later language can be told from this one.
pub fn read_format(fields: &Fields<'_>, findings: &mut Findings<'_>) {
    let Some(found) = fields.need("format", findings).and_then(|node| fields::text(node, "`1`", findings))
    else {
        return;
    };
    if found.value != "1" {
        findings
            .add(Code::BadValue, found.place, format!("this program does not read format `{}`", found.value))
            .expected("expected `1`");
    }
}

fn read_id(fields: &Fields<'_>, findings: &mut Findings<'_>) -> Option<Placed<DialogId>> {
    let id = fields::id(fields.need("dialog", findings)?, "a dialog", findings)?;
    // Its texts would be taken for those of the answers, the shared labels or the program.
    let first_word = id.value.split('-').next().unwrap_or_default();
    if matches!(first_word, "answer" | "label" | "telegram" | "terminal") {
        let message = format!("a dialog's id cannot begin with `{first_word}`");
        findings
            .add(Code::ReservedWord, id.place, message)
            .hint("texts that begin so are not those of dialogs");
        return None;
    }
    Some(Placed::new(id.value.into(), id.place))
}

/// Reserved dialogs stand in `dialogs/reserved/`, and nothing else does.
fn stands_right(
    id: &Placed<DialogId>,
    reserved: Option<Reserved>,
    source: &SourceFile,
    findings: &mut Findings<'_>,
) -> bool {
    let inside = source.path.starts_with("dialogs/reserved/");
    if inside && reserved.is_none() {
        let names = || Reserved::ALL.iter().map(|reserved| reserved.name());
        let suggestion = did_you_mean(id.value.as_str(), names());
        findings
            .add(
                Code::MisplacedReserved,
                id.place,
                format!("`{}` is no reserved dialog{suggestion}", id.value),
            )
            .hint("the engine starts the dialogs of this directory; all others stand beside it");
    }
    if !inside && reserved.is_some() {
        let message = format!("`{}` is a reserved dialog, which stands in `dialogs/reserved/`", id.value);
        findings.add(Code::MisplacedReserved, id.place, message);
    }
    inside == reserved.is_some()
}

fn read_digressions(node: &Node, findings: &mut Findings<'_>) -> bool {
    let found = fields::text(node, "`none`", findings);
    if let Some(found) = found.filter(|found| found.value != "none") {
        findings
            .add(Code::BadValue, found.place, format!("digressions cannot be `{}`", found.value))
            .expected("expected `none`; leave the key out otherwise");
    }
    false
}

fn read_intents(node: &Node, findings: &mut Findings<'_>) -> Vec<Placed<IntentId>> {
    fields::texts(node, "a list of intents", "an intent", findings)
        .into_iter()
        .filter(|name| fields::is_id(*name, "an intent", findings))
        .map(|name| Placed::new(name.value.into(), name.place))
        .collect()
}

/// Three digits, a document of the site, or `general` for what everyone knows.
fn read_sources(fields: &Fields<'_>, findings: &mut Findings<'_>) -> Vec<String> {
    let Some(node) = fields.need("sources", findings) else { return Vec::new() };
    let sources = fields::texts(node, "a list of documents", "a document's number", findings);
    if node.is_empty_list() {
        findings
            .add(Code::BadValue, node.place, "no document is named")
            .expected("expected `[\"004\"]` or `[general]`");
    }
    for source in &sources {
        let is_number = source.value.len() == 3 && source.value.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number && source.value != "general" {
            findings
                .add(Code::UnknownSource, source.place, format!("`{}` is no document", source.value))
                .expected("expected three digits, `\"004\"`, or `general`");
        }
    }
    sources.into_iter().map(|source| source.value.to_owned()).collect()
}

fn read_reviewed(fields: &Fields<'_>, findings: &mut Findings<'_>) -> jiff::civil::Date {
    let date = fields.need("reviewed", findings).and_then(|node| fields::date(node, findings));
    // Only content without mistakes is used, so this date is never seen.
    date.unwrap_or(jiff::civil::Date::ZERO)
}

fn read_slots(node: &Node, findings: &mut Findings<'_>) -> BTreeMap<SlotId, Slot> {
    let mut read = BTreeMap::new();
    for Entry { key, value } in fields::entries(node, "slots", findings).unwrap_or_default() {
        if fields::is_id(key, "a slot", findings) {
            let slot_type = slots::read_type(value, key.place, findings);
            read.insert(SlotId::from(key.value), Slot { place: key.place, slot_type });
        }
    }
    read
}

fn read_states<'n>(fields: &Fields<'n>, findings: &mut Findings<'_>) -> BTreeMap<StateId, Entry<'n>> {
    let node = fields.need("states", findings);
    let states = node.and_then(|node| fields::entries(node, "states", findings)).unwrap_or_default();
    let states: BTreeMap<_, _> = states
        .into_iter()
        .filter(|entry| fields::is_id(entry.key, "a state", findings))
        .map(|entry| (StateId::from(entry.key.value), entry))
        .collect();
    if let Some(start) = fields.get("start").and_then(Node::as_text)
        && !states.contains_key(start.value)
    {
        let names = || states.keys().map(StateId::as_str);
        let suggestion = did_you_mean(start.value, names());
        findings
            .add(
                Code::UnknownState,
                start.place,
                format!("state `{}` does not exist{suggestion}", start.value),
            )
            .hint(format!("the states are {}", listed(names())));
    }
    states
}
