//! Topics, as the bot manages them.

use serde_json::{Map, Value, json};

use super::{Outcome, chat_id, open, violation};
use crate::fake_bot_api::chat::Chat;
use crate::fake_bot_api::group::{Group, Topic};
use crate::fake_bot_api::refusal::Refusal;
use crate::fake_bot_api::state::{BOT_ID, State, bot_json};

const COLORS: [i64; 6] = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];

/// The most messages of a topic that its maker may delete without being allowed to delete messages.
const SMALL: usize = 11;

pub fn create_forum_topic(state: &mut State, parameters: &Value) -> Outcome {
    let name = name(state, "createForumTopic", parameters)?;
    let color = parameters["icon_color"].as_i64();
    if color.is_some_and(|color| !COLORS.contains(&color)) {
        return Err(violation(state, "createForumTopic", "TOPIC_ICON_COLOR_INVALID"));
    }
    let id = chat_id(parameters);
    let chat = forum(state, id)?;
    if !group(chat).manages_topics(BOT_ID) {
        return Err(Refusal::bad_request("not enough rights to create a topic"));
    }
    if name.is_empty() {
        return Err(violation(state, "createForumTopic", "name must be non-empty"));
    }
    let topic = chat.create_topic(bot_json(), &name, color, icon(parameters));
    state.push_message("message", id, topic.thread);
    Ok(topic.json())
}

pub fn edit_forum_topic(state: &mut State, parameters: &Value) -> Outcome {
    let name = Some(name(state, "editForumTopic", parameters)?).filter(|name| !name.is_empty());
    let id = chat_id(parameters);
    let chat = forum(state, id)?;
    let topic = topic(chat, parameters, "not enough rights to edit the topic")?;
    let icon = parameters.get("icon_custom_emoji_id").map(|_| icon(parameters));
    if name.is_none() && icon.is_none() {
        return Ok(json!(true));
    }
    let has_name = name.as_ref().is_none_or(|name| *name == topic.name);
    if has_name && icon.as_ref().is_none_or(|icon| *icon == topic.icon_custom_emoji_id) {
        return Err(Refusal::bad_request("TOPIC_NOT_MODIFIED"));
    }
    let mut edited = Map::new();
    if let Some(name) = name {
        edited.insert("name".to_owned(), json!(name));
        topic.name = name;
    }
    if let Some(icon) = icon {
        edited.insert("icon_custom_emoji_id".to_owned(), json!(icon.as_deref().unwrap_or_default()));
        topic.icon_custom_emoji_id = icon;
    }
    let thread = topic.thread;
    let told = chat.tell(bot_json(), Some(thread), json!({ "forum_topic_edited": edited }));
    state.push_message("message", id, told);
    Ok(json!(true))
}

pub fn toggle_forum_topic(state: &mut State, parameters: &Value, is_closed: bool) -> Outcome {
    let id = chat_id(parameters);
    let chat = forum(state, id)?;
    let topic = topic(chat, parameters, "not enough rights to close or open the topic")?;
    if topic.is_closed == is_closed {
        return Err(Refusal::bad_request("TOPIC_NOT_MODIFIED"));
    }
    topic.is_closed = is_closed;
    let thread = topic.thread;
    let what = if is_closed { "forum_topic_closed" } else { "forum_topic_reopened" };
    let told = chat.tell(bot_json(), Some(thread), json!({ what: {} }));
    state.push_message("message", id, told);
    Ok(json!(true))
}

pub fn delete_forum_topic(state: &mut State, parameters: &Value) -> Outcome {
    let chat = forum(state, chat_id(parameters))?;
    let group = group(chat);
    let thread = parameters["message_thread_id"].as_i64().unwrap_or_default();
    let topic = group.topic(thread).ok_or_else(|| Refusal::bad_request("TOPIC_ID_INVALID"))?;
    if !group.bot.rights().can_delete_messages {
        if topic.creator != BOT_ID {
            return Err(Refusal::bad_request("not enough rights to delete the topic"));
        }
        let said: Vec<_> = chat.messages.iter().filter(|message| message.thread == Some(thread)).collect();
        if said.len() > SMALL || said.iter().any(|message| !message.by_bot) {
            return Err(Refusal::bad_request("CHAT_ADMIN_REQUIRED"));
        }
    }
    chat.delete_topic(thread);
    Ok(json!(true))
}

fn forum(state: &mut State, id: i64) -> Result<&mut Chat, Refusal> {
    let chat = open(state, id)?;
    let is_forum = chat.group.as_ref().is_some_and(|group| group.is_forum);
    if is_forum { Ok(chat) } else { Err(Refusal::bad_request("the chat is not a forum")) }
}

fn group(chat: &Chat) -> &Group {
    chat.group.as_ref().expect("a forum is a group")
}

/// The topic that the bot wants to change, if it may.
fn topic<'a>(chat: &'a mut Chat, parameters: &Value, refusal: &str) -> Result<&'a mut Topic, Refusal> {
    let thread = parameters["message_thread_id"].as_i64().unwrap_or_default();
    let topic = group(chat).topic(thread).ok_or_else(|| Refusal::bad_request("TOPIC_ID_INVALID"))?;
    if !group(chat).may_edit(BOT_ID, topic) {
        return Err(Refusal::bad_request(refusal));
    }
    let topic = chat.group.as_mut().and_then(|group| group.topic_mut(thread));
    Ok(topic.expect("it was just found"))
}

/// The name that a topic is to have; Telegram would cut off what is too long.
fn name(state: &mut State, method: &str, parameters: &Value) -> Result<String, Refusal> {
    let name = parameters["name"].as_str().unwrap_or_default().trim().to_owned();
    if name.chars().count() > 128 {
        return Err(violation(state, method, "a name has at most 128 characters"));
    }
    Ok(name)
}

fn icon(parameters: &Value) -> Option<String> {
    let icon = parameters["icon_custom_emoji_id"].as_str().filter(|icon| !icon.is_empty());
    icon.map(str::to_owned)
}
