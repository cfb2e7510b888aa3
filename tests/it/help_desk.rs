//! A human takes over: a learner and agents in a forum group, through the real runtime and the faked Bot API.

use std::sync::Arc;

use futures::future::BoxFuture;
use helpbot::clock::{Clock, SystemClock};
use helpbot::desk::{Calendar, Crowd, Office, Targets};
use helpbot::runtime::Runtime;
use helpbot::store::{MemoryStore, Store};
use helpbot::telegram::{ButtonKey, Config, Limits, Telegram, Token};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::fake_bot_api::{FakeBotApi, Learner, TOKEN, Team};

const GROUP: i64 = -1_001_234;

/// A bot with a help desk, at work.
struct Desk {
    fake: FakeBotApi,
    runtime: Runtime,
    stop: CancellationToken,
}

/// A Tuesday, 10:00 in Taiwan, and what has passed since the tests began.
struct OpenHours(SignedDuration);

impl OpenHours {
    fn new() -> Self {
        let begun: Timestamp = "2026-12-01T02:00:00Z".parse().expect("a time");
        Self(begun.duration_since(SystemClock.now()))
    }
}

impl Clock for OpenHours {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }

    fn sleep_until(&self, until: Timestamp) -> BoxFuture<'static, ()> {
        SystemClock.sleep_until(until.saturating_sub(self.0).unwrap_or(Timestamp::MAX))
    }
}

impl Desk {
    async fn open(fake: FakeBotApi, store: Arc<dyn Store>) -> Self {
        let compiled =
            helpbot::content::compile(&helpbot::content::embedded(), "zh-TW").expect("no mistakes");
        let content = Arc::new(compiled.trained());
        let config = Config {
            token: Token::new(TOKEN),
            button_key: ButtonKey::new([7; 32]),
            limits: Limits {
                group_per_min: 1_000,
                chat_per_s: 1_000,
                chat_burst: 1_000,
                ..Limits::default()
            },
            api_url: Some(fake.url().to_owned()),
            desk: Some(GROUP),
            poll_timeout_s: 50,
        };
        let telegram = Telegram::connect(config).await.expect("the fake knows the token");
        let clock: Arc<dyn Clock> = Arc::new(OpenHours::new());
        let office = Office {
            calendar: Calendar::default(),
            targets: Targets::default(),
            crowd: Crowd::default(),
            locale: content.texts.default_locale().clone(),
            bot_username: telegram.username().to_owned(),
        };
        let runtime =
            Runtime::start_with(content, store, telegram.channel(), Arc::clone(&clock), Some(office))
                .await
                .expect("a store in memory opens");
        telegram.greet_desk().await;
        let stop = CancellationToken::new();
        tokio::spawn({
            let (runtime, stop) = (runtime.clone(), stop.clone());
            async move { telegram.run_intake(runtime, clock, stop).await }
        });
        Self { fake, runtime, stop }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn desk() -> (Desk, Team) {
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    (Desk::open(fake, Arc::new(MemoryStore::default())).await, team)
}

/// Asks for a human and lets everything be handed over.
async fn escalates(learner: &mut Learner) {
    learner.say("/human");
    let question = learner.expect_reply().await;
    assert!(question.text.contains("哪件事"), "{question:?}");
    learner.tap("登入、帳號");
    assert!(learner.expect_reply().await.text.contains("還有要補充的嗎"));
    learner.tap("直接送出");
    assert!(learner.expect_reply().await.text.contains("你的單號是"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_is_taken_over_answered_and_handed_back() {
    let (desk, team) = desk().await;
    let mut learner = desk.fake.learner(1);
    escalates(&mut learner).await;

    let topic = team.expect_topic("the ticket's", |topic| topic.name.contains("#1")).await;
    let mut amy = team.agent(7_001);
    let card = amy.expect_in_topic(topic.thread).await;
    assert!(card.text.contains("1 號單") && card.is_pinned, "{card:?}");

    learner.say("我的帳號是公務帳號");
    assert!(learner.expect_reply().await.text.contains("我補在 1 號單裡"));
    assert_eq!(amy.expect_in_topic(topic.thread).await.text, "👤 我的帳號是公務帳號");

    amy.say_in_topic(topic.thread, "你好，請問看到什麼訊息？");
    assert!(learner.expect_reply().await.text.contains("客服來了"));
    assert_eq!(learner.expect_reply().await.text, "客服：你好，請問看到什麼訊息？");

    learner.say("它說密碼錯誤");
    assert_eq!(amy.expect_in_topic(topic.thread).await.text, "👤 它說密碼錯誤");

    amy.say_in_topic(topic.thread, "// 看起來是用錯帳號");
    amy.say_in_topic(topic.thread, "/resolve");
    assert!(learner.expect_reply().await.text.contains("標為解決了"));
    learner.tap("★★★★");
    assert!(learner.expect_reply().await.text.contains("有什麼想告訴我們的嗎"));
    learner.tap("沒有了");
    assert!(learner.expect_reply().await.text.contains("祝你一切順利"));
    assert!(amy.expect_in_topic(topic.thread).await.text.contains("4 ★"));

    let heard = learner.heard();
    assert!(heard.iter().all(|message| !message.text.contains("用錯帳號")), "a note is for agents alone");
    assert!(desk.runtime.has_desk());
}
