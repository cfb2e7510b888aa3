//! What the bot wants to show, held against the limits.

use serde_json::Value;

use super::violation;
use crate::fake_bot_api::html;
use crate::fake_bot_api::message::Key;
use crate::fake_bot_api::refusal::Refusal;
use crate::fake_bot_api::state::State;

/// The text as it is shown.
pub fn text(state: &mut State, method: &str, parameters: &Value) -> Result<String, Refusal> {
    let shown = shown(state, method, parameters, "text")?;
    if shown.is_empty() {
        return Err(violation(state, method, "message text is empty"));
    }
    if shown.encode_utf16().count() > 4096 {
        return Err(violation(state, method, "message is too long"));
    }
    Ok(shown)
}

/// The caption as it is shown, which may be empty.
pub fn caption(state: &mut State, method: &str, parameters: &Value) -> Result<String, Refusal> {
    let shown = shown(state, method, parameters, "caption")?;
    if shown.encode_utf16().count() > 1024 {
        return Err(violation(state, method, "message caption is too long"));
    }
    Ok(shown)
}

fn shown(state: &mut State, method: &str, parameters: &Value, name: &str) -> Result<String, Refusal> {
    let text = parameters[name].as_str().unwrap_or_default();
    match parameters["parse_mode"].as_str() {
        Some("HTML") => {
            html::shown(text).map_err(|why| violation(state, method, &format!("can't parse entities: {why}")))
        }
        None => Ok(text.trim().to_owned()),
        Some(other) => Err(violation(state, method, &format!("the tests know no `{other}`"))),
    }
}

pub fn keyboard(state: &mut State, method: &str, parameters: &Value) -> Result<Vec<Vec<Key>>, Refusal> {
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
    Ok(keyboard)
}

fn key(state: &mut State, method: &str, button: &Value) -> Result<Key, Refusal> {
    let label = button["text"].as_str().unwrap_or_default().to_owned();
    if label.trim().is_empty() {
        return Err(violation(state, method, "text buttons are unallowed in the inline keyboard"));
    }
    if let Some(url) = button["url"].as_str() {
        return Ok(Key { label, url: Some(url.to_owned()), ..Key::default() });
    }
    if let Some(text) = button["copy_text"]["text"].as_str() {
        if !(1..=256).contains(&text.chars().count()) {
            return Err(violation(state, method, "BUTTON_COPY_TEXT_INVALID"));
        }
        return Ok(Key { label, copies: Some(text.to_owned()), ..Key::default() });
    }
    let data = button["callback_data"].as_str().unwrap_or_default();
    if !(1..=64).contains(&data.len()) {
        return Err(violation(state, method, "BUTTON_DATA_INVALID"));
    }
    Ok(Key { label, data: data.to_owned(), ..Key::default() })
}
