//! E-mail addresses, found from their `@` outwards. One space beside the `@` is tolerated, as phones put it there.

use std::ops::Range;

/// Every address in the text, in order. Published ones too: whose they are is for the caller to ask.
pub(super) fn all(text: &str) -> Vec<Range<usize>> {
    text.match_indices('@').filter_map(|(at, _)| around(text, at)).collect()
}

/// An address without the spaces that are tolerated in it.
pub(super) fn tidy(address: &str) -> String {
    address.replace(' ', "")
}

/// Both walks stop at the next `@`, so a text full of them is still read in linear time.
fn around(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].strip_suffix(' ').unwrap_or(&text[..at]);
    let local = before.char_indices().rev().take_while(|&(_, c)| is_local(c)).last()?.0;
    let local = before.len() - before[local..].trim_start_matches(['.', '-', '\'']).len();
    if local == before.len() {
        return None;
    }
    let behind = at + 1 + usize::from(text[at + 1..].starts_with(' '));
    let length = text[behind..]
        .bytes()
        .take_while(|&byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        .count();
    Some(local..behind + domain(&text[behind..behind + length])?)
}

/// Letters of the alphabets that are written with spaces: in 「信箱是abc@…」 the address begins behind the Chinese.
fn is_local(c: char) -> bool {
    let spaced = c < '\u{E00}' || ('\u{1E00}'..'\u{2000}').contains(&c);
    c.is_ascii_alphanumeric() || "._%+-'".contains(c) || !c.is_ascii() && spaced && c.is_alphanumeric()
}

/// How much of `text` is a domain: as much as ends in a label that could be a top-level one.
fn domain(text: &str) -> Option<usize> {
    let mut rest = text;
    loop {
        let (head, last) = rest.rsplit_once('.')?;
        if !head.trim_matches(['.', '-']).is_empty()
            && last.len() >= 2
            && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            return Some(rest.len());
        }
        rest = head;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Vec<&str> {
        all(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        assert_eq!(find("信箱是WANG.MING+1@MAIL.EXAMPLE.COM。"), ["WANG.MING+1@MAIL.EXAMPLE.COM"]);
        assert_eq!(find("A@B.TW, C@D.TW."), ["A@B.TW", "C@D.TW"]);
        assert_eq!(find("WANG @ EXAMPLE.COM謝謝"), ["WANG @ EXAMPLE.COM"]);
        assert_eq!(find("A@B.COM.5"), ["A@B.COM"]);
    }

    #[test]
    fn a_mention_is_no_address() {
        assert_eq!(find("請 @ELEARN_BOT 幫忙"), [""; 0]);
        assert_eq!(find("@ A@ @B A@B A@.COM @@"), [""; 0]);
    }
}
