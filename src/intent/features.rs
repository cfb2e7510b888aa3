//! What of a text counts for matching: words, pairs of words, pieces of words.
//!
//! No word segmenter: a Han character is a word here, and its pairs and runs do what a dictionary would. Called by `lexicon`
//! for training and questions, and by `matcher::explain`, which shows the spans.

use serde::Serialize;

use super::normalise::stands_alone;
use super::stem::stem_length;

/// The kinds of feature. Each is weighed and normalised apart, so that many letter pieces do not drown two good words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Word,
    Pair,
    Gram,
}

impl Group {
    pub const COUNT: usize = 3;
}

/// One sighting of a feature: its identity, and where in the folded text it was seen.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    pub group: Group,
    /// A 64-bit hash of group and content; two features that share one are treated as the same (expected never).
    pub key: u64,
    /// Byte ranges into the folded text; the second is empty unless the feature is a pair.
    pub spans: [(u16, u16); 2],
}

/// All sightings in a folded text, in reading order within each group.
pub fn extract(folded: &str) -> Vec<Feature> {
    let tokens = tokens(folded);
    let mut features = Vec::with_capacity(folded.len() * 5);
    features.extend(tokens.iter().map(|token| Feature {
        group: Group::Word,
        key: absorb(seed(Group::Word), token.key),
        spans: [token.span, NOWHERE],
    }));
    pairs(&tokens, &mut features);
    grams(folded, &tokens, &mut features);
    features
}

const LATIN_GRAM: std::ops::RangeInclusive<usize> = 2..=5;
const HAN_GRAM: std::ops::RangeInclusive<usize> = 1..=2;

const NOWHERE: (u16, u16) = (0, 0);

/// A word: a run of Latin letters and digits, or one Han character.
struct Token {
    span: (u16, u16),
    /// The hash of its stem.
    key: u64,
    han: bool,
}

fn tokens(folded: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(folded.len() / 4 + 1);
    for word in folded.split(' ') {
        // Both point into one allocation, so the difference is the word's place.
        let mut at = word.as_ptr().addr() - folded.as_ptr().addr();
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let han = stands_alone(first);
            let length = if han { first.len_utf8() } else { rest.find(stands_alone).unwrap_or(rest.len()) };
            let (token, after) = rest.split_at(length);
            tokens.push(Token {
                span: (place(at), place(at + length)),
                key: token.chars().take(stem_length(token)).fold(0, |key, c| absorb(key, u64::from(c))),
                han,
            });
            at += length;
            rest = after;
        }
    }
    tokens
}

/// A byte offset. A folded text has at most 600 characters of at most four bytes, so it always fits.
fn place(offset: usize) -> u16 {
    u16::try_from(offset).unwrap_or(u16::MAX)
}

/// Neighbours, neighbours but one, and the first and the last word with the edge of the text: how a question opens says
/// much about what it wants.
fn pairs(tokens: &[Token], features: &mut Vec<Feature>) {
    const NEXT: u64 = 1;
    const NEXT_BUT_ONE: u64 = 2;
    const OPENING: u64 = 3;
    const CLOSING: u64 = 4;
    let mut see = |first: &Token, relation: u64, second: Option<&Token>| {
        let key = absorb(absorb(seed(Group::Pair), relation), first.key);
        features.push(Feature {
            group: Group::Pair,
            key: second.map_or(key, |second| absorb(key, second.key)),
            spans: [first.span, second.map_or(NOWHERE, |second| second.span)],
        });
    };
    for (i, token) in tokens.iter().enumerate() {
        for relation in [NEXT, NEXT_BUT_ONE] {
            if let Some(other) = tokens.get(i + relation as usize) {
                see(token, relation, Some(other));
            }
        }
    }
    if let [first, ..] = tokens {
        see(first, OPENING, None);
    }
    if let [.., last] = tokens {
        see(last, CLOSING, None);
    }
}

/// Pieces of a Latin word with its edges marked; runs of Han characters.
fn grams(folded: &str, tokens: &[Token], features: &mut Vec<Feature>) {
    const EDGE: char = ' ';
    let mut letters: Vec<(u16, char)> = Vec::with_capacity(32);
    let mut rest = tokens;
    while let Some(token) = rest.first() {
        // Han tokens that touch make one run; a Latin token is a run by itself.
        let run = if token.han {
            let touching = rest.windows(2).take_while(|pair| pair[1].han && pair[0].span.1 == pair[1].span.0);
            touching.count() + 1
        } else {
            1
        };
        let (start, end) = (token.span.0, rest[run - 1].span.1);
        letters.clear();
        if !token.han {
            letters.push((start, EDGE));
        }
        let inside = folded[usize::from(start)..usize::from(end)].char_indices();
        letters.extend(inside.map(|(at, c)| (start + place(at), c)));
        if !token.han {
            letters.push((end, EDGE));
        }
        let lengths = if token.han { HAN_GRAM } else { LATIN_GRAM };
        for first in 0..letters.len() {
            let mut key = seed(Group::Gram);
            for (length, &(at, c)) in letters[first..].iter().take(*lengths.end()).enumerate() {
                key = absorb(key, u64::from(c));
                if lengths.contains(&(length + 1)) {
                    let after = at + if c == EDGE { 0 } else { place(c.len_utf8()) };
                    features.push(Feature {
                        group: Group::Gram,
                        key,
                        spans: [(letters[first].0, after), NOWHERE],
                    });
                }
            }
        }
        rest = &rest[run..];
    }
}

const fn seed(group: Group) -> u64 {
    (group as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// One step of a multiply-and-fold hash: cheap, and the same on every machine.
const fn absorb(key: u64, value: u64) -> u64 {
    let mixed = (key ^ value).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, group: Group) -> Vec<String> {
        let part = |(start, end): (u16, u16)| &text[usize::from(start)..usize::from(end)];
        extract(text)
            .iter()
            .filter(|feature| feature.group == group)
            .map(|feature| format!("{}|{}", part(feature.spans[0]), part(feature.spans[1])))
            .collect()
    }

    #[test]
    fn words_are_latin_runs_and_single_han_characters() {
        assert_eq!(seen("用ecpa登入 ok", Group::Word), ["用|", "ecpa|", "登|", "入|", "ok|"]);
    }

    #[test]
    fn pairs_skip_one() {
        assert_eq!(seen("a b c", Group::Pair), ["a|b", "a|c", "b|c", "a|", "c|"]);
        assert_eq!(seen("a", Group::Pair), ["a|", "a|"]);
        assert!(extract("").is_empty());
    }

    #[test]
    fn grams_stay_inside_a_word_and_inside_a_run() {
        assert_eq!(seen("登入 我", Group::Gram), ["登|", "登入|", "入|", "我|"]);
        assert_eq!(seen("ab", Group::Gram), ["a|", "ab|", "ab|", "ab|", "ab|", "b|"]);
    }

    #[test]
    fn the_same_letters_in_another_group_are_another_feature() {
        let mut keys: Vec<u64> = extract("登 登入 a ab b").iter().map(|feature| feature.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert!(keys.len() > 20);
    }
}
