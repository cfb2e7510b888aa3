//! A human takes over: a learner and agents in a forum group, through the real runtime and the faked Bot API.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures::future::BoxFuture;
use helpbot::clock::{Clock, SystemClock};
use helpbot::desk::{Calendar, Crowd, Office, Targets};
use helpbot::engine::Content;
use helpbot::runtime::Runtime;
use helpbot::store::{MemoryStore, Store};
use helpbot::telegram::{ButtonKey, Config, Limits, Telegram, Token};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::fake_bot_api::{Agent, Attachment, FakeBotApi, Learner, Rights, State, Status, TOKEN, Team};

pub const GROUP: i64 = -1_001_234;

/// A bot with a help desk, at work.
pub struct Desk {
    pub fake: FakeBotApi,
    pub runtime: Runtime,
    serving: Serving,
}

/// Ends the intake when it is dropped.
struct Serving(CancellationToken);

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

/// Nobody is made to wait.
fn hasty() -> Limits {
    Limits { group_per_min: 1_000, chat_per_s: 1_000, chat_burst: 1_000, ..Limits::default() }
}

static CONTENT: LazyLock<Arc<Content>> = LazyLock::new(|| {
    let compiled = helpbot::content::compile(&helpbot::content::embedded(), "zh-TW").expect("no mistakes");
    Arc::new(compiled.trained())
});

impl Desk {
    pub async fn open(fake: FakeBotApi, store: Arc<dyn Store>) -> Self {
        Self::open_with(fake, store, hasty()).await
    }

    async fn open_with(fake: FakeBotApi, store: Arc<dyn Store>, limits: Limits) -> Self {
        let content = Arc::clone(&CONTENT);
        let config = Config {
            token: Token::new(TOKEN),
            button_key: ButtonKey::new([7; 32]),
            limits,
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
        Self { fake, runtime, serving: Serving(stop) }
    }

    /// Comes to an orderly end, and is served by another process.
    pub async fn restarted(self, store: Arc<dyn Store>) -> Self {
        let Self { fake, runtime, serving } = self;
        drop(serving);
        assert!(runtime.drain(Duration::from_secs(20)).await, "nothing is left");
        Self::open(fake, store).await
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

async fn desk() -> (Desk, Team) {
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    (Desk::open(fake, Arc::new(MemoryStore::default())).await, team)
}

/// Asks for a human and lets everything be handed over.
pub async fn escalates(learner: &mut Learner) {
    learner.say("/human");
    let question = learner.expect_reply().await;
    assert!(question.text.contains("哪件事"), "{question:?}");
    learner.tap("登入、帳號");
    assert!(learner.expect_reply().await.text.contains("要補充什麼嗎"));
    learner.tap("直接送出");
    assert!(learner.expect_reply().await.text.contains("你的案件編號是"));
}

/// What the card asks back is answered by a press, of which a trace is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_chosen_by_a_button() {
    let (desk, team) = desk().await;
    let mut learner = desk.fake.learner(1);
    escalates(&mut learner).await;
    let topic = team.expect_topic("the ticket's", |topic| topic.name.contains("#1")).await;
    let mut amy = team.agent(7_001);
    amy.expect_in_topic(topic.thread).await;

    let press = amy.tap_in_topic(topic.thread, "罐頭回覆");
    amy.expect_acknowledged(&press).await;
    let asked = amy.expect_in_topic(topic.thread).await;
    assert!(asked.text.contains("要回哪一則"), "{asked:?}");
    let label = "done：應該好了，請再試一次，然後告訴我結果。";
    amy.tap_in_topic(topic.thread, label);
    assert!(learner.expect_reply().await.text.contains("客服人員來了"));
    assert_eq!(learner.expect_reply().await.text, "客服：應該好了，請再試一次，然後告訴我結果。");
    desk.fake
        .expect("a trace", |state| {
            let message = state.chats[&GROUP].messages.iter().find(|message| message.id == asked.id)?;
            (message.text == "👉 done" && message.press(label).is_none()).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_is_taken_over_answered_and_handed_back() {
    let (desk, team) = desk().await;
    let mut learner = desk.fake.learner(1);
    escalates(&mut learner).await;

    let topic = team.expect_topic("the ticket's", |topic| topic.name.contains("#1")).await;
    let mut amy = team.agent(7_001);
    let card = amy.expect_in_topic(topic.thread).await;
    assert!(card.text.contains("1 號單"), "{card:?}");
    desk.fake
        .expect("the card at the head of its topic", |state| {
            state.chats[&GROUP]
                .messages
                .iter()
                .any(|message| message.id == card.id && message.is_pinned)
                .then_some(())
        })
        .await;

    learner.say("我的帳號是公務帳號");
    assert!(learner.expect_reply().await.text.contains("已加進你的 1 號案件"));
    assert_eq!(amy.expect_in_topic(topic.thread).await.text, "👤 我的帳號是公務帳號");

    amy.say_in_topic(topic.thread, "你好，請問看到什麼訊息？");
    assert!(learner.expect_reply().await.text.contains("客服人員來了"));
    assert_eq!(learner.expect_reply().await.text, "客服：你好，請問看到什麼訊息？");

    learner.say("它說密碼錯誤");
    assert_eq!(amy.expect_in_topic(topic.thread).await.text, "👤 它說密碼錯誤");

    amy.say_in_topic(topic.thread, "// 看起來是用錯帳號");
    amy.say_in_topic(topic.thread, "/resolve");
    assert!(learner.expect_reply().await.text.contains("號案件解決了"));
    learner.tap("★★★★ 滿意");
    assert!(learner.expect_reply().await.text.contains("有什麼想告訴我們的嗎"));
    learner.tap("沒有了");
    assert!(learner.expect_reply().await.text.contains("祝你一切順利"));
    assert!(amy.expect_in_topic(topic.thread).await.text.contains("4 ★"));

    let heard = learner.heard();
    assert!(heard.iter().all(|message| !message.text.contains("用錯帳號")), "a note is for agents alone");
    assert!(desk.runtime.has_desk());
}

/// With a ticket that Amy has taken: the learner, Amy, and the topic.
pub async fn taken(desk: &Desk, team: &Team, id: i64) -> (Learner, Agent, i64) {
    let mut learner = desk.fake.learner(id);
    escalates(&mut learner).await;
    let number = desk.runtime.handoffs().await.expect("readable").len();
    let topic = team.expect_topic("the ticket's", |topic| topic.name.contains(&format!("#{number}"))).await;
    let mut amy = team.agent(7_001);
    amy.expect_in_topic(topic.thread).await;
    amy.say_in_topic(topic.thread, "你好");
    learner.expect_reply().await;
    assert_eq!(learner.expect_reply().await.text, "客服：你好");
    (learner, amy, topic.thread)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_is_carried_both_ways() {
    let (desk, team) = desk().await;
    let (mut learner, mut amy, thread) = taken(&desk, &team, 1).await;
    let all = [
        Attachment::Picture,
        Attachment::Document("畫面.pdf"),
        Attachment::Voice,
        Attachment::Sticker,
        Attachment::Location,
    ];
    for attachment in all {
        learner.attach(attachment, "");
        let carried = amy.expect_in_topic(thread).await;
        assert_eq!(carried.copy_of.map(|origin| origin.chat), Some(1), "{attachment:?}");
        amy.send_in_topic(thread, attachment, "");
        let carried = learner.expect_reply().await;
        assert_eq!(carried.copy_of.map(|origin| origin.chat), Some(GROUP), "{attachment:?}");
    }
    learner.attach(Attachment::Picture, "這個畫面");
    let carried = amy.expect_in_topic(thread).await;
    assert_eq!(carried.media.map(|media| media.caption).as_deref(), Some("👤 這個畫面"));

    learner.send_album(&[Attachment::Picture, Attachment::Picture], "兩張");
    let album = [amy.expect_in_topic(thread).await, amy.expect_in_topic(thread).await];
    assert!(album.iter().all(|piece| piece.album().is_some()), "{album:#?}");
    assert_eq!(amy.expect_in_topic(thread).await.text, "👤 兩張");
    amy.send_album_in_topic(thread, &[Attachment::Picture, Attachment::Video], "");
    let album = [learner.expect_reply().await, learner.expect_reply().await];
    assert!(album.iter().all(|piece| piece.album().is_some()), "{album:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_and_replies_reach_the_other_side() {
    let (desk, team) = desk().await;
    let (mut learner, mut amy, thread) = taken(&desk, &team, 1).await;
    learner.say("我登不進去");
    let carried = amy.expect_in_topic(thread).await;
    // Nobody answers faster than Telegram tells what a message is called.
    desk.runtime.settled().await;
    amy.reply_to(carried.id, "哪一個步驟？");
    let reply = learner.expect_reply().await;
    assert_eq!(reply.text, "客服：哪一個步驟？");
    let said = desk.fake.look(|state| {
        let mine = state.chats[&1].messages.iter().rfind(|message| !message.by_bot);
        mine.map(|message| message.id)
    });
    assert_eq!(reply.reply_to, said, "it answers the learner's own message");

    desk.runtime.settled().await;
    learner.edit("我登不進去，密碼錯誤");
    desk.fake
        .expect("the edit at the desk", |state| {
            let group = &state.chats[&GROUP];
            group
                .messages
                .iter()
                .any(|message| message.text.contains("密碼錯誤") && message.edits == 1)
                .then_some(())
        })
        .await;

    let asked = amy.say_in_topic(thread, "請截圖");
    let heard = learner.expect_reply().await;
    desk.runtime.settled().await;
    amy.edit(asked, "請截圖給我");
    desk.fake
        .expect("the edit at the learner's", |state| {
            let chat = &state.chats[&1];
            chat.messages
                .iter()
                .any(|message| message.id == heard.id && message.text == "客服：請截圖給我")
                .then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_number_is_not_carried_and_its_message_goes() {
    let (desk, team) = desk().await;
    let (mut learner, mut amy, thread) = taken(&desk, &team, 1).await;
    learner.say("我的身分證是A123456789");
    assert!(learner.expect_reply().await.text.contains("遮住"));
    let carried = amy.expect_in_topic(thread).await;
    assert!(!carried.text.contains("A123456789"), "{carried:?}");
    let is_left = desk.fake.look(|state| {
        state
            .chats
            .values()
            .flat_map(|chat| &chat.messages)
            .any(|message| message.text.contains("A123456789"))
    });
    assert!(!is_left);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_deleted_is_made_anew_and_nothing_is_lost() {
    let (desk, team) = desk().await;
    let (learner, amy, thread) = taken(&desk, &team, 1).await;
    team.owner(7_000).delete_topic(thread);
    learner.say("還在嗎");
    let topic =
        team.expect_topic("another one", |topic| topic.thread != thread && topic.name.contains("#1 ")).await;
    desk.fake
        .expect("the words and the card", |state| {
            let said: Vec<_> = state.chats[&GROUP]
                .messages
                .iter()
                .filter(|message| message.thread == Some(topic.thread))
                .collect();
            let has = |words: &str| said.iter().any(|message| message.text.contains(words));
            (has("👤 還在嗎") && has("1 號單")).then_some(())
        })
        .await;
    amy.say_in_topic(topic.thread, "在");
    desk.fake
        .expect("the answer", |state| {
            state.chats[&1].messages.iter().any(|message| message.text == "客服：在").then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_sent_away_and_comes_back_has_lost_nothing() {
    let (desk, team) = desk().await;
    let (learner, amy, thread) = taken(&desk, &team, 1).await;
    let owner = team.owner(7_000);
    owner.make_bot(Status::Kicked);
    learner.say("第一句");
    learner.say("第二句");
    owner.make_bot(Status::Administrator(Rights::ALL));
    desk.fake
        .expect("both, in order", |state| {
            let said: Vec<_> = state.chats[&GROUP]
                .messages
                .iter()
                .filter(|message| message.thread == Some(thread) && message.text.contains("第"))
                .map(|message| message.text.clone())
                .collect();
            (said == ["👤 第一句", "👤 第二句"]).then_some(())
        })
        .await;
    drop(amy);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_group_is_told_what_is_missing() {
    let (desk, team) = desk().await;
    let owner = team.owner(7_000);
    owner.say("/desk here");
    desk.fake.expect("it is ready", |state| says(state, "權限都齊了")).await;
    owner.make_bot(Status::Administrator(Rights { can_manage_topics: false, ..Rights::ALL }));
    desk.fake.expect("the missing right", |state| says(state, "少了「管理主題」的權限")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_speaks_in_the_groups_name_is_refused_kindly() {
    let (desk, team) = desk().await;
    let (learner, _, thread) = taken(&desk, &team, 1).await;
    let nobody = team.administrator(7_009, Rights { is_anonymous: true, ..Rights::ALL });
    nobody.say_in_topic(thread, "我是誰不重要");
    desk.fake.expect("the refusal", |state| says(state, "匿名管理員")).await;
    assert!(learner.heard().iter().all(|message| !message.text.contains("不重要")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_delivered_is_shown_at_the_message() {
    let (desk, team) = desk().await;
    let (learner, amy, thread) = taken(&desk, &team, 1).await;
    learner.block();
    desk.fake.expect("the block", |state| says(state, "學員封鎖了機器人")).await;
    let asked = amy.say_in_topic(thread, "還在嗎");
    desk.fake
        .expect("the trouble, at the message", |state| {
            let mut all = state.chats[&GROUP].messages.iter();
            all.any(|message| message.text.contains("沒有送到") && message.reply_to == Some(asked))
                .then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_who_come_at_once_each_get_a_ticket_and_the_truth() {
    let (desk, team) = desk().await;
    two_hundred_come(&desk, &team).await;
}

/// A topic and a card each, at twenty messages a minute.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form: some twenty minutes, `cargo test --test it help_desk -- --ignored`"]
async fn two_hundred_who_come_at_once_get_their_tickets_at_telegrams_pace() {
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    let desk = Desk::open_with(fake, Arc::new(MemoryStore::default()), Limits::default()).await;
    let told = two_hundred_tell(&desk).await;
    assert_eq!(told.len(), 200);
    let mut bell = desk.fake.bell();
    while cards(&desk) < 200 {
        let goes_on = desk.fake.change_within(&mut bell, Duration::from_secs(60)).await;
        assert!(goes_on, "{} cards, and no more come", cards(&desk));
    }
    assert_eq!(team.topics().len(), 200);
    assert_eq!(desk.fake.look(|state| state.pace.too_fast_for_a_group), 0);
}

fn cards(desk: &Desk) -> usize {
    desk.fake.look(|state| state.chats[&GROUP].messages.iter().filter(|message| message.is_pinned).count())
}

/// What each of them is told at the end.
async fn two_hundred_tell(desk: &Desk) -> Vec<String> {
    let learners: Vec<Learner> = (1..=200).map(|id| desk.fake.learner(id)).collect();
    let told = learners.into_iter().map(|mut learner| async move {
        learner.say("/human");
        learner.expect_reply().await;
        learner.tap("其他");
        learner.expect_reply().await;
        learner.tap("直接送出");
        learner.expect_reply().await.text
    });
    futures::future::join_all(told).await
}

async fn two_hundred_come(desk: &Desk, team: &Team) {
    let told = two_hundred_tell(desk).await;
    let number = |text: &String| -> u32 {
        let after = text.split("你的案件編號是 ").nth(1).expect("a number");
        after.split('，').next().and_then(|number| number.parse().ok()).expect("a number")
    };
    let mut numbers: Vec<u32> = told.iter().map(number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>(), "each has a number of their own");
    desk.fake
        .expect("a topic and a card for each", |state| {
            let cards = state.chats[&GROUP].messages.iter().filter(|message| message.is_pinned).count();
            (cards == 200).then_some(())
        })
        .await;
    assert_eq!(team.topics().len(), 200);
}

fn says(state: &State, words: &str) -> Option<()> {
    state.chats[&GROUP].messages.iter().any(|message| message.text.contains(words)).then_some(())
}
