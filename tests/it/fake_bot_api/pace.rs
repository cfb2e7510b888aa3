//! Whether the bot keeps the limits of Telegram: how fast it may send, and how long it has to wait when it was told to.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// Messages that may go to one chat at once; then one a second. One more than the program allows itself, since one may be
/// late on its way and come together with the next.
const CHAT_BURST: f64 = 6.0;
/// Messages that may go out in any second, to all chats together.
const OVERALL: usize = 30;
/// Messages that may go to one group in a minute, to all its topics together.
const GROUP: usize = 20;

pub struct Pace {
    chats: HashMap<i64, (Instant, f64)>,
    groups: HashMap<i64, VecDeque<Instant>>,
    /// What is too much for a group is refused with 429, not only counted.
    pub is_strict: bool,
    /// A minute, unless a test has less time.
    pub group_minute: Duration,
    recent: VecDeque<Instant>,
    told_to_wait: HashMap<String, Instant>,
    /// More than a message a second to a chat, beyond a short burst.
    pub too_fast_for_a_chat: usize,
    /// More than twenty messages a minute to a group.
    pub too_fast_for_a_group: usize,
    /// More than thirty messages in a second.
    pub too_fast_overall: usize,
    /// A call before the time that a 429 had told.
    pub too_soon: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            chats: HashMap::new(),
            groups: HashMap::new(),
            is_strict: false,
            group_minute: Duration::from_secs(60),
            recent: VecDeque::new(),
            told_to_wait: HashMap::new(),
            too_fast_for_a_chat: 0,
            too_fast_for_a_group: 0,
            too_fast_overall: 0,
            too_soon: 0,
        }
    }
}

impl Pace {
    /// A message is sent to a chat.
    pub fn sent(&mut self, chat: i64) {
        let now = Instant::now();
        let (last, left) = self.chats.entry(chat).or_insert((now, CHAT_BURST));
        *left = (*left + now.duration_since(*last).as_secs_f64()).min(CHAT_BURST) - 1.0;
        *last = now;
        if *left < 0.0 {
            *left = 0.0;
            self.too_fast_for_a_chat += 1;
        }
        self.sent_anywhere(now);
    }

    /// Messages are sent to a group, or have to wait for so many seconds.
    pub fn sent_to_group(&mut self, group: i64, messages: usize) -> Result<(), u64> {
        let now = Instant::now();
        let sent = self.groups.entry(group).or_default();
        sent.retain(|sent| now.duration_since(*sent) < self.group_minute);
        if sent.len() + messages > GROUP {
            self.too_fast_for_a_group += 1;
            if self.is_strict {
                let oldest = sent.front().copied().unwrap_or(now);
                let left = self.group_minute.saturating_sub(now.duration_since(oldest));
                return Err(left.as_secs_f64().ceil() as u64);
            }
        }
        sent.extend(std::iter::repeat_n(now, messages));
        for _ in 0..messages {
            self.sent_anywhere(now);
        }
        Ok(())
    }

    /// For all groups.
    pub fn a_minute_passes(&mut self) {
        self.groups.clear();
        self.told_to_wait.clear();
    }

    fn sent_anywhere(&mut self, now: Instant) {
        self.recent.push_back(now);
        while self.recent.front().is_some_and(|sent| now.duration_since(*sent) > Duration::from_secs(1)) {
            self.recent.pop_front();
        }
        self.too_fast_overall += usize::from(self.recent.len() > OVERALL);
    }

    pub fn asked(&mut self, method: &str, chat: Option<i64>) {
        let told = key(method, chat).and_then(|key| self.told_to_wait.get(&key));
        self.too_soon += usize::from(told.is_some_and(|until| Instant::now() < *until));
    }

    pub fn flooded(&mut self, method: &str, chat: Option<i64>, retry_after_s: u64) {
        if let Some(key) = key(method, chat) {
            self.told_to_wait.insert(key, Instant::now() + Duration::from_secs(retry_after_s));
        }
    }
}

/// Who has to wait. A call for no chat (a press is acknowledged by its own number) speaks for itself alone, but the polls come
/// one after the other.
fn key(method: &str, chat: Option<i64>) -> Option<String> {
    chat.map(|chat| chat.to_string()).or((method == "getUpdates").then(|| method.to_owned()))
}
