//! A message of ours as Telegram gives it back, plain text and entities, into the marks it was written with.

use serde_json::Value;

use crate::engine::Markup;

/// Bold and code come back as marks; whatever else Telegram found in the text (links, phone numbers) needs none.
pub(super) fn marked(text: &str, entities: &Value) -> Markup {
    let entities: Vec<(u64, u64, &str)> = entities
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entity| {
            let tag = match entity["type"].as_str()? {
                "bold" => "b",
                "code" => "code",
                _ => return None,
            };
            let start = entity["offset"].as_u64()?;
            Some((start, start.saturating_add(entity["length"].as_u64()?), tag))
        })
        .collect();
    let mut marked = String::with_capacity(text.len() + entities.len() * 8);
    // Entities count UTF-16 units.
    let mut position = 0;
    for c in text.chars() {
        mark(&mut marked, &entities, position);
        Markup::escape_into(&mut marked, c);
        position += c.len_utf16() as u64;
    }
    mark(&mut marked, &entities, position);
    Markup(marked)
}

fn mark(marked: &mut String, entities: &[(u64, u64, &str)], position: u64) {
    for (_, _, tag) in entities.iter().filter(|(start, end, _)| *end == position && start < end) {
        marked.push_str(&format!("</{tag}>"));
    }
    for (_, _, tag) in entities.iter().filter(|(start, end, _)| *start == position && start < end) {
        marked.push_str(&format!("<{tag}>"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn entities_become_marks_again_and_the_rest_is_escaped() {
        let entities = json!([
            { "type": "bold", "offset": 3, "length": 2 },
            { "type": "phone_number", "offset": 6, "length": 3 },
            { "type": "code", "offset": 6, "length": 3 },
            { "type": "bold", "offset": 9, "length": 0 },
        ]);
        let markup = marked("😀 專線 119<", &entities);
        assert_eq!(markup.0, "😀 <b>專線</b> <code>119</code>&lt;");
    }

    #[test]
    fn a_text_without_entities_stays_as_it_is() {
        assert_eq!(marked("一般", &Value::Null), Markup("一般".to_owned()));
    }
}
