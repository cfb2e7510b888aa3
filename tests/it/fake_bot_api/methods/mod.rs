//! What each method does to the state. `getUpdates` waits and so lives in `server`.

use serde_json::{Value, json};

use super::html;
use super::refusal::Refusal;
use super::state::{Chat, Key, Query, State, bot_json};

type Outcome = Result<Value, Refusal>;

/// `parameters` were checked against the specification.
pub fn call(state: &mut State, method: &str, parameters: &Value) -> Outcome {
    match method {
        "getMe" => Ok(bot_json()),
        "sendMessage" => send_message(state, parameters),
        "editMessageText" => edit_message_text(state, parameters),
        "deleteMessage" => delete_message(state, parameters),
        "answerCallbackQuery" => answer_callback_query(state, parameters),
        _ => profile(state, method, parameters),
    }
}

/// A limit that the bot should have kept by itself.
fn violation(state: &mut State, method: &str, why: &str) -> Refusal {
    state.violated(format!("{method}: {why}"));
    Refusal::bad_request(why)
}

fn send_message(state: &mut State, parameters: &Value) -> Outcome {
    let (text, keyboard) = content(state, "sendMessage", parameters)?;
    let id = parameters["chat_id"].as_i64().unwrap_or_default();
    let chat = open_chat(state, id)?;
    let message = chat.add(true, &text);
    message.html = parameters["text"].as_str().unwrap_or_default().to_owned();
    message.first.clone_from(&message.html);
    message.keyboard = keyboard;
    message.is_quiet = parameters["disable_notification"] == true;
    let message = message.clone();
    let json = message.json(&chat.json(id), &bot_json());
    state.pace.sent(id);
    Ok(json)
}

fn edit_message_text(state: &mut State, parameters: &Value) -> Outcome {
    let (text, keyboard) = content(state, "editMessageText", parameters)?;
    let id = parameters["chat_id"].as_i64().unwrap_or_default();
    let chat = open_chat(state, id)?;
    let message = chat.messages.iter_mut().find(|message| parameters["message_id"] == message.id);
    let message = message.ok_or_else(|| Refusal::bad_request("message to edit not found"))?;
    if !message.by_bot || message.is_frozen {
        return Err(Refusal::bad_request("message can't be edited"));
    }
    let html = parameters["text"].as_str().unwrap_or_default();
    if message.html == html && message.keyboard == keyboard {
        return Err(Refusal::bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current \
             content and reply markup of the message",
        ));
    }
    message.text = text;
    message.html = html.to_owned();
    message.keyboard = keyboard;
    message.edits += 1;
    let message = message.clone();
    Ok(message.json(&chat.json(id), &bot_json()))
}

fn delete_message(state: &mut State, parameters: &Value) -> Outcome {
    let id = parameters["chat_id"].as_i64().unwrap_or_default();
    let chat = open_chat(state, id)?;
    let place = chat.messages.iter().position(|message| parameters["message_id"] == message.id);
    let place = place.ok_or_else(|| Refusal::bad_request("message to delete not found"))?;
    if chat.messages[place].is_frozen {
        return Err(Refusal::bad_request("message can't be deleted"));
    }
    chat.messages.remove(place);
    Ok(json!(true))
}

fn answer_callback_query(state: &mut State, parameters: &Value) -> Outcome {
    let toast = parameters["text"].as_str().unwrap_or_default();
    if toast.encode_utf16().count() > 200 {
        return Err(violation(state, "answerCallbackQuery", "MESSAGE_TOO_LONG"));
    }
    let query = parameters["callback_query_id"].as_str().and_then(|id| state.queries.get_mut(id));
    match query {
        Some(query @ Query::Open) => {
            *query = Query::Answered;
            Ok(json!(true))
        }
        // Telegram takes a second answer.
        Some(Query::Answered) => Ok(json!(true)),
        Some(Query::Expired) | None => {
            Err(Refusal::bad_request("query is too old and response timeout expired or query ID is invalid"))
        }
    }
}

fn open_chat(state: &mut State, id: i64) -> Result<&mut Chat, Refusal> {
    let chat = state.chats.get_mut(&id).ok_or_else(|| Refusal::bad_request("chat not found"))?;
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

/// The text as it is shown, and the keyboard; all limits are kept.
fn content(state: &mut State, method: &str, parameters: &Value) -> Result<(String, Vec<Vec<Key>>), Refusal> {
    let text = parameters["text"].as_str().unwrap_or_default();
    let shown = match parameters["parse_mode"].as_str() {
        Some("HTML") => html::shown(text)
            .map_err(|why| violation(state, method, &format!("can't parse entities: {why}")))?,
        None => text.trim().to_owned(),
        Some(other) => return Err(violation(state, method, &format!("the tests know no `{other}`"))),
    };
    if shown.is_empty() {
        return Err(violation(state, method, "message text is empty"));
    }
    if shown.encode_utf16().count() > 4096 {
        return Err(violation(state, method, "message is too long"));
    }
    let rows = parameters["reply_markup"]["inline_keyboard"].as_array().cloned().unwrap_or_default();
    let mut keyboard = Vec::new();
    for row in &rows {
        let row = row.as_array().map_or(&[][..], Vec::as_slice);
        if row.is_empty() || row.len() > 8 {
            return Err(violation(state, method, "a row has between one and eight buttons"));
        }
        keyboard.push(row.iter().map(|button| key(state, method, button)).collect::<Result<_, _>>()?);
    }
    if keyboard.iter().map(Vec::len).sum::<usize>() > 100 {
        return Err(violation(state, method, "reply markup is too long"));
    }
    Ok((shown, keyboard))
}

fn key(state: &mut State, method: &str, button: &Value) -> Result<Key, Refusal> {
    let label = button["text"].as_str().unwrap_or_default();
    let data = button["callback_data"].as_str().unwrap_or_default();
    if label.trim().is_empty() {
        return Err(violation(state, method, "text buttons are unallowed in the inline keyboard"));
    }
    if !(1..=64).contains(&data.len()) {
        return Err(violation(state, method, "BUTTON_DATA_INVALID"));
    }
    Ok(Key { label: label.to_owned(), data: data.to_owned() })
}

/// `getMyCommands`, `setMyDescription` and their like: what was set for a language is what is told for it.
fn profile(state: &mut State, method: &str, parameters: &Value) -> Outcome {
    let language = parameters["language_code"].as_str().unwrap_or_default().to_owned();
    if !matches!(language.len(), 0 | 2) {
        return Err(violation(state, method, "a language code has two letters"));
    }
    let (verb, what) = method.split_at("getMy".len());
    let (field, longest, empty) = match what {
        "Commands" => ("commands", 0, json!([])),
        "Description" => ("description", 512, json!("")),
        "ShortDescription" => ("short_description", 120, json!("")),
        _ => unreachable!("the specification holds no other method"),
    };
    if verb == "getMy" {
        let value = state.profile.get(&(what.to_owned(), language)).cloned().unwrap_or(empty);
        return Ok(if what == "Commands" { value } else { json!({ field: value }) });
    }
    let value = parameters.get(field).cloned().unwrap_or(empty);
    if value.as_str().is_some_and(|text| text.chars().count() > longest) {
        return Err(violation(state, method, &format!("{field} is too long")));
    }
    for command in value.as_array().map_or(&[][..], Vec::as_slice) {
        let name = command["command"].as_str().unwrap_or_default();
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let description = command["description"].as_str().unwrap_or_default();
        if !(1..=32).contains(&name.len())
            || !name.chars().all(is_name)
            || !(1..=256).contains(&description.chars().count())
        {
            return Err(violation(state, method, "BOT_COMMAND_INVALID"));
        }
    }
    state.profile.insert((what.to_owned(), language), value);
    Ok(json!(true))
}
