//! Passwords, PINs and one-time codes: what follows 密碼, PIN, OTP and their like.
//!
//! People ask about passwords far more often than they type one, so the finder wants a trigger, a link (是, `:`, `is`) and a
//! value of at least four ASCII characters, and it is the stricter the weaker the link is. A value of letters only is a word
//! until shown otherwise: `password is wrong` stays, `password: sunshine` goes. Without a link (`驗證碼 493817`) only what
//! nobody would take for a word is a value. What a value may turn out to be instead is told in `harmless`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::fold::Folded;
use super::harmless::{ends_clause, goes_on, is_amount, is_everyday, is_said};
use super::number::opens;

const SHORTEST: usize = 4;
/// No group of a one-time code, and no count of groups, is larger.
const CODE_GROUP: usize = 8;
/// To judge a value this much of it is enough; the limit keeps a megabyte without a space linear.
const JUDGED: usize = 64;

/// The values in the folded text, in order; one may lie inside the one before it.
pub(super) fn all(view: &Folded) -> Vec<Range<usize>> {
    let text = view.text();
    let mut typed = Typed { view, end: 0, core: 0 };
    let values = TRIGGER.captures_iter(text).filter_map(|trigger| {
        let range = typed.after(trigger.get_match().end())?;
        let (value, behind) = (judged(&text[range.clone()]), judged(&text[range.end..]));
        let secret = opens(text.as_bytes(), range.start, 0)
            && !is_everyday(value)
            && !is_amount(value, behind)
            && Link::of(&trigger).accepts(value, behind);
        secret.then_some(range)
    });
    values.collect()
}

// In the extended syntax a space has to be written \x20, in a class too.
static TRIGGER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?: 密[碼码] | [驗验][證证][碼码] | PASSWORD | PASSWD | PASSCODE | VERIFICATION\x20CODE
          | (?-u:\b) (?: PIN (?:\x20?(?: 碼 | 码 | CODE | NUMBER ))? | OTP (?:\x20?(?: 碼 | 码 | CODE ))? | PWD | PW ) )
        (?: \x20? \( [^()\n]{0,12} \) )?
        (?: \x20{0,3}
            (?: [預预]?[設设]定? | 收到 | 改 | 就 | [應应][該该] )?
            (?: (?<sign> [:=→] ) | (?<be> [是為为成] ) | (?-u:\b) (?<is> IS ) (?-u:\b) )
            (?: \x20? (?<sign_too> [:=] ) )?
        )?
        [\x20\n]{0,3} ["'“‘「『【《(<\[]{0,2}"#,
    )
    .expect("a literal that the tests compile")
});

/// What stands between the trigger and the value, from the strongest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Link {
    /// `密碼：…`, `password=…`
    Sign,
    /// 密碼是…, where Latin letters are seldom a word of the sentence
    Be,
    /// `password is …`, where they mostly are
    Is,
    None,
}

impl Link {
    fn of(trigger: &Captures) -> Link {
        let has = |name| trigger.name(name).is_some();
        match () {
            () if has("sign") || has("sign_too") => Link::Sign,
            () if has("be") => Link::Be,
            () if has("is") => Link::Is,
            () => Link::None,
        }
    }

    fn accepts(self, value: &str, behind: &str) -> bool {
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
        if is_wordy(value) {
            let word = is_said(value) || !ends_clause(behind);
            match self {
                Link::Sign => !word,
                Link::Be => !word && !goes_on(behind),
                Link::Is => !word && !goes_on(behind) && letters >= 6,
                Link::None => false,
            }
        } else {
            self != Link::None || digits >= SHORTEST || digits > 0 && letters > 0 && digits + letters >= 6
        }
    }
}

/// Made of letters and the signs that stand in and behind words.
fn is_wordy(value: &str) -> bool {
    let word = value.trim_end_matches(['!', '?']);
    word.bytes().all(|byte| byte.is_ascii_alphabetic() || b".,-'/_:;~".contains(&byte))
}

/// So much of a text, beginning at its start, as is enough to judge it.
fn judged(text: &str) -> &str {
    &text[..text.floor_char_boundary(JUDGED)]
}

/// Reads values, each byte once even when one trigger stands inside the value of another.
struct Typed<'a> {
    view: &'a Folded,
    /// Where the last value read ended.
    end: usize,
    /// The same without the punctuation behind it.
    core: usize,
}

impl Typed<'_> {
    fn after(&mut self, start: usize) -> Option<Range<usize>> {
        let text = self.view.text().as_bytes();
        if start >= self.end {
            self.end = start;
            while self.goes_on() {
                self.end += 1;
            }
            let behind = text[start..self.end].iter().rev().take_while(|byte| b".,:;?)]}>\"'".contains(byte));
            self.core = self.end - behind.count();
        }
        let mut end = self.core;
        if (start + 1..=start + CODE_GROUP).contains(&end) && text[start..end].iter().all(u8::is_ascii_digit)
        {
            end = grouped(text, end);
        }
        (end >= start + SHORTEST).then_some(start..end)
    }

    /// A full-width comma is the sentence going on; an ASCII one may belong to the password.
    fn goes_on(&self) -> bool {
        let full_width = || self.view.source(self.end..self.end + 1).len() > 1;
        match self.view.text().as_bytes().get(self.end) {
            Some(b',' | b';' | b':' | b'!' | b'?' | b'(' | b')') => !full_width(),
            Some(byte) => byte.is_ascii_graphic(),
            None => false,
        }
    }
}

/// One-time codes come as `123 456`: the end of the groups of digits that follow.
fn grouped(text: &[u8], mut end: usize) -> usize {
    for _ in 0..CODE_GROUP {
        let digits =
            text[end..].iter().skip(1).take(CODE_GROUP).take_while(|byte| byte.is_ascii_digit()).count();
        let next = end + 1 + digits;
        if text.get(end) != Some(&b' ') || digits == 0 || text.get(next).is_some_and(u8::is_ascii_graphic) {
            break;
        }
        end = next;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Vec<String> {
        let view = Folded::of(text, &[]);
        all(&view).into_iter().map(|range| text[view.source(range)].to_owned()).collect()
    }

    #[test]
    fn finds_what_follows_the_link() {
        for (text, secret) in [
            ("密碼是 Abc12345", "Abc12345"),
            ("我的密码为hunter2!", "hunter2!"),
            ("密碼：ａｂｃ１２３４，請幫我", "ａｂｃ１２３４"),
            ("password is Tr0ub4dor&3, thanks", "Tr0ub4dor&3"),
            ("Password = qwerty", "qwerty"),
            ("password: sunshine username: wang", "sunshine"),
            ("my password is sunshine.", "sunshine"),
            ("passwd=letmein", "letmein"),
            ("密碼是qwerty", "qwerty"),
            ("密碼是qwerty請幫我", "qwerty"),
            ("密碼是「abc 」不對，密碼是「abc1」", "abc1"),
            ("密碼改成abcd1234了", "abcd1234"),
            ("PIN碼:123456", "123456"),
            ("PIN 碼是 1234", "1234"),
            ("PIN: 1234", "1234"),
            ("PIN code is 998877", "998877"),
            ("驗證碼是493817", "493817"),
            ("驗證碼：123 456", "123 456"),
            ("验证码=8841", "8841"),
            ("OTP is 55120", "55120"),
            ("驗證碼 493817 過期了", "493817"),
            ("密碼(8碼): xyz98765", "xyz98765"),
            ("密碼是\nabc123", "abc123"),
            ("PIN碼預設是123456嗎", "123456"),
            ("verification code is 8842", "8842"),
        ] {
            assert_eq!(find(text), [secret], "{text}");
        }
    }

    #[test]
    fn leaves_questions_alone() {
        for text in [
            "密碼是什麼",
            "我的密碼是不是錯了",
            "PIN 碼是幾碼",
            "PIN碼是6-8碼嗎",
            "密碼是8~12碼",
            "PIN is 6-8 digits",
            "password is wrong",
            "my password is wrong!!!",
            "the password is expired?",
            "Password is incorrect, what now",
            "password is case-sensitive",
            "password is too short",
            "password is not accepted",
            "my password is always rejected by the page",
            "驗證碼沒收到",
            "驗證碼是10分鐘內有效嗎",
            "驗證碼是10:30收到的",
            "密碼為 2024/03/12 設定的",
            "密碼是eCPA的還是egov的",
            "密碼是email收嗎",
            "忘記密碼：https://www.gov.tw/reset1?a=1",
            "OTP: not received",
            "OTP: never received it",
            "忘記密碼怎麼辦",
            "密碼:****",
            "密碼錯誤 E0012",
            "password is important.",
            "密碼是E-mail寄的",
            "密碼是Windows開機密碼嗎",
            "PIN is 4-digit?",
            "shipping: 12345",
            "spinning is 12345",
            "密碼[secret]",
            "密碼是[secret]",
        ] {
            assert_eq!(find(text), [""; 0], "{text}");
        }
    }
}
