//! What may follow 密碼 and is no secret: dates, hours, lengths, links, and the words of a question. Only `secret` asks.
//!
//! `value` is what stands where a secret would, `behind` what follows it; both folded, and cut to a few dozen bytes.

use std::sync::LazyLock;

use regex::Regex;

use super::fold::WALL;

/// They may end a password, and a sentence about one; to judge a value they are left out.
const SHOUTS: [char; 4] = ['!', '?', ',', '.'];

/// Dates, hours, lengths (`8-12`), percentages, links, toll-free numbers, and asterisks that somebody else has put there.
pub(super) fn is_everyday(value: &str) -> bool {
    let value = value.trim_end_matches(SHOUTS);
    EVERYDAY.is_match(value) || !value.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// A year or an amount: `2024` 年, `1000` 個.
pub(super) fn is_amount(value: &str, behind: &str) -> bool {
    value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit()) && UNIT.is_match(behind)
}

/// A word that people say of passwords, or the name of a site, rather than a password.
pub(super) fn is_said(value: &str) -> bool {
    let word = value.trim_end_matches(SHOUTS).replace('-', "");
    word.len() < 4
        || word.contains('.')
        || WORDS.split(' ').any(|said| said == word)
        || ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Nothing, punctuation, Chinese or a marker comes behind the value, or the next field of a form (`account: …`).
pub(super) fn ends_clause(behind: &str) -> bool {
    let line = behind.trim_start_matches(' ');
    let word = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    word == 0 || line[word..].starts_with([':', '=', WALL])
}

/// A question mark, or Chinese without a space between: 「密碼是Windows的嗎」. Words that begin a plea begin a new clause.
pub(super) fn goes_on(behind: &str) -> bool {
    GOES_ON.is_match(behind)
}

static EVERYDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) ^ (?: HTTPS?:.* | WWW\..* | \d{1,3}%
          | \d{1,4}/\d{1,2}(?:/\d{1,4})? | (?:19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}
          | \d{1,2}:\d\d(?::\d\d)?(?:[-~]\d{1,2}:\d\d)?
          | \d{1,2}[-~]\d{1,2} | \d{1,2}(?:[-~]\d{1,2})?-?(?:CHARACTERS?|CHARS?|DIGITS?|LETTERS?)
          | 080[09][-\x20]?\d{3}[-\x20]?\d{3,4} ) $",
    )
});
static UNIT: LazyLock<Regex> = LazyLock::new(|| pattern("^ ?[年月日碼码位個个字次元天]"));
static GOES_ON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"^[.,:;)\]}>'"”’」』】》]*(?:\?|[\p{Han}--請请謝谢麻但可卻])"#));

const WORDS: &str = "ACCOUNT APPLE BLANK BROKEN CANNOT CHROME COMPLEX CORRECT DEFAULT DOESN'T DON'T ECPA EGOV ELEARN EMAIL EMPTY ERROR \
    FACEBOOK FINE FORGET FORGOT FORGOTTEN GONE GOOGLE HAVE HELP HERE HICOS HIDDEN HOTMAIL INCORRECT INVALID LINE LOGIN LONG LOST \
    MINE NEED NEVER NONE NULL OBSOLETE OKAY ONLINE OPENID PASSWORD PERFECT PLEASE RESET RIGHT SAFE SAME SECRET SECURE SHORT SIMPLE \
    STRONG THAT THEN THERE THIS TRUE UNCLEAR UNIQUE UNKNOWN UNSAFE USER USERNAME VALID WEAK WHAT WHEN WHERE WHICH WINDOWS WRONG \
    YAHOO YOUR YOURS";

/// English adjectives and participles end so; few passwords do.
const ENDINGS: [&str; 14] =
    ["ED", "ING", "ABLE", "IBLE", "LY", "IVE", "ORY", "ARY", "ENT", "ANT", "IAL", "IC", "LESS", "OUS"];

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a literal that the tests compile")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_values() {
        for value in [
            "2024/03/12",
            "2024-03-12",
            "10:30",
            "9:00-12:00",
            "8~12",
            "6-DIGIT",
            "100%",
            "0800-123-456",
            "HTTPS://A.TW/1",
            "****",
        ] {
            assert!(is_everyday(value), "{value}");
        }
        for value in ["12345678", "12-34-56", "8-12A", "A/B/1", "100%A"] {
            assert!(!is_everyday(value), "{value}");
        }
        assert!(is_amount("2024", " 年"));
        assert!(!is_amount("2024", ""));
    }

    #[test]
    fn words_and_clauses() {
        assert!(
            is_said("WRONG!!")
                && is_said("CASE-SENSITIVE")
                && is_said("E-MAIL")
                && is_said("ELEARN.HRD.GOV.TW")
        );
        assert!(!is_said("SUNSHINE") && !is_said("QWERTY"));
        assert!(
            ends_clause("") && ends_clause(" 謝謝") && ends_clause(", PLEASE") && ends_clause(" USER: A")
        );
        assert!(!ends_clause(" AGAIN"));
        assert!(goes_on("?") && goes_on("的嗎") && !goes_on(" 謝謝"));
    }
}
