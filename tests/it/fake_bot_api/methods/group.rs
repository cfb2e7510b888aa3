//! What the bot does in a chat beside writing, and what it asks of it.

use serde_json::{Value, json};

use super::{Outcome, chat_id, open, open_to_read, violation};
use crate::fake_bot_api::agent::agent_json;
use crate::fake_bot_api::chat::Chat;
use crate::fake_bot_api::refusal::Refusal;
use crate::fake_bot_api::state::{BOT_ID, State, bot_json};

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// As the specification lists them.
const REACTIONS: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u{200d}🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 \
                         🖕 😈 😴 😭 🤓 👻 👨\u{200d}💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 \
                         🤷\u{200d}♂ 🤷 🤷\u{200d}♀ 😡";

pub fn pin_chat_message(state: &mut State, parameters: &Value) -> Outcome {
    let id = chat_id(parameters);
    let chat = open(state, id)?;
    let message = chat.message(parameters["message_id"].as_i64().unwrap_or_default());
    let message = message.ok_or_else(|| Refusal::bad_request("message to pin not found"))?.clone();
    may_pin(chat)?;
    if message.is_service {
        return Err(Refusal::bad_request("service messages can't be pinned"));
    }
    if message.is_pinned {
        return Ok(json!(true));
    }
    let pinned = message.json(&chat.json(id));
    chat.message_mut(message.id).expect("it was just found").is_pinned = true;
    let told = chat.tell(bot_json(), message.thread, json!({ "pinned_message": pinned }));
    chat.message_mut(told).expect("just told").is_quiet = parameters["disable_notification"] == true;
    state.push_message("message", id, told);
    Ok(json!(true))
}

/// The newest pinned message when none is named.
pub fn unpin_chat_message(state: &mut State, parameters: &Value) -> Outcome {
    let chat = open(state, chat_id(parameters))?;
    let message = match parameters["message_id"].as_i64() {
        Some(id) => chat.message(id),
        None => chat.messages.iter().rfind(|message| message.is_pinned),
    };
    let message = message.ok_or_else(|| Refusal::bad_request("message to unpin not found"))?.id;
    may_pin(chat)?;
    chat.message_mut(message).expect("it was just found").is_pinned = false;
    Ok(json!(true))
}

fn may_pin(chat: &Chat) -> Result<(), Refusal> {
    if chat.group.as_ref().is_none_or(|group| group.bot.rights().can_pin_messages) {
        return Ok(());
    }
    Err(Refusal::bad_request("not enough rights to manage pinned messages in the chat"))
}

pub fn set_message_reaction(state: &mut State, parameters: &Value) -> Outcome {
    let reactions = parameters["reaction"].as_array().map_or(&[][..], Vec::as_slice);
    if reactions.len() > 1 {
        return Err(violation(state, "setMessageReaction", "REACTIONS_TOO_MANY"));
    }
    let emoji = reactions.first().map(|reaction| reaction["emoji"].as_str().unwrap_or_default().to_owned());
    if emoji.as_ref().is_some_and(|emoji| !REACTIONS.split(' ').any(|known| known == emoji)) {
        return Err(violation(state, "setMessageReaction", "REACTION_INVALID"));
    }
    let chat = open(state, chat_id(parameters))?;
    let message = chat.message_mut(parameters["message_id"].as_i64().unwrap_or_default());
    let message = message.ok_or_else(|| Refusal::bad_request("message to react not found"))?;
    message.reactions.remove(&BOT_ID);
    message.reactions.extend(emoji.map(|emoji| (BOT_ID, emoji)));
    Ok(json!(true))
}

/// In General, unlike a message, with the thread 1.
pub fn send_chat_action(state: &mut State, parameters: &Value) -> Outcome {
    let action = parameters["action"].as_str().unwrap_or_default();
    if !ACTIONS.contains(&action) {
        return Err(violation(state, "sendChatAction", "wrong parameter action in request"));
    }
    let chat = open(state, chat_id(parameters))?;
    let thread = match (parameters["message_thread_id"].as_i64(), &chat.group) {
        (None | Some(1), _) | (_, None) => None,
        (Some(thread), Some(group)) => group.target(thread)?,
    };
    chat.actions.push((thread, action.to_owned()));
    Ok(json!(true))
}

/// A `ChatFullInfo`.
pub fn get_chat(state: &mut State, parameters: &Value) -> Outcome {
    let id = chat_id(parameters);
    let chat = open_to_read(state, id)?;
    let json = chat.json(id);
    let mut info = json.clone();
    info["accent_color_id"] = json!(0);
    info["max_reaction_count"] = json!(11);
    info["accepted_gift_types"] = json!({
        "unlimited_gifts": false,
        "limited_gifts": false,
        "unique_gifts": false,
        "premium_subscription": false,
        "gifts_from_channels": false,
    });
    if let Some(pinned) = chat.messages.iter().rfind(|message| message.is_pinned) {
        info["pinned_message"] = pinned.json(&json);
    }
    Ok(info)
}

pub fn get_chat_member(state: &mut State, parameters: &Value) -> Outcome {
    let id = chat_id(parameters);
    let user = parameters["user_id"].as_i64().unwrap_or_default();
    let chat = open_to_read(state, id)?;
    match &chat.group {
        Some(group) if user == BOT_ID || group.people.contains_key(&user) => {
            Ok(group.status(user).json(&person(user)))
        }
        None if user == BOT_ID || user == id => Ok(json!({ "user": person(user), "status": "member" })),
        Some(_) | None => Err(Refusal::bad_request("user not found")),
    }
}

/// The bot is listed when it is one.
pub fn get_chat_administrators(state: &mut State, parameters: &Value) -> Outcome {
    let chat = open_to_read(state, chat_id(parameters))?;
    let Some(group) = &chat.group else {
        return Err(Refusal::bad_request("there are no administrators in the private chat"));
    };
    let all = group.people.keys().copied().chain([BOT_ID]);
    let administrators = all.filter(|id| group.status(*id).is_administrator());
    Ok(administrators.map(|id| group.status(id).json(&person(id))).collect())
}

fn person(id: i64) -> Value {
    if id == BOT_ID { bot_json() } else { agent_json(id) }
}
