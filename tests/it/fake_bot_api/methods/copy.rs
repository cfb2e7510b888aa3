//! Copies: the same to look at, from somebody else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::send::{Target, keep_pace, target};
use super::{Outcome, content, open, open_to_read, violation};
use crate::fake_bot_api::message::{Key, Message, Origin};
use crate::fake_bot_api::refusal::Refusal;
use crate::fake_bot_api::state::State;

pub fn copy_message(state: &mut State, parameters: &Value) -> Outcome {
    let caption = match parameters.get("caption") {
        Some(_) => Some(content::caption(state, "copyMessage", parameters)?),
        None => None,
    };
    let keyboard = match parameters.get("reply_markup") {
        Some(_) => Some(content::keyboard(state, "copyMessage", parameters)?),
        None => None,
    };
    let from = parameters["from_chat_id"].as_i64().unwrap_or_default();
    let original = open_to_read(state, from)?.message(parameters["message_id"].as_i64().unwrap_or_default());
    let original = original.cloned().ok_or_else(|| Refusal::bad_request("message to copy not found"))?;
    let target = target(state, parameters)?;
    if original.is_service {
        return Err(Refusal::bad_request("the message can't be copied"));
    }
    keep_pace(state, "copyMessage", target.chat, 1)?;
    let copy = copy(state, &target, from, original)?;
    if let (Some(caption), Some(media)) = (caption, &mut copy.media)
        && media.may_have_caption()
    {
        media.caption = caption;
        copy.html = parameters["caption"].as_str().unwrap_or_default().to_owned();
    }
    if let Some(keyboard) = keyboard {
        copy.keyboard = keyboard;
    }
    copy.is_quiet = parameters["disable_notification"] == true;
    Ok(json!({ "message_id": copy.id }))
}

pub fn copy_messages(state: &mut State, parameters: &Value) -> Outcome {
    let ids: Vec<i64> =
        parameters["message_ids"].as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
    if ids.is_empty() {
        return Err(violation(state, "copyMessages", "message identifiers are not specified"));
    }
    if ids.len() > 100 {
        return Err(violation(state, "copyMessages", "too many message identifiers specified"));
    }
    if !ids.is_sorted_by(|one, next| one < next) {
        let why = "message identifiers must be in a strictly increasing order";
        return Err(violation(state, "copyMessages", why));
    }
    let target = target(state, parameters)?;
    let from = parameters["from_chat_id"].as_i64().unwrap_or_default();
    let place = open_to_read(state, from)?;
    let found: Vec<Message> = ids.iter().filter_map(|id| place.message(*id)).cloned().collect();
    if found.is_empty() {
        return Err(Refusal::bad_request("there are no messages to forward"));
    }
    let mut originals = found;
    originals.retain(|message| !message.is_service);
    if originals.is_empty() {
        return Err(Refusal::bad_request("messages can't be forwarded"));
    }
    keep_pace(state, "copyMessages", target.chat, originals.len())?;

    let mut albums: BTreeMap<String, (usize, Option<String>)> = BTreeMap::new();
    for album in originals.iter().filter_map(Message::album) {
        albums.entry(album.to_owned()).or_default().0 += 1;
    }
    // One that is left of an album is none.
    for (_, album) in albums.values_mut().filter(|(members, _)| *members > 1) {
        *album = Some(format!("album-{}", state.next_number()));
    }
    let mut copies = Vec::new();
    for original in originals {
        let album = original.album().and_then(|album| albums[album].1.clone());
        let copy = copy(state, &target, from, original)?;
        if let Some(media) = &mut copy.media {
            media.album = album;
            if parameters["remove_caption"] == true {
                media.caption.clear();
            }
        }
        copy.is_quiet = parameters["disable_notification"] == true;
        copies.push(json!({ "message_id": copy.id }));
    }
    Ok(json!(copies))
}

/// Of the buttons, only those remain that open something, and only when there are no others.
fn copy<'a>(
    state: &'a mut State,
    target: &Target,
    from: i64,
    original: Message,
) -> Result<&'a mut Message, Refusal> {
    let origin = Origin { chat: from, message: original.id, from: original.from() };
    let copy = open(state, target.chat)?.write(target.draft(json!({})));
    copy.text = original.text;
    copy.html = original.html;
    copy.first.clone_from(&copy.text);
    copy.media = original.media;
    if let Some(media) = &mut copy.media {
        media.album = None;
    }
    let opens = |key: &Key| key.url.is_some();
    if original.keyboard.iter().flatten().all(opens) {
        copy.keyboard = original.keyboard;
    }
    copy.copy_of = Some(origin);
    Ok(copy)
}
