//! Texts that ask the same: what many learners wrote, in a list that an editor can read.
//!
//! Texts of the same matching form are one; then each joins the most frequent one before it that shares enough pairs of neighbouring
//! characters with it. Deterministic: the same texts make the same groups, in whatever order they come.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::normalise::fold;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// How often any of them was said.
    pub count: u64,
    /// The most frequent first, as they were written.
    pub texts: Vec<(String, u64)>,
}

/// Share of the pairs of both texts that they have in common (Dice).
const ALIKE: f64 = 0.55;

/// The largest first. A text without a letter is in none.
pub fn clusters<'a>(said: impl IntoIterator<Item = (&'a str, u64)>) -> Vec<Cluster> {
    let mut forms: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    for (text, count) in said {
        let form = fold(text);
        if !form.is_empty() {
            *forms.entry(form).or_default().entry(text).or_default() += count;
        }
    }
    let mut forms: Vec<(String, BTreeMap<&str, u64>)> = forms.into_iter().collect();
    let total = |texts: &BTreeMap<&str, u64>| texts.values().sum::<u64>();
    // Sorting keeps the order of the forms among equals.
    forms.sort_by_key(|(_, texts)| std::cmp::Reverse(total(texts)));

    let mut leaders = Leaders::default();
    let mut clusters: Vec<BTreeMap<&str, u64>> = Vec::new();
    for (form, texts) in forms {
        let pairs = pairs(&form);
        match leaders.nearest(&pairs) {
            Some(place) => clusters[place].extend(texts),
            None => {
                leaders.add(pairs);
                clusters.push(texts);
            }
        }
    }
    let mut clusters: Vec<Cluster> = clusters
        .into_iter()
        .map(|texts| {
            let mut texts: Vec<(String, u64)> =
                texts.into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
            texts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Cluster { count: texts.iter().map(|(_, count)| count).sum(), texts }
        })
        .collect();
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.count));
    clusters
}

type Pair = (char, char);

/// With the ends, so that a text of one character has some.
fn pairs(form: &str) -> BTreeSet<Pair> {
    let signs: Vec<char> = std::iter::once(' ').chain(form.chars()).chain(std::iter::once(' ')).collect();
    signs.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The first of each group, found by the pairs that they have.
#[derive(Default)]
struct Leaders {
    sizes: Vec<usize>,
    having: HashMap<Pair, Vec<usize>>,
}

impl Leaders {
    fn add(&mut self, pairs: BTreeSet<Pair>) {
        let place = self.sizes.len();
        self.sizes.push(pairs.len());
        for pair in pairs {
            self.having.entry(pair).or_default().push(place);
        }
    }

    /// The first of those that are most alike, if it is alike enough.
    fn nearest(&self, pairs: &BTreeSet<Pair>) -> Option<usize> {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for place in pairs.iter().filter_map(|pair| self.having.get(pair)).flatten() {
            *common.entry(*place).or_default() += 1;
        }
        let mut best: Option<(f64, usize)> = None;
        for (place, common) in common {
            let alike = 2.0 * common as f64 / (self.sizes[place] + pairs.len()) as f64;
            if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, place));
            }
        }
        best.map(|(_, place)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(said: &[(&str, u64)]) -> Vec<String> {
        let one = |cluster: Cluster| {
            let texts: Vec<_> = cluster.texts.iter().map(|(text, count)| format!("{text}×{count}")).collect();
            format!("{}: {}", cluster.count, texts.join(" "))
        };
        clusters(said.iter().copied()).into_iter().map(one).collect()
    }

    #[test]
    fn what_asks_the_same_stands_together_with_its_count() {
        let said = [
            ("證書要去哪裡下載", 3),
            ("證書要去哪下載？", 2),
            ("证书要去哪里下载", 1),
            ("停車場在哪", 4),
            ("can I park there", 1),
        ];
        let expected = [
            "6: 證書要去哪裡下載×3 證書要去哪下載？×2 证书要去哪里下载×1",
            "4: 停車場在哪×4",
            "1: can I park there×1",
        ];
        assert_eq!(shown(&said), expected);
        let turned: Vec<_> = said.into_iter().rev().collect();
        assert_eq!(shown(&turned), expected, "in whatever order they come");
    }

    #[test]
    fn signs_ask_nothing_and_a_single_character_does() {
        assert_eq!(shown(&[("？！", 5), ("", 1), ("好", 1)]), ["1: 好×1"]);
    }
}
