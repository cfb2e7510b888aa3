//! The numbers printed on two cards: 自然人憑證 (two letters and 14 digits) and 健保卡 (12 digits). Neither has a checksum that is
//! public, so the shape has to do, and twelve bare digits need a word beside them or the four zeros that real cards begin with.

use super::context::{Context, Topic};
use super::finding::Finding;
use super::kind::Kind;
use super::number::{Digit, closes, digits, skip_gap};

const GAPS: &[u8] = b" -";
/// Words that stand before a number in a sentence and have the length of the card's two letters.
const WORDS: [&str; 14] =
    ["AM", "AS", "AT", "BY", "ID", "IN", "IS", "IT", "MY", "NO", "OF", "ON", "PM", "TO"];

/// The 自然人憑證 number that begins at `at`, a letter.
pub(super) fn certificate_at(text: &str, at: usize, context: &Context) -> Option<Finding> {
    let bytes = text.as_bytes();
    bytes.get(at).filter(|byte| byte.is_ascii_uppercase())?;
    let second_at = skip_gap(bytes, at + 1, GAPS);
    bytes.get(second_at).filter(|byte| byte.is_ascii_uppercase())?;
    let number = digits(bytes, second_at + 1, 14, GAPS);
    let end = number.get(13)?.end;
    let is_word = number[0].after_gap && WORDS.contains(&&text[at..=second_at]);
    if !closes(bytes, end) || is_word {
        return None;
    }
    let finding = Finding::new(Kind::CertificateCard, at..end);
    let named = context.near(Topic::Certificate, &finding.range);
    (named || !is_moment(&number) && !context.announces_code(at)).then_some(finding)
}

/// The 健保卡 number that begins at `at`, a digit.
pub(super) fn health_at(text: &str, at: usize, context: &Context) -> Option<Finding> {
    let bytes = text.as_bytes();
    let number = digits(bytes, at, 12, GAPS);
    let end = number.get(11)?.end;
    if !closes(bytes, end) {
        return None;
    }
    let finding = Finding::new(Kind::HealthCard, at..end);
    let named = context.near(Topic::HealthCard, &finding.range) && !is_moment(&number);
    let zeros = number[..4].iter().all(|digit| digit.value == 0) && !context.announces_code(at);
    (named || zeros).then_some(finding)
}

/// `20240312093000` or `202403120930`: the number of a log line or of a screenshot, not of a card.
fn is_moment(number: &[Digit]) -> bool {
    let two = |at: usize| number.get(at..at + 2).map_or(0, |pair| pair[0].value * 10 + pair[1].value);
    matches!(two(0), 19 | 20)
        && (1..=12).contains(&two(4))
        && (1..=31).contains(&two(6))
        && two(8) < 24
        && two(10) < 60
        && two(12) < 60
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(text: &str) -> bool {
        certificate_at(text, 0, &Context::of(text)).is_some()
    }

    fn health(text: &str) -> bool {
        health_at(text, 0, &Context::of(text)).is_some()
    }

    #[test]
    fn a_certificate_card_is_known_by_its_shape() {
        assert!(certificate("MP05120900012345"));
        assert!(certificate("MP 0512 0900 0123 45"));
        assert!(!certificate("MP0512090001234"));
        assert!(!certificate("MP051209000123456"));
        assert!(!certificate("IS 05120900012345"));
        assert!(!certificate("TW20240312093000"));
        assert!(certificate("TW20240312093000 憑證"));
    }

    #[test]
    fn twelve_digits_need_a_reason() {
        assert!(health("000012345678"));
        assert!(health("0000-1234-5678"));
        assert!(health("123456789012 是健保卡號"));
        assert!(health("123456789012 CARD"));
        assert!(!health("123456789012"));
        assert!(!health("202403120930 我插健保卡"));
        assert!(!health("0000123456789"));
    }
}
