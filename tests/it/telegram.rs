//! The Telegram room against a Bot API server that keeps state: connecting, delivering, presenting the bot.

use std::time::Duration;

use helpbot::engine::{ButtonRole, Markup, MessageRef, OutboxButton, OutboxMessage};
use helpbot::runtime::{ConversationId, Delivery, Hold};
use helpbot::telegram::{ButtonKey, Config, ConnectError, Limits, Telegram, Token};

use crate::fake_bot_api::{FakeBotApi, Fault, Query, TOKEN};
use crate::small_content::content;

const LEARNER: i64 = 42;

fn config(url: &str, token: &str) -> Config {
    Config {
        token: Token::new(token),
        button_key: ButtonKey::new([7; 32]),
        limits: Limits::default(),
        api_url: Some(url.to_owned()),
        desk: None,
        poll_timeout_s: 50,
    }
}

async fn connect(fake: &FakeBotApi) -> Telegram {
    Telegram::connect(config(fake.url(), TOKEN)).await.expect("the fake knows the token")
}

/// A fake, a bot, and a learner who has already written.
async fn chat() -> (FakeBotApi, Telegram) {
    let fake = FakeBotApi::start().await;
    fake.learner(LEARNER).say("哈囉");
    let telegram = connect(&fake).await;
    (fake, telegram)
}

async fn deliver(telegram: &Telegram, message: &OutboxMessage) -> Delivery {
    telegram.channel().deliver(&ConversationId::new("telegram", LEARNER), message).await
}

fn button(label: &str, role: ButtonRole) -> OutboxButton {
    OutboxButton { label: label.to_owned(), press: format!("t/{label}"), role }
}

fn say(text: &str, buttons: &[&str]) -> OutboxMessage {
    let mut buttons: Vec<_> = buttons.iter().map(|label| button(label, ButtonRole::Choice)).collect();
    buttons.push(button("選單", ButtonRole::Navigation));
    OutboxMessage::Send { text: Markup(text.to_owned()), buttons, quiet: false, keys: Vec::new() }
}

fn edit(on: i64, text: &str) -> OutboxMessage {
    OutboxMessage::Edit {
        on: MessageRef(on),
        text: Markup(text.to_owned()),
        buttons: Vec::new(),
        keys: Vec::new(),
    }
}

fn retry(after_s: Option<u64>, hold: Hold) -> Delivery {
    Delivery::Retry { after: after_s.map(Duration::from_secs), hold }
}

#[tokio::test]
async fn connecting_proves_the_token() {
    let fake = FakeBotApi::start().await;
    assert_eq!(connect(&fake).await.username(), "elearn_helpbot");
    let wrong = Telegram::connect(config(fake.url(), "123:wrong")).await;
    assert!(matches!(wrong, Err(ConnectError::WrongToken)), "{wrong:?}");
}

#[tokio::test]
async fn a_server_that_cannot_be_used_is_named_without_the_token() {
    let fake = FakeBotApi::start().await;
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    fake.fail("getMe", 1, Fault::Gateway);
    fake.fail("getMe", 1, Fault::Reset);
    for url in [fake.url(), fake.url(), &closed] {
        let error = Telegram::connect(config(url, TOKEN)).await.expect_err("no answer");
        assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("AAFake") && !printed.contains("/bot"), "{printed}");
    }
    let error = Telegram::connect(config("api.telegram.org", TOKEN)).await.expect_err("no address");
    assert!(matches!(error, ConnectError::BadUrl { .. }), "{error:?}");
}

#[tokio::test]
async fn a_message_arrives_with_marks_and_buttons() {
    let (fake, telegram) = chat().await;
    let message = say("<b>你用</b>什麼裝置？ &lt;1&gt;", &["電腦", "手機", "還不知道用什麼裝置"]);
    assert!(matches!(deliver(&telegram, &message).await, Delivery::Delivered(_)));

    let heard = fake.learner(LEARNER).heard();
    let [message] = &heard[..] else { panic!("one message, not {heard:#?}") };
    assert_eq!(message.text, "你用什麼裝置？ <1>");
    assert_eq!(message.labels(), [vec!["電腦", "手機"], vec!["還不知道用什麼裝置"], vec!["選單"]]);
    assert!(!message.is_quiet);
}

#[tokio::test]
async fn a_long_text_arrives_in_parts_with_the_buttons_under_the_last() {
    let (fake, telegram) = chat().await;
    let line = format!("<b>{}</b>\n", "字".repeat(99));
    assert!(matches!(deliver(&telegram, &say(&line.repeat(50), &["好"])).await, Delivery::Delivered(_)));

    let heard = fake.learner(LEARNER).heard();
    let lengths: Vec<usize> = heard.iter().map(|message| message.text.chars().count()).collect();
    assert_eq!(lengths, [3999, 999]);
    assert!(heard[0].keyboard.is_empty());
    assert_eq!(heard[1].labels(), [["好"], ["選單"]]);
}

#[tokio::test]
async fn an_edit_changes_the_message_and_takes_its_keyboard() {
    let (fake, telegram) = chat().await;
    deliver(&telegram, &say("電腦還是手機？", &["電腦"])).await;
    let sent = fake.learner(LEARNER).heard().remove(0);

    assert!(matches!(
        deliver(&telegram, &edit(sent.id, "電腦還是手機？\n✓ 電腦")).await,
        Delivery::Delivered(_)
    ));
    // Once more, as after a restart: nothing is left to change.
    assert!(matches!(
        deliver(&telegram, &edit(sent.id, "電腦還是手機？\n✓ 電腦")).await,
        Delivery::Delivered(_)
    ));

    let heard = fake.learner(LEARNER).heard();
    assert_eq!(heard.len(), 1);
    assert_eq!((heard[0].text.as_str(), heard[0].edits), ("電腦還是手機？\n✓ 電腦", 1));
    assert!(heard[0].keyboard.is_empty());
}

#[tokio::test]
async fn what_can_be_edited_no_more_is_said_anew() {
    let (fake, telegram) = chat().await;
    deliver(&telegram, &say("很久以前", &[])).await;
    let old = fake.change(|state| {
        let message = state.chats.get_mut(&LEARNER).and_then(|chat| chat.messages.last_mut()).expect("sent");
        message.is_frozen = true;
        message.id
    });
    assert!(matches!(deliver(&telegram, &edit(old, "選單")).await, Delivery::Delivered(_)));
    assert!(matches!(deliver(&telegram, &edit(old + 100, "說明")).await, Delivery::Delivered(_)));
    let heard: Vec<_> = fake.learner(LEARNER).heard().into_iter().map(|message| message.text).collect();
    assert_eq!(heard, ["很久以前", "選單", "說明"]);
}

#[tokio::test]
async fn a_press_is_acknowledged_and_an_old_one_does_no_harm() {
    let (fake, telegram) = chat().await;
    deliver(&telegram, &say("？", &["好"])).await;
    let learner = fake.learner(LEARNER);
    let press = learner.tap("好");
    let acknowledge = |query: &str| OutboxMessage::Acknowledge { query: query.to_owned() };

    assert!(matches!(deliver(&telegram, &acknowledge(&press)).await, Delivery::Delivered(_)));
    learner.expect_acknowledged(&press).await;

    let old = learner.tap("好");
    fake.change(|state| state.queries.insert(old.clone(), Query::Expired));
    assert!(matches!(deliver(&telegram, &acknowledge(&old)).await, Delivery::Delivered(_)));
    assert!(matches!(deliver(&telegram, &acknowledge("forged")).await, Delivery::Delivered(_)));
}

#[tokio::test]
async fn a_message_of_the_learners_is_deleted_and_one_that_cannot_be_does_no_harm() {
    let (fake, telegram) = chat().await;
    let learner = fake.learner(LEARNER);
    learner.say("A123456789");
    learner.say("謝謝");
    let written = |fake: &FakeBotApi| {
        fake.look(|state| {
            let texts = state.chats[&LEARNER].messages.iter().map(|message| message.text.clone());
            texts.collect::<Vec<_>>()
        })
    };
    let delete = |message: i64| OutboxMessage::Delete { on: MessageRef(message) };
    fake.fail("deleteMessage", 1, Fault::Flood { retry_after_s: 7 });
    assert_eq!(deliver(&telegram, &delete(2)).await, retry(Some(7), Hold::Conversation));
    assert!(matches!(deliver(&telegram, &delete(2)).await, Delivery::Delivered(_)));
    assert_eq!(written(&fake), ["哈囉", "謝謝"]);

    // Again, as after a restart; never there; older than 48 hours; the bot was blocked.
    fake.change(|state| {
        let chat = state.chats.get_mut(&LEARNER).expect("there");
        chat.messages.iter_mut().for_each(|message| message.is_frozen = true);
    });
    for message in [2, 99, i64::MAX, 1] {
        assert!(matches!(deliver(&telegram, &delete(message)).await, Delivery::Delivered(_)), "{message}");
    }
    learner.block();
    assert!(matches!(deliver(&telegram, &delete(3)).await, Delivery::Delivered(_)));
    assert_eq!(written(&fake), ["哈囉", "謝謝"]);
}

#[tokio::test]
async fn what_fails_for_now_is_to_be_tried_again_and_then_arrives() {
    let (fake, telegram) = chat().await;
    let message = say("好", &[]);
    for (fault, expected) in [
        (Fault::Flood { retry_after_s: 7 }, retry(Some(7), Hold::Conversation)),
        (Fault::Server, retry(None, Hold::Conversation)),
        (Fault::Gateway, retry(None, Hold::Conversation)),
        (Fault::Malformed, retry(None, Hold::Conversation)),
        (Fault::Reset, retry(None, Hold::Channel)),
        (Fault::Unauthorized, retry(None, Hold::Channel)),
    ] {
        fake.fail("sendMessage", 1, fault);
        assert_eq!(deliver(&telegram, &message).await, expected, "{fault:?}");
    }
    assert!(fake.learner(LEARNER).heard().is_empty());
    assert!(matches!(deliver(&telegram, &message).await, Delivery::Delivered(_)));
    assert_eq!(fake.learner(LEARNER).heard().len(), 1);
}

/// The window of at-least-once: the Bot API has no key by which a repetition could be known.
#[tokio::test]
async fn a_lost_answer_says_it_twice() {
    let (fake, telegram) = chat().await;
    fake.fail("sendMessage", 1, Fault::LostAnswer);
    assert_eq!(deliver(&telegram, &say("好", &[])).await, retry(None, Hold::Channel));
    assert!(matches!(deliver(&telegram, &say("好", &[])).await, Delivery::Delivered(_)));
    assert_eq!(fake.learner(LEARNER).heard().len(), 2);
}

#[tokio::test]
async fn what_can_never_arrive_is_given_up() {
    let (fake, telegram) = chat().await;
    fake.learner(LEARNER).block();
    let blocked = Delivery::Unreachable { why: "Forbidden: bot was blocked by the user".to_owned() };
    assert_eq!(deliver(&telegram, &say("好", &[])).await, blocked);

    let stranger = ConversationId::new("telegram", 4711);
    let unknown = Delivery::Dead { why: "Bad Request: chat not found".to_owned() };
    assert_eq!(telegram.channel().deliver(&stranger, &say("好", &[])).await, unknown);

    let elsewhere = ConversationId::new("terminal", "local");
    let delivery = telegram.channel().deliver(&elsewhere, &say("好", &[])).await;
    assert!(matches!(delivery, Delivery::Dead { .. }), "{delivery:?}");
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_is_followed() {
    let fake = FakeBotApi::start().await;
    let learner = fake.learner(LEARNER);
    learner.say_in(-5, "@elearn_helpbot 哈囉");
    learner.say_in(-1005, "搬家了");
    fake.change(|state| state.chats.entry(-5).or_default().moved_to = Some(-1005));
    let telegram = connect(&fake).await;

    let group = ConversationId::new("telegram", -5);
    assert!(matches!(
        telegram.channel().deliver(&group, &say("請私訊我", &[])).await,
        Delivery::Delivered(_)
    ));
    assert_eq!(fake.look(|state| state.chats[&-1005].by_bot().count()), 1);
    // From now on it is written to where it is.
    let calls = fake.calls("sendMessage");
    assert!(matches!(
        telegram.channel().deliver(&group, &edit(1, "還是請私訊我")).await,
        Delivery::Delivered(_)
    ));
    assert!(matches!(
        telegram.channel().deliver(&group, &say("請私訊我", &[])).await,
        Delivery::Delivered(_)
    ));
    assert_eq!(fake.look(|state| state.chats[&-1005].by_bot().count()), 3);
    assert_eq!(fake.calls("sendMessage"), calls + 2);
}

#[tokio::test]
async fn the_profile_is_set_in_both_languages_and_only_where_it_differs() {
    let fake = FakeBotApi::start().await;
    let telegram = connect(&fake).await;
    let set_calls = |fake: &FakeBotApi| {
        ["setMyCommands", "setMyDescription", "setMyShortDescription"].map(|method| fake.calls(method))
    };

    telegram.present(&content("我來幫忙。")).await;
    assert_eq!(set_calls(&fake), [2, 2, 2]);
    fake.look(|state| {
        let of = |what: &str, language: &str| &state.profile[&(what.to_owned(), language.to_owned())];
        assert_eq!(of("Description", ""), "我來幫忙。");
        assert_eq!(of("Description", "en"), "I help.");
        assert_eq!(of("Commands", "")[0]["command"], "start");
        assert_eq!(of("Commands", "en")[9]["description"], "en privacy");
    });

    telegram.present(&content("我來幫忙。")).await;
    assert_eq!(set_calls(&fake), [2, 2, 2]);
    telegram.present(&content("有問題找我。")).await;
    assert_eq!(set_calls(&fake), [2, 3, 2]);
}

#[tokio::test]
async fn a_profile_that_cannot_be_set_stops_nothing() {
    let fake = FakeBotApi::start().await;
    let telegram = connect(&fake).await;
    fake.fail("setMyCommands", 1, Fault::Flood { retry_after_s: 600 });
    telegram.present(&content("我來幫忙。")).await;
    assert_eq!(fake.calls("setMyDescription"), 0);
}
