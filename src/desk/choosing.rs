//! What a button of the card asks back: whom a ticket is handed to, which reply is sent, which earlier ticket it goes on as.

use super::hall::Role;
use super::press::{Act, DeskPress};
use super::work::{To, Work};
use crate::engine::{ButtonRole, MessageRef, OutboxButton, OutboxMessage, TextKey, reply_key};

/// More could not be looked through on a telephone; the others can be typed.
const OFFERED: usize = 12;
const LONGEST_LABEL: usize = 24;
const EARLIER_OFFERED: usize = 3;

impl Work<'_> {
    pub(super) fn choose_agent(&mut self, on: MessageRef) {
        let Some(case) = &self.case else { return };
        let others = self
            .desk
            .hall
            .members
            .iter()
            .filter(|(id, member)| member.role != Role::Barred && !case.ticket.is_with(**id));
        let acts: Vec<_> = others.map(|(id, member)| (Act::Assign(Some(*id)), member.name.clone())).collect();
        self.offer(if acts.is_empty() { "desk-assign-nobody" } else { "desk-assign-whom" }, acts, on);
    }

    pub(super) fn choose_reply(&mut self, on: MessageRef) {
        let (texts, locale) = (&self.desk.content.texts, &self.session.locale);
        let acts: Vec<_> = texts
            .replies(locale)
            .iter()
            .map(|name| {
                let words = texts.markup(locale, &reply_key(name), &self.args()).plain();
                let args = self.args_with([("name", name.clone()), ("words", words)]);
                (Act::Say(Some(name.clone())), self.words("desk-say-option", &args).plain())
            })
            .collect();
        self.offer(if acts.is_empty() { "desk-say-none" } else { "desk-say-which" }, acts, on);
    }

    /// Buttons for the tickets that the present one could go on as, the newest first.
    pub(super) fn mergeable(&self) -> Vec<OutboxButton> {
        let earlier = self.desk.earlier.iter().rev().map(|case| &case.ticket);
        let earlier = earlier.filter(|ticket| ticket.merged_into().is_none()).take(EARLIER_OFFERED);
        let acts = earlier.filter(|_| !self.is_done()).map(|ticket| {
            let args = self.args_with([("other", ticket.number.to_string())]);
            (Act::Merge(ticket.number), self.words("desk-act-merge", &args).plain())
        });
        acts.filter_map(|(act, label)| self.labelled(act, &label)).collect()
    }

    fn offer(&mut self, key: &str, acts: Vec<(Act, String)>, on: MessageRef) {
        let buttons = acts.into_iter().filter_map(|(act, label)| self.labelled(act, &label));
        let buttons = buttons.take(OFFERED).collect();
        let args = self.args();
        self.post_with(To::Topic, key, &args, buttons, Some(on));
    }

    /// `None`: it does not fit into a button.
    fn labelled(&self, act: Act, label: &str) -> Option<OutboxButton> {
        let press = DeskPress { ticket: self.case.as_ref()?.ticket.number, act };
        let label = label.chars().take(LONGEST_LABEL).collect();
        press.fits().then(|| OutboxButton { label, press: press.to_string(), role: ButtonRole::Choice })
    }

    /// What was asked back is answered: of the message stays what was chosen.
    pub(super) fn chosen(&mut self, on: Option<MessageRef>, act: &Act) {
        let words = match act {
            Act::Assign(Some(id)) => self.desk.hall.members.get(id).map(|member| member.name.clone()),
            Act::Say(Some(name)) => Some(name.clone()),
            _ => None,
        };
        let card = self.case.as_ref().and_then(|case| case.ticket.shown.card);
        let (Some(on), Some(words)) = (on.filter(|on| Some(*on) != card), words) else { return };
        let text = self.words("desk-chosen", &self.args_with([("words", words)]));
        let keys = vec![TextKey::from("desk-chosen").to_string()];
        self.dispatch(To::Topic, OutboxMessage::Edit { on, text, buttons: Vec::new(), keys }, None);
    }
}
