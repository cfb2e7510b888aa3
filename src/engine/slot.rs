//! What a dialog remembers, and what counts as a value for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::SlotId;

pub type Slots = BTreeMap<SlotId, Value>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Truth(bool),
    Number(f64),
    Text(String),
}

#[derive(Debug, Clone)]
pub enum SlotType {
    OneOf(Vec<String>),
    Text {
        max_length: usize,
        pattern: Option<regex::Regex>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    /// `2026-03-02`, `2026/3/2`, `115年3月2日` (the year of the Republic) or `3/2` (of this year).
    Date,
}

impl SlotType {
    pub const DEFAULT_MAX_LENGTH: usize = 500;

    /// The value that a typed text stands for, or `None` when it does not fit the type.
    ///
    /// A date becomes its ISO form, so that guards can compare it. `today` completes a date without a year.
    pub fn read(&self, text: &str, today: jiff::civil::Date) -> Option<Value> {
        let text = text.trim();
        match self {
            Self::OneOf(values) => values
                .iter()
                .find(|value| value.eq_ignore_ascii_case(text))
                .map(|value| Value::Text(value.clone())),
            Self::Text { max_length, pattern } => {
                let fits = !text.is_empty()
                    && text.chars().count() <= *max_length
                    && pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
                fits.then(|| Value::Text(text.to_owned()))
            }
            Self::Number { min, max } => {
                let number: f64 = ascii_digits(text).parse().ok()?;
                let fits = number.is_finite()
                    && min.is_none_or(|min| number >= min)
                    && max.is_none_or(|max| number <= max);
                fits.then_some(Value::Number(number))
            }
            Self::Date => read_date(text, today).map(|date| Value::Text(date.to_string())),
        }
    }

    /// Whether a value in a dialog file fits the type.
    pub fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::OneOf(values), Value::Text(text)) => values.contains(text),
            (Self::Text { .. } | Self::Date, Value::Text(_)) | (Self::Number { .. }, Value::Number(_)) => {
                true
            }
            _ => false,
        }
    }
}

/// `１２３` as typed with a Chinese keyboard becomes `123`.
fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + u8::try_from(c as u32 - '０' as u32).unwrap_or(0)),
            '．' => '.',
            '－' => '-',
            _ => c,
        })
        .collect()
}

fn read_date(text: &str, today: jiff::civil::Date) -> Option<jiff::civil::Date> {
    const FIRST_YEAR_OF_THE_REPUBLIC: i16 = 1912;
    let text = ascii_digits(text);
    let parts: Vec<i16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let (year, month, day) = match parts[..] {
        [month, day] => (today.year(), month, day),
        [year @ 1..=199, month, day] => (year + FIRST_YEAR_OF_THE_REPUBLIC - 1, month, day),
        [year @ 1900..=9999, month, day] => (year, month, day),
        _ => return None,
    };
    jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(slot: &SlotType, text: &str) -> Option<Value> {
        slot.read(text, jiff::civil::date(2026, 3, 2))
    }

    #[test]
    fn numbers_are_read_as_they_are_typed_here() {
        let hours = SlotType::Number { min: Some(1.0), max: Some(40.0) };
        assert_eq!(read(&hours, " １２ "), Some(Value::Number(12.0)));
        assert_eq!(read(&hours, "0"), None);
        assert_eq!(read(&hours, "NaN"), None);
        assert_eq!(read(&hours, "many"), None);
    }

    #[test]
    fn dates_are_read_in_both_calendars() {
        let iso = Some(Value::Text("2026-03-02".into()));
        for text in ["2026-03-02", "2026/3/2", "115年3月2日", "３/２"] {
            assert_eq!(read(&SlotType::Date, text), iso, "{text}");
        }
        for text in ["", "yesterday", "2026-13-01", "3"] {
            assert_eq!(read(&SlotType::Date, text), None, "{text}");
        }
    }

    #[test]
    fn a_text_keeps_to_its_length_and_pattern() {
        let code = SlotType::Text {
            max_length: 4,
            pattern: Some(regex::Regex::new("^[A-Z]+$").expect("a valid pattern")),
        };
        assert_eq!(read(&code, "AB"), Some(Value::Text("AB".into())));
        assert_eq!(read(&code, "ABCDE"), None);
        assert_eq!(read(&code, "ab"), None);
        assert_eq!(read(&code, "  "), None);
    }
}
