//! A Bot API server for tests, on a port of its own. It is a *state* (chats, messages, keyboards, the queue of updates), not a
//! list of expected calls: a test reads as a conversation. `Learner` is somebody in a private chat, `Agent` somebody in a group
//! (`Team`), which as a forum has topics.
//!
//! Every call is held against the specification (`tests/fixtures/bot-api.json`) and the documented limits; whatever the bot
//! does against them fails the test when the fake is dropped.

mod agent;
mod attachment;
mod chat;
mod fault;
mod group;
mod html;
mod learner;
mod message;
mod methods;
mod pace;
mod refusal;
mod server;
mod spec;
mod state;
mod team;
mod weather;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use self::agent::Agent;
pub use self::attachment::Attachment;
pub use self::chat::Chat;
pub use self::fault::Fault;
use self::group::Group;
pub use self::group::{Rights, Status};
pub use self::learner::Learner;
pub use self::message::{ANONYMOUS_ID, Message};
use self::spec::Spec;
pub use self::state::{BOT_ID, Query, State};
pub use self::team::Team;
pub use self::weather::Weather;

/// Shaped like a real one.
pub const TOKEN: &str = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake_";

/// Only keeps a broken test from hanging; nothing waits that long otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct FakeBotApi {
    world: Arc<World>,
    url: String,
    server: JoinHandle<()>,
}

/// The state, and a bell that rings at each change of it.
pub struct World {
    spec: Spec,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

impl FakeBotApi {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Mutex::default();
        let world = Arc::new(World { spec: Spec::load(), state, changed: watch::Sender::new(()) });
        let server = tokio::spawn(server::serve(listener, world.clone()));
        Self { world, url, server }
    }

    /// For `TELOXIDE_API_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Somebody who did not speak to the bot before, unless `id` did.
    pub fn learner(&self, id: i64) -> Learner {
        let read = self.look(|state| state.chats.get(&id).map_or(0, |chat| chat.by_bot().count()));
        Learner { world: self.world.clone(), id, read }
    }

    /// The agents of a forum; a new one has the bot as an administrator with all rights.
    pub fn team(&self, group: i64) -> Team {
        let bot = Status::Administrator(Rights::ALL);
        self.team_of(group, Group { is_forum: true, bot, ..Group::default() })
    }

    /// The agents of a basic group; a new one has the bot as an ordinary member.
    pub fn basic_team(&self, group: i64) -> Team {
        self.team_of(group, Group { is_basic: true, ..Group::default() })
    }

    fn team_of(&self, id: i64, group: Group) -> Team {
        self.change(|state| {
            state.chats.entry(id).or_insert_with(|| Chat::of(group));
        });
        Team { world: self.world.clone(), group: id }
    }

    /// Changes how a group is, without anybody doing so.
    pub fn change_group<T>(&self, group: i64, change: impl FnOnce(&mut Group) -> T) -> T {
        self.change(|state| {
            let group = state.chats.get_mut(&group).and_then(|chat| chat.group.as_mut());
            change(group.expect("there is such a group"))
        })
    }

    /// The next `times` calls of `method` fail.
    pub fn fail(&self, method: &str, times: usize, fault: Fault) {
        self.change(|state| {
            state.faults.entry(method.to_owned()).or_default().extend(std::iter::repeat_n(fault, times));
        });
    }

    /// From now on nothing answers, polls that wait included.
    pub fn go_down(&self) {
        self.change(|state| state.is_down = true);
    }

    pub fn come_back(&self) {
        self.change(|state| state.is_down = false);
    }

    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.world.look(look)
    }

    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        self.world.change(change)
    }

    /// Waits for something to be true of the state.
    pub async fn expect<T>(&self, what: &str, look: impl Fn(&State) -> Option<T>) -> T {
        self.world.expect(what, look).await
    }

    pub fn calls(&self, method: &str) -> usize {
        self.look(|state| state.calls.get(method).copied().unwrap_or_default())
    }

    /// Waits until `method` was called `calls` times since the start.
    pub async fn expect_calls(&self, method: &str, calls: usize) {
        let seen =
            |state: &State| (state.calls.get(method).copied().unwrap_or_default() >= calls).then_some(());
        self.expect(&format!("call {calls} of {method}"), seen).await;
    }

    /// Carries out the next call but `calls` and answers it never; `State::is_holding` tells when it has come. The polls do not
    /// count.
    pub fn hold(&self, calls: usize) {
        self.change(|state| {
            state.hold = Some(state.all_calls + calls);
            state.is_holding = false;
        });
    }

    /// Waits for something to change, or not longer than that.
    pub async fn change_within(&self, seen: &mut watch::Receiver<()>, within: Duration) -> bool {
        tokio::time::timeout(within, seen.changed()).await.is_ok()
    }

    /// A bell that rings at every change from now on.
    pub fn bell(&self) -> watch::Receiver<()> {
        self.world.changed.subscribe()
    }

    /// For a test of what the bot must not do.
    pub fn take_violations(&self) -> Vec<String> {
        self.change(|state| std::mem::take(&mut state.violations))
    }
}

impl Drop for FakeBotApi {
    fn drop(&mut self) {
        self.server.abort();
        if !std::thread::panicking() {
            let violations = self.take_violations();
            assert!(violations.is_empty(), "the bot broke rules of the Bot API: {violations:#?}");
        }
    }
}

impl World {
    fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_replace(());
        result
    }

    async fn when<T>(&self, look: impl Fn(&State) -> Option<T>) -> T {
        let mut changed = self.changed.subscribe();
        loop {
            if let Some(found) = self.look(&look) {
                return found;
            }
            changed.changed().await.expect("the bell lives as long as the world");
        }
    }

    async fn expect<T>(&self, what: &str, look: impl Fn(&State) -> Option<T>) -> T {
        match tokio::time::timeout(PATIENCE, self.when(look)).await {
            Ok(found) => found,
            Err(_) => panic!("waited in vain for {what}"),
        }
    }
}
