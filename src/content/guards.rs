//! Guards: `slots.role == 'teacher' and not is-set(slots.hours)` read into [`Guard`], names and types checked.

use std::collections::BTreeMap;
use std::ops::Range;

use super::code::Code;
use super::fields;
use super::findings::{Findings, Place};
use super::outline::Slot;
use super::slots;
use super::suggest::{did_you_mean, listed};
use super::yaml::{Node, Value as NodeValue};
use crate::engine::{Comparison, Guard, SlotId, SlotType, Value};

const MAX_BYTES: usize = 500;
const MAX_DEPTH: usize = 20;

/// `None` is reported.
pub fn read(node: &Node, slots: &BTreeMap<SlotId, Slot>, findings: &mut Findings<'_>) -> Option<Guard> {
    let text = fields::text(node, "a guard, `slots.role == 'teacher'`", findings)?;
    let verbatim = match node.value {
        NodeValue::Text { verbatim, .. } => verbatim,
        _ => None,
    };
    // A guard with escapes in it is pointed at as a whole.
    let place = |part: Range<usize>| match verbatim {
        Some(start) => Place { start, ..node.place }.part(part),
        None => node.place,
    };
    let result = if text.value.len() > MAX_BYTES {
        Err(Mistake::syntax(
            0..0,
            format!("a guard of {} bytes is too long, expected at most {MAX_BYTES}", text.value.len()),
        ))
    } else {
        tokens(text.value).and_then(|tokens| {
            let mut parser = Parser { tokens: &tokens, at: 0, end: text.value.len(), depth: 0, slots };
            parser.whole()
        })
    };
    result
        .map_err(|mistake| {
            let found = findings.add(mistake.code, place(mistake.at), mistake.message);
            if let Some(hint) = mistake.hint {
                found.hint(hint);
            }
        })
        .ok()
}

struct Mistake {
    code: Code,
    at: Range<usize>,
    message: String,
    hint: Option<String>,
}

impl Mistake {
    fn syntax(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { code: Code::GuardSyntax, at, message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(f64),
    Compare(Comparison),
    Open,
    Close,
}

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Mistake> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '\'' | '"' => {
                let Some(length) = rest[1..].find(c) else {
                    return Err(Mistake::syntax(at..text.len(), format!("a text without its closing {c}")));
                };
                (Token::Text(rest[1..=length].to_owned()), length + 2)
            }
            '0'..='9' | '-' => {
                let length =
                    rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(rest.len());
                let Ok(number) = rest[..length].parse() else {
                    return Err(Mistake::syntax(
                        at..at + length,
                        format!("`{}` is no number", &rest[..length]),
                    ));
                };
                (Token::Number(number), length)
            }
            c if c.is_alphabetic() => {
                let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
                let length = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
                (Token::Word(rest[..length].to_owned()), length)
            }
            _ => match operator(rest) {
                Some((comparison, length)) => (Token::Compare(comparison), length),
                None => return Err(stranger(rest, at)),
            },
        };
        tokens.push((token, at..at + length));
        at += length;
    }
    Ok(tokens)
}

fn operator(rest: &str) -> Option<(Comparison, usize)> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    // The longer ones first: `<=` begins with `<`.
    let all = [
        ("==", Equal),
        ("!=", NotEqual),
        ("<=", LessOrEqual),
        (">=", GreaterOrEqual),
        ("<", Less),
        (">", Greater),
    ];
    all.into_iter()
        .find(|(sign, _)| rest.starts_with(sign))
        .map(|(sign, comparison)| (comparison, sign.len()))
}

fn stranger(rest: &str, at: usize) -> Mistake {
    let known = [("=", "=="), ("&&", "and"), ("||", "or"), ("!", "not")];
    let found = known.into_iter().find(|(sign, _)| rest.starts_with(sign));
    let sign = found.map_or_else(|| rest.chars().take(1).collect(), |(sign, _)| sign.to_owned());
    let mistake = Mistake::syntax(at..at + sign.len(), format!("`{sign}` means nothing in a guard"));
    match found {
        Some((_, meant)) => mistake.hint(format!("write `{meant}`")),
        None => mistake,
    }
}

struct Parser<'t> {
    tokens: &'t [(Token, Range<usize>)],
    at: usize,
    end: usize,
    depth: usize,
    slots: &'t BTreeMap<SlotId, Slot>,
}

impl<'t> Parser<'t> {
    fn whole(&mut self) -> Result<Guard, Mistake> {
        let guard = self.any()?;
        match self.peek() {
            None => Ok(guard),
            Some(_) => Err(self.unexpected("`and`, `or` or the end")),
        }
    }

    fn any(&mut self) -> Result<Guard, Mistake> {
        let mut guard = self.all()?;
        while self.take_word("or") {
            guard = Guard::Or(Box::new(guard), Box::new(self.all()?));
        }
        Ok(guard)
    }

    fn all(&mut self) -> Result<Guard, Mistake> {
        let mut guard = self.one()?;
        while self.take_word("and") {
            guard = Guard::And(Box::new(guard), Box::new(self.one()?));
        }
        Ok(guard)
    }

    fn one(&mut self) -> Result<Guard, Mistake> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Mistake::syntax(self.here(), format!("brackets more than {MAX_DEPTH} deep")));
        }
        let guard = self.primary();
        self.depth -= 1;
        guard
    }

    fn primary(&mut self) -> Result<Guard, Mistake> {
        if self.take_word("not") {
            return Ok(Guard::Not(Box::new(self.one()?)));
        }
        if self.take(&Token::Open) {
            let guard = self.any()?;
            self.expect(&Token::Close, "`)`")?;
            return Ok(guard);
        }
        if self.take_word("is-set") {
            self.expect(&Token::Open, "`(`")?;
            let (slot, _) = self.slot()?;
            self.expect(&Token::Close, "`)`")?;
            return Ok(Guard::IsSet(slot));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Guard, Mistake> {
        let (slot, slot_type) = self.slot()?;
        let sign = self.here();
        let Some((Token::Compare(comparison), _)) = self.peek().cloned() else {
            return Err(self.unexpected("`==`, `!=`, `<`, `<=`, `>` or `>=`"));
        };
        self.at += 1;
        let at = self.here();
        let (literal, quoted) = match self.peek().cloned() {
            Some((Token::Text(text), _)) => (text, true),
            Some((Token::Number(number), _)) => (number.to_string(), false),
            Some((Token::Word(word), _)) => {
                return Err(self
                    .unexpected("a text in quotes or a number")
                    .hint(format!("write `'{word}'`")));
            }
            _ => return Err(self.unexpected("a text in quotes or a number")),
        };
        self.at += 1;
        // The type is broken and reported where it stands.
        let Some(slot_type) = slot_type else {
            return Ok(Guard::Compare { slot, comparison, value: Value::Text(literal) });
        };
        let value = fitting(&slot, slot_type, comparison, &literal, quoted, sign, at)?;
        Ok(Guard::Compare { slot, comparison, value })
    }

    fn slot(&mut self) -> Result<(SlotId, Option<&'t SlotType>), Mistake> {
        let at = self.here();
        let Some((Token::Word(word), _)) = self.peek().cloned() else {
            return Err(self.unexpected("a slot, `slots.name`"));
        };
        let names = || self.slots.keys().map(SlotId::as_str);
        let Some(name) = word.strip_prefix("slots.") else {
            let hint = match self.slots.contains_key(word.as_str()) {
                true => format!("write `slots.{word}`"),
                false => "a guard compares slots: `slots.role == 'teacher'`, `is-set(slots.role)`".to_owned(),
            };
            return Err(self.unexpected("a slot, `slots.name`").hint(hint));
        };
        let Some((slot, declared)) = self.slots.get_key_value(name) else {
            let message =
                format!("slot `{name}` is not declared in this dialog{}", did_you_mean(name, names()));
            let hint = format!("declared are {}", listed(names()));
            return Err(Mistake { code: Code::UnknownSlot, at, message, hint: Some(hint) });
        };
        self.at += 1;
        Ok((slot.clone(), declared.slot_type.as_ref()))
    }

    fn peek(&self) -> Option<&'t (Token, Range<usize>)> {
        self.tokens.get(self.at)
    }

    fn here(&self) -> Range<usize> {
        self.peek().map_or(self.end..self.end, |(_, range)| range.clone())
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek().is_some_and(|(found, _)| found == token);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.take(&Token::Word(word.to_owned()))
    }

    fn expect(&mut self, token: &Token, what: &str) -> Result<(), Mistake> {
        if self.take(token) { Ok(()) } else { Err(self.unexpected(what)) }
    }

    fn unexpected(&self, expected: &str) -> Mistake {
        let found = match self.peek() {
            Some((Token::Word(word), _)) => format!("`{word}`"),
            Some((Token::Text(text), _)) => format!("`'{text}'`"),
            Some((Token::Number(number), _)) => format!("`{number}`"),
            Some((Token::Compare(_), _)) => "a comparison".to_owned(),
            Some((Token::Open, _)) => "`(`".to_owned(),
            Some((Token::Close, _)) => "`)`".to_owned(),
            None => "the end of the guard".to_owned(),
        };
        Mistake::syntax(self.here(), format!("found {found}, expected {expected}"))
    }
}

/// The literal as a value of the slot's type.
fn fitting(
    slot: &SlotId,
    slot_type: &SlotType,
    comparison: Comparison,
    literal: &str,
    quoted: bool,
    sign: Range<usize>,
    at: Range<usize>,
) -> Result<Value, Mistake> {
    let mismatch = |at, message| Mistake { code: Code::GuardType, at, message, hint: None };
    let ordered = matches!(slot_type, SlotType::Number { .. } | SlotType::Date);
    if !ordered && !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
        let message =
            format!("slot `{slot}` is {}: it is neither smaller nor greater", slots::describe(slot_type));
        return Err(mismatch(sign, message).hint("compare it with `==` or `!=`"));
    }
    if quoted == matches!(slot_type, SlotType::Number { .. }) {
        let message = format!("slot `{slot}` is {}, `{literal}` is not", slots::describe(slot_type));
        let hint = if quoted { "write the number without quotes" } else { "write the value in quotes" };
        return Err(mismatch(at, message).hint(hint));
    }
    // A guard may compare with any text or number, also with one that the slot's pattern or bounds keep out.
    let bare = match slot_type {
        SlotType::Text { .. } => SlotType::Text { max_length: usize::MAX, pattern: None },
        other => other.clone(),
    };
    slots::value(&bare, literal).map_err(|why| Mistake {
        code: Code::SlotValue,
        at,
        message: format!("slot `{slot}`: {why}"),
        hint: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::SourceFile;
    use super::super::yaml;
    use super::*;

    /// The guard as it was understood, or where the mistake is.
    fn read_text(text: &str) -> Result<Guard, (Code, usize)> {
        let files = [SourceFile { path: "a.yaml".into(), text: text.into() }];
        let mut findings = Findings::new(&files);
        let place = Place::start_of(0);
        let slot = |slot_type| Slot { place, slot_type: Some(slot_type) };
        let slots = BTreeMap::from([
            ("role".into(), slot(SlotType::OneOf(vec!["teacher".into(), "student".into()]))),
            ("hours".into(), slot(SlotType::Number { min: None, max: None })),
            ("since".into(), slot(SlotType::Date)),
        ]);
        let node = yaml::parse(0, text, &mut findings).expect("it is YAML");
        let guard = read(&node, &slots, &mut findings);
        let found = findings.finish();
        guard.ok_or_else(|| {
            found.iter().next().map(|found| (found.code, found.span.start)).expect("a mistake")
        })
    }

    #[test]
    fn and_binds_closer_than_or_and_not_closest() {
        let set = |slot: &str| Guard::IsSet(slot.into());
        let not = |guard| Guard::Not(Box::new(guard));
        let and = |a, b| Guard::And(Box::new(a), Box::new(b));
        let or = |a, b| Guard::Or(Box::new(a), Box::new(b));
        let (role, hours, since) = (|| set("role"), || set("hours"), || set("since"));
        assert_eq!(
            read_text("not is-set(slots.role) and is-set(slots.hours) or is-set(slots.since)"),
            Ok(or(and(not(role()), hours()), since()))
        );
        assert_eq!(
            read_text("not (is-set(slots.role) and (is-set(slots.hours) or is-set(slots.since)))"),
            Ok(not(and(role(), or(hours(), since()))))
        );
    }

    #[test]
    fn literals_have_the_type_of_the_slot() {
        let compare =
            |slot: &str, comparison, value| Ok(Guard::Compare { slot: slot.into(), comparison, value });
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(
            read_text("slots.role!='teacher'"),
            compare("role", Comparison::NotEqual, text("teacher"))
        );
        assert_eq!(
            read_text("slots.hours <= -2.5"),
            compare("hours", Comparison::LessOrEqual, Value::Number(-2.5))
        );
        assert_eq!(
            read_text("slots.since > '2026-03-02'"),
            compare("since", Comparison::Greater, text("2026-03-02"))
        );
    }

    #[test]
    fn a_mistake_is_pointed_at_inside_the_guard() {
        for (guard, code, at) in [
            ("slots.role == teacher", Code::GuardSyntax, 14),
            ("slots.role = 'teacher'", Code::GuardSyntax, 11),
            ("slots.role == 'teacher' slots.hours", Code::GuardSyntax, 24),
            ("(slots.hours > 1", Code::GuardSyntax, 16),
            ("slots.role == 'teacher", Code::GuardSyntax, 14),
            ("slots.hours > 1.2.3", Code::GuardSyntax, 14),
            ("role == 'teacher'", Code::GuardSyntax, 0),
            ("is-set(slots.rule)", Code::UnknownSlot, 7),
            ("slots.role == 3", Code::GuardType, 14),
            ("slots.role < 'teacher'", Code::GuardType, 11),
            ("slots.role == 'pupil'", Code::SlotValue, 14),
            ("slots.since > 'March'", Code::SlotValue, 14),
            ("slots.hours > 1 and 角色", Code::GuardSyntax, 20),
        ] {
            assert_eq!(read_text(guard), Err((code, at)), "{guard}");
        }
        let deep = format!("{}slots.hours > 1", "(".repeat(200));
        assert_eq!(read_text(&deep), Err((Code::GuardSyntax, 20)));
    }
}
