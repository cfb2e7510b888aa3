//! A small closed language of conditions over slots: comparison, `and`, `or`, `not`, `is-set`. No scripting.
//!
//! The `content` room parses guards and checks slots and types; here they are only evaluated.

use super::ids::SlotId;
use super::slot::{Slots, Value};

#[derive(Debug, Clone, PartialEq)]
pub enum Guard {
    IsSet(SlotId),
    Compare { slot: SlotId, comparison: Comparison, value: Value },
    Not(Box<Guard>),
    And(Box<Guard>, Box<Guard>),
    Or(Box<Guard>, Box<Guard>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Guard {
    /// A slot that is not set equals nothing and is neither smaller nor greater than anything.
    pub fn holds(&self, slots: &Slots) -> bool {
        match self {
            Self::IsSet(slot) => slots.contains_key(slot),
            Self::Not(guard) => !guard.holds(slots),
            Self::And(left, right) => left.holds(slots) && right.holds(slots),
            Self::Or(left, right) => left.holds(slots) || right.holds(slots),
            Self::Compare { slot, comparison, value } => match slots.get(slot) {
                Some(found) => compare(found, *comparison, value),
                None => *comparison == Comparison::NotEqual,
            },
        }
    }

    /// Every slot it reads.
    pub fn slots(&self) -> Vec<&SlotId> {
        match self {
            Self::IsSet(slot) | Self::Compare { slot, .. } => vec![slot],
            Self::Not(guard) => guard.slots(),
            Self::And(left, right) | Self::Or(left, right) => [left.slots(), right.slots()].concat(),
        }
    }
}

fn compare(found: &Value, comparison: Comparison, value: &Value) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let ordering = match (found, value) {
        (Value::Number(found), Value::Number(value)) => found.partial_cmp(value),
        (Value::Text(found), Value::Text(value)) => Some(found.cmp(value)),
        (Value::Truth(found), Value::Truth(value)) => Some(found.cmp(value)),
        _ => None,
    };
    match comparison {
        Comparison::Equal => ordering == Some(Equal),
        Comparison::NotEqual => ordering != Some(Equal),
        Comparison::Less => ordering == Some(Less),
        Comparison::LessOrEqual => matches!(ordering, Some(Less | Equal)),
        Comparison::Greater => ordering == Some(Greater),
        Comparison::GreaterOrEqual => matches!(ordering, Some(Greater | Equal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_that_is_not_set_equals_nothing() {
        let role = |comparison| Guard::Compare {
            slot: "role".into(),
            comparison,
            value: Value::Text("teacher".into()),
        };
        let empty = Slots::new();
        assert!(!role(Comparison::Equal).holds(&empty));
        assert!(role(Comparison::NotEqual).holds(&empty));
        assert!(!role(Comparison::Less).holds(&empty));
        assert!(Guard::Not(Box::new(Guard::IsSet("role".into()))).holds(&empty));
    }

    #[test]
    fn numbers_compare_as_numbers() {
        let slots = Slots::from([("hours".into(), Value::Number(10.0))]);
        let over_nine = Guard::Compare {
            slot: "hours".into(),
            comparison: Comparison::Greater,
            value: Value::Number(9.0),
        };
        assert!(over_nine.holds(&slots));
    }
}
