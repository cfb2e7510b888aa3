//! How the bot presents itself.

use serde_json::{Value, json};

use super::{Outcome, violation};
use crate::fake_bot_api::state::State;

/// `getMyCommands`, `setMyDescription` and their like: what was set for a language is what is told for it.
pub fn profile(state: &mut State, method: &str, parameters: &Value) -> Outcome {
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
