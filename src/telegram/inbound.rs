//! What Telegram sent, as an arrival for the runtime's gate. Pure; `intake` calls it.
//!
//! Reads the few fields it needs straight from the JSON (see `message`), so that whatever Telegram adds next, a learner's words
//! still come through. What cannot be read is skipped, never refused: a refused batch would come again for ever.

use jiff::Timestamp;
use serde_json::Value;

use super::message::Message;
use super::{ButtonKey, CHANNEL, Me};
use crate::engine::Event;
use crate::runtime::{Arrival, ConversationId};

/// Why an update is not an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    /// None of our business.
    Ignored(&'static str),
    /// Not what the Bot API promises.
    Unreadable,
}

pub(super) fn update_id(update: &Value) -> Option<i64> {
    update["update_id"].as_i64()
}

pub(super) fn read(update: &Value, me: &Me, key: &ButtonKey, now: Timestamp) -> Result<Arrival, Skip> {
    let id = update_id(update).ok_or(Skip::Unreadable)?;
    let found = if let Some(message) = update.get("message") {
        read_message(Message(message), me)?
    } else if let Some(message) = update.get("edited_message") {
        read_edited(Message(message))?
    } else if let Some(query) = update.get("callback_query") {
        read_press(query, key)?
    } else if let Some(change) = update.get("my_chat_member") {
        read_membership(change)?
    } else {
        return Err(Skip::Ignored("a kind of update that nobody asked for"));
    };
    let language = found.sender["language_code"].as_str().map(str::to_owned);
    Ok(arrival(id, ConversationId::new(CHANNEL, found.chat), found.event, language, now))
}

pub(super) fn arrival(
    update: i64,
    conversation: ConversationId,
    event: Event,
    language: Option<String>,
    at: Timestamp,
) -> Arrival {
    Arrival { id: format!("{CHANNEL}:{update}"), conversation, event, language, at }
}

/// The album that a message is of.
pub(super) fn album(update: &Value) -> Option<String> {
    Message(&update["message"]).album().map(str::to_owned)
}

/// Which group became which supergroup. Both the old and the new one tell it.
pub(super) fn moved(update: &Value) -> Option<(i64, i64)> {
    let message = &update["message"];
    let chat = message["chat"]["id"].as_i64()?;
    let to = message["migrate_to_chat_id"].as_i64().map(|to| (chat, to));
    to.or_else(|| Some((message["migrate_from_chat_id"].as_i64()?, chat)))
}

struct Found<'a> {
    chat: i64,
    sender: &'a Value,
    event: Event,
}

fn read_message<'a>(message: Message<'a>, me: &Me) -> Result<Found<'a>, Skip> {
    let chat = message.chat().ok_or(Skip::Unreadable)?;
    if message.is_automatic() {
        // Answering another bot may never end.
        return Err(Skip::Ignored("not written by a human"));
    }
    if message.is_service() {
        return Err(Skip::Ignored("a service message"));
    }
    let event = if !message.is_private() {
        if !message.is_addressed_to(me) {
            return Err(Skip::Ignored("a group's talk"));
        }
        Event::GroupChat { query: None }
    } else {
        written(message)
    };
    Ok(Found { chat, sender: message.sender(), event })
}

/// Edited words are a new try; a live location that moves is not.
fn read_edited(message: Message<'_>) -> Result<Found<'_>, Skip> {
    let chat = message.chat().ok_or(Skip::Unreadable)?;
    let has_words = message.text().or(message.caption()).is_some();
    if !has_words || !message.is_private() || message.is_automatic() {
        return Err(Skip::Ignored("an edit of something else than words in a private chat"));
    }
    let mut event = written(message);
    if let Some(original) = event.original() {
        original.edited = true;
    }
    Ok(Found { chat, sender: message.sender(), event })
}

fn written(message: Message<'_>) -> Event {
    let event = match message.text() {
        Some(text) => Event::typed(text),
        None => Event::attachment(message.attachment(), message.caption()),
    };
    let mut event = event.in_message(message.reference());
    if let Some(original) = event.original() {
        original.reply_to = message.reply_to();
    }
    event
}

/// The message with the button is missing when it is very old; the press is answered all the same. One that is not ours is an
/// empty press: the engine says that the button means nothing any more.
fn read_press<'a>(query: &'a Value, key: &ButtonKey) -> Result<Found<'a>, Skip> {
    let id = query["id"].as_str().ok_or(Skip::Unreadable)?;
    let sender = &query["from"];
    let message = query.get("message").map(Message);
    // A private chat has the id of its learner.
    let chat = message.and_then(Message::chat).or(sender["id"].as_i64()).ok_or(Skip::Unreadable)?;
    let event = if message.is_some_and(|message| !message.is_private()) {
        Event::GroupChat { query: Some(id.to_owned()) }
    } else {
        Event::Choice {
            press: query["data"]
                .as_str()
                .and_then(|data| key.read(chat, data))
                .unwrap_or_default()
                .to_owned(),
            on: message.and_then(Message::shown),
            query: Some(id.to_owned()),
        }
    };
    Ok(Found { chat, sender, event })
}

/// Whether the bot can speak to somebody. What happens to it in groups is nobody's conversation.
fn read_membership(change: &Value) -> Result<Found<'_>, Skip> {
    let chat = change["chat"]["id"].as_i64().ok_or(Skip::Unreadable)?;
    if change["chat"]["type"] != "private" {
        return Err(Skip::Ignored("a group's membership"));
    }
    let event = match change["new_chat_member"]["status"].as_str().ok_or(Skip::Unreadable)? {
        "kicked" | "left" => Event::Unreachable,
        _ => Event::Reachable,
    };
    Ok(Found { chat, sender: &change["from"], event })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::{AttachmentKind, Markup, MessageRef, ShownMessage};

    fn me() -> Me {
        Me { id: 777, username: "elearn_helpbot".to_owned() }
    }

    fn key() -> ButtonKey {
        ButtonKey::new([7; 32])
    }

    fn arrived(update: &Value) -> Result<Arrival, Skip> {
        read(update, &me(), &key(), Timestamp::UNIX_EPOCH)
    }

    /// `fields` of a message that a learner writes to the bot.
    fn private(fields: Value) -> Value {
        message(&json!({ "id": 42, "type": "private", "first_name": "Ann" }), fields)
    }

    fn group(fields: Value) -> Value {
        message(&json!({ "id": -100123, "type": "supergroup", "title": "Unit 3" }), fields)
    }

    fn message(chat: &Value, fields: Value) -> Value {
        let mut message = json!({
            "message_id": 5,
            "date": 1_772_000_000,
            "from": { "id": 42, "is_bot": false, "first_name": "Ann", "language_code": "zh-hant" },
            "chat": chat,
        });
        if let (Some(message), Value::Object(fields)) = (message.as_object_mut(), fields) {
            message.extend(fields);
        }
        message
    }

    fn event(update: &Value) -> Result<Event, Skip> {
        arrived(update).map(|arrival| arrival.event)
    }

    fn of_message(message: &Value) -> Result<Event, Skip> {
        event(&json!({ "update_id": 1, "message": message }))
    }

    /// All of them came in the same message.
    fn written(event: Event) -> Event {
        event.in_message(Some(MessageRef(5)))
    }

    fn text(text: &str) -> Event {
        written(Event::text(text))
    }

    #[test]
    fn an_arrival_tells_where_it_came_from() {
        let update = json!({ "update_id": 9, "message": private(json!({ "text": "登不進去" })) });
        assert_eq!(
            arrived(&update),
            Ok(Arrival {
                id: "telegram:9".to_owned(),
                conversation: ConversationId::new("telegram", 42),
                event: text("登不進去"),
                language: Some("zh-hant".to_owned()),
                at: Timestamp::UNIX_EPOCH,
            })
        );
    }

    #[test]
    fn words_come_through_whatever_stands_beside_them() {
        let odd = json!({
            "text": "看不懂",
            "entities": [{ "type": "invented_in_2031", "offset": "zero" }, 7],
            "from": { "language_code": 3 },
            "reply_markup": [],
            "new_field": { "deep": [1, 2] },
        });
        assert_eq!(of_message(&private(odd)), Ok(text("看不懂")));
        let command = json!({ "text": "/start popup-blocked" });
        assert_eq!(of_message(&private(command)), Ok(written(Event::typed("/start popup-blocked"))));
    }

    #[test]
    fn edited_words_are_a_new_try_and_other_edits_are_not() {
        let edited = |fields| event(&json!({ "update_id": 1, "edited_message": private(fields) }));
        let changed = |mut event: Event| {
            event.original().expect("it has words").edited = true;
            event
        };
        assert_eq!(edited(json!({ "text": "登入", "edit_date": 2 })), Ok(changed(text("登入"))));
        let caption = Some("圖".to_owned());
        let picture = Event::attachment(AttachmentKind::Picture, caption.as_deref());
        assert_eq!(edited(json!({ "photo": [{}], "caption": "圖" })), Ok(changed(written(picture))));
        assert!(matches!(edited(json!({ "photo": [{}] })), Err(Skip::Ignored(_))));
        assert!(matches!(edited(json!({ "location": { "live_period": 60 } })), Err(Skip::Ignored(_))));
    }

    #[test]
    fn what_is_not_text_is_an_attachment() {
        for (fields, kind) in [
            (json!({ "photo": [{}] }), AttachmentKind::Picture),
            (json!({ "live_photo": {}, "photo": [{}] }), AttachmentKind::Picture),
            (json!({ "sticker": {} }), AttachmentKind::Sticker),
            (json!({ "animation": {}, "document": {} }), AttachmentKind::Animation),
            (json!({ "voice": {} }), AttachmentKind::Voice),
            (json!({ "audio": {} }), AttachmentKind::Audio),
            (json!({ "video": {} }), AttachmentKind::Video),
            (json!({ "video_note": {} }), AttachmentKind::Video),
            (json!({ "document": {} }), AttachmentKind::Document),
            (json!({ "location": {} }), AttachmentKind::Location),
            (json!({ "venue": {}, "location": {} }), AttachmentKind::Location),
            (json!({ "contact": {} }), AttachmentKind::Contact),
            (json!({ "poll": {} }), AttachmentKind::Poll),
            (json!({ "dice": {} }), AttachmentKind::Dice),
            (json!({ "story": {} }), AttachmentKind::Other),
            (json!({ "hologram": {} }), AttachmentKind::Other),
        ] {
            assert_eq!(of_message(&private(fields)), Ok(written(Event::attachment(kind, None))));
        }
        assert_eq!(
            of_message(&private(json!({ "photo": [{}], "caption": "這個畫面" }))),
            Ok(written(Event::attachment(AttachmentKind::Picture, Some("這個畫面"))))
        );
    }

    #[test]
    fn an_album_is_known_by_its_messages() {
        let of_album = private(json!({ "photo": [{}], "media_group_id": "m1" }));
        assert_eq!(album(&json!({ "update_id": 1, "message": of_album })), Some("m1".to_owned()));
        assert_eq!(album(&json!({ "update_id": 1, "message": private(json!({ "photo": [{}] })) })), None);
    }

    #[test]
    fn blocking_and_unblocking_are_events_of_a_private_chat() {
        let changed = |kind: &str, status: &str| {
            let chat = json!({ "id": 42, "type": kind });
            let change =
                json!({ "chat": chat, "from": { "id": 42 }, "new_chat_member": { "status": status } });
            event(&json!({ "update_id": 1, "my_chat_member": change }))
        };
        assert_eq!(changed("private", "kicked"), Ok(Event::Unreachable));
        assert_eq!(changed("private", "member"), Ok(Event::Reachable));
        assert!(matches!(changed("supergroup", "kicked"), Err(Skip::Ignored(_))));
        let bare = json!({ "update_id": 1, "my_chat_member": { "chat": { "id": 42, "type": "private" } } });
        assert_eq!(event(&bare), Err(Skip::Unreadable));
    }

    #[test]
    fn a_group_that_moved_is_told_from_both_sides() {
        let told = |message: Value| moved(&json!({ "update_id": 1, "message": message }));
        assert_eq!(told(json!({ "chat": { "id": -5 }, "migrate_to_chat_id": -1005 })), Some((-5, -1005)));
        assert_eq!(told(json!({ "chat": { "id": -1005 }, "migrate_from_chat_id": -5 })), Some((-5, -1005)));
        assert_eq!(told(private(json!({ "text": "好" }))), None);
    }

    #[test]
    fn a_press_is_a_choice_also_when_its_message_is_gone() {
        let press = |message: Value| {
            let mut query = json!({ "id": "q1", "from": { "id": 42 }, "data": key().mark(42, "k/menu"), "chat_instance": "x" });
            query["message"] = message;
            event(&json!({ "update_id": 1, "callback_query": query }))
        };
        let choice = |on: Option<i64>| {
            Ok(Event::Choice {
                press: "k/menu".to_owned(),
                on: on.map(|id| ShownMessage { message: MessageRef(id), text: Markup("?".to_owned()) }),
                query: Some("q1".to_owned()),
            })
        };
        let inaccessible = json!({ "message_id": 5, "date": 0, "chat": { "id": 42, "type": "private" } });
        assert_eq!(press(private(json!({ "text": "?" }))), choice(Some(5)));
        assert_eq!(press(inaccessible), choice(None));

        let bare = json!({ "update_id": 1, "callback_query": { "id": "q1", "from": { "id": 42 } } });
        let arrival = arrived(&bare).expect("readable");
        assert_eq!(arrival.conversation.as_str(), "telegram:42");
        assert_eq!(
            arrival.event,
            Event::Choice { press: String::new(), on: None, query: Some("q1".to_owned()) }
        );
    }

    #[test]
    fn a_press_that_was_not_made_for_the_chat_is_empty() {
        for data in
            ["k/menu".to_owned(), key().mark(43, "k/menu"), ButtonKey::new([8; 32]).mark(42, "k/menu")]
        {
            let query =
                json!({ "id": "q1", "from": { "id": 42 }, "data": data, "message": private(json!({})) });
            let forged = Event::Choice { press: String::new(), on: None, query: Some("q1".to_owned()) };
            assert_eq!(event(&json!({ "update_id": 1, "callback_query": query })), Ok(forged), "{data}");
        }
    }

    #[test]
    fn in_a_group_only_those_who_speak_to_the_bot_are_answered() {
        let ours = json!({ "from": { "id": 777 }, "text": "…" });
        let topic = json!({ "from": { "id": 777 }, "forum_topic_created": { "name": "x" } });
        for (fields, is_addressed) in [
            (json!({ "text": "午餐吃什麼" }), false),
            (json!({ "text": "@elearn_helpbot 登不進去" }), true),
            (json!({ "text": "問問看（@Elearn_HelpBot）" }), true),
            (json!({ "text": "@elearn_helpbot2 hi" }), false),
            (json!({ "text": "mail me: a@elearn_helpbot.tw" }), false),
            (json!({ "text": "/help" }), true),
            (json!({ "text": "/help@elearn_helpbot" }), true),
            (json!({ "text": "/dance@elearn_helpbot" }), true),
            (json!({ "text": "/help@other_bot" }), false),
            (json!({ "text": "/dance" }), false),
            (
                json!({ "text": "哈囉", "entities": [{ "type": "text_mention", "user": { "id": 777 } }] }),
                true,
            ),
            (json!({ "text": "好", "reply_to_message": ours }), true),
            (json!({ "text": "好", "reply_to_message": topic }), false),
            (json!({ "photo": [{}], "caption": "@elearn_helpbot 看" }), true),
            (json!({ "photo": [{}] }), false),
        ] {
            let found = of_message(&group(fields.clone()));
            if is_addressed {
                assert_eq!(found, Ok(Event::GroupChat { query: None }), "{fields}");
            } else {
                assert_eq!(found, Err(Skip::Ignored("a group's talk")), "{fields}");
            }
        }
        let pressed =
            json!({ "id": "q", "from": { "id": 1 }, "message": group(json!({})), "data": "k/menu" });
        let group_chat = Event::GroupChat { query: Some("q".to_owned()) };
        assert_eq!(event(&json!({ "update_id": 1, "callback_query": pressed })), Ok(group_chat));
    }

    #[test]
    fn programs_are_not_answered_but_anonymous_admins_are() {
        let bot = json!({ "from": { "id": 9, "is_bot": true }, "text": "/help" });
        assert!(matches!(of_message(&group(bot.clone())), Err(Skip::Ignored(_))));
        assert!(matches!(of_message(&private(bot)), Err(Skip::Ignored(_))));
        let admin = json!({
            "from": { "id": 1_087_968_824, "is_bot": true },
            "sender_chat": { "id": -100123 },
            "text": "/help",
        });
        assert_eq!(of_message(&group(admin)), Ok(Event::GroupChat { query: None }));
    }

    #[test]
    fn what_nobody_wrote_is_ignored() {
        for update in [
            json!({ "update_id": 1, "message": private(json!({ "pinned_message": {} })) }),
            json!({ "update_id": 1, "message": group(json!({ "new_chat_members": [{ "id": 777 }] })) }),
            json!({ "update_id": 1, "message": group(json!({ "migrate_to_chat_id": -1005 })) }),
            json!({ "update_id": 1, "my_chat_member": { "chat": { "id": -42, "type": "group" } } }),
            json!({ "update_id": 1, "invented_in_2031": {} }),
            json!({ "update_id": 1 }),
        ] {
            assert!(matches!(arrived(&update), Err(Skip::Ignored(_))), "{update}");
        }
    }

    #[test]
    fn garbage_is_skipped() {
        for update in [
            json!(null),
            json!(7),
            json!([]),
            json!({}),
            json!({ "update_id": "1", "message": private(json!({ "text": "a" })) }),
            json!({ "update_id": 1, "message": null }),
            json!({ "update_id": 1, "message": [] }),
            json!({ "update_id": 1, "message": { "chat": "42", "text": "a" } }),
            json!({ "update_id": 1, "edited_message": { "text": "a" } }),
            json!({ "update_id": 1, "callback_query": { "data": "k/menu" } }),
            json!({ "update_id": 1, "callback_query": { "id": 7, "from": { "id": 1 } } }),
        ] {
            assert_eq!(arrived(&update), Err(Skip::Unreadable), "{update}");
        }
    }
}
