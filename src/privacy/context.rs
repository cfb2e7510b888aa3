//! The words around a candidate. A number that fails its checksum is still somebody's mistyped number when 身分證 stands beside
//! it; a number that passes may be a course code when 課程代碼 leads to it.
//!
//! Distances are bytes of the folded view, where a Chinese character has three. They are short on purpose: a word helps the
//! number beside it, not everything in a long message.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

const REACH_FORWARD: usize = 48;
const REACH_BACK: usize = 24;

#[derive(Clone, Copy, Debug)]
pub(super) enum Topic {
    Identity,
    Certificate,
    HealthCard,
    Phone,
}

/// Where the words of each topic stand in one text.
pub(super) struct Context<'a> {
    text: &'a str,
    words: [Vec<Range<usize>>; 4],
}

impl<'a> Context<'a> {
    pub fn of(text: &'a str) -> Context<'a> {
        let places = |word: &Regex| word.find_iter(text).map(|found| found.range()).collect();
        let mut identity: Vec<Range<usize>> = places(&IDENTITY);
        identity.retain(|word| !THING.is_match(before(text, word.end)));
        Context { text, words: [identity, places(&CERTIFICATE), places(&HEALTH_CARD), places(&PHONE)] }
    }

    /// A word of the topic stands close before or behind the candidate; one inside it does not count (`ID 12345678`).
    pub fn near(&self, topic: Topic, candidate: &Range<usize>) -> bool {
        let words = &self.words[topic as usize];
        let behind = words.partition_point(|word| word.start < candidate.end);
        let before = words.partition_point(|word| word.end <= candidate.start);
        words.get(behind).is_some_and(|word| word.start - candidate.end <= REACH_BACK)
            || before > 0 && candidate.start - words[before - 1].end <= REACH_FORWARD
    }

    /// What stands directly before `at` announces a code of ours: 課程代碼, error code, OID.
    pub fn announces_code(&self, at: usize) -> bool {
        CODE.is_match(before(self.text, at))
    }
}

fn before(text: &str, at: usize) -> &str {
    &text[text.floor_char_boundary(at.saturating_sub(REACH_FORWARD))..at]
}

// `(?-u:\b)`: to Unicode, Chinese is made of word characters, and 「我的ID是」 would hide its ID.
static IDENTITY: LazyLock<Regex> = LazyLock::new(|| {
    words(r"身[分份][證証证]|[證証证][號号]|居留[證証证]|(?-u:\b)(?:ID|IDENTITY|IDENTIFICATION|ARC)(?-u:\b)")
});
/// The ID of a thing, which says nothing of a person.
static THING: LazyLock<Regex> =
    LazyLock::new(|| words(r"(?:COURSE|CLASS|ERROR|SESSION|LINE|[課课]程|[錯错][誤误]) ?ID$"));
static CERTIFICATE: LazyLock<Regex> =
    LazyLock::new(|| words(r"自然人|[憑凭][證証证]|卡[號号]|(?-u:\b)(?:CARD|CERTIFICATE)(?-u:\b)"));
static HEALTH_CARD: LazyLock<Regex> = LazyLock::new(|| words(r"健保|卡[號号]|(?-u:\b)(?:CARD|NHI)(?-u:\b)"));
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    words(
        r"[電电][話话]|手[機机]|市[話话]|[傳传]真|[聯联][絡络繫系]|分[機机]|(?-u:\b)(?:TEL|PHONE|TELEPHONE|MOBILE|FAX|CALL)(?-u:\b)",
    )
});
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    words(
        r"(?:代[碼码號号]|[錯错][誤误][碼码]|[課课][號号]|[課课]程(?:[編编][號号])?|序[號号]|版本|OID|VERSION|(?:ERROR|COURSE|STATUS|SERIAL)(?: ?(?:CODE|ID|NO\.?|NUMBER))?)[ :#=是為为-]*$",
    )
});

fn words(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns of this file are literals, and each is compiled by a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_helps_the_number_beside_it() {
        let near = |text: &str| {
            let at = text.find('#').unwrap();
            Context::of(text).near(Topic::Identity, &(at..at + 1))
        };
        assert!(near("我的身分證字號是 #"));
        assert!(near("# 是我的身份证"));
        assert!(near("我的ID是#"));
        assert!(!near("OID #"));
        assert!(!near("課程ID #"));
        assert!(!near("GRID #"));
        assert!(!near("我的身分證找不到了,後來在家裡的抽屜找到,現在想問課程 #"));
    }

    #[test]
    fn codes_are_announced_directly_before() {
        let announces = |text: &str| Context::of(text).announces_code(text.len());
        assert!(announces("課程代碼是 "));
        assert!(announces("ERROR CODE: "));
        assert!(!announces("錯誤代碼我不知道,我是 "));
    }
}
