//! What a dialog remembers: the types of its slots, and values in dialog files checked against them.

use super::code::Code;
use super::fields::{self, Fields};
use super::findings::{Findings, Place, Placed};
use super::suggest::{did_you_mean, listed};
use super::yaml::{Node, Value as NodeValue};
use crate::engine::{SlotType, Value};

const TYPES: [&str; 3] = ["text", "number", "date"];

/// `[yes, no]`, `number`, or `{ type: number, min: 1, max: 30 }`. `None` is reported.
pub fn read_type(node: &Node, owner: Place, findings: &mut Findings<'_>) -> Option<SlotType> {
    match &node.value {
        NodeValue::List(_) => one_of(node, findings),
        NodeValue::Text { text, .. } => named(Placed::new(text.as_str(), node.place), findings),
        NodeValue::Map(_) => long_form(node, owner, findings),
        NodeValue::Nothing | NodeValue::Refused => {
            fields::wrong_type(node, "a slot's type: a list of values, `text`, `number` or `date`", findings);
            None
        }
    }
}

/// The value that a dialog file gives to a slot, or why it does not fit.
pub fn value(slot: &SlotType, text: &str) -> Result<Value, String> {
    let refused = |expected: String| Err(format!("`{text}` does not fit: expected {expected}"));
    match slot {
        SlotType::OneOf(values) if values.iter().any(|value| value == text) => {
            Ok(Value::Text(text.to_owned()))
        }
        SlotType::OneOf(values) => {
            let names = || values.iter().map(String::as_str);
            refused(format!("one of {}{}", listed(names()), did_you_mean(text, names())))
        }
        SlotType::Text { max_length, .. } if text.chars().count() > *max_length => {
            refused(format!("at most {max_length} characters"))
        }
        SlotType::Text { pattern: Some(pattern), .. } if !pattern.is_match(text) => {
            refused(format!("a text that matches `{pattern}`"))
        }
        SlotType::Text { .. } => Ok(Value::Text(text.to_owned())),
        SlotType::Number { .. } => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(number)),
            _ => refused("a number".to_owned()),
        },
        SlotType::Date => match text.parse::<jiff::civil::Date>() {
            Ok(date) if date.to_string() == text => Ok(Value::Text(text.to_owned())),
            _ => refused("a date, `2026-11-21`".to_owned()),
        },
    }
}

/// In words, for a message.
pub fn describe(slot: &SlotType) -> String {
    match slot {
        SlotType::OneOf(values) => format!("one of {}", listed(values.iter().map(String::as_str))),
        SlotType::Text { .. } => "a text".to_owned(),
        SlotType::Number { .. } => "a number".to_owned(),
        SlotType::Date => "a date".to_owned(),
    }
}

/// Whether every value of `given` is a value of `wanted`.
pub fn fits_into(given: &SlotType, wanted: &SlotType) -> bool {
    match (given, wanted) {
        (SlotType::OneOf(given), SlotType::OneOf(wanted)) => given.iter().all(|value| wanted.contains(value)),
        (SlotType::OneOf(_) | SlotType::Text { .. }, SlotType::Text { .. })
        | (SlotType::Number { .. }, SlotType::Number { .. })
        | (SlotType::Date, SlotType::Date) => true,
        _ => false,
    }
}

fn one_of(node: &Node, findings: &mut Findings<'_>) -> Option<SlotType> {
    let mut values: Vec<String> = Vec::new();
    for value in fields::texts(node, "a list of values", "a value", findings) {
        if values.iter().any(|known| known == value.value) {
            findings.add(
                Code::BadSlot,
                value.place,
                format!("the value `{}` stands here twice", value.value),
            );
        }
        values.push(value.value.to_owned());
    }
    if values.is_empty() {
        findings
            .add(Code::BadSlot, node.place, "a slot without values")
            .expected("expected at least one value");
        return None;
    }
    Some(SlotType::OneOf(values))
}

fn named(name: Placed<&str>, findings: &mut Findings<'_>) -> Option<SlotType> {
    match name.value {
        "text" => Some(SlotType::Text { max_length: SlotType::DEFAULT_MAX_LENGTH, pattern: None }),
        "number" => Some(SlotType::Number { min: None, max: None }),
        "date" => Some(SlotType::Date),
        other => {
            let suggestion = did_you_mean(other, TYPES);
            findings
                .add(Code::BadSlot, name.place, format!("a slot has no type `{other}`{suggestion}"))
                .expected("expected a list of values, `text`, `number` or `date`");
            None
        }
    }
}

fn long_form(node: &Node, owner: Place, findings: &mut Findings<'_>) -> Option<SlotType> {
    const KEYS: [&str; 5] = ["type", "max-length", "pattern", "min", "max"];
    let fields = fields::fields(node, owner, "a slot", &KEYS, findings)?;
    let name = fields::text(fields.need("type", findings)?, "`text`, `number` or `date`", findings)?;
    let slot = named(name, findings)?;
    let fitting: &[&str] = match slot {
        SlotType::Text { .. } => &["type", "max-length", "pattern"],
        SlotType::Number { .. } => &["type", "min", "max"],
        _ => &["type"],
    };
    for key in fields.keys().filter(|key| KEYS.contains(&key.value) && !fitting.contains(&key.value)) {
        findings.add(Code::BadSlot, key.place, format!("a {} has no `{}`", name.value, key.value));
    }
    match slot {
        SlotType::Text { .. } => text_type(&fields, findings),
        SlotType::Number { .. } => number_type(&fields, findings),
        other => Some(other),
    }
}

fn text_type(fields: &Fields<'_>, findings: &mut Findings<'_>) -> Option<SlotType> {
    let mut max_length = SlotType::DEFAULT_MAX_LENGTH;
    if let Some(node) = fields.get("max-length") {
        let length = number(node, findings)?;
        if !(1.0..=4096.0).contains(&length) || length.fract() != 0.0 {
            findings
                .add(Code::BadSlot, node.place, format!("a text cannot have at most {length} characters"))
                .expected("expected 1 to 4096");
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked on the lines above"
        )]
        let whole = length as usize;
        max_length = whole;
    }
    let mut pattern = None;
    if let Some(node) = fields.get("pattern") {
        let found = fields::text(node, "a regular expression", findings)?;
        match regex::RegexBuilder::new(found.value).size_limit(1 << 18).build() {
            Ok(regex) => pattern = Some(regex),
            Err(error) => {
                let why = fields::no_regex(&error);
                findings.add(Code::BadSlot, found.place, format!("not a regular expression: {why}"));
                return None;
            }
        }
    }
    Some(SlotType::Text { max_length, pattern })
}

fn number_type(fields: &Fields<'_>, findings: &mut Findings<'_>) -> Option<SlotType> {
    let mut bound = |key| fields.get(key).map(|node| number(node, findings).ok_or(())).transpose();
    let (min, max) = (bound("min").ok()?, bound("max").ok()?);
    if let (Some(low), Some(high), Some(node)) = (min, max, fields.get("max"))
        && low > high
    {
        findings.add(Code::BadSlot, node.place, format!("no number is at least {low} and at most {high}"));
    }
    Some(SlotType::Number { min, max })
}

fn number(node: &Node, findings: &mut Findings<'_>) -> Option<f64> {
    let found = fields::text(node, "a number", findings)?;
    let number = found.value.parse::<f64>().ok().filter(|number| number.is_finite());
    if number.is_none() {
        fields::wrong_type(node, "a number", findings);
    }
    number
}
