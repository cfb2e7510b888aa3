//! What each method does to the state. `getUpdates` waits and so lives in `server`.

mod content;
mod copy;
mod edit;
mod group;
mod profile;
mod send;
mod topic;

use serde_json::{Value, json};

use super::chat::Chat;
use super::refusal::Refusal;
use super::state::{Query, State, bot_json};

type Outcome = Result<Value, Refusal>;

/// `parameters` were checked against the specification.
pub fn call(state: &mut State, method: &str, parameters: &Value) -> Outcome {
    match method {
        "getMe" => Ok(get_me(state)),
        "sendMessage" => send::send_message(state, parameters),
        "copyMessage" => copy::copy_message(state, parameters),
        "copyMessages" => copy::copy_messages(state, parameters),
        "editMessageText" => edit::edit_message_text(state, parameters),
        "editMessageCaption" => edit::edit_message_caption(state, parameters),
        "editMessageReplyMarkup" => edit::edit_message_reply_markup(state, parameters),
        "deleteMessage" => edit::delete_message(state, parameters),
        "deleteMessages" => edit::delete_messages(state, parameters),
        "createForumTopic" => topic::create_forum_topic(state, parameters),
        "editForumTopic" => topic::edit_forum_topic(state, parameters),
        "closeForumTopic" => topic::toggle_forum_topic(state, parameters, true),
        "reopenForumTopic" => topic::toggle_forum_topic(state, parameters, false),
        "deleteForumTopic" => topic::delete_forum_topic(state, parameters),
        "pinChatMessage" => group::pin_chat_message(state, parameters),
        "unpinChatMessage" => group::unpin_chat_message(state, parameters),
        "setMessageReaction" => group::set_message_reaction(state, parameters),
        "sendChatAction" => group::send_chat_action(state, parameters),
        "getChat" => group::get_chat(state, parameters),
        "getChatMember" => group::get_chat_member(state, parameters),
        "getChatAdministrators" => group::get_chat_administrators(state, parameters),
        "answerCallbackQuery" => answer_callback_query(state, parameters),
        _ => profile::profile(state, method, parameters),
    }
}

/// A limit that the bot should have kept by itself.
fn violation(state: &mut State, method: &str, why: &str) -> Refusal {
    state.violated(format!("{method}: {why}"));
    Refusal::bad_request(why)
}

fn get_me(state: &State) -> Value {
    let mut me = bot_json();
    me["can_join_groups"] = json!(true);
    me["can_read_all_group_messages"] = json!(!state.has_privacy);
    me["supports_inline_queries"] = json!(false);
    me
}

fn answer_callback_query(state: &mut State, parameters: &Value) -> Outcome {
    let toast = parameters["text"].as_str().unwrap_or_default();
    if toast.encode_utf16().count() > 200 {
        return Err(violation(state, "answerCallbackQuery", "MESSAGE_TOO_LONG"));
    }
    let id = parameters["callback_query_id"].as_str().unwrap_or_default();
    match state.queries.get_mut(id) {
        Some(query @ Query::Open) => {
            *query = Query::Answered;
            state.toasts.insert(id.to_owned(), toast.to_owned());
            Ok(json!(true))
        }
        // Telegram takes a second answer.
        Some(Query::Answered) => Ok(json!(true)),
        Some(Query::Expired) | None => {
            Err(Refusal::bad_request("query is too old and response timeout expired or query ID is invalid"))
        }
    }
}

fn chat_id(parameters: &Value) -> i64 {
    parameters["chat_id"].as_i64().unwrap_or_default()
}

/// A chat that the bot may read.
fn open_to_read(state: &mut State, id: i64) -> Result<&mut Chat, Refusal> {
    let chat = state.chats.get_mut(&id).ok_or_else(|| Refusal::bad_request("chat not found"))?;
    match chat.group.as_ref().and_then(|group| group.refusal()) {
        Some(refusal) => Err(refusal),
        None => Ok(chat),
    }
}

/// A chat that the bot may write in.
fn open(state: &mut State, id: i64) -> Result<&mut Chat, Refusal> {
    let chat = open_to_read(state, id)?;
    if let Some(to) = chat.moved_to {
        return Err(Refusal {
            parameters: Some(json!({ "migrate_to_chat_id": to })),
            ..Refusal::bad_request("group chat was upgraded to a supergroup chat")
        });
    }
    if chat.is_blocked {
        return Err(Refusal::new(403, "Forbidden: bot was blocked by the user"));
    }
    Ok(chat)
}
