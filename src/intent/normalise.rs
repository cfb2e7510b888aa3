//! The matching form of a text: what two people who mean the same words would both have typed.
//!
//! Called on every utterance and every question, and by the engine when it compares a typed text with a button's label.
//! For comparing only: a learner is never shown a folded text. No synonyms here (see `synonyms`), no tokens (see `tokens`).

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is read of a text, in characters. A question that needs more than this is answered by its beginning, and a pasted
/// log file costs no more than a long sentence.
pub const READ_CHARS: usize = 600;

/// Lower case, NFKC (so full width becomes half width), Traditional Han to Simplified, swapped characters to one of the two,
/// punctuation and symbols to single spaces, no space at either end. Reads the first [`READ_CHARS`] characters. Folding a
/// folded text changes nothing.
pub fn fold(text: &str) -> String {
    let composed = composed(text);
    let mut folded = String::with_capacity(text.len().min(READ_CHARS * 3));
    let mut gap = false;
    for lower in composed.flat_map(char::to_lowercase) {
        let c = HAN.fold(lower);
        if is_combining_mark(c) || matches!(c, '\'' | '’' | '\u{200b}'..='\u{200f}' | '\u{feff}') {
            // "can't" and "cant" are one word, and so are two spellings that differ by an invisible mark.
            continue;
        }
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else {
            gap = true;
        }
    }
    folded
}

/// The signs of a text, without the spaces between them and the marks that nobody sees. Reads the first [`READ_CHARS`] characters.
pub(super) fn signs(text: &str) -> String {
    let seen = |c: &char| {
        !c.is_whitespace() && !is_combining_mark(*c) && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    composed(text).filter(seen).collect()
}

/// Lower case, NFKC, one script and single spaces as in [`fold`], but with its punctuation: the form in which patterns look for
/// addresses and codes. Reads the first [`READ_CHARS`] characters.
pub(super) fn level(text: &str) -> String {
    let composed = composed(text);
    let mut levelled = String::with_capacity(text.len().min(READ_CHARS * 3));
    for c in composed.flat_map(char::to_lowercase).map(|c| HAN.fold(c)) {
        if c.is_whitespace() {
            if !levelled.is_empty() && !levelled.ends_with(' ') {
                levelled.push(' ');
            }
        } else if !is_combining_mark(c) && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}') {
            levelled.push(c);
        }
    }
    levelled
}

/// NFKC of what is read of a text.
fn composed(text: &str) -> impl Iterator<Item = char> {
    let read = || text.chars().take(READ_CHARS);
    // NFKC may blow one character up to eighteen, so the bound is set on both sides of it.
    let any = || read().nfkc().take(READ_CHARS);
    // Most texts have nothing but characters of which each stands for one, whatever stands beside it.
    let simple = read().all(|c| simple(c).is_some()).then(|| read().filter_map(simple));
    let any = simple.is_none().then(any);
    simple.into_iter().flatten().chain(any.into_iter().flatten())
}

/// NFKC of a character that neither comes apart nor joins with others.
fn simple(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3002}' | '\u{3008}'..='\u{3011}' => {
            Some(c)
        }
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// Every Han character as [`fold`] writes it, and nothing else changed.
pub(super) fn fold_han(text: &str) -> String {
    text.chars().map(|c| HAN.fold(c)).collect()
}

/// Whether a character is written without spaces between words, so that it is a token by itself.
pub(super) fn stands_alone(c: char) -> bool {
    matches!(u32::from(c), 0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3040..=0x30ff | 0x3105..=0x312f
        | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

static HAN: LazyLock<HanTable> =
    LazyLock::new(|| HanTable::read(&[include_str!("han_fold.txt"), include_str!("slips.txt")]));

/// One entry for each character of U+3100..U+A000, itself where nothing folds it: a lookup is one read.
struct HanTable {
    to: Vec<u16>,
}

impl HanTable {
    const FIRST: u16 = 0x3100;
    const LAST: u16 = 0x9fff;

    fn read(sheets: &[&str]) -> Self {
        let mut to: Vec<u16> = (Self::FIRST..=Self::LAST).collect();
        for sheet in sheets {
            let pairs: HashMap<u16, u16> = sheet
                .lines()
                .filter(|line| !line.starts_with('#'))
                .flat_map(str::split_whitespace)
                .filter_map(pair)
                .collect();
            // A later sheet speaks about what the earlier ones produced.
            for target in &mut to {
                *target = *pairs.get(target).unwrap_or(target);
            }
        }
        Self { to }
    }

    fn fold(&self, c: char) -> char {
        u16::try_from(u32::from(c))
            .ok()
            .and_then(|code| code.checked_sub(Self::FIRST))
            .and_then(|index| self.to.get(usize::from(index)))
            .and_then(|&code| char::from_u32(u32::from(code)))
            .unwrap_or(c)
    }
}

fn pair(written: &str) -> Option<(u16, u16)> {
    let mut chars = written.chars().map(|c| u16::try_from(u32::from(c)).ok());
    Some((chars.next()??, chars.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simple_character_is_what_nfkc_makes_of_it_beside_any_other() {
        let simple_ones: Vec<char> = ('\0'..='\u{ffff}').filter(|c| simple(*c).is_some()).collect();
        assert!(simple_ones.len() > 20_000);
        for c in simple_ones {
            let stands_for = simple(c);
            assert!(stands_for.into_iter().eq(std::iter::once(c).nfkc()), "{c:?}");
            assert!(!is_combining_mark(c));
            for other in ['a', '一', '。', 'Ａ'] {
                let pair = [c, other];
                assert!(pair.into_iter().nfkc().eq(pair.into_iter().filter_map(simple)), "{pair:?}");
            }
        }
    }

    #[test]
    fn both_scripts_meet() {
        assert_eq!(fold("學習時數認證證書"), fold("学习时数认证证书"));
        assert_eq!(fold("臺灣"), fold("台灣"));
        assert_eq!(fold("回覆"), fold("回复"));
    }

    #[test]
    fn slips_meet() {
        assert_eq!(fold("學習紀錄"), fold("學習記錄"));
        assert_eq!(fold("賬號"), fold("帳號"));
        assert_eq!(fold("妳好"), fold("你好"));
        assert_eq!(fold("為甚麼"), fold("为什么"));
    }

    #[test]
    fn width_case_and_punctuation_do_not_matter() {
        assert_eq!(fold("  ｅＣＰＡ　登入！？ "), "ecpa 登入");
        assert_eq!(fold("I can't log-in…"), "i cant log in");
        assert_eq!(fold("😀👍🏽"), "");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["臺北市，Ａ１２３!", "ﬁne Ünïcode ㍿", "怎麼辦ㄋ～我的帳號", "İstanbul ŉ ǰ"]
        {
            let once = fold(text);
            assert_eq!(fold(&once), once);
        }
        for pair in include_str!("han_fold.txt").split_whitespace() {
            let once = fold(pair);
            assert_eq!(fold(&once), once);
        }
    }

    #[test]
    fn a_long_text_is_read_to_the_bound() {
        assert!(fold(&"登入 ".repeat(100_000)).chars().count() <= READ_CHARS);
        // One sign of this text is eighteen characters long in NFKC.
        assert!(fold(&"ﷺ".repeat(1_000)).chars().count() <= READ_CHARS);
    }
}
