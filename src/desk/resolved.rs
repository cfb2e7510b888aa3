//! What a learner does about a ticket that counts as resolved: they say how it was, come back with it, or press a button when it is too late.

use super::card::text_of;
use super::learner::Asked;
use super::line::{Said, Who};
use super::ticket::Rating;
use super::work::{Case, Work};
use crate::engine::{
    AttachmentKind, ChoiceItem, Command, Control, DeskAct, DeskNews, Drift, Effect, Event, Manner, Press,
    Reserved, Slots, StateKind, Target, Value, drift,
};

/// Characters of what is kept for the desk while the learner is asked.
const LONGEST_SAID: usize = 1_000;

impl Work<'_> {
    /// What a button of long ago would do to a ticket for which it is too late: reopen what can be reopened no more, rate what is not
    /// resolved any more.
    pub(super) fn comes_too_late(&self, event: &Event) -> Option<DeskAct> {
        let Event::Choice { press, .. } = event else { return None };
        let Press::Choice { dialog, state, label } = Press::parse(press)? else { return None };
        let content = self.desk.content;
        let chosen = content.state(&dialog, &state).and_then(|state| {
            state.kind.choices().iter().find_map(|item| match item {
                ChoiceItem::Choice(choice) if choice.label == label => Some(&choice.to),
                _ => None,
            })
        });
        let Some(Target::State(to)) = chosen else { return None };
        let StateKind::Desk { act, .. } = content.state(&dialog, to)?.kind else { return None };
        match (act, &self.case) {
            (DeskAct::Reopen, None) => Some(act),
            (DeskAct::Rate, case) if case.as_ref().is_none_or(|case| !case.ticket.is_resolved()) => Some(act),
            _ => None,
        }
    }

    pub(super) fn too_late(&mut self, event: &Event, act: DeskAct) {
        let query = event.query().map(str::to_owned);
        self.effects.extend(query.map(|query| Effect::Acknowledge { query }));
        match act {
            DeskAct::Rate => self.tell(DeskNews::RatedLate),
            // It is a new ticket.
            _ => self.bot(&Event::command(Command::Human)),
        }
    }

    /// Whether it belongs to a ticket although the bot is in control: it is about what counts as resolved, or a correction of what was
    /// carried to the desk. Praise and thanks are for the bot.
    pub(super) fn comes_back(&self, case: &Case, event: &Event) -> Asked {
        if let Event::Text { original, .. } | Event::Attachment { original, .. } = event
            && original.edited
        {
            let at_desk = original.message.and_then(|message| case.ticket.at_desk(message));
            return if at_desk.is_some() && !case.ticket.is_over() { Asked::Desk } else { Asked::Bot };
        }
        let asks = self.session.top().is_some_and(|frame| frame.dialog == Reserved::Resolved.id());
        if !asks || !case.ticket.is_resolved() {
            return Asked::Bot;
        }
        match event {
            Event::Text { text, .. } => match drift(self.desk.content, &self.session, text, self.now) {
                Drift::Trouble => Asked::Desk,
                Drift::Unclear => Asked::Whether,
                Drift::Answer | Drift::SmallTalk => Asked::Bot,
            },
            Event::Attachment { kind, .. } if !is_gesture(*kind) => Asked::Desk,
            _ => Asked::Bot,
        }
    }

    /// Whether it is solved. Their words are kept for the desk in case that it is not.
    pub(super) fn asks_whether(&mut self, event: &Event) {
        let Event::Text { text, original } = event else { return };
        self.session.unreachable = false;
        self.masked(original, false);
        let number = self.case.as_ref().map(|case| case.ticket.number.to_string());
        let asking = self.session.top().filter(|frame| frame.dialog == Reserved::Resolved.id());
        let before = asking.map(|frame| text_of(&frame.slots, "said")).filter(|before| !before.is_empty());
        let said = before.into_iter().chain([text.clone()]).collect::<Vec<_>>().join("\n");
        let said = said.chars().take(LONGEST_SAID).collect();
        let given = [("news", "unclear".to_owned()), ("said", said)];
        let given = given.into_iter().chain(number.map(|number| ("ticket", number)));
        let slots = given.map(|(slot, value)| (slot.into(), Value::Text(value))).collect();
        self.enter(Reserved::Resolved, slots, Manner::Digression);
    }

    /// How it was is not asked any more, nor was it.
    pub(super) fn asks_no_rating(&mut self) {
        let resolved = Reserved::Resolved.id();
        self.session.stack.retain(|frame| frame.dialog != resolved);
        self.session.history.retain(|stack| stack.iter().all(|frame| frame.dialog != resolved));
    }

    pub(super) fn rated(&mut self, slots: &Slots) {
        let text = |slot: &str| match slots.get(slot) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let stars =
            text("stars").and_then(|stars| stars.parse::<u8>().ok()).filter(|stars| (1..=5).contains(stars));
        let (Some(stars), comment, at) = (stars, text("comment"), self.now) else { return };
        let Some(ticket) = self.ticket() else { return };
        // The stars count when they are given: many leave then. What is said later is added to them, and a slip is put right.
        let (known, said) = match ticket.rating.take() {
            Some(Rating { stars, comment, .. }) => (Some(stars), comment),
            None => (None, None),
        };
        let is_new = known != Some(stars) || comment.is_some();
        let comment = comment.or(said);
        ticket.rating = Some(Rating { stars, comment: comment.clone(), at });
        if known != Some(stars) {
            self.note(Who::Learner, Said::did("rated", Some(stars.to_string())));
        }
        if is_new {
            let (stars, comment) = (stars.to_string(), comment.unwrap_or_default());
            self.post("desk-rated", &self.args_with([("stars", stars), ("comment", comment)]));
        }
    }

    /// What they wrote before they were asked whether it is solved.
    pub(super) fn said_before(&mut self, slots: &Slots) {
        let text = text_of(slots, "said");
        if !text.is_empty() {
            self.post("desk-learner-says", &self.args_with([("words", text.clone())]));
            self.note(Who::Learner, Said::Words { text });
        }
    }

    /// And the learner is told.
    pub(super) fn reopen(&mut self, news: DeskNews) {
        self.session.stack.clear();
        self.reopen_ticket();
        self.tell(news);
    }

    pub(super) fn reopen_ticket(&mut self) {
        let now = self.now;
        self.asks_no_rating();
        let Some(ticket) = self.ticket() else { return };
        ticket.reopened(now);
        let number = ticket.number;
        self.session.control = Control::Queued { ticket: number };
        self.post("desk-reopened", &self.args());
    }
}

/// What is sent instead of a thank-you.
fn is_gesture(kind: AttachmentKind) -> bool {
    matches!(kind, AttachmentKind::Sticker | AttachmentKind::Animation | AttachmentKind::Dice)
}
