//! English words without their endings, so that "charged", "charges" and "charging" are one word.
//!
//! A handful of endings, not a linguist's stemmer: what it gets wrong it gets wrong alike in training and in questions.
//! Called by `features`; Han text passes untouched.

/// The part of a folded word that matching looks at, in characters from its start.
pub fn stem_length(word: &str) -> usize {
    let letters: Vec<char> = word.chars().collect();
    let mut kept = without_ending(&letters);
    // "charge" meets "charging", "cancelled" meets "cancel".
    if kept > SHORTEST && letters[kept - 1] == 'e' {
        kept -= 1;
    }
    if kept > SHORTEST && letters[kept - 1] == letters[kept - 2] {
        kept -= 1;
    }
    kept
}

const SHORTEST: usize = 3;
const ENDINGS: [&str; 7] = ["ing", "ed", "es", "s", "e", "ly", "er"];

fn without_ending(letters: &[char]) -> usize {
    let whole = letters.len();
    if letters.ends_with(&['s', 's']) {
        return whole;
    }
    ENDINGS
        .iter()
        .filter(|ending| whole >= ending.len() + SHORTEST)
        .find(|ending| letters[whole - ending.len()..].iter().copied().eq(ending.chars()))
        .map_or(whole, |ending| whole - ending.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(word: &str) -> String {
        word.chars().take(stem_length(word)).collect()
    }

    #[test]
    fn one_word_in_many_endings() {
        for word in ["charge", "charges", "charged", "charging"] {
            assert_eq!(stem(word), "charg");
        }
        for word in ["cancel", "cancels", "cancelled"] {
            assert_eq!(stem(word), "cancel");
        }
    }

    #[test]
    fn short_words_and_double_s_stay() {
        for word in ["", "a", "is", "bus", "red", "the", "pass", "access", "ecpa", "ŝŝs"] {
            assert!(
                word.starts_with(&stem(word)) && stem(word).chars().count() >= word.chars().count().min(3)
            );
        }
        assert_eq!(stem("bus"), "bus");
        assert_ne!(stem("pass"), "pa");
    }
}
