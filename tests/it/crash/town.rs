//! Many learners and the process that answers them, and how it comes to its end again and again.

use std::time::{Duration, Instant};

use fastrand::Rng;
use helpbot::engine::Session;
use helpbot::store::{ConversationId, Store as _};
use serde_json::Value;

use super::player::Player;
use crate::content::content;
use crate::fake_bot_api::{FakeBotApi, State, Weather};
use crate::served::{Place, Served};

/// When nothing changes for so long, somebody waits in vain.
const PATIENCE: Duration = Duration::from_secs(100);

/// How a process ends.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// Killed so long after it was started: it may not have got to serving.
    Early(Duration),
    /// Killed after so many calls.
    Killed(usize),
    /// Killed while it waits for the answer to a call that was carried out.
    Waiting(usize),
    /// Told to end after so many calls.
    Terminated(usize),
}

impl End {
    /// Every fifth kill comes while the process starts, or hardly serves yet, every fifth while it waits for an answer.
    pub fn kill(random: &mut Rng, start_up: Duration, calls: usize) -> Self {
        match random.u8(..5) {
            0 => Self::Early(start_up.mul_f64(random.f64() * 1.2)),
            1 => Self::Waiting(random.usize(1..calls)),
            _ => Self::Killed(random.usize(1..calls)),
        }
    }
}

fn serves(state: &State, _: &[Player]) -> bool {
    state.calls.contains_key("getUpdates")
}

pub struct Town {
    pub fake: FakeBotApi,
    pub players: Vec<Player>,
    place: Place,
    pub slowest_end: Duration,
    /// The most that were sent again after any one end of a process.
    pub most_duplicates: usize,
    duplicates_before: usize,
}

impl Town {
    pub async fn new(learners: i64, seed: u64) -> Self {
        let fake = FakeBotApi::start().await;
        let player = |id: i64| Player::new(content(), fake.learner(id), seed ^ id.cast_unsigned());
        let players = (1..=learners).map(player).collect();
        Self {
            fake,
            players,
            place: Place::new("error"),
            slowest_end: Duration::ZERO,
            most_duplicates: 0,
            duplicates_before: 0,
        }
    }

    pub fn serve(&self) -> Served {
        self.place.serve(&self.fake)
    }

    /// The life of one process, with learners who never stop asking.
    pub async fn live(&mut self, end: End) {
        let mut process = self.serve();
        let begun = self.fake.look(|state| state.all_calls);
        match end {
            End::Early(after) => {
                let until = Instant::now() + after;
                self.play(&mut process, true, |_, _| Instant::now() >= until, after).await;
                process.kill();
            }
            End::Killed(calls) => {
                self.play(&mut process, true, |state, _| state.all_calls >= begun + calls, PATIENCE).await;
                process.kill();
            }
            End::Waiting(calls) => {
                self.fake.hold(calls);
                self.play(&mut process, true, |state, _| state.is_holding, PATIENCE).await;
                process.kill();
            }
            End::Terminated(calls) => {
                self.play(&mut process, true, |state, _| state.all_calls >= begun + calls, PATIENCE).await;
                self.end(process).await;
            }
        }
        self.take_stock();
    }

    /// Answers whatever is left, in fine weather, and ends as a service ends.
    pub async fn come_to_rest(&mut self) {
        self.fake.change(|state| state.weather = None);
        let mut process = self.serve();
        self.rest(&mut process).await;
        self.end(process).await;
        self.take_stock();
    }

    /// Waits until everybody has heard everything.
    async fn rest(&mut self, process: &mut Served) {
        let is_over = |_: &State, players: &[Player]| players.iter().all(Player::is_content);
        self.play(process, false, is_over, PATIENCE).await;
    }

    /// One weather after the other, each until so many faults have struck, or for so long; the process lives through them all.
    /// Returns how many struck, and how many answers to a message got lost.
    pub async fn live_through(
        &mut self,
        weathers: Vec<Weather>,
        strikes: usize,
        lasts: Duration,
    ) -> (usize, usize) {
        let mut process = self.serve();
        self.play(&mut process, false, serves, PATIENCE).await;
        let (mut struck, mut answers_lost) = (0, 0);
        for weather in weathers {
            self.fake.change(|state| state.weather = Some(weather));
            let until = Instant::now() + lasts;
            let is_over = |state: &State, _: &[Player]| {
                let is_enough = state.weather.as_ref().is_none_or(|weather| weather.struck >= strikes);
                is_enough || Instant::now() >= until
            };
            self.play(&mut process, true, is_over, lasts).await;
            let weather = self.fake.change(|state| state.weather.take()).expect("it was set");
            (struck, answers_lost) = (struck + weather.struck, answers_lost + weather.answers_lost);
        }
        self.rest(&mut process).await;
        self.end(process).await;
        (struck, answers_lost)
    }

    /// How long it takes from the start of a process to its first poll.
    pub async fn start_up(&mut self) -> Duration {
        let begun = Instant::now();
        let mut process = self.serve();
        self.play(&mut process, false, serves, PATIENCE).await;
        let took = begun.elapsed();
        self.end(process).await;
        took
    }

    async fn end(&mut self, process: Served) {
        let asked = Instant::now();
        let status = process.terminate().await;
        let took = asked.elapsed();
        self.slowest_end = self.slowest_end.max(took);
        assert_eq!(status.code(), Some(0), "it ends well: {}", self.place.printed());
        assert!(took <= Duration::from_secs(10), "it ended only after {took:?}");
    }

    /// Plays until something is true of the other side, or nothing happens `within` that time.
    async fn play(
        &mut self,
        process: &mut Served,
        asking: bool,
        until: impl Fn(&State, &[Player]) -> bool,
        within: Duration,
    ) {
        let mut bell = self.fake.bell();
        loop {
            bell.mark_unchanged();
            let players = &mut self.players;
            let is_over = self.fake.look(|state| {
                players.iter_mut().for_each(|player| player.listen(state));
                until(state, players)
            });
            if is_over {
                return;
            }
            if asking {
                self.players.iter_mut().filter(|player| player.is_content()).for_each(Player::act);
            }
            if !self.fake.change_within(&mut bell, within).await {
                let ended = process.ended();
                assert!(ended.is_none(), "it ended by itself with {ended:?}: {}", self.place.printed());
                assert!(within < PATIENCE, "nothing happens: {}\n{}", self.lacks(), self.place.printed());
                return;
            }
        }
    }

    fn take_stock(&mut self) {
        let players = &mut self.players;
        self.fake.look(|state| players.iter_mut().for_each(|player| player.listen(state)));
        let duplicates = self.duplicates();
        self.most_duplicates = self.most_duplicates.max(duplicates - self.duplicates_before);
        self.duplicates_before = duplicates;
    }

    pub fn updates(&self) -> usize {
        self.players.iter().map(|player| player.updates).sum()
    }

    pub fn answers(&self) -> usize {
        self.players.iter().map(|player| player.answers).sum()
    }

    pub fn duplicates(&self) -> usize {
        self.players.iter().map(|player| player.duplicates).sum()
    }

    pub fn most_copies(&self) -> usize {
        self.players.iter().map(|player| player.most_copies).max().unwrap_or_default()
    }

    fn lacks(&self) -> String {
        let lacking = self.players.iter().filter(|player| !player.is_content());
        lacking.map(Player::lacks).collect::<Vec<_>>().join("\n")
    }

    /// To be called at rest: nothing was lost, nothing came in another order, no conversation is torn.
    pub fn check(&self) {
        for player in &self.players {
            assert!(player.wrong.is_empty(), "learner {}: {:#?}", player.id(), player.wrong);
        }
        let store = self.place.store();
        assert!(store.inbox().expect("readable").is_empty(), "something was not processed");
        assert!(store.outbox().expect("readable").is_empty(), "something was not delivered");
        let handoffs = store.handoffs().expect("readable");
        for player in &self.players {
            let conversation = ConversationId::new("telegram", player.id());
            let stored = store.session(&conversation).expect("readable").expect("it spoke to the bot");
            assert_eq!(timeless(&stored), timeless(&player.session), "the state of learner {}", player.id());
            let asked = handoffs.iter().filter(|handoff| handoff.conversation == conversation).count();
            assert_eq!(asked, player.handoffs, "requests for a human by learner {}", player.id());
        }
        let printed = self.place.printed();
        assert!(!printed.contains("panicked"), "{printed}");
        let too_soon = self.fake.look(|state| state.pace.too_soon);
        assert_eq!(too_soon, 0, "calls before the time that Telegram had told");
    }

    pub fn told(&self) -> String {
        let (calls, chat, overall) = self
            .fake
            .look(|state| (state.all_calls, state.pace.too_fast_for_a_chat, state.pace.too_fast_overall));
        format!(
            "{} updates of {} learners, {} answers, {calls} calls; 0 lost, 0 out of order, 0 torn; {} sent again, at most {} of one \
             message; above Telegram's pace {chat} times for a chat and {overall} overall",
            self.updates(),
            self.players.len(),
            self.answers(),
            self.duplicates(),
            self.most_copies(),
        )
    }
}

/// The state without what only says when something was.
fn timeless(session: &Session) -> Value {
    let mut value = serde_json::to_value(session).expect("a session can be written");
    if !value["last_press"].is_null() {
        value["last_press"]["at"] = Value::Null;
    }
    value["handoff_at"] = Value::Bool(session.handoff_at.is_some());
    value
}
