//! The list of choices of a state: one list serves buttons and typed text.

use std::collections::HashMap;

use super::code::Code;
use super::fields::{self, Entry};
use super::findings::{Place, Placed};
use super::outline::Outline;
use super::slots;
use super::states::Linker;
use super::suggest::did_you_mean;
use super::uses::Role;
use super::yaml::Node;
use crate::engine::{
    Choice, ChoiceItem, Content, LabelId, LocaleId, Press, Reserved, SlotId, StateId, TextKey, Value,
};

pub const MAX_CHOICES: usize = 8;
const CANDIDATES: &str = "candidates";
/// Dialogs that the engine starts with something to offer.
const WITH_CANDIDATES: [Reserved; 2] = [Reserved::DidYouMean, Reserved::StaleButton];

impl<'n> Linker<'_, 'n, '_> {
    pub(super) fn choices(
        &mut self,
        outline: &Outline<'n>,
        state: &StateId,
        say: Option<&TextKey>,
        node: &'n Node,
    ) -> Option<Vec<ChoiceItem>> {
        let Some(items) = fields::list(node, "a list of choices (`- { label: …, to: … }`)", self.findings)
        else {
            self.uses.unread.insert(outline.id.value.clone());
            return None;
        };
        if items.len() > MAX_CHOICES {
            let message = format!("{} choices are too many", items.len());
            self.findings
                .add(Code::TooMany, node.place, message)
                .expected(format!("expected at most {MAX_CHOICES}"));
        }
        let (mut read, mut whole, mut open) = (Vec::new(), true, false);
        for item in items {
            if item.as_text().is_some_and(|text| text.value == CANDIDATES) {
                self.check_candidates(outline, item.place, &read);
                open = true;
                read.push((item.place, ChoiceItem::Candidates));
                continue;
            }
            // Also a choice that cannot be read: its guard is not what is wrong.
            match self.choice(outline, state, say, item) {
                Some((place, choice)) => {
                    open |= choice.when.is_none();
                    read.push((place, ChoiceItem::Choice(choice)));
                }
                None => (whole, open) = (false, true),
            }
        }
        if !open {
            self.findings
                .add(
                    Code::NoOpenChoice,
                    node.place,
                    "there may be nothing to choose: every choice has a `when`",
                )
                .expected("expected one choice without");
        }
        self.check_twins(&read);
        whole.then(|| read.into_iter().map(|(_, item)| item).collect())
    }

    fn choice(
        &mut self,
        outline: &Outline<'n>,
        state: &StateId,
        say: Option<&TextKey>,
        node: &'n Node,
    ) -> Option<(Place, Choice)> {
        let keys = ["label", "to", "set", "when", "locale"];
        let Some(fields) = fields::fields(node, node.place, "a choice", &keys, self.findings) else {
            self.uses.unread.insert(outline.id.value.clone());
            return None;
        };
        let label = fields.need("label", self.findings).and_then(|node| self.label(outline, state, node));
        let to = fields.need("to", self.findings).and_then(|node| self.target(outline, node));
        let set = fields.get("set").map_or(Some(Vec::new()), |node| self.set(outline, node));
        let when = fields.get("when").map(|node| self.guard(outline, node));
        let locale = fields.get("locale").map(|node| self.locale(node));
        let Some(label) = label else {
            self.uses.unread.insert(outline.id.value.clone());
            return None;
        };
        let (text, phrases) = self.label_text(outline, say, &label);
        Some((
            label.place,
            Choice {
                label: label.value,
                text,
                to: to?,
                set: set?,
                when: when.map_or(Some(None), |guard| guard.map(Some))?,
                locale: locale.map_or(Some(None), |locale| locale.map(Some))?,
                phrases,
            },
        ))
    }

    fn label(&mut self, outline: &Outline<'n>, state: &StateId, node: &'n Node) -> Option<Placed<LabelId>> {
        let name = fields::id(node, "a label", self.findings)?;
        let label = Placed::new(LabelId::from(name.value), name.place);
        if matches!(name.value, "title" | "again" | "invalid") {
            self.findings
                .add(Code::ReservedWord, name.place, format!("a label cannot be called `{}`", name.value))
                .hint("beside a text that name means something else");
            return None;
        }
        let (dialog, state) = (outline.id.value.clone(), state.clone());
        let press = Press::Choice { dialog, state, label: label.value.clone() }.data();
        if press.len() > Press::MAX_LEN {
            let message = format!("the button's data `{press}` is {} bytes long", press.len());
            self.findings
                .add(Code::PressTooLong, name.place, message)
                .expected(format!("expected at most {} bytes", Press::MAX_LEN))
                .hint("shorten the id of the dialog, the state or the label");
        }
        Some(label)
    }

    /// The attribute beside the state's text, else the shared label; and every way to type it.
    fn label_text(
        &mut self,
        outline: &Outline<'n>,
        say: Option<&TextKey>,
        label: &Placed<LabelId>,
    ) -> (TextKey, Vec<String>) {
        let shared = Content::shared_label_key(&label.value);
        let beside = say.map(|say| TextKey::new(format!("{say}.{}", label.value)));
        let key = match beside {
            Some(beside)
                if self.words.has_exactly(beside.as_str()) || !self.words.has_exactly(shared.as_str()) =>
            {
                beside
            }
            _ => shared,
        };
        self.uses.note(key.clone(), label.place, &outline.id.value, Role::Label);
        self.uses.labels.insert(label.value.to_string());
        let mut phrases: Vec<String> = Vec::new();
        for locale in self.words.locales.iter().filter(|locale| locale.texts.contains_key(key.as_str())) {
            phrases.push(self.speech.phrase(&self.texts.plain(&locale.id, &key)));
        }
        phrases.extend(self.speech.aliases(label.value.as_str()));
        phrases.retain(|phrase| !phrase.is_empty());
        phrases.sort();
        phrases.dedup();
        (key, phrases)
    }

    fn set(&mut self, outline: &Outline<'n>, node: &'n Node) -> Option<Vec<(SlotId, Value)>> {
        let entries = fields::entries(node, "set", self.findings)?;
        let set: Vec<Option<_>> = entries.into_iter().map(|entry| self.set_one(outline, entry)).collect();
        set.into_iter().collect()
    }

    fn set_one(&mut self, outline: &Outline<'n>, Entry { key, value }: Entry<'n>) -> Option<(SlotId, Value)> {
        let slot = self.slot_name(outline, key);
        let text = fields::text(value, "a value", self.findings)?;
        let slot = slot?;
        let slot_type = outline.slots.get(&slot)?.slot_type.as_ref()?;
        match slots::value(slot_type, text.value) {
            Ok(value) => Some((slot, value)),
            Err(why) => {
                self.findings.add(Code::SlotValue, text.place, format!("slot `{slot}`: {why}"));
                None
            }
        }
    }

    fn locale(&mut self, node: &'n Node) -> Option<LocaleId> {
        let name = fields::text(node, "a locale", self.findings)?;
        let known = self.words.ids().any(|id| id == name.value);
        if !known {
            let suggestion = did_you_mean(name.value, self.words.ids());
            self.findings.add(
                Code::UnknownLocale,
                name.place,
                format!("there is no locale `{}`{suggestion}", name.value),
            );
        }
        known.then(|| name.value.into())
    }

    fn check_candidates(&mut self, outline: &Outline<'n>, place: Place, before: &[(Place, ChoiceItem)]) {
        if !outline.reserved.is_some_and(|reserved| WITH_CANDIDATES.contains(&reserved)) {
            let names = WITH_CANDIDATES.map(|reserved| format!("`{}`", reserved.name())).join(" and ");
            self.findings
                .add(Code::Misplaced, place, "there are no candidates in this dialog")
                .hint(format!("the engine offers candidates in {names} only"));
        }
        if before.iter().any(|(_, item)| matches!(item, ChoiceItem::Candidates)) {
            self.findings.add(Code::DuplicateLabel, place, "`candidates` stands here twice");
        }
    }

    /// A label twice, or two choices that are typed alike.
    fn check_twins(&mut self, items: &[(Place, ChoiceItem)]) {
        let mut labels: HashMap<&LabelId, Place> = HashMap::new();
        let mut phrases: HashMap<&str, (&LabelId, Place)> = HashMap::new();
        for (place, item) in items {
            let ChoiceItem::Choice(choice) = item else { continue };
            if let Some(first) = labels.insert(&choice.label, *place) {
                let message = format!("two choices have the label `{}`", choice.label);
                self.findings.add(Code::DuplicateLabel, *place, message).related(first, "first here");
                continue;
            }
            for phrase in &choice.phrases {
                let (other, first) = *phrases.entry(phrase).or_insert((&choice.label, *place));
                if other != &choice.label {
                    let message = format!("`{phrase}` may mean `{other}` and `{}`", choice.label);
                    self.findings
                        .add(Code::AmbiguousPhrase, *place, message)
                        .related(first, "said the same way")
                        .hint(
                            "their labels and what stands under `labels:` in utterances.yaml have to differ",
                        );
                }
            }
        }
    }
}
