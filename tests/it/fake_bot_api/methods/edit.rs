//! What the bot changes of what was said, and what it takes back.

use serde_json::{Value, json};

use super::{Outcome, chat_id, content, open};
use crate::fake_bot_api::chat::Chat;
use crate::fake_bot_api::message::Message;
use crate::fake_bot_api::refusal::Refusal;
use crate::fake_bot_api::state::{BOT_ID, State};

pub fn edit_message_text(state: &mut State, parameters: &Value) -> Outcome {
    let text = content::text(state, "editMessageText", parameters)?;
    let keyboard = content::keyboard(state, "editMessageText", parameters)?;
    edit(state, parameters, |message| {
        if message.media.is_some() {
            return Err(Refusal::bad_request("there is no text in the message to edit"));
        }
        let html = parameters["text"].as_str().unwrap_or_default();
        if message.html == html && message.keyboard == keyboard {
            return Err(unchanged());
        }
        message.text = text;
        message.html = html.to_owned();
        message.keyboard = keyboard;
        Ok(())
    })
}

pub fn edit_message_caption(state: &mut State, parameters: &Value) -> Outcome {
    let caption = content::caption(state, "editMessageCaption", parameters)?;
    let keyboard = content::keyboard(state, "editMessageCaption", parameters)?;
    edit(state, parameters, |message| {
        let media = message.media.as_mut().filter(|media| media.may_have_caption());
        let media =
            media.ok_or_else(|| Refusal::bad_request("there is no caption in the message to edit"))?;
        if media.caption == caption && message.keyboard == keyboard {
            return Err(unchanged());
        }
        media.caption = caption;
        message.keyboard = keyboard;
        Ok(())
    })
}

pub fn edit_message_reply_markup(state: &mut State, parameters: &Value) -> Outcome {
    let keyboard = content::keyboard(state, "editMessageReplyMarkup", parameters)?;
    edit(state, parameters, |message| {
        if message.keyboard == keyboard {
            return Err(unchanged());
        }
        message.keyboard = keyboard;
        Ok(())
    })
}

fn unchanged() -> Refusal {
    Refusal::bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a current \
         content and reply markup of the message",
    )
}

fn edit(
    state: &mut State,
    parameters: &Value,
    change: impl FnOnce(&mut Message) -> Result<(), Refusal>,
) -> Outcome {
    let id = chat_id(parameters);
    let chat = open(state, id)?;
    let message = chat.message_mut(parameters["message_id"].as_i64().unwrap_or_default());
    let message = message.ok_or_else(|| Refusal::bad_request("message to edit not found"))?;
    if !message.by_bot || message.is_service || message.is_frozen {
        return Err(Refusal::bad_request("message can't be edited"));
    }
    change(message)?;
    message.edits += 1;
    let message = message.clone();
    Ok(chat.show(id, &message))
}

pub fn delete_message(state: &mut State, parameters: &Value) -> Outcome {
    let chat = open(state, chat_id(parameters))?;
    let message = chat.message(parameters["message_id"].as_i64().unwrap_or_default());
    let message = message.ok_or_else(|| Refusal::bad_request("message to delete not found"))?;
    let id = message.id;
    delete(chat, &[id])
}

/// What is not there any more is passed over.
pub fn delete_messages(state: &mut State, parameters: &Value) -> Outcome {
    let chat = open(state, chat_id(parameters))?;
    let ids = parameters["message_ids"].as_array().into_iter().flatten().filter_map(Value::as_i64);
    let ids: Vec<i64> = ids.filter(|id| chat.message(*id).is_some()).collect();
    delete(chat, &ids)
}

fn delete(chat: &mut Chat, ids: &[i64]) -> Outcome {
    let may_delete_all =
        chat.group.as_ref().is_none_or(|group| group.status(BOT_ID).rights().can_delete_messages);
    let is_bound = |message: &Message| {
        message.is_frozen || message.creates_topic() || (!message.by_bot && !may_delete_all)
    };
    if ids.iter().filter_map(|id| chat.message(*id)).any(is_bound) {
        return Err(Refusal::bad_request("message can't be deleted"));
    }
    chat.messages.retain(|message| !ids.contains(&message.id));
    Ok(json!(true))
}
