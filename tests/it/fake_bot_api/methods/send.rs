//! What the bot writes, and where it goes.

use serde_json::{Value, json};

use super::{Outcome, chat_id, content, open, open_to_read};
use crate::fake_bot_api::message::Draft;
use crate::fake_bot_api::refusal::Refusal;
use crate::fake_bot_api::state::{BOT_ID, State, bot_json};

/// Where a message of the bot goes, and what it answers.
pub struct Target {
    pub chat: i64,
    pub thread: Option<i64>,
    pub reply_to: Option<i64>,
}

impl Target {
    pub fn draft(&self, fields: Value) -> Draft {
        Draft { thread: self.thread, reply_to: self.reply_to, ..Draft::new(bot_json(), fields) }
    }
}

pub fn send_message(state: &mut State, parameters: &Value) -> Outcome {
    let text = content::text(state, "sendMessage", parameters)?;
    let keyboard = content::keyboard(state, "sendMessage", parameters)?;
    let target = target(state, parameters)?;
    keep_pace(state, "sendMessage", target.chat, 1)?;
    let chat = open(state, target.chat)?;
    let message = chat.write(target.draft(json!({ "text": text })));
    message.html = parameters["text"].as_str().unwrap_or_default().to_owned();
    message.first.clone_from(&message.html);
    message.keyboard = keyboard;
    message.is_quiet = parameters["disable_notification"] == true;
    let message = message.clone();
    Ok(chat.show(target.chat, &message))
}

/// In the order in which the Bot API looks: at the chat, the topic, the message to be answered, the right to write.
pub fn target(state: &mut State, parameters: &Value) -> Result<Target, Refusal> {
    let id = chat_id(parameters);
    let chat = open(state, id)?;
    let thread = parameters["message_thread_id"].as_i64().filter(|thread| *thread != 0);
    let mut thread = match (thread, &chat.group) {
        (None, _) => None,
        (Some(thread), Some(group)) => group.target(thread)?,
        // A private chat can have topics, though not with this bot.
        (Some(_), None) => return Err(Refusal::bad_request("message thread not found")),
    };
    let reply = &parameters["reply_parameters"];
    let place = reply["chat_id"].as_i64().unwrap_or(id);
    let reply_to = match reply["message_id"].as_i64() {
        None => None,
        Some(answered) => match open_to_read(state, place)?.message(answered) {
            Some(answered) if place == id => {
                // An answer without a thread goes to where the question is.
                thread = thread.or(answered.thread);
                Some(answered.id)
            }
            Some(_) => None,
            None if reply["allow_sending_without_reply"] == true => None,
            None => return Err(Refusal::bad_request("message to be replied not found")),
        },
    };
    let group = open(state, id)?.group.as_ref();
    if group.is_some_and(|group| !group.may_write(BOT_ID, thread)) {
        return Err(Refusal::bad_request("TOPIC_CLOSED"));
    }
    Ok(Target { chat: id, thread, reply_to })
}

/// Counts messages that are about to be sent, or refuses them.
pub fn keep_pace(state: &mut State, method: &str, chat: i64, messages: usize) -> Result<(), Refusal> {
    if state.chats[&chat].group.is_none() {
        (0..messages).for_each(|_| state.pace.sent(chat));
        return Ok(());
    }
    state.pace.sent_to_group(chat, messages).map_err(|retry_after_s| {
        state.pace.flooded(method, Some(chat), retry_after_s);
        Refusal::flood(retry_after_s)
    })
}
