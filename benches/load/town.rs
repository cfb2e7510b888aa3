//! The learners: what they write next, and how long they waited.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde::Deserialize;
use tokio::sync::Notify;

/// What the bot says to a learner, so far as that matters to what is said next.
#[derive(Deserialize)]
pub struct Reply<'a> {
    chat_id: i64,
    #[serde(borrow)]
    text: Cow<'a, str>,
    message_id: Option<i64>,
    #[serde(borrow, default)]
    reply_markup: Option<Markup<'a>>,
}

#[derive(Deserialize)]
struct Markup<'a> {
    #[serde(borrow)]
    inline_keyboard: Vec<Vec<Key<'a>>>,
}

#[derive(Deserialize)]
struct Key<'a> {
    #[serde(borrow)]
    callback_data: Cow<'a, str>,
}

pub struct Town {
    learners: HashMap<i64, Learner>,
    /// Who waits for nothing, the one with the oldest answer first.
    idle: VecDeque<i64>,
    questions: Vec<String>,
    random: Rng,
    next_update: i64,
    next_message: i64,
    /// Handed out again until the bot confirms them: update id and JSON.
    queue: VecDeque<(i64, String)>,
    bell: Rc<Notify>,
    pub polled: bool,
    /// Whether for each answer somebody writes at once.
    pub goes_on: bool,
    /// From writing to the answer, of each answer since it was last taken.
    pub waits: Vec<Duration>,
}

#[derive(Default)]
struct Learner {
    asked: Option<Instant>,
    /// The last message with buttons: its id, its words as JSON, what the buttons say.
    shown: Option<(i64, String, Vec<String>)>,
}

impl Town {
    pub fn new(learners: impl Iterator<Item = i64>) -> Self {
        let rows = include_str!("../../tests/fixtures/questions.jsonl").lines();
        let questions = rows.map(|row| {
            let row: serde_json::Value = serde_json::from_str(row).expect("the fixture is JSON");
            row["text"].to_string()
        });
        let learners: HashMap<i64, Learner> = learners.map(|id| (id, Learner::default())).collect();
        let mut idle: Vec<i64> = learners.keys().copied().collect();
        idle.sort_unstable();
        let idle = VecDeque::from(idle);
        Self {
            learners,
            idle,
            questions: questions.collect(),
            random: Rng::with_seed(7),
            next_update: 1,
            next_message: 1,
            queue: VecDeque::new(),
            bell: Rc::default(),
            polled: false,
            goes_on: false,
            waits: Vec::new(),
        }
    }

    /// So many of those who wait for nothing write.
    pub fn many_write(&mut self, count: usize) {
        (0..count).for_each(|_| self.next_writes());
    }

    /// The one who has had the time to read: a second message of the same answer has come by then, and is not taken for the next answer.
    fn next_writes(&mut self) {
        if let Some(id) = self.idle.pop_front() {
            self.write(id);
        }
    }

    /// One of those who wait for nothing writes; none may be left.
    pub fn one_writes(&mut self) -> bool {
        let place = self.random.usize(..self.idle.len().max(1));
        self.idle.swap_remove_back(place).map(|id| self.write(id)).is_some()
    }

    pub fn is_quiet(&self) -> bool {
        self.idle.len() == self.learners.len()
    }

    /// The bot says how far it has got, and is told by the bell when there is more.
    pub fn polled(&mut self, offset: i64) -> Rc<Notify> {
        self.polled = true;
        while self.queue.front().is_some_and(|(id, _)| *id < offset) {
            self.queue.pop_front();
        }
        Rc::clone(&self.bell)
    }

    pub fn has_updates(&self) -> bool {
        !self.queue.is_empty()
    }

    pub fn updates(&self, most: usize) -> String {
        let mut all = String::from("[");
        for (n, (_, update)) in self.queue.iter().take(most).enumerate() {
            all.push_str(if n > 0 { "," } else { "" });
            all.push_str(update);
        }
        all.push(']');
        all
    }

    /// The bot sends or edits a message. One with buttons is the answer: the trace of a choice has none, and comes before it.
    pub fn hear(&mut self, reply: &Reply<'_>) -> String {
        self.next_message += 1;
        let (chat, message) = (reply.chat_id, reply.message_id.unwrap_or(self.next_message));
        let words = serde_json::to_string(&reply.text).expect("a text is JSON");
        let result = format!(
            r#"{{"message_id":{message},"date":1772000000,"from":{BOT},"chat":{{"id":{chat},"type":"private"}},"text":{words}}}"#
        );
        if let (Some(markup), Some(learner)) = (&reply.reply_markup, self.learners.get_mut(&chat)) {
            let keys = markup.inline_keyboard.iter().flatten();
            // Requests for a human are few; learners who ask for one all the time would be another town.
            let presses =
                keys.map(|key| key.callback_data.to_string()).filter(|data| !data.starts_with("k/human"));
            learner.shown = Some((message, words, presses.collect()));
            if let Some(asked) = learner.asked.take() {
                self.waits.push(asked.elapsed());
                self.idle.push_back(chat);
                if self.goes_on {
                    self.next_writes();
                }
            }
        }
        result
    }

    /// A question of somebody who is none of the learners, and whom nobody waits for.
    pub fn asks(&mut self, chat: i64) {
        self.put(chat, None);
    }

    /// Every other time a button, if there is one; otherwise a question in the learner's own words.
    fn write(&mut self, chat: i64) {
        let learner = self.learners.entry(chat).or_default();
        let pressed =
            learner.shown.take_if(|_| self.random.bool()).filter(|(_, _, presses)| !presses.is_empty());
        learner.asked = Some(Instant::now());
        self.put(chat, pressed);
    }

    /// `pressed`: a message, its words, and the buttons of which one is.
    fn put(&mut self, chat: i64, pressed: Option<(i64, String, Vec<String>)>) {
        let update = self.next_update;
        self.next_update += 1;
        let mut json = format!(r#"{{"update_id":{update},"#);
        let from = format!(
            r#""from":{{"id":{chat},"is_bot":false,"first_name":"Learner","language_code":"zh-hant"}}"#
        );
        let place = format!(r#""chat":{{"id":{chat},"type":"private","first_name":"Learner"}}"#);
        // Writing to a string cannot fail.
        let _ = if let Some((message, words, presses)) = pressed {
            let press =
                serde_json::to_string(&presses[self.random.usize(..presses.len())]).expect("a string");
            write!(
                json,
                r#""callback_query":{{"id":"{update}",{from},"chat_instance":"1","data":{press},"message":{{"message_id":{message},"date":1772000000,"from":{BOT},{place},"text":{words}}}}}}}"#
            )
        } else {
            let question = &self.questions[self.random.usize(..self.questions.len())];
            write!(
                json,
                r#""message":{{"message_id":{update},"date":1772000000,{from},{place},"text":{question}}}}}"#
            )
        };
        self.queue.push_back((update, json));
        self.bell.notify_one();
    }
}

const BOT: &str = r#"{"id":777,"is_bot":true,"first_name":"Helpbot","username":"elearn_helpbot"}"#;
