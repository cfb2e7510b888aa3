//! Telephone numbers of Taiwan, typed at home (`0912…`, `02-…`) or as from abroad (`+886…`).
//!
//! Absent on purpose: toll-free numbers (0800, 0809) and short ones (1996), which belong to offices; numbers without an area
//! code; numbers of other countries.

use super::context::{Context, Topic};
use super::finding::Finding;
use super::kind::Kind;
use super::number::{Digit, closes, digits, groups};

const GAPS: &[u8] = b" -.()";
/// `00886`, the 0 that people keep behind it, and nine digits.
const LONGEST: usize = 15;

/// A number as read, before anyone asks whose it is.
pub(super) struct Phone {
    pub kind: Kind,
    /// Digits only, beginning with 0, whichever way it was typed: two spellings of one number are equal.
    pub national: String,
    pub end: usize,
    /// It might as well be a date or a timetable: `09-12-2024 10`, `0900-1200 14`.
    doubtful: bool,
}

impl Phone {
    /// The number that begins at `at`, a digit, `+` or `(`.
    pub fn read(text: &str, at: usize) -> Option<Phone> {
        let bytes = text.as_bytes();
        bytes.get(at).filter(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'('))?;
        let signs = bytes[at..].iter().take(2).take_while(|byte| matches!(byte, b'+' | b'(')).count();
        let foreign = bytes[at..at + signs].contains(&b'+');
        let number = digits(bytes, at + signs, LONGEST, GAPS);
        let trunk = trunk_length(&number).filter(|&length| !foreign || length >= 3)?;
        let local = &number[trunk..];
        let (kind, length) = plan(local.first()?.value, local.get(1)?.value)?;
        let local = local.get(..length)?;
        let end = local.last()?.end;
        let parenthesis = bytes[at..at + signs].contains(&b'(');
        if !closes(bytes, end) || parenthesis && !bytes[at..end].contains(&b')') {
            return None;
        }
        let typed = groups(&number[..trunk + length]);
        if typed.len() > 1 && part_of_longer(bytes, at, end) {
            return None;
        }
        let national =
            std::iter::once('0').chain(local.iter().map(|digit| char::from(b'0' + digit.value))).collect();
        let doubtful = signs == 0 && looks_like_time(&typed, &number);
        Some(Phone { kind, national, end, doubtful })
    }

    /// `None` when the words around say that it is something else.
    pub fn finding(&self, at: usize, context: &Context) -> Option<Finding> {
        let finding = Finding::new(self.kind, at..self.end);
        let named = context.near(Topic::Phone, &finding.range);
        let coded = self.kind == Kind::Landline && context.announces_code(at);
        (named || !self.doubtful && !coded).then_some(finding)
    }
}

/// The digits before the area code: `0`, `886`, `00886`, and `8860` of those who write +886 (0)912.
fn trunk_length(number: &[Digit]) -> Option<usize> {
    let begins = |with: &[u8]| {
        number.len() >= with.len() && number.iter().zip(with).all(|(digit, want)| digit.value == *want)
    };
    [&[0, 0, 8, 8, 6, 0][..], &[0, 0, 8, 8, 6], &[8, 8, 6, 0], &[8, 8, 6], &[0]]
        .into_iter()
        .find(|trunk| begins(trunk))
        .map(<[u8]>::len)
}

/// The kind and the count of digits behind the leading 0, from the first two of them.
fn plan(first: u8, second: u8) -> Option<(Kind, usize)> {
    match (first, second) {
        (9, _) => Some((Kind::Mobile, 9)),
        (2, 2..) | (4, 2 | 3 | 9) => Some((Kind::Landline, 9)),
        // Islands and counties with longer area codes (037, 082, 0836, 089) have shorter numbers: the sum is the same.
        (3..=8, 2..) => Some((Kind::Landline, 8)),
        _ => None,
    }
}

/// A number with gaps that goes on with `.5` or `:30`, or follows `2024-`, was cut out of something longer.
fn part_of_longer(bytes: &[u8], at: usize, end: usize) -> bool {
    let goes_on =
        matches!(bytes.get(end), Some(b'.' | b':')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    let went_before = at >= 2 && matches!(bytes[at - 1], b'.' | b'-') && bytes[at - 2].is_ascii_digit();
    goes_on || went_before
}

fn looks_like_time(groups: &[usize], number: &[Digit]) -> bool {
    let two = |at: usize| number.get(at..at + 2).map_or(99, |pair| pair[0].value * 10 + pair[1].value);
    match groups {
        [2, 2, ..] => true,
        [4, 4, ..] => two(0) < 24 && two(2) < 60 && two(4) < 24 && two(6) < 60,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<(Kind, String)> {
        let phone = Phone::read(text, 0)?;
        phone.finding(0, &Context::of(text)).map(|_| (phone.kind, phone.national))
    }

    #[test]
    fn one_mobile_has_many_spellings() {
        for typed in [
            "0912345678",
            "0912-345-678",
            "0912 345 678",
            "09-12345678",
            "0912.345.678",
            "+886912345678",
            "+886-912-345-678",
            "+886 (0)912 345 678",
            "(+886) 912345678",
            "886912345678",
            "00886912345678",
        ] {
            assert_eq!(find(typed), Some((Kind::Mobile, "0912345678".into())), "{typed}");
        }
    }

    #[test]
    fn landlines_follow_the_numbering_plan() {
        for typed in ["02-2345-6789", "(02)23456789", "(02) 2345 6789", "+886-2-2345-6789", "0223456789"] {
            assert_eq!(find(typed), Some((Kind::Landline, "0223456789".into())), "{typed}");
        }
        for typed in [
            "03-5712345",
            "037-321234",
            "04-22345678",
            "04-7123456",
            "049-2234567",
            "07-3456789",
            "0836-22345",
            "089-323456",
        ] {
            assert!(matches!(find(typed), Some((Kind::Landline, _))), "{typed}");
        }
    }

    #[test]
    fn dates_hours_and_offices_are_no_phones() {
        for typed in [
            "09-12-2024 10:30",
            "09-12-2024 10",
            "0900-1200 14",
            "03 22 10 30 5",
            "0800-123-456",
            "0809091234",
            "091234567",
            "09123456789",
            "2192-7111",
            "+84 912 345 678",
        ] {
            assert_eq!(find(typed), None, "{typed}");
        }
        assert!(find("09 12 34 56 78 是我的電話").is_some());
    }
}
