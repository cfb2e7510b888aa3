//! What agents teach: which words of the learner's mean which intent. It goes to the editors' list and changes nothing by itself.

use super::line::{Said, Who};
use super::work::{To, Work};
use crate::engine::{Agent, Effect, HandoffRequest, Heard, IntentId, MessageRef, Taken, Value};

impl Work<'_> {
    /// What the learner wrote means this: it goes to the editors' list.
    ///
    /// `answers`: of which message, else of what brought the learner here.
    pub(super) fn learn(
        &mut self,
        by: &Agent,
        intent: IntentId,
        on: MessageRef,
        answers: Option<MessageRef>,
    ) {
        if !self.desk.content.intents.contains_key(&intent) {
            return self.answer(on, "desk-intent-unknown");
        }
        self.note(Who::agent(by), Said::did("learn", Some(intent.to_string())));
        let name = intent.to_string();
        let card = self.case.as_ref().and_then(|case| case.ticket.shown.card);
        let (key, words) = match answers.filter(|on| Some(*on) != card) {
            Some(answered) => match self.teach_words(answered, intent) {
                Some(words) => ("desk-learnt", words),
                None => ("desk-learn-not-words", String::new()),
            },
            None => match self.teach(intent) {
                Some(words) => ("desk-learnt", words),
                None => ("desk-learnt-nothing", String::new()),
            },
        };
        let args = self.args_with([("intent", name), ("words", words)]);
        self.post_with(To::Topic, key, &args, Vec::new(), Some(on));
    }

    /// The ticket was about this, and so was what the learner wrote before it. Returns those words.
    pub(super) fn teach(&mut self, intent: IntentId) -> Option<String> {
        let locale = self.session.locale.clone();
        let case = self.case.as_mut()?;
        let is_new = case.ticket.intent.as_ref() != Some(&intent);
        case.ticket.intent = Some(intent.clone());
        let (words, position) = (question(&case.request)?, case.request.path.last().cloned());
        // Said twice, it is one example.
        if is_new {
            self.effects.push(Effect::Heard(Heard::new(&words, locale, position, Taken::Intent { intent })));
        }
        Some(words)
    }

    /// What the learner wrote in that message means this. `None`: it is none of theirs, or its words are kept no longer.
    fn teach_words(&mut self, on: MessageRef, intent: IntentId) -> Option<String> {
        let locale = self.session.locale.clone();
        let case = self.case.as_mut()?;
        let message = case.ticket.at_learner(on)?;
        let written = case.ticket.written.iter_mut().find(|written| written.message == message)?;
        let is_new = written.intent.as_ref() != Some(&intent);
        written.intent = Some(intent.clone());
        let (words, position) = (written.text.clone(), case.request.path.last().cloned());
        if is_new {
            self.effects.push(Effect::Heard(Heard::new(&words, locale, position, Taken::Intent { intent })));
        }
        Some(words)
    }
}

/// The learner's question in their own words: what was not understood last, else what they added to their request, else what they wrote last.
fn question(request: &HandoffRequest) -> Option<String> {
    let missed = request.recent.iter().rev().find(|recent| !recent.understood);
    let slot = |slot: &str| match request.slots.get(slot) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let words = missed
        .map(|recent| recent.text.clone())
        .or_else(|| slot("matter"))
        .or_else(|| slot("note"))
        .or_else(|| request.recent.last().map(|recent| recent.text.clone()));
    words.filter(|words| words.chars().any(char::is_alphanumeric))
}
