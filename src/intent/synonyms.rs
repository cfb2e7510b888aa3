//! Words that the content declares to be the same: a variant (a slip, a nickname, an old name) and the word it stands for.
//!
//! Applied after `normalise::fold`, to utterances and questions alike. The list is content; none stands in Rust.

use super::normalise::{fold, signs, stands_alone};

/// Variants and their canonical words, both folded.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// In the order of [`begins`], so that those that may stand at a place lie side by side.
    pairs: Vec<(String, String)>,
    /// What each of them begins with: every character of a text is looked for here.
    firsts: Vec<char>,
}

impl Synonyms {
    pub fn new(pairs: &[(String, String)]) -> Self {
        let mut pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(variant, canonical)| (fold(variant), fold(canonical)))
            .filter(|(variant, canonical)| !variant.is_empty() && variant != canonical)
            .collect();
        // Longest variant first, so that the most telling one wins where two begin at the same place.
        pairs.sort_by(|a, b| {
            begins(&a.0).cmp(&begins(&b.0)).then_with(|| b.0.len().cmp(&a.0.len())).then_with(|| a.cmp(b))
        });
        pairs.dedup_by(|a, b| a.0 == b.0);
        let firsts = pairs.iter().filter_map(|(variant, _)| begins(variant)).collect();
        Self { pairs, firsts }
    }

    /// The matching form of a text: folded, and every variant replaced.
    pub fn form(&self, text: &str) -> String {
        self.apply(fold(text))
    }

    /// The same for what is compared as a whole: a text without a letter keeps its signs, `★★★`.
    pub fn phrase(&self, text: &str) -> String {
        let form = self.form(text);
        if form.is_empty() { signs(text) } else { form }
    }

    /// `folded` with every variant replaced, left to right and once: a canonical word is not looked at again.
    pub(super) fn apply(&self, folded: String) -> String {
        let mut replaced = String::with_capacity(folded.len());
        let (mut at, mut kept) = (0, 0);
        while let Some(next) = folded[at..].chars().next() {
            if let Some((variant, canonical)) = self.at(&folded, at, next) {
                replaced.push_str(&folded[kept..at]);
                replaced.push_str(canonical);
                at += variant.len();
                kept = at;
            } else {
                at += next.len_utf8();
            }
        }
        if kept == 0 {
            return folded;
        }
        replaced.push_str(&folded[kept..]);
        replaced
    }

    /// The variant that stands at a place, of which `next` is the character.
    fn at(&self, folded: &str, at: usize, next: char) -> Option<&(String, String)> {
        let first = self.firsts.partition_point(|first| *first < next);
        let count = self.firsts[first..].iter().take_while(|first| **first == next).count();
        let candidates = self.pairs[first..first + count].iter();
        let mut here = candidates.filter(|(variant, _)| folded[at..].starts_with(variant.as_str()));
        here.find(|(variant, _)| is_whole(folded, at, at + variant.len()))
    }
}

fn begins(variant: &str) -> Option<char> {
    variant.chars().next()
}

/// Latin words are replaced whole ("id" is not in "idea"); Han text has no word boundary to ask for.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let joined = |left: Option<char>, right: Option<char>| match (left, right) {
        (Some(left), Some(right)) => {
            left != ' ' && right != ' ' && !stands_alone(left) && !stands_alone(right)
        }
        _ => false,
    };
    !joined(text[..start].chars().next_back(), text[start..].chars().next())
        && !joined(text[..end].chars().next_back(), text[end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synonyms(pairs: &[(&str, &str)]) -> Synonyms {
        let owned: Vec<_> = pairs.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect();
        Synonyms::new(&owned)
    }

    #[test]
    fn variants_give_way_in_either_script() {
        let synonyms = synonyms(&[("登錄", "登入"), ("公物帳號", "公務帳號")]);
        assert_eq!(synonyms.apply(fold("公物账号登录不了")), fold("公務帳號登入不了"));
    }

    #[test]
    fn latin_variants_are_whole_words() {
        let synonyms = synonyms(&[("id", "account"), ("pw", "password")]);
        assert_eq!(synonyms.apply(fold("my id pw, no idea")), "my account password no idea");
        assert_eq!(synonyms.apply(fold("我的id忘了")), fold("我的account忘了"));
    }

    #[test]
    fn the_longest_variant_wins_and_nothing_is_replaced_twice() {
        let synonyms = synonyms(&[("e政府", "我的e政府"), ("政府", "機關"), ("", "x"), ("ok", "ok")]);
        assert_eq!(synonyms.apply(fold("e政府")), fold("我的e政府"));
        assert_eq!(synonyms.apply(fold("政府")), fold("機關"));
    }
}
