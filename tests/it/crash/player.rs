//! A learner who knows what the bot has to say: takes each step also by the engine alone, which nothing disturbs, and holds what
//! arrives against it.

use std::collections::VecDeque;
use std::sync::Arc;

use fastrand::Rng;
use helpbot::engine::{
    Content, Effect, Event, Markup, MessageRef, OutboxButton, OutboxMessage, Press, Reserved, Session,
    ShownMessage, render, step,
};
use jiff::Timestamp;

use crate::fake_bot_api::{Chat, Learner, Query, State};

/// Steps that are taken in one go, without waiting for answers, at most.
const BURST: usize = 4;

pub struct Player {
    content: Arc<Content>,
    learner: Learner,
    random: Rng,
    /// As it is after everything that was done so far.
    pub session: Session,
    /// What the newest message, once it has come, shows below itself.
    buttons: Vec<OutboxButton>,
    /// What is still to be heard.
    pending: VecDeque<String>,
    last: String,
    /// Copies of `last`.
    copies: usize,
    /// How much of the chat was read.
    read: usize,
    presses: Vec<Pressed>,
    pub updates: usize,
    pub answers: usize,
    pub duplicates: usize,
    pub most_copies: usize,
    pub handoffs: usize,
    /// What was heard that should not have been.
    pub wrong: Vec<String>,
}

/// A press whose spinner has not been seen to stop, or that has not left its trace.
#[derive(Debug)]
struct Pressed {
    id: String,
    on: i64,
    leaves_trace: bool,
}

impl Pressed {
    fn is_open(&self, state: &State, chat: &Chat) -> bool {
        let has_trace = || {
            let message = chat.messages.iter().rfind(|message| message.id == self.on);
            message.is_some_and(|message| message.edits > 0 && message.keyboard.is_empty())
        };
        state.queries.get(&self.id) != Some(&Query::Answered) || (self.leaves_trace && !has_trace())
    }
}

/// What a learner does, and what follows from it.
struct Move {
    does: Does,
    session: Session,
    says: Vec<String>,
    buttons: Vec<OutboxButton>,
    handoffs: usize,
    leaves_trace: bool,
}

enum Does {
    Say(String),
    Press(String),
}

impl Player {
    pub fn new(content: Arc<Content>, learner: Learner, seed: u64) -> Self {
        let locale = content.texts.negotiate("zh-hant");
        Self {
            session: Session::new(content.fingerprint, locale),
            random: Rng::with_seed(seed),
            content,
            learner,
            buttons: Vec::new(),
            pending: VecDeque::new(),
            last: String::new(),
            copies: 0,
            read: 0,
            presses: Vec::new(),
            updates: 0,
            answers: 0,
            duplicates: 0,
            most_copies: 0,
            handoffs: 0,
            wrong: Vec::new(),
        }
    }

    pub fn id(&self) -> i64 {
        self.learner.id
    }

    /// Reads what has come.
    pub fn listen(&mut self, state: &State) {
        let Some(chat) = state.chats.get(&self.learner.id) else { return };
        for message in &chat.messages[self.read..] {
            if message.by_bot {
                self.hear(&message.first);
            }
        }
        self.read = chat.messages.len();
        self.presses.retain(|press| press.is_open(state, chat));
    }

    fn hear(&mut self, said: &str) {
        if self.pending.front().is_some_and(|next| next == said) {
            self.last = self.pending.pop_front().expect("it was looked at");
            (self.copies, self.answers) = (1, self.answers + 1);
        } else if self.last == said {
            (self.copies, self.duplicates) = (self.copies + 1, self.duplicates + 1);
        } else {
            self.wrong.push(format!("heard `{said}`, expected `{:?}` after `{}`", self.pending, self.last));
        }
        self.most_copies = self.most_copies.max(self.copies);
    }

    /// Whether everything was answered, and every choice has left its trace.
    pub fn is_content(&self) -> bool {
        self.pending.is_empty() && self.presses.is_empty()
    }

    /// What is missing, for somebody who has to find out why.
    pub fn lacks(&self) -> String {
        format!("learner {} waits for {:?}, presses {:?}", self.id(), self.pending, self.presses)
    }

    /// Takes the next step, or a few of them without waiting in between.
    pub fn act(&mut self) {
        if self.random.u8(..3) > 0 {
            let next = self.next_move(true);
            self.make(next);
            return;
        }
        for _ in 0..self.random.usize(2..=BURST) {
            let next = self.next_move(false);
            self.make(next);
        }
    }

    fn make(&mut self, next: Move) {
        match &next.does {
            Does::Say(text) => self.learner.say(text),
            Does::Press(data) => {
                let message = self.learner.newest().expect("there was a button");
                let id = self.learner.press(&message, data);
                self.presses.push(Pressed { id, on: message.id, leaves_trace: next.leaves_trace });
            }
        }
        self.updates += 1;
        self.handoffs += next.handoffs;
        self.session = next.session;
        self.buttons = next.buttons;
        self.pending.extend(next.says);
    }

    /// One whose answers can be told from those before them.
    fn next_move(&mut self, may_press: bool) -> Move {
        loop {
            let does = self.idea(may_press);
            let next = self.outcome(does);
            let before = self.pending.back().unwrap_or(&self.last);
            let mut line = std::iter::once(before).chain(&next.says);
            let mut next_line = line.clone().skip(1);
            let is_clear = next_line.all(|next| line.next() != Some(next));
            if is_clear && !next.says.is_empty() {
                return next;
            }
        }
    }

    fn idea(&mut self, may_press: bool) -> Does {
        let onward = |button: &&OutboxButton| {
            matches!(Press::parse(&button.press), Some(Press::Choice { .. } | Press::Topic(_)))
        };
        let buttons: Vec<OutboxButton> = self.buttons.iter().filter(onward).cloned().collect();
        let topics = self.content.dialogs.keys().filter(|id| Reserved::from_id(id).is_none());
        let topics: Vec<String> = topics.map(|id| format!("/start {id}")).collect();
        match (self.random.choice(&buttons), self.random.u8(..10)) {
            (Some(button), 0..7) if may_press => Does::Press(button.press.clone()),
            (Some(button), 0..7) => Does::Say(button.label.clone()),
            (_, 9) => Does::Say("/help".to_owned()),
            _ => Does::Say(self.random.choice(&topics).expect("there are topics").clone()),
        }
    }

    fn outcome(&self, does: Does) -> Move {
        let event = match &does {
            Does::Say(text) => Event::typed(text),
            Does::Press(data) => {
                let message = self.learner.newest().expect("there was a button");
                let on = ShownMessage { message: MessageRef(message.id), text: Markup(message.text) };
                Event::Choice { press: data.clone(), on: Some(on), query: Some(String::new()) }
            }
        };
        let now = Timestamp::from_second(1_772_413_200).expect("in range");
        let outcome = step(&self.content, &self.session, &event, now);
        let (mut says, mut buttons) = (Vec::new(), Vec::new());
        for message in render(&self.content, &outcome.session, &outcome.effects) {
            if let OutboxMessage::Send { text, buttons: below, .. } = message {
                says.push(text.0);
                buttons = below;
            }
        }
        let handoffs = outcome.effects.iter().filter(|effect| matches!(effect, Effect::OpenHandoff(_)));
        let leaves_trace = outcome.effects.iter().any(|effect| matches!(effect, Effect::Settle { .. }));
        Move { does, says, buttons, handoffs: handoffs.count(), leaves_trace, session: outcome.session }
    }
}
