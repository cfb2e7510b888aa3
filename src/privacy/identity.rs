//! The three numbers that name a person: 身分證字號, and 統一證號 in its new and its old form. They share one checksum.
//!
//! Standing alone a number has to pass the checksum: one random number of the shape in ten does. Beside a word such as 身分證
//! the shape is enough, give or take a digit, for people mistype their own number, and a mistyped one gives away nearly as
//! much.

use super::context::{Context, Topic};
use super::finding::Finding;
use super::kind::Kind;
use super::number::{Digit, closes, digits, skip_gap};

const GAPS: &[u8] = b" -";
/// The word and eight digits have the shape of an old 統一證號, so with a gap behind it the checksum proves nothing.
const WORD: &str = "ID";

/// The number that begins at `at`, a letter.
pub(super) fn at(text: &str, at: usize, context: &Context) -> Option<Finding> {
    let bytes = text.as_bytes();
    let letter = *bytes.get(at).filter(|byte| byte.is_ascii_uppercase())?;
    let second_at = skip_gap(bytes, at + 1, GAPS);
    let second = *bytes.get(second_at)?;
    let (kind, d1) = match second {
        b'1' | b'2' => (Kind::NationalId, second - b'0'),
        b'8' | b'9' => (Kind::ResidentId, second - b'0'),
        b'A'..=b'D' => (Kind::ResidentId, letter_value(second) % 10),
        _ => return None,
    };
    let rest = digits(bytes, second_at + 1, 9, GAPS);
    let ends = |count: usize| rest.get(count - 1).map(|digit| digit.end).filter(|&end| closes(bytes, end));
    let whole = ends(8);
    let end = whole.or_else(|| ends(7)).or_else(|| ends(9))?;
    let finding = Finding::new(kind, at..end);
    let named = context.near(Topic::Identity, &finding.range);
    let coded = context.announces_code(at);
    let word = text[at..].starts_with(WORD) && rest[0].after_gap;
    let valid = whole.is_some() && !word && passes(letter, d1, &rest[..8]);
    let personal = if valid { named || !coded } else { named && !coded };
    personal.then_some(finding)
}

/// `letter`: A–Z; `d1`: the second digit, or the value of the second letter mod 10; `rest`: the eight digits behind.
pub(super) fn passes(letter: u8, d1: u8, rest: &[Digit]) -> bool {
    let letter = u32::from(letter_value(letter));
    let digits = std::iter::once(d1).chain(rest.iter().map(|digit| digit.value));
    let weighted = digits.zip([8, 7, 6, 5, 4, 3, 2, 1, 1]).map(|(digit, weight)| u32::from(digit) * weight);
    (letter / 10 + 9 * (letter % 10) + weighted.sum::<u32>()).is_multiple_of(10)
}

/// Not in the order of the alphabet: the counties that were added later took the last values.
pub(super) fn letter_value(letter: u8) -> u8 {
    match letter {
        b'A'..=b'H' => letter - b'A' + 10,
        b'J'..=b'N' => letter - b'J' + 18,
        b'P'..=b'V' => letter - b'P' + 23,
        b'X' => 30,
        b'Y' => 31,
        b'W' => 32,
        b'Z' => 33,
        b'I' => 34,
        _ => 35,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<Kind> {
        at(text, 0, &Context::of(text)).map(|finding| finding.kind)
    }

    #[test]
    fn the_checksum_tells_good_from_bad() {
        assert_eq!(find("A123456789"), Some(Kind::NationalId));
        assert_eq!(find("F131104093"), Some(Kind::NationalId));
        for good in ["A800000014", "A930196810", "AA00000009", "AD30196818"] {
            assert_eq!(find(good), Some(Kind::ResidentId), "{good}");
        }
        for bad in ["A123456788", "A800000000", "AA00000000"] {
            assert_eq!(find(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_word_beside_it_outweighs_the_checksum() {
        assert_eq!(find("A123456788 是我的身分證"), Some(Kind::NationalId));
        assert_eq!(find("AA00000000 (統一證號)"), Some(Kind::ResidentId));
    }

    #[test]
    fn the_word_id_is_no_part_of_a_number() {
        for tail in 0..100 {
            assert_eq!(find(&format!("ID 123456{tail:02}")), None);
        }
    }

    #[test]
    fn a_number_alone_has_the_exact_length() {
        assert_eq!(find("A12345678"), None);
        assert_eq!(find("A1234567890"), None);
        assert_eq!(find("A123456789X"), None);
        assert_eq!(find("A12345678 身分證"), Some(Kind::NationalId));
        assert_eq!(find("A1234567890 身分證"), Some(Kind::NationalId));
        assert_eq!(find("A1234567 身分證"), None);
    }
}
