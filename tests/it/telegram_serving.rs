//! The whole way of an update: from a learner's telephone through intake, gate, lanes and outbox, and back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{BoxFuture, join_all};
use helpbot::clock::{Clock, SystemClock};
use helpbot::engine::Content;
use helpbot::runtime::Runtime;
use helpbot::store::{ConversationId, MemoryStore, Store, StoreError};
use helpbot::telegram::{ButtonKey, Config, IntakeError, Limits, Telegram, Token};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::delegated::delegated;
use crate::fake_bot_api::{FakeBotApi, Fault, Learner, TOKEN};
use crate::{content, small_content};

/// Does not wait: it is set forward to where somebody waits for. What is due much later never comes.
#[derive(Clone, Default)]
struct HastyClock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock for HastyClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_millis(self.ahead_ms.load(Ordering::SeqCst))
    }

    fn sleep_until(&self, until: Timestamp) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        async move {
            if until.duration_since(clock.now()).as_secs() > 60 {
                return std::future::pending().await;
            }
            tokio::task::yield_now().await;
            let left = until.duration_since(clock.now());
            if left.is_positive() {
                let left_ms = i64::try_from(left.as_millis()).expect("a minute at most") + 1;
                clock.ahead_ms.fetch_add(left_ms, Ordering::SeqCst);
            }
        }
        .boxed()
    }
}

/// A process that serves, as `helpbot serve` does.
struct Process {
    runtime: Runtime,
    intake: JoinHandle<Result<(), IntakeError>>,
    stop: CancellationToken,
}

impl Process {
    async fn start(fake: &FakeBotApi, store: &Arc<dyn Store>) -> Self {
        Self::with(Arc::new(small_content::content("我來幫忙。")), fake, store).await
    }

    async fn with(content: Arc<Content>, fake: &FakeBotApi, store: &Arc<dyn Store>) -> Self {
        let config = Config {
            token: Token::new(TOKEN),
            button_key: ButtonKey::new([7; 32]),
            limits: Limits::default(),
            api_url: Some(fake.url().to_owned()),
            desk: None,
            poll_timeout_s: 50,
        };
        let telegram = Telegram::connect(config).await.expect("the fake knows the token");
        let clock: Arc<dyn Clock> = Arc::new(HastyClock::default());
        let runtime = Runtime::start(content, Arc::clone(store), telegram.channel(), Arc::clone(&clock))
            .await
            .expect("a store in memory opens");
        let stop = CancellationToken::new();
        let intake = tokio::spawn({
            let (runtime, stop) = (runtime.clone(), stop.clone());
            async move { telegram.run_intake(runtime, clock, stop).await }
        });
        Self { runtime, intake, stop }
    }

    /// As at a deploy: `within` is how long it may finish what is under way.
    async fn stop(self, within: Duration) {
        self.stop.cancel();
        let ended = tokio::time::timeout(Duration::from_secs(10), self.intake).await;
        ended.expect("stops in the middle of a poll").expect("no panic").expect("no error");
        self.runtime.drain(within).await;
        // What is on its way at this moment still arrives; the next process begins after that.
        self.runtime.settled().await;
    }

    async fn finish(self) {
        self.stop(Duration::from_secs(10)).await;
    }
}

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::default())
}

fn said(learner: &Learner) -> Vec<String> {
    learner.heard().into_iter().map(|message| message.text).collect()
}

#[tokio::test]
async fn a_dialog_is_walked_by_buttons() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let mut learner = fake.learner(1);
    learner.say("/start walk");
    learner.expect_reply().await;
    for (label, reply) in [("walk-first.left", "walk-second"), ("walk-second.onward", "walk-done")] {
        let press = learner.tap(label);
        learner.expect_acknowledged(&press).await;
        assert_eq!(learner.expect_reply().await.text, reply);
    }
    process.finish().await;

    // Each choice left its trace, and its question cannot be answered again.
    let expected = ["walk-first\n\n▸ walk-first.left", "walk-second\n\n▸ walk-second.onward", "walk-done"];
    assert_eq!(said(&learner), expected);
    assert!(learner.heard()[..2].iter().all(|message| message.keyboard.is_empty()));
}

/// Takes the first choice of every question.
async fn walk(learner: &mut Learner) {
    learner.say("/start popup-blocked");
    loop {
        let reply = learner.expect_reply().await;
        let Some(choice) = reply.keyboard.iter().flatten().find(|key| key.data.starts_with("c/")) else {
            return;
        };
        let press = learner.tap(&choice.label);
        learner.expect_acknowledged(&press).await;
    }
}

/// With the repository's own content, and the limits of the Bot API watched by the fake.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_learners_at_once_hear_what_one_alone_hears() {
    let fake = FakeBotApi::start().await;
    let process = Process::with(content::content(), &fake, &memory()).await;
    let mut alone = fake.learner(1000);
    walk(&mut alone).await;
    let expected = said(&alone);
    assert!(expected.len() > 2, "{expected:?}");

    let mut learners: Vec<Learner> = (1..=50).map(|id| fake.learner(id)).collect();
    join_all(learners.iter_mut().map(walk)).await;
    process.finish().await;
    for learner in &learners {
        assert_eq!(said(learner), expected, "learner {}", learner.id);
    }
}

/// Answers every question of a dialog until it is over: at first one way or another, then always with the last choice, which is
/// the way to the next remedy and at last to a human. Returns how many questions there were.
async fn walk_to_the_end(learner: &mut Learner, dialog: &str, turns: usize) -> usize {
    const MOST: usize = 60;
    learner.say(&format!("/start {dialog}"));
    for asked in 0..MOST {
        let reply = learner.expect_reply().await;
        let choices: Vec<_> =
            reply.keyboard.iter().flatten().filter(|key| key.data.starts_with("c/")).collect();
        let Some(last) = choices.len().checked_sub(1) else { return asked };
        let choice = if asked < 6 { (turns + asked * 3) % choices.len() } else { last };
        let press = learner.tap(&choices[choice].label);
        learner.expect_acknowledged(&press).await;
    }
    panic!("`{dialog}` does not end after {MOST} answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_learners_at_once_walk_each_dialog_to_its_end() {
    let fake = FakeBotApi::start().await;
    let process = Process::with(content::content(), &fake, &memory()).await;
    let walks = (1..=50).map(|id| {
        let mut learner = fake.learner(id);
        async move {
            let mut asked = 0;
            for dialog in
                ["first-login", "which-account", "missing-id", "popup-blocked", "certificate-update"]
            {
                asked += walk_to_the_end(&mut learner, dialog, usize::try_from(id).expect("small")).await;
            }
            (learner, asked)
        }
    });
    let walked = join_all(walks).await;
    process.finish().await;
    let asked: usize = walked.iter().map(|(_, asked)| asked).sum();
    let heard: usize = walked.iter().map(|(learner, _)| learner.heard().len()).sum();
    // One message for each dialog's start and one for each answer, no more and no less.
    assert_eq!(heard, asked + 50 * 5);
}

/// What a client can send is not what we put under a message.
#[tokio::test]
async fn a_button_that_is_not_of_this_chat_is_an_old_one() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let (mut learner, mut other) = (fake.learner(1), fake.learner(2));
    for learner in [&mut learner, &mut other] {
        learner.say("/start walk");
        learner.expect_reply().await;
    }
    let others = other.heard()[0].keyboard[0][0].clone();
    assert_eq!(others.label, "walk-first.left");
    for forged in [others.data.as_str(), "c/walk/first/left", "k/human", ""] {
        let press = learner.press(forged);
        learner.expect_acknowledged(&press).await;
        assert_eq!(learner.expect_reply().await.text, "stale-button-said\n\nwalk-first", "{forged}");
    }
    // The question stands, and its own button works.
    let press = learner.tap("walk-first.left");
    learner.expect_acknowledged(&press).await;
    assert_eq!(learner.expect_reply().await.text, "walk-second");
    process.finish().await;
}

#[tokio::test]
async fn everything_a_learner_does_is_answered() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let mut learner = fake.learner(1);
    learner.say("哈囉");
    assert_eq!(learner.expect_reply().await.text, "welcome-said");
    learner.send_picture();
    assert_eq!(learner.expect_reply().await.text, "attachment-said");
    learner.send(json!({ "hologram": {} }));
    assert_eq!(learner.expect_reply().await.text, "attachment-said");
    learner.say("/hlep");
    learner.expect_reply().await;
    learner.edit("/help");
    assert_eq!(learner.expect_reply().await.text, "help-said");
    let press = learner.tap("label-menu");
    learner.expect_acknowledged(&press).await;
    process.finish().await;
}

#[tokio::test]
async fn a_group_is_told_once_where_help_is() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let learner = fake.learner(1);
    learner.say_in(-100, "午餐吃什麼");
    learner.say_in(-100, "@elearn_helpbot 登不進去");
    let told = fake.learner(-100).expect_reply().await;
    assert_eq!((told.text.as_str(), told.keyboard.len()), ("group-chat-said", 0));
    process.finish().await;
    assert_eq!(fake.learner(-100).heard().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_does_not_stop_what_comes_after() {
    let fake = FakeBotApi::start().await;
    let mut learner = fake.learner(1);
    fake.change(|state| state.push_update("message", &json!({ "chat": "garbage" })));
    fake.change(|state| state.push_update("my_chat_member", &json!({})));
    learner.say("/help");
    fake.change(|state| state.push_update("message", &json!(null)));
    let process = Process::start(&fake, &memory()).await;
    assert_eq!(learner.expect_reply().await.text, "help-said");
    // Confirmed with all that was skipped.
    fake.expect("an empty queue", |state| state.updates.is_empty().then_some(())).await;
    process.finish().await;
}

#[tokio::test]
async fn an_outage_is_waited_out() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let mut learner = fake.learner(1);
    learner.say("/help");
    learner.expect_reply().await;

    fake.go_down();
    learner.say("/privacy");
    let calls = fake.calls("getUpdates");
    fake.expect_calls("getUpdates", calls + 5).await;
    fake.fail("getUpdates", 1, Fault::Gateway);
    fake.fail("getUpdates", 1, Fault::Server);
    fake.fail("getUpdates", 1, Fault::Malformed);
    fake.fail("getUpdates", 1, Fault::Flood { retry_after_s: 3 });
    fake.fail("sendMessage", 2, Fault::Flood { retry_after_s: 3 });
    fake.come_back();
    assert_eq!(learner.expect_reply().await.text, "privacy-said");
    process.finish().await;
}

#[tokio::test]
async fn another_poller_is_waited_out() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    fake.expect_calls("getUpdates", 1).await;
    // Somebody else polls, which ends our poll with 409.
    fake.change(|state| state.poll += 1);
    let mut learner = fake.learner(1);
    fake.expect_calls("getUpdates", 2).await;
    learner.say("/help");
    learner.expect_reply().await;
    process.finish().await;
}

#[tokio::test]
async fn a_revoked_token_ends_the_intake() {
    let fake = FakeBotApi::start().await;
    fake.fail("getUpdates", 1, Fault::Unauthorized);
    let process = Process::start(&fake, &memory()).await;
    let ended = process.intake.await.expect("no panic");
    assert!(matches!(ended, Err(IntakeError::TokenRevoked)), "{ended:?}");
}

/// Makes nothing durable, as when the disk is full.
#[derive(Default)]
struct FullStore(MemoryStore);

impl Store for FullStore {
    fn sync(&self) -> Result<(), StoreError> {
        Err(StoreError::Failed { why: "no space left".to_owned() })
    }
    fn is_synced(&self) -> bool {
        false
    }
    delegated!(
        helpbot, 0:
        accept cursor session commit delivered inbox outbox timers lines hall review handoffs handoffs_of last_ticket contacts forget
        sweep
    );
}

#[tokio::test]
async fn what_cannot_be_stored_is_neither_confirmed_nor_answered() {
    let fake = FakeBotApi::start().await;
    fake.learner(1).say("/help");
    let store: Arc<dyn Store> = Arc::new(FullStore::default());
    let ended = Process::start(&fake, &store).await.intake.await.expect("no panic");
    assert!(matches!(ended, Err(IntakeError::Store(_))), "{ended:?}");
    assert_eq!(fake.look(|state| state.updates.len()), 1);
    assert_eq!(fake.calls("sendMessage"), 0);
}

#[tokio::test]
async fn a_batch_whose_answer_got_lost_comes_again_and_is_answered_once() {
    let fake = FakeBotApi::start().await;
    let mut learner = fake.learner(1);
    learner.say("/help");
    fake.fail("getUpdates", 2, Fault::LostAnswer);
    let process = Process::start(&fake, &memory()).await;
    learner.expect_reply().await;
    process.finish().await;
    assert_eq!(said(&learner), ["help-said"]);
}

#[tokio::test]
async fn a_restart_loses_nothing_and_answers_nothing_twice() {
    let fake = FakeBotApi::start().await;
    let store = memory();
    let mut learner = fake.learner(1);
    let process = Process::start(&fake, &store).await;
    learner.say("/start walk");
    learner.expect_reply().await;
    process.finish().await;

    // Telegram keeps what comes meanwhile.
    let press = learner.tap("walk-first.right");
    let process = Process::start(&fake, &store).await;
    learner.expect_acknowledged(&press).await;
    assert_eq!(learner.expect_reply().await.text, "walk-second");
    process.finish().await;
    assert_eq!(said(&learner), ["walk-first\n\n▸ walk-first.right", "walk-second"]);
}

#[tokio::test]
async fn what_was_committed_and_not_delivered_is_delivered_after_the_restart() {
    let fake = FakeBotApi::start().await;
    let store = memory();
    let mut learner = fake.learner(1);
    fake.fail("sendMessage", 1000, Fault::Server);
    let process = Process::start(&fake, &store).await;
    learner.say("/help");
    fake.expect_calls("sendMessage", 1).await;
    process.stop(Duration::ZERO).await;

    fake.change(|state| state.faults.clear());
    let process = Process::start(&fake, &store).await;
    assert_eq!(learner.expect_reply().await.text, "help-said");
    process.finish().await;
    assert_eq!(said(&learner), ["help-said"]);
}

#[tokio::test]
async fn after_a_silent_week_ids_begin_anew_anywhere() {
    let fake = FakeBotApi::start().await;
    fake.change(|state| state.jump_to_update(5_000));
    let process = Process::start(&fake, &memory()).await;
    let mut learner = fake.learner(1);
    learner.say("/help");
    learner.expect_reply().await;
    for first in [3, 900_000] {
        fake.change(|state| state.jump_to_update(first));
        for expected in ["privacy", "language"] {
            learner.say(&format!("/{expected}"));
            assert_eq!(learner.expect_reply().await.text, format!("{expected}-said"));
        }
        fake.expect("an empty queue", |state| state.updates.is_empty().then_some(())).await;
    }
    process.finish().await;
}

#[tokio::test]
async fn one_who_blocked_the_bot_holds_up_nobody() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let (mut gone, mut learner) = (fake.learner(1), fake.learner(2));
    gone.say("/help");
    gone.block();
    learner.say("/help");
    learner.expect_reply().await;
    gone.unblock();
    gone.say("/privacy");
    assert_eq!(gone.expect_reply().await.text, "privacy-said");
    process.finish().await;
}

#[tokio::test]
async fn whether_a_learner_can_be_reached_is_known() {
    let (fake, store) = (FakeBotApi::start().await, memory());
    let process = Process::start(&fake, &store).await;
    let mut learner = fake.learner(1);
    learner.say("/help");
    learner.expect_reply().await;
    let conversation = ConversationId::new("telegram", 1);
    let stored = |is: bool| {
        let runtime = &process.runtime;
        let conversation = &conversation;
        async move {
            while runtime.session(conversation).await.expect("readable").is_none_or(|it| it.unreachable != is)
            {
                tokio::task::yield_now().await;
            }
        }
    };
    learner.block();
    stored(true).await;
    learner.unblock();
    stored(false).await;
    // Nobody was told before the message came back: the refusal tells it as well.
    fake.change(|state| state.chats.entry(1).or_default().is_blocked = true);
    learner.say("/help");
    stored(true).await;
    process.finish().await;
    assert_eq!(said(&learner), ["help-said"]);
}

#[tokio::test]
async fn an_album_is_answered_once() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let mut learner = fake.learner(1);
    for album in ["m1", "m2"] {
        for number in 0..5 {
            let mut picture = json!({ "photo": [{}], "media_group_id": album });
            if (album, number) == ("m2", 0) {
                picture["caption"] = json!("/help 這個畫面");
            }
            learner.send(picture);
        }
    }
    learner.say("/privacy");
    for expected in ["attachment-said", "attachment-said", "privacy-said"] {
        assert_eq!(learner.expect_reply().await.text, expected);
    }
    process.finish().await;
}

/// A link that somebody typed, or made up.
#[tokio::test]
async fn a_deep_link_that_leads_nowhere_is_a_plain_start() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let mut learner = fake.learner(1);
    let oversized = "walk".repeat(1_000);
    for payload in ["no-such-topic", "internal-error", "<b>", "../../etc", "walk walk", &oversized] {
        learner.say(&format!("/start {payload}"));
        assert_eq!(learner.expect_reply().await.text, "welcome-said", "{payload}");
    }
    learner.say("/start walk");
    assert_eq!(learner.expect_reply().await.text, "walk-first");
    process.finish().await;
}

/// The limits of the real Telegram, kept in front of one that counts.
#[tokio::test]
async fn a_flood_is_told_once_and_others_are_answered() {
    let fake = FakeBotApi::start().await;
    let process = Process::start(&fake, &memory()).await;
    let (flooder, mut learner) = (fake.learner(1), fake.learner(2));
    (0..100).for_each(|_| flooder.say("/help"));
    learner.say("/help");
    learner.expect_reply().await;
    fake.expect("an empty queue", |state| state.updates.is_empty().then_some(())).await;
    process.finish().await;
    let heard = said(&flooder);
    let notices = heard.iter().filter(|text| *text == "too-much-said").count();
    assert!(notices == 1 && heard.len() < 50, "{} answers, {notices} notices", heard.len());
}
