//! Word vectors from a file; a sentence's vector is the mean of its words'.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use super::Unavailable;
use crate::intent::SentenceVector;
use crate::intent::normalise::fold;

/// Such files list the frequent words first; the rare ones would only fill the memory.
const MOST_WORDS: usize = 200_000;
/// Chinese words of more characters are looked up in parts.
const LONGEST_HAN_WORD: usize = 4;

#[derive(Debug)]
pub struct WordVectors {
    /// By folded word.
    words: HashMap<String, Vec<f32>>,
    dimensions: usize,
}

impl WordVectors {
    pub fn read(path: &Path) -> Result<Self, Unavailable> {
        let failed =
            |error: std::io::Error| Unavailable { why: format!("cannot read `{}`: {error}", path.display()) };
        let lines = BufReader::new(File::open(path).map_err(failed)?).lines();
        let mut vectors = Self { words: HashMap::new(), dimensions: 0 };
        for (number, line) in lines.enumerate() {
            let line = line.map_err(failed)?;
            let Some((word, values)) = parse(&line) else {
                let place = format!("{}:{}", path.display(), number + 1);
                return Err(Unavailable { why: format!("{place}: expected a word and its numbers") });
            };
            // The first line may say how many there are, and of how many numbers each.
            if number == 0 && values.len() == 1 {
                continue;
            }
            if vectors.dimensions == 0 {
                vectors.dimensions = values.len();
            }
            if values.len() != vectors.dimensions {
                let place = format!("{}:{}", path.display(), number + 1);
                let why = format!("{place}: {} numbers; expected {}", values.len(), vectors.dimensions);
                return Err(Unavailable { why });
            }
            vectors.words.entry(fold(word)).or_insert(values);
            if vectors.words.len() == MOST_WORDS {
                break;
            }
        }
        if vectors.words.is_empty() {
            return Err(Unavailable { why: format!("there are none in `{}`", path.display()) });
        }
        Ok(vectors)
    }

    /// None when no word of the text is known.
    pub fn embed(&self, text: &str) -> Option<SentenceVector> {
        let mut sum = vec![0.0; self.dimensions];
        for values in fold(text).split(' ').flat_map(|run| self.words_of(run)) {
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        SentenceVector::new(sum)
    }

    /// A Latin word is one; a run of Chinese is cut where the longest known words end.
    fn words_of<'v>(&'v self, run: &str) -> Vec<&'v [f32]> {
        if let Some(values) = self.words.get(run) {
            return vec![values];
        }
        let characters: Vec<char> = run.chars().collect();
        let (mut at, mut found) = (0, Vec::new());
        while at < characters.len() && !run.is_ascii() {
            let longest = LONGEST_HAN_WORD.min(characters.len() - at);
            let known = (1..=longest).rev().find_map(|length| {
                let word: String = characters[at..at + length].iter().collect();
                Some((length, self.words.get(&word)?))
            });
            if let Some((_, values)) = known {
                found.push(values.as_slice());
            }
            at += known.map_or(1, |(length, _)| length);
        }
        found
    }
}

fn parse(line: &str) -> Option<(&str, Vec<f32>)> {
    let (word, values) = line.trim_end().split_once([' ', '\t'])?;
    let values: Option<Vec<f32>> = values.split_whitespace().map(|value| value.parse().ok()).collect();
    values.filter(|values| !values.is_empty()).map(|values| (word, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<WordVectors, Unavailable> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join("words.vec");
        std::fs::write(&path, text).expect("the directory is writable");
        WordVectors::read(&path)
    }

    #[test]
    fn a_sentence_is_the_mean_of_its_words() {
        let words = read("3 2\n密碼 1 0\npassword 1 0\n時數 0 1\n").expect("it is well formed");
        let direction = |values: [f32; 2]| SentenceVector::new(values.to_vec());
        assert_eq!(words.embed("密码"), direction([1.0, 0.0]), "in either script");
        assert_eq!(words.embed("我的密碼跟時數"), direction([1.0, 1.0]));
        assert_eq!(words.embed("My PASSWORD!"), direction([1.0, 0.0]));
        assert_eq!(words.embed("天氣"), None);
    }

    #[test]
    fn a_file_that_is_none_says_where() {
        let why = |text| read(text).expect_err("it is not well formed").why;
        assert!(why("密碼 1 0\n時數 1\n").ends_with("words.vec:2: 1 numbers; expected 2"));
        assert!(why("密碼 1 0\nhello\n").ends_with("words.vec:2: expected a word and its numbers"));
        assert!(why("").starts_with("there are none in"));
        assert!(WordVectors::read(Path::new("no/such.vec")).is_err());
    }
}
