//! That the fake Bot API server treats groups with topics as Telegram does: by plain calls, without the bot.

use std::time::Duration;

use serde_json::{Value, json};
use teloxide::types::{Update, UpdateKind};

use crate::fake_bot_api::{
    ANONYMOUS_ID, Agent, Attachment, BOT_ID, FakeBotApi, Fault, Rights, Status, TOKEN, Team,
};

const GROUP: i64 = -1_001_234_567_890;

/// The bot, as far as Telegram sees it.
struct Bot {
    fake: FakeBotApi,
    http: reqwest::Client,
}

impl Bot {
    async fn start() -> Self {
        Self { fake: FakeBotApi::start().await, http: reqwest::Client::new() }
    }

    /// In a forum, as an administrator with all rights.
    async fn in_forum() -> (Self, Team) {
        let bot = Self::start().await;
        let team = bot.fake.team(GROUP);
        (bot, team)
    }

    async fn answer(&self, method: &str, parameters: Value) -> Value {
        let url = format!("{}/bot{TOKEN}/{method}", self.fake.url());
        let body = parameters.to_string();
        let response = self.http.post(url).header("content-type", "application/json").body(body).send().await;
        let body = response.expect("the fake answers").text().await.expect("the fake answers");
        serde_json::from_str(&body).expect("it is JSON")
    }

    /// What must succeed.
    async fn does(&self, method: &str, parameters: Value) -> Value {
        let answer = self.answer(method, parameters).await;
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].clone()
    }

    /// What must fail. Returns Telegram's words, without what stands before all of them.
    async fn fails(&self, method: &str, parameters: Value) -> String {
        let answer = self.answer(method, parameters).await;
        assert_eq!(answer["ok"], false, "{method}: {answer}");
        let why = answer["description"].as_str().expect("an error has words");
        why.strip_prefix("Bad Request: ").unwrap_or(why).to_owned()
    }

    /// Breaks a rule that the bot itself should know.
    async fn breaks(&self, method: &str, parameters: Value) -> String {
        let why = self.fails(method, parameters).await;
        assert_eq!(self.fake.take_violations().len(), 1, "{why}");
        why
    }

    async fn creates(&self, name: &str) -> i64 {
        let topic = self.does("createForumTopic", json!({ "chat_id": GROUP, "name": name })).await;
        topic["message_thread_id"].as_i64().expect("a topic has a thread")
    }

    async fn says(&self, thread: i64, text: &str) -> i64 {
        let message = json!({ "chat_id": GROUP, "message_thread_id": thread, "text": text });
        id(&self.does("sendMessage", message).await)
    }

    /// What has happened since the last look: the kinds of the updates and what they hold. All of it can be parsed.
    fn hears(&self) -> Vec<(String, Value)> {
        let updates = self.fake.change(|state| std::mem::take(&mut state.updates));
        updates
            .into_iter()
            .map(|update| {
                let parsed: Update = serde_json::from_str(&update.to_string()).expect("it is an update");
                assert!(!matches!(parsed.kind, UpdateKind::Error(_)), "unreadable: {update}");
                let fields = update.as_object().expect("an update is an object");
                let (kind, body) =
                    fields.iter().find(|(name, _)| *name != "update_id").expect("it has a kind");
                (kind.clone(), body.clone())
            })
            .collect()
    }

    fn hears_one(&self) -> Value {
        let mut heard = self.hears();
        assert_eq!(heard.len(), 1, "{heard:#?}");
        heard.remove(0).1
    }
}

fn id(message: &Value) -> i64 {
    message["message_id"].as_i64().expect("a message has an id")
}

fn in_topic(thread: i64, fields: Value) -> Value {
    with(json!({ "chat_id": GROUP, "message_thread_id": thread }), fields)
}

fn on(message: i64, fields: Value) -> Value {
    with(json!({ "chat_id": GROUP, "message_id": message }), fields)
}

fn with(mut parameters: Value, fields: Value) -> Value {
    if let (Some(parameters), Value::Object(fields)) = (parameters.as_object_mut(), fields) {
        parameters.extend(fields);
    }
    parameters
}

fn no_rights(agent: &Agent) {
    agent.make_bot(Status::Administrator(Rights::default()));
}

#[tokio::test]
async fn a_topic_is_made_and_its_thread_is_the_message_that_tells_of_it() {
    let (bot, team) = Bot::in_forum().await;
    let asked = json!({ "chat_id": GROUP, "name": "T-7 王小明", "icon_color": 9_367_192 });
    let topic = bot.does("createForumTopic", asked).await;
    let thread = topic["message_thread_id"].as_i64().expect("a thread");
    assert_eq!((&topic["name"], &topic["icon_color"]), (&json!("T-7 王小明"), &json!(9_367_192)));

    // The bot hears of its own deed.
    let told = bot.hears_one();
    assert_eq!((id(&told), &told["from"]["id"]), (thread, &json!(BOT_ID)));
    assert_eq!(told["forum_topic_created"], json!({ "name": "T-7 王小明", "icon_color": 9_367_192 }));
    assert_eq!((&told["message_thread_id"], &told["is_topic_message"]), (&json!(thread), &json!(true)));
    assert_eq!(
        told["chat"],
        json!({ "id": GROUP, "type": "supergroup", "title": "Unit 3", "is_forum": true })
    );

    let made = team.topic_named("T-7 王小明").expect("there it is");
    assert_eq!((made.thread, made.creator, made.is_closed), (thread, BOT_ID, false));
    assert_eq!(team.topics(), [made]);
}

#[tokio::test]
async fn what_is_said_in_a_topic_seems_to_answer_its_creation() {
    let (bot, team) = Bot::in_forum().await;
    let mut agent = team.agent(11);
    let thread = bot.creates("A").await;
    bot.hears();
    let asked = bot.says(thread, "新的求助").await;
    assert_eq!(agent.expect_in_topic(thread).await.text, "新的求助");

    let said = agent.say_in_topic(thread, "我來");
    let heard = bot.hears_one();
    assert_eq!((id(&heard), &heard["text"], &heard["from"]["id"]), (said, &json!("我來"), &json!(11)));
    assert_eq!((&heard["message_thread_id"], &heard["is_topic_message"]), (&json!(thread), &json!(true)));
    assert_eq!(id(&heard["reply_to_message"]), thread);
    assert!(heard["reply_to_message"]["forum_topic_created"].is_object());

    // A true answer names what it answers.
    agent.reply_to(asked, "收到");
    let heard = bot.hears_one();
    assert_eq!((id(&heard["reply_to_message"]), &heard["message_thread_id"]), (asked, &json!(thread)));
    assert_eq!(heard["reply_to_message"]["reply_to_message"], Value::Null);

    // So does what the bot sends.
    let sent = json!({ "text": "好", "reply_parameters": { "message_id": said } });
    let sent = bot.does("sendMessage", in_topic(thread, sent)).await;
    assert_eq!(id(&sent["reply_to_message"]), said);
    let texts: Vec<String> = team.said_in(thread).into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["新的求助", "我來", "收到", "好"]);
}

#[tokio::test]
async fn general_is_where_no_thread_is_named() {
    let (bot, team) = Bot::in_forum().await;
    let mut agent = team.agent(11);
    agent.say("/queue");
    let heard = bot.hears_one();
    assert_eq!((&heard["message_thread_id"], &heard["is_topic_message"]), (&Value::Null, &Value::Null));
    assert_eq!(heard["reply_to_message"], Value::Null);

    let named = in_topic(1, json!({ "text": "沒有人在等" }));
    assert_eq!(bot.fails("sendMessage", named).await, "message thread not found");
    let keyboard = json!({ "inline_keyboard": [[{ "text": "關於", "callback_data": "about" }]] });
    let shown = json!({ "chat_id": GROUP, "text": "沒有人在等", "reply_markup": keyboard });
    bot.does("sendMessage", shown).await;
    assert_eq!(agent.expect_reply().await.text, "沒有人在等");
    agent.tap("關於");
    assert_eq!(bot.hears_one()["message"]["message_thread_id"], Value::Null);
    // Typing, of all things, is shown there with the thread.
    bot.does("sendChatAction", in_topic(1, json!({ "action": "typing" }))).await;
    let actions = bot.fake.look(|state| state.chats[&GROUP].actions.clone());
    assert_eq!(actions, [(None, "typing".to_owned())]);
    let thread = bot.creates("A").await;
    assert_ne!(thread, 1);
    bot.does("sendChatAction", in_topic(thread, json!({ "action": "upload_document" }))).await;
    bot.breaks("sendChatAction", in_topic(thread, json!({ "action": "dancing" }))).await;
    assert_eq!(team.said_in_general().len(), 2);
}

#[tokio::test]
async fn a_topic_is_renamed_closed_and_reopened() {
    let (bot, team) = Bot::in_forum().await;
    let thread = bot.creates("A").await;
    bot.hears();
    let renamed = json!({ "name": "B", "icon_custom_emoji_id": "5" });
    bot.does("editForumTopic", in_topic(thread, renamed.clone())).await;
    let told = bot.hears_one();
    assert_eq!(told["forum_topic_edited"], renamed);
    assert_eq!(id(&told["reply_to_message"]), thread);
    assert_eq!(bot.fails("editForumTopic", in_topic(thread, renamed)).await, "TOPIC_NOT_MODIFIED");
    // Nothing to do is not a change that is missing.
    bot.does("editForumTopic", in_topic(thread, json!({}))).await;
    bot.does("editForumTopic", in_topic(thread, json!({ "icon_custom_emoji_id": "" }))).await;
    assert_eq!(bot.hears_one()["forum_topic_edited"], json!({ "icon_custom_emoji_id": "" }));

    assert_eq!(bot.fails("reopenForumTopic", in_topic(thread, json!({}))).await, "TOPIC_NOT_MODIFIED");
    bot.does("closeForumTopic", in_topic(thread, json!({}))).await;
    assert_eq!(bot.hears_one()["forum_topic_closed"], json!({}));
    assert_eq!(bot.fails("closeForumTopic", in_topic(thread, json!({}))).await, "TOPIC_NOT_MODIFIED");
    let topic = team.expect_topic("a closed one", |topic| topic.is_closed).await;
    assert_eq!((topic.name.as_str(), topic.icon_custom_emoji_id), ("B", None));
    bot.does("reopenForumTopic", in_topic(thread, json!({}))).await;
    assert_eq!(bot.hears_one()["forum_topic_reopened"], json!({}));
    assert!(!team.topics()[0].is_closed);
}

#[tokio::test]
async fn names_and_colours_have_limits() {
    let (bot, _team) = Bot::in_forum().await;
    let thread = bot.creates(&"王".repeat(128)).await;
    let long = "王".repeat(129);
    for (method, fields) in [
        ("createForumTopic", json!({ "chat_id": GROUP, "name": long })),
        ("createForumTopic", json!({ "chat_id": GROUP, "name": " " })),
        ("createForumTopic", json!({ "chat_id": GROUP, "name": "A", "icon_color": 1 })),
        ("createForumTopic", json!({ "chat_id": GROUP })),
        ("createForumTopic", json!({ "chat_id": GROUP, "name": "A", "colour": 1 })),
        ("editForumTopic", in_topic(thread, json!({ "name": long }))),
    ] {
        bot.breaks(method, fields).await;
    }
}

#[tokio::test]
async fn topics_are_for_forums() {
    let (bot, _team) = Bot::in_forum().await;
    bot.fake.learner(1).say("哈囉");
    bot.fake.learner(1).say_in(-5, "哈囉");
    for chat in [1, -5] {
        let topic = json!({ "chat_id": chat, "name": "A" });
        assert_eq!(bot.fails("createForumTopic", topic).await, "the chat is not a forum");
    }
    assert_eq!(bot.fails("createForumTopic", json!({ "chat_id": -6, "name": "A" })).await, "chat not found");
    // A group without topics does not mind the thread; a private chat does.
    let message = |chat: i64| json!({ "chat_id": chat, "message_thread_id": 7, "text": "a" });
    bot.does("sendMessage", message(-5)).await;
    assert_eq!(bot.fails("sendMessage", message(1)).await, "message thread not found");
}

#[tokio::test]
async fn a_deleted_topic_takes_its_messages_along_and_nobody_is_told() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.administrator(11, Rights::ALL);
    let thread = bot.creates("A").await;
    let said = bot.says(thread, "a").await;
    bot.hears();
    agent.delete_topic(thread);
    assert_eq!(bot.hears(), []);
    assert_eq!((team.topics(), team.said_in(thread)), (vec![], vec![]));

    let message = in_topic(thread, json!({ "text": "b" }));
    assert_eq!(bot.fails("sendMessage", message.clone()).await, "message thread not found");
    let never = in_topic(99, json!({ "text": "b" }));
    assert_eq!(bot.fails("sendMessage", never).await, "message thread not found");
    bot.fake.change_group(GROUP, |group| group.remembers_deleted = true);
    assert_eq!(bot.fails("sendMessage", message).await, "TOPIC_DELETED");
    for method in ["closeForumTopic", "reopenForumTopic", "deleteForumTopic", "editForumTopic"] {
        assert_eq!(bot.fails(method, in_topic(thread, json!({}))).await, "TOPIC_ID_INVALID", "{method}");
    }
    let edit = json!({ "chat_id": GROUP, "message_id": said, "text": "b" });
    assert_eq!(bot.fails("editMessageText", edit).await, "message to edit not found");

    let other = bot.creates("B").await;
    bot.does("deleteForumTopic", in_topic(other, json!({}))).await;
    assert_eq!(team.topic_named("B"), None);
}

#[tokio::test]
async fn in_a_closed_topic_write_those_who_made_it_and_those_who_manage_topics() {
    let (bot, team) = Bot::in_forum().await;
    let owner = team.owner(10);
    let (own, other) = (bot.creates("own").await, owner.create_topic("other"));
    owner.close_topic(own);
    owner.close_topic(other);
    owner.close_general();
    bot.says(own, "a").await;
    bot.says(other, "a").await;

    no_rights(&owner);
    bot.says(own, "b").await;
    assert_eq!(bot.fails("sendMessage", in_topic(other, json!({ "text": "b" }))).await, "TOPIC_CLOSED");
    let general = json!({ "chat_id": GROUP, "text": "b" });
    assert_eq!(bot.fails("sendMessage", general).await, "TOPIC_CLOSED");
    owner.reopen_topic(other);
    bot.says(other, "b").await;

    bot.fake.change_group(GROUP, |group| group.closes_to_all = true);
    assert_eq!(bot.fails("sendMessage", in_topic(own, json!({ "text": "c" }))).await, "TOPIC_CLOSED");
    bot.does("reopenForumTopic", in_topic(own, json!({}))).await;
    bot.says(own, "c").await;
    // What no state brings about can be said all the same.
    bot.fake.fail("sendMessage", 1, Fault::Refused("Bad Request: TOPIC_CLOSED"));
    assert_eq!(bot.fails("sendMessage", in_topic(own, json!({ "text": "d" }))).await, "TOPIC_CLOSED");
    bot.fake.fail("sendMessage", 1, Fault::Refused("Forbidden: user is deactivated"));
    let refused = bot.answer("sendMessage", in_topic(own, json!({ "text": "d" }))).await;
    assert_eq!(refused["error_code"], 403);
}

#[tokio::test]
async fn topics_are_changed_by_hand_and_the_bot_hears_of_it() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.administrator(11, Rights::ALL);
    let thread = agent.create_topic("A");
    agent.rename_topic(thread, "B");
    agent.close_topic(thread);
    agent.reopen_topic(thread);
    agent.close_general();
    let heard = bot.hears();
    let what = |message: &Value| {
        let names = ["created", "edited", "closed", "reopened"].map(|verb| format!("forum_topic_{verb}"));
        names.into_iter().find(|name| message[name.as_str()].is_object()).expect("one of them")
    };
    let told: Vec<_> =
        heard.iter().map(|(_, message)| (what(message), message["message_thread_id"].as_i64())).collect();
    let expected = [
        ("forum_topic_created", Some(thread)),
        ("forum_topic_edited", Some(thread)),
        ("forum_topic_closed", Some(thread)),
        ("forum_topic_reopened", Some(thread)),
        ("forum_topic_closed", None),
    ];
    assert_eq!(told, expected.map(|(name, thread)| (name.to_owned(), thread)));
    assert!(heard.iter().all(|(kind, message)| kind == "message" && message["from"]["id"] == 11));
    let kept = bot.fake.look(|state| state.chats[&GROUP].messages[2].service().map(str::to_owned));
    assert_eq!(kept.as_deref(), Some("forum_topic_closed"));
}

#[tokio::test]
async fn rights_that_are_taken_away_are_missing() {
    let (bot, team) = Bot::in_forum().await;
    let owner = team.owner(10);
    let (own, other) = (bot.creates("own").await, owner.create_topic("other"));
    let said = bot.says(other, "a").await;
    let others = owner.say_in_topic(other, "b");
    bot.hears();
    no_rights(&owner);
    let heard = bot.hears();
    assert_eq!(heard.len(), 1);
    let (kind, change) = &heard[0];
    assert_eq!((kind.as_str(), &change["from"]["id"]), ("my_chat_member", &json!(10)));
    let rights = |member: &str| {
        let member = &change[member];
        (member["status"].as_str().map(str::to_owned), member["can_manage_topics"].as_bool())
    };
    let administrator = Some("administrator".to_owned());
    assert_eq!(rights("old_chat_member"), (administrator.clone(), Some(true)));
    assert_eq!(rights("new_chat_member"), (administrator, Some(false)));

    let message = |id: i64| json!({ "chat_id": GROUP, "message_id": id });
    for (method, parameters, why) in [
        ("createForumTopic", json!({ "chat_id": GROUP, "name": "A" }), "not enough rights to create a topic"),
        ("editForumTopic", in_topic(other, json!({ "name": "A" })), "not enough rights to edit the topic"),
        ("closeForumTopic", in_topic(other, json!({})), "not enough rights to close or open the topic"),
        ("reopenForumTopic", in_topic(other, json!({})), "not enough rights to close or open the topic"),
        ("deleteForumTopic", in_topic(other, json!({})), "not enough rights to delete the topic"),
        ("pinChatMessage", message(said), "not enough rights to manage pinned messages in the chat"),
        ("unpinChatMessage", message(said), "not enough rights to manage pinned messages in the chat"),
        ("deleteMessage", message(others), "message can't be deleted"),
    ] {
        assert_eq!(bot.fails(method, parameters).await, why, "{method}");
    }
    bot.does("deleteMessage", message(said)).await;
    // What the bot made is its own, as long as it is small and nobody else wrote there.
    bot.does("editForumTopic", in_topic(own, json!({ "name": "B" }))).await;
    bot.does("closeForumTopic", in_topic(own, json!({}))).await;
    owner.say_in_topic(own, "a");
    assert_eq!(bot.fails("deleteForumTopic", in_topic(own, json!({}))).await, "CHAT_ADMIN_REQUIRED");

    owner.make_bot(Status::Administrator(Rights::ALL));
    bot.does("deleteMessages", json!({ "chat_id": GROUP, "message_ids": [others, 999] })).await;
    bot.does("deleteForumTopic", in_topic(own, json!({}))).await;
    assert_eq!(bot.fails("deleteMessage", message(other)).await, "message can't be deleted");
    assert_eq!(bot.fails("deleteMessage", message(others)).await, "message to delete not found");
}

#[tokio::test]
async fn a_bot_that_is_removed_is_out_until_it_is_added_again() {
    let (bot, team) = Bot::in_forum().await;
    let owner = team.owner(10);
    let thread = bot.creates("A").await;
    let said = bot.says(thread, "a").await;
    bot.hears();
    owner.make_bot(Status::Kicked);
    let heard = bot.hears();
    assert_eq!(heard[0].0, "my_chat_member");
    assert_eq!(heard[0].1["new_chat_member"]["status"], "kicked");
    assert_eq!(heard[1].1["left_chat_member"]["id"], BOT_ID);
    owner.say_in_topic(thread, "b");
    owner.press(said, "x");
    assert_eq!(bot.hears(), []);

    let answer = bot.answer("sendMessage", in_topic(thread, json!({ "text": "a" }))).await;
    assert_eq!(answer["error_code"], 403);
    assert_eq!(answer["description"], "Forbidden: bot was kicked from the supergroup chat");
    let create = json!({ "chat_id": GROUP, "name": "A" });
    let why = "Forbidden: bot was kicked from the supergroup chat";
    assert_eq!(bot.fails("createForumTopic", create).await, why);
    assert_eq!(bot.fails("getChat", json!({ "chat_id": GROUP })).await, why);
    bot.fake.change_group(GROUP, |group| group.bot = Status::Left);
    let why = "Forbidden: bot is not a member of the supergroup chat";
    assert_eq!(bot.fails("getChat", json!({ "chat_id": GROUP })).await, why);

    owner.make_bot(Status::Member);
    let heard = bot.hears();
    assert_eq!(heard[0].1["new_chat_member"]["status"], "member");
    assert_eq!(heard[1].1["new_chat_members"][0]["id"], BOT_ID);
    bot.says(thread, "c").await;
}

#[tokio::test]
async fn a_basic_group_becomes_a_forum_with_another_id() {
    let bot = Bot::start().await;
    let team = bot.fake.basic_team(-20);
    let mut owner = team.owner(10);
    owner.say("/desk here");
    let heard = bot.hears_one();
    assert_eq!(heard["chat"], json!({ "id": -20, "type": "group", "title": "Unit 3" }));
    let topic = json!({ "chat_id": -20, "name": "A" });
    assert_eq!(bot.fails("createForumTopic", topic.clone()).await, "the chat is not a forum");

    owner.migrate(GROUP);
    let heard = bot.hears();
    assert_eq!((&heard[0].1["chat"]["id"], &heard[0].1["migrate_to_chat_id"]), (&json!(-20), &json!(GROUP)));
    assert_eq!(
        (&heard[1].1["chat"]["id"], &heard[1].1["migrate_from_chat_id"]),
        (&json!(GROUP), &json!(-20))
    );
    let refused = bot.answer("createForumTopic", topic).await;
    assert_eq!(refused["description"], "Bad Request: group chat was upgraded to a supergroup chat");
    assert_eq!(refused["parameters"], json!({ "migrate_to_chat_id": GROUP }));
    owner.make_bot(Status::Administrator(Rights::ALL));
    let thread = bot.creates("A").await;
    owner.say_in_topic(thread, "a");
}

#[tokio::test]
async fn an_anonymous_administrator_writes_as_the_group_and_presses_as_themselves() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.administrator(11, Rights { is_anonymous: true, ..Rights::ALL });
    let thread = bot.creates("A").await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "接手", "callback_data": "claim" }]] });
    let card = in_topic(thread, json!({ "text": "新的求助", "reply_markup": keyboard }));
    let card = id(&bot.does("sendMessage", card).await);
    bot.hears();

    agent.say_in_topic(thread, "我來");
    let heard = bot.hears_one();
    assert_eq!((&heard["from"]["id"], &heard["from"]["is_bot"]), (&json!(ANONYMOUS_ID), &json!(true)));
    assert_eq!(heard["sender_chat"]["id"], GROUP);

    let press = agent.tap_in_topic(thread, "接手");
    let heard = bot.hears_one();
    assert_eq!((&heard["from"]["id"], &heard["data"]), (&json!(11), &json!("claim")));
    assert_eq!((id(&heard["message"]), &heard["message"]["message_thread_id"]), (card, &json!(thread)));
    assert_eq!(id(&heard["message"]["reply_to_message"]), thread);
    let answer = json!({ "callback_query_id": press, "text": "交給你了" });
    bot.does("answerCallbackQuery", answer).await;
    assert_eq!(agent.expect_acknowledged(&press).await, "交給你了");
    agent.press(card, "forged");
    assert_eq!(bot.hears_one()["data"], "forged");
}

#[tokio::test]
async fn with_privacy_an_ordinary_bot_hears_only_what_is_meant_for_it() {
    let (bot, team) = Bot::in_forum().await;
    let owner = team.owner(10);
    bot.fake.change(|state| state.has_privacy = true);
    assert_eq!(bot.does("getMe", json!({})).await["can_read_all_group_messages"], false);
    owner.say("administrators hear all");
    assert_eq!(bot.hears().len(), 1);
    owner.make_bot(Status::Member);
    let asked = json!({ "chat_id": GROUP, "text": "a" });
    let asked = id(&bot.does("sendMessage", asked).await);
    bot.hears();
    let small_talk = owner.say("午餐吃什麼");
    owner.edit(small_talk, "晚餐吃什麼");
    assert_eq!(bot.hears(), []);
    owner.say("/queue");
    owner.say("@elearn_helpbot 哈囉");
    owner.reply_to(asked, "好");
    owner.close_general();
    assert_eq!(bot.hears().len(), 4);
}

#[tokio::test]
async fn a_copy_shows_what_was_copied_but_not_from_whom() {
    let (bot, team) = Bot::in_forum().await;
    let learner = bot.fake.learner(1);
    let mut agent = team.agent(11);
    let thread = bot.creates("A").await;
    for (attachment, kind) in [
        (Attachment::Picture, "photo"),
        (Attachment::Video, "video"),
        (Attachment::Document("證書.pdf"), "document"),
        (Attachment::Voice, "voice"),
        (Attachment::Sticker, "sticker"),
        (Attachment::Location, "location"),
    ] {
        let original = learner.attach(attachment, "");
        let copy = json!({ "from_chat_id": 1, "message_id": original });
        let copy = bot.does("copyMessage", in_topic(thread, copy)).await;
        let seen = agent.expect_in_topic(thread).await;
        assert_eq!(copy, json!({ "message_id": seen.id }));
        assert_eq!(seen.media.expect("it shows something").kind, kind);
        let origin = seen.copy_of.expect("it is a copy");
        assert_eq!((origin.chat, origin.message, origin.from), (1, original, 1));
    }
    bot.hears();

    // And the other way, quoting what the learner wrote.
    let sent = agent.send_in_topic(thread, Attachment::Document("說明.pdf"), "請看第二頁");
    let heard = bot.hears_one();
    assert_eq!(
        (&heard["caption"], &heard["document"]["file_name"]),
        (&json!("請看第二頁"), &json!("說明.pdf"))
    );
    let copy =
        |fields: Value| with(json!({ "chat_id": 1, "from_chat_id": GROUP, "message_id": sent }), fields);
    bot.does("copyMessage", copy(json!({ "reply_parameters": { "message_id": 1 } }))).await;
    let seen = learner.newest().expect("the copy");
    assert_eq!((seen.reply_to, seen.media.expect("a document").caption.as_str()), (Some(1), "請看第二頁"));
    bot.does("copyMessage", copy(json!({ "caption": "<b>新</b>", "parse_mode": "HTML" }))).await;
    let seen = learner.newest().expect("the copy");
    assert_eq!((seen.media.expect("a document").caption.as_str(), seen.html.as_str()), ("新", "<b>新</b>"));
    let caption = "王".repeat(1025);
    assert_eq!(
        bot.breaks("copyMessage", copy(json!({ "caption": caption }))).await,
        "message caption is too long"
    );

    let gone = in_topic(thread, json!({ "from_chat_id": 1, "message_id": 99 }));
    assert_eq!(bot.fails("copyMessage", gone).await, "message to copy not found");
    let service = json!({ "chat_id": 1, "from_chat_id": GROUP, "message_id": thread });
    assert_eq!(bot.fails("copyMessage", service).await, "the message can't be copied");
    // Text, too, and without the buttons that only the original's bot would understand.
    let keyboard = json!({ "inline_keyboard": [[{ "text": "a", "callback_data": "a" }]] });
    let shown = json!({ "chat_id": 1, "text": "哈囉", "reply_markup": keyboard });
    let shown = id(&bot.does("sendMessage", shown).await);
    bot.does("copyMessage", in_topic(thread, json!({ "from_chat_id": 1, "message_id": shown }))).await;
    let last = team.said_in(thread).pop().expect("the copy");
    assert_eq!((last.text.as_str(), last.labels().len()), ("哈囉", 0));
}

#[tokio::test]
async fn an_album_stays_one_when_it_is_copied_as_one() {
    let (bot, team) = Bot::in_forum().await;
    let learner = bot.fake.learner(1);
    let agent = team.agent(11);
    let thread = bot.creates("A").await;
    bot.hears();
    let album =
        learner.send_album(&[Attachment::Picture, Attachment::Picture, Attachment::Video], "我的畫面");
    let heard = bot.hears();
    assert!(heard.iter().all(|(_, message)| message["media_group_id"] == heard[0].1["media_group_id"]));
    assert_eq!((&heard[0].1["caption"], &heard[1].1["caption"]), (&json!("我的畫面"), &Value::Null));

    let copy = |ids: &[i64]| in_topic(thread, json!({ "from_chat_id": 1, "message_ids": ids }));
    let copies = bot.does("copyMessages", copy(&[album[0], album[1], album[2], 99])).await;
    assert_eq!(copies.as_array().map(Vec::len), Some(3));
    let seen = team.said_in(thread);
    let name = seen[0].album().expect("an album").to_owned();
    assert!(seen.iter().all(|message| message.album() == Some(&name)));
    assert_ne!(heard[0].1["media_group_id"], json!(name));
    assert_eq!(seen[0].media.as_ref().map(|media| media.caption.as_str()), Some("我的畫面"));

    // Torn apart, and of one alone.
    bot.does("copyMessage", in_topic(thread, json!({ "from_chat_id": 1, "message_id": album[0] }))).await;
    bot.does("copyMessages", copy(&album[1..2])).await;
    let mut remove = copy(&album[..2]);
    remove["remove_caption"] = json!(true);
    bot.does("copyMessages", remove).await;
    let seen = team.said_in(thread);
    assert_eq!((seen[3].album(), seen[4].album()), (None, None));
    assert_eq!(seen[5].media.as_ref().map(|media| media.caption.as_str()), Some(""));

    assert_eq!(bot.fails("copyMessages", copy(&[98, 99])).await, "there are no messages to forward");
    let service = json!({ "chat_id": 1, "from_chat_id": GROUP, "message_ids": [thread] });
    assert_eq!(bot.fails("copyMessages", service).await, "messages can't be forwarded");
    let many: Vec<i64> = (1..=101).collect();
    for ids in [&[][..], &[2, 1], &[1, 1], &many] {
        bot.breaks("copyMessages", copy(ids)).await;
    }

    let sent = agent.send_album_in_topic(
        thread,
        &[Attachment::Document("a.pdf"), Attachment::Document("b.pdf")],
        "",
    );
    assert_eq!(bot.hears().len(), 2);
    bot.does("copyMessages", json!({ "chat_id": 1, "from_chat_id": GROUP, "message_ids": sent })).await;
    assert!(learner.newest().is_some_and(|message| message.album().is_some()));
}

#[tokio::test]
async fn an_answer_to_what_is_gone_is_refused_or_goes_without() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.agent(11);
    let thread = bot.creates("A").await;
    let asked = agent.say_in_topic(thread, "a");
    // It finds the topic by itself.
    let answer = json!({ "chat_id": GROUP, "text": "b", "reply_parameters": { "message_id": asked } });
    let answered = bot.does("sendMessage", answer).await;
    assert_eq!(answered["message_thread_id"], json!(thread));
    agent.delete(asked);
    let reply = |parameters: Value| in_topic(thread, json!({ "text": "c", "reply_parameters": parameters }));
    let gone = json!({ "message_id": asked });
    assert_eq!(bot.fails("sendMessage", reply(gone)).await, "message to be replied not found");
    let gone = json!({ "message_id": asked, "allow_sending_without_reply": true });
    let sent = bot.does("sendMessage", reply(gone)).await;
    assert_eq!(id(&sent["reply_to_message"]), thread);
    // What is in another chat is no reply here.
    bot.fake.learner(1).say("哈囉");
    let elsewhere = json!({ "message_id": 1, "chat_id": 1 });
    assert_eq!(id(&bot.does("sendMessage", reply(elsewhere)).await["reply_to_message"]), thread);
}

#[tokio::test]
async fn edits_arrive_and_deletions_do_not() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.agent(11);
    let learner = bot.fake.learner(1);
    let thread = bot.creates("A").await;
    let said = agent.say_in_topic(thread, "a");
    let shown = agent.send_in_topic(thread, Attachment::Picture, "b");
    let (asked, captioned) = (learner.send(json!({ "text": "c" })), learner.attach(Attachment::Picture, "d"));
    bot.hears();
    agent.edit(said, "A");
    agent.edit(shown, "B");
    learner.edit_message(asked, "C");
    learner.edit_message(captioned, "D");
    let heard = bot.hears();
    assert!(heard.iter().all(|(kind, message)| kind == "edited_message" && message["edit_date"].is_i64()));
    let words: Vec<_> = heard
        .iter()
        .map(|(_, message)| message["text"].as_str().or(message["caption"].as_str()).unwrap_or_default())
        .collect();
    assert_eq!(words, ["A", "B", "C", "D"]);
    agent.delete(said);
    assert_eq!(bot.hears(), []);
    assert_eq!(team.said_in(thread).len(), 1);
}

#[tokio::test]
async fn the_bot_edits_what_it_sent() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.agent(11);
    let thread = bot.creates("A").await;
    let shown = agent.send_in_topic(thread, Attachment::Picture, "a");
    let copy = in_topic(thread, json!({ "from_chat_id": GROUP, "message_id": shown }));
    let picture = id(&bot.does("copyMessage", copy).await);
    let text = bot.says(thread, "a").await;
    let edited = bot.does("editMessageCaption", on(picture, json!({ "caption": "b" }))).await;
    assert_eq!((&edited["caption"], &edited["message_thread_id"]), (&json!("b"), &json!(thread)));
    let unchanged = "message is not modified: specified new message content and reply markup are exactly the same as a \
                     current content and reply markup of the message";
    assert_eq!(bot.fails("editMessageCaption", on(picture, json!({ "caption": "b" }))).await, unchanged);
    let why = "there is no caption in the message to edit";
    assert_eq!(bot.fails("editMessageCaption", on(text, json!({ "caption": "b" }))).await, why);
    let why = "there is no text in the message to edit";
    assert_eq!(bot.fails("editMessageText", on(picture, json!({ "text": "b" }))).await, why);
    assert_eq!(
        bot.fails("editMessageCaption", on(shown, json!({ "caption": "b" }))).await,
        "message can't be edited"
    );

    let keys = json!({ "inline_keyboard": [[
        { "text": "接手", "callback_data": "claim" },
        { "text": "說明", "url": "https://elearn.example/" },
        { "text": "複製", "copy_text": { "text": "T-7" } },
    ]] });
    bot.does("editMessageReplyMarkup", on(text, json!({ "reply_markup": keys }))).await;
    assert_eq!(
        bot.fails("editMessageReplyMarkup", on(text, json!({ "reply_markup": keys }))).await,
        unchanged
    );
    let message = team.said_in(thread).pop().expect("it is there");
    assert_eq!((message.press("接手"), message.press("說明")), (Some("claim"), None));
    assert_eq!(message.keyboard[0][1].url.as_deref(), Some("https://elearn.example/"));
    assert_eq!(message.keyboard[0][2].copies.as_deref(), Some("T-7"));
    let long = json!({ "inline_keyboard": [[{ "text": "a", "callback_data": "a".repeat(65) }]] });
    bot.breaks("editMessageReplyMarkup", on(text, json!({ "reply_markup": long }))).await;
    bot.does("editMessageReplyMarkup", on(text, json!({}))).await;
    assert_eq!(team.said_in(thread).pop().map(|message| message.keyboard.len()), Some(0));
}

#[tokio::test]
async fn a_card_is_pinned_in_its_topic() {
    let (bot, team) = Bot::in_forum().await;
    let thread = bot.creates("A").await;
    let card = bot.says(thread, "新的求助").await;
    bot.hears();
    let pin = |message: i64| json!({ "chat_id": GROUP, "message_id": message, "disable_notification": true });
    bot.does("pinChatMessage", pin(card)).await;
    let told = bot.hears_one();
    assert_eq!((id(&told["pinned_message"]), &told["message_thread_id"]), (card, &json!(thread)));
    assert_eq!(told["from"]["id"], BOT_ID);
    assert!(team.said_in(thread)[0].is_pinned);
    let chat = bot.does("getChat", json!({ "chat_id": GROUP })).await;
    assert_eq!(id(&chat["pinned_message"]), card);
    assert_eq!(bot.fails("pinChatMessage", pin(99)).await, "message to pin not found");
    assert_eq!(bot.fails("pinChatMessage", pin(thread)).await, "service messages can't be pinned");
    bot.does("pinChatMessage", pin(card)).await;
    bot.does("unpinChatMessage", json!({ "chat_id": GROUP })).await;
    assert!(!team.said_in(thread)[0].is_pinned);
    assert_eq!(
        bot.fails("unpinChatMessage", json!({ "chat_id": GROUP })).await,
        "message to unpin not found"
    );
    // The service message can be removed, to keep the topic tidy.
    bot.does("deleteMessage", json!({ "chat_id": GROUP, "message_id": id(&told) })).await;
}

#[tokio::test]
async fn a_reaction_is_seen_on_the_message() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.agent(11);
    let learner = bot.fake.learner(1);
    let thread = bot.creates("A").await;
    let said = agent.say_in_topic(thread, "好的");
    let react = |fields: Value| on(said, fields);
    let with = |emoji: &str| json!({ "reaction": [{ "type": "emoji", "emoji": emoji }] });
    bot.does("setMessageReaction", react(with("👀"))).await;
    assert_eq!(team.said_in(thread)[0].reactions[&BOT_ID], "👀");
    bot.does("setMessageReaction", react(json!({}))).await;
    assert!(team.said_in(thread)[0].reactions.is_empty());
    let gone = json!({ "chat_id": GROUP, "message_id": 99 });
    assert_eq!(bot.fails("setMessageReaction", gone).await, "message to react not found");
    assert_eq!(bot.breaks("setMessageReaction", react(with("✅"))).await, "REACTION_INVALID");
    let two = json!({ "reaction": [{ "type": "emoji", "emoji": "👀" }, { "type": "emoji", "emoji": "👍" }] });
    assert_eq!(bot.breaks("setMessageReaction", react(two)).await, "REACTIONS_TOO_MANY");

    // Those of people arrive only when they are asked for.
    bot.hears();
    agent.react(said, Some("👍"));
    assert_eq!(bot.hears(), []);
    bot.does("getUpdates", json!({ "timeout": 0, "allowed_updates": ["message", "message_reaction"] })).await;
    agent.react(said, None);
    let heard = bot.hears_one();
    assert_eq!((&heard["message_id"], &heard["user"]["id"]), (&json!(said), &json!(11)));
    assert_eq!(heard["old_reaction"], json!([{ "type": "emoji", "emoji": "👍" }]));
    assert_eq!(heard["new_reaction"], json!([]));
    let asked = learner.send(json!({ "text": "哈囉" }));
    learner.react(asked, Some("🙏"));
    assert_eq!(bot.hears().len(), 2);
}

#[tokio::test]
async fn the_group_tells_who_is_in_it() {
    let (bot, team) = Bot::in_forum().await;
    team.owner(10);
    team.administrator(11, Rights { can_manage_topics: false, ..Rights::ALL });
    let agent = team.agent(12);
    bot.fake.learner(1).say("哈囉");
    let member = |user: i64| json!({ "chat_id": GROUP, "user_id": user });
    let mut statuses = Vec::new();
    for user in [10, 11, 12, BOT_ID] {
        let member = bot.does("getChatMember", member(user)).await;
        assert_eq!(member["user"]["id"], json!(user));
        statuses.push(member["status"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(statuses, ["creator", "administrator", "member", "administrator"]);
    let administrator = bot.does("getChatMember", member(11)).await;
    assert_eq!(
        (&administrator["can_manage_topics"], &administrator["can_pin_messages"]),
        (&json!(false), &json!(true))
    );
    agent.leave();
    assert_eq!(bot.does("getChatMember", member(12)).await["status"], "left");
    assert_eq!(bot.fails("getChatMember", member(99)).await, "user not found");

    let administrators = bot.does("getChatAdministrators", json!({ "chat_id": GROUP })).await;
    let ids: Vec<_> =
        administrators.as_array().into_iter().flatten().map(|member| member["user"]["id"].clone()).collect();
    assert_eq!(ids, [10, 11, BOT_ID]);
    let private = json!({ "chat_id": 1 });
    let why = "there are no administrators in the private chat";
    assert_eq!(bot.fails("getChatAdministrators", private.clone()).await, why);
    let chat = bot.does("getChat", json!({ "chat_id": GROUP })).await;
    assert_eq!((&chat["is_forum"], &chat["type"]), (&json!(true), &json!("supergroup")));
    assert_eq!(bot.does("getChat", private).await["type"], "private");
}

#[tokio::test]
async fn all_topics_of_a_group_share_twenty_messages_a_minute() {
    let (bot, team) = Bot::in_forum().await;
    let agent = team.agent(11);
    let album = agent.send_album_in_topic(bot.creates("C").await, &[Attachment::Picture; 2], "");
    let threads = [bot.creates("A").await, bot.creates("B").await];
    for message in 0..18 {
        bot.says(threads[message % 2], "a").await;
    }
    let copy = in_topic(threads[0], json!({ "from_chat_id": GROUP, "message_ids": album }));
    bot.does("copyMessages", copy.clone()).await;
    assert_eq!(bot.fake.look(|state| state.pace.too_fast_for_a_group), 0);
    // Told of, and carried out unless a test is strict.
    bot.says(threads[0], "b").await;
    assert_eq!(bot.fake.look(|state| state.pace.too_fast_for_a_group), 1);
    bot.fake.change(|state| {
        state.pace.is_strict = true;
        state.pace.group_minute = Duration::from_secs(5);
    });
    let refused = bot.answer("sendMessage", json!({ "chat_id": GROUP, "text": "d" })).await;
    assert_eq!((&refused["error_code"], &refused["parameters"]), (&json!(429), &json!({ "retry_after": 5 })));
    // Who comes again too early is remembered.
    assert_eq!(bot.answer("copyMessages", copy.clone()).await["error_code"], 429);
    assert_eq!(bot.fake.look(|state| (state.pace.too_fast_for_a_group, state.pace.too_soon)), (3, 1));
    bot.fake.change(|state| state.pace.a_minute_passes());
    bot.does("copyMessages", copy).await;
    assert_eq!(bot.fake.look(|state| (state.pace.too_fast_for_a_group, state.pace.too_soon)), (3, 1));
}

#[tokio::test]
async fn a_learner_answers_a_message() {
    let bot = Bot::start().await;
    let learner = bot.fake.learner(1);
    learner.say("哈囉");
    let asked = id(&bot.does("sendMessage", json!({ "chat_id": 1, "text": "哪個畫面？" })).await);
    bot.hears();
    let answered = learner.reply_to(asked, "這個");
    let heard = bot.hears_one();
    assert_eq!((id(&heard), id(&heard["reply_to_message"])), (answered, asked));
    assert_eq!(heard["reply_to_message"]["from"]["id"], BOT_ID);
}
