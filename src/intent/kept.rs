//! What a matcher learned, as bytes, so that it need not be learned again. Where they are kept is the caller's affair.
//!
//! ```text
//! SHA-256 of all that it was learned from ─ SHA-256 of what follows ─ what was learned (postcard)
//! ```
//! Whatever learns may be changed at any time, and bytes of yesterday must not pass for what today's program would learn: the
//! sources of this room are part of what is hashed, so that nobody has to remember to count a version up.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::learned::Learned;

/// A hash of this room's sources and of the crates that they are built with, made by the build script.
const PROGRAM: &str = env!("HELPBOT_INTENT_SOURCES");

const HASH: usize = 32;

/// `recipe`: all that was learned from, the program itself apart.
pub fn write(recipe: &impl Serialize, learned: &Learned) -> Vec<u8> {
    let body = bytes(learned);
    [&name(recipe)[..], &Sha256::digest(&body)[..], &body[..]].concat()
}

/// None when `kept` is damaged, or was written for another recipe or by another program.
pub fn read(recipe: &impl Serialize, kept: &[u8]) -> Option<Learned> {
    let (named, rest) = kept.split_at_checked(HASH)?;
    let (sum, body) = rest.split_at_checked(HASH)?;
    let is_ours = named == name(recipe) && sum == &Sha256::digest(body)[..];
    // Only bytes that we wrote get so far, so that what is read is as sound as what was learned.
    is_ours.then(|| postcard::from_bytes(body).ok())?
}

fn name(recipe: &impl Serialize) -> [u8; HASH] {
    Sha256::digest(bytes(&(PROGRAM, recipe))).into()
}

fn bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("it is made of numbers, strings, lists and structs")
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Pattern;
    use super::super::utterance::Utterance;
    use super::super::vector::{SentenceVector, Vectors};
    use super::super::{Corpus, Matcher, Settings};

    fn corpus() -> Corpus {
        let said = [
            ("forgot-password", ["忘記密碼怎麼辦", "密碼忘了", "I forgot my password"]),
            ("hours-missing", ["學習時數沒有出現", "時數不見了", "my learning hours are missing"]),
            ("certificate", ["怎麼下載證書", "證書可以列印嗎", "how do I print the certificate"]),
            ("talk-to-human", ["我要找真人", "轉客服人員", "let me talk to a person"]),
        ];
        let all = said.iter().flat_map(|(intent, texts)| texts.map(|text| (*intent, text)));
        let utterances: Vec<Utterance> = all
            .map(|(intent, text)| Utterance { text: text.to_owned(), intent: intent.to_owned() })
            .collect();
        Corpus {
            vectors: utterances
                .iter()
                .enumerate()
                .map(|(n, said)| (said.text.clone(), vector(n / 3)))
                .collect(),
            utterances,
            background: vec!["今天天氣如何".to_owned(), "tell me a joke".to_owned()],
            synonyms: vec![("登錄".to_owned(), "登入".to_owned())],
            patterns: vec![Pattern::new("talk-to-human", "轉.{0,3}客服").expect("it compiles")],
        }
    }

    fn vector(direction: usize) -> SentenceVector {
        let mut values = vec![0.1; 4];
        values[direction] = 1.0;
        SentenceVector::new(values).expect("a direction")
    }

    fn settings() -> Settings {
        Settings::default()
    }

    fn kept() -> Vec<u8> {
        corpus().keep(&settings(), &corpus().train(&settings()))
    }

    #[test]
    fn it_says_what_the_trained_one_says_to_the_byte() {
        let (trained, restored) =
            (corpus().train(&settings()), corpus().restore(&settings(), &kept()).expect("it is ours"));
        let said = |matcher: &Matcher, text: &str| {
            let by_both = matcher.rank_with(text, Some(&vector(1)));
            format!("{:?} {by_both:?} {:?}", matcher.rank(text), matcher.explain(text, "certificate"))
        };
        for text in ["密碼", "請轉客服", "證書登錄", "明天會下雨嗎", "where are my hours", "ㄅ", ""]
        {
            assert_eq!(said(&restored, text), said(&trained, text), "{text}");
        }
        assert_eq!(restored.intents(), trained.intents());
        assert_eq!(corpus().keep(&settings(), &restored), kept(), "to the bit");
    }

    #[test]
    fn damaged_bytes_are_none_of_ours() {
        let kept = kept();
        for length in [0, 1, 32, 64, kept.len() - 1] {
            assert!(corpus().restore(&settings(), &kept[..length]).is_none(), "{length} bytes");
        }
        for place in (0..kept.len()).step_by(97) {
            let mut damaged = kept.clone();
            damaged[place] ^= 1;
            assert!(corpus().restore(&settings(), &damaged).is_none(), "the byte {place}");
        }
    }

    #[test]
    fn whatever_else_was_learned_from_makes_it_anothers() {
        let whole = corpus();
        let others = [
            Corpus { utterances: whole.utterances[1..].to_vec(), ..corpus() },
            Corpus { background: Vec::new(), ..corpus() },
            Corpus { synonyms: Vec::new(), ..corpus() },
            Corpus { patterns: Vec::new(), ..corpus() },
            Corpus { vectors: Vectors::new(), ..corpus() },
        ];
        let kept = kept();
        assert!(whole.restore(&settings(), &kept).is_some());
        for other in others {
            assert!(other.restore(&settings(), &kept).is_none(), "{other:?}");
        }
        let more_epochs = Settings { epochs: settings().epochs + 1, ..settings() };
        assert!(whole.restore(&more_epochs, &kept).is_none());
    }
}
