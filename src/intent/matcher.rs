//! The matcher: utterances in, and for each text a ranking of what it may mean.
//!
//! Built when content loads and shared by every conversation; never changed after. Pure: the same utterances give the same
//! matcher on every machine, to the byte. Absent on purpose: what the learner said before, and which dialog is running —
//! both belong to the engine, which holds more and decides.

use std::sync::Arc;

use super::corpus::Corpus;
use super::features::{Feature, Group, extract};
use super::learned::{Learned, matching_form};
use super::pattern::Patterns;
use super::ranking::{Candidate, Decision, Ranking};
use super::reason::{self, Reason};
use super::settings::Settings;
use super::synonyms::Synonyms;
use super::thresholds::{MOST_OFFERED, Verdict};
use super::vector::SentenceVector;

/// Finds the intent of a text. Immutable, `Send` and `Sync`.
#[derive(Debug)]
pub struct Matcher {
    synonyms: Synonyms,
    patterns: Patterns,
    learned: Learned,
}

impl Matcher {
    /// See [`Corpus::train`].
    pub(super) fn train(corpus: &Corpus, settings: &Settings) -> Self {
        Self::knowing(corpus, Learned::of(corpus, settings))
    }

    /// `learned` is of this corpus.
    pub(super) fn knowing(corpus: &Corpus, learned: Learned) -> Self {
        let (synonyms, patterns) = (Synonyms::new(&corpus.synonyms), Patterns::new(&corpus.patterns));
        Self { synonyms, patterns, learned }
    }

    pub(super) fn learned(&self) -> &Learned {
        &self.learned
    }

    /// All intents by how likely `text` means them, and what to do about it. Any text is safe; the first
    /// [`READ_CHARS`] characters are read.
    pub fn rank(&self, text: &str) -> Ranking {
        self.rank_with(text, None)
    }

    /// The same with the text's sentence vector, which counts only where the utterances have vectors of the same kind.
    pub fn rank_with(&self, text: &str, vector: Option<&SentenceVector>) -> Ranking {
        let mut ranking = self.rank_by_model(text, vector);
        ranking.certain = self.patterns.found_in(text);
        match ranking.certain.as_slice() {
            [] => {}
            [intent] => ranking.decision = Decision::Sure(Arc::clone(intent)),
            several => {
                ranking.decision = Decision::Torn(several.iter().take(MOST_OFFERED).cloned().collect());
            }
        }
        ranking
    }

    fn rank_by_model(&self, text: &str, vector: Option<&SentenceVector>) -> Ranking {
        let Learned { intents, index, model, by_words, by_both } = &self.learned;
        let document = index.look_up(&extract(&matching_form(text, &self.synonyms)));
        let reading = model.read(&document, vector, intents.len());
        if intents.is_empty() || (document.terms.is_empty() && reading.closeness.is_none()) {
            // Not one known piece of a word: there is nothing to rank by.
            return Ranking::nothing();
        }
        let calibration = match (by_both, &reading.closeness) {
            (Some(by_both), Some(_)) => by_both,
            _ => by_words,
        };
        let familiarity = reading.known[Group::Word as usize];
        let reading = reading.with_closeness(calibration.vector_weight);
        let in_scope = calibration.scope.in_scope(&reading, calibration.sharpness);
        let mut candidates: Vec<Candidate> = intents
            .iter()
            .zip(reading.probabilities(calibration.sharpness))
            .map(|(intent, confidence)| Candidate { intent: Arc::clone(intent), confidence })
            .collect();
        // A stable sort: equals stay in the order of their names.
        candidates.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));

        let confidence = |rank: usize| candidates.get(rank).map_or(0.0, |candidate| candidate.confidence);
        let margin = confidence(0) - confidence(1);
        let confidences = candidates.iter().map(|candidate| candidate.confidence);
        let decision = match calibration.thresholds.judge(in_scope, confidences) {
            Verdict::Answer => Decision::Sure(Arc::clone(&candidates[0].intent)),
            Verdict::Ask(offered) => Decision::Torn(
                candidates.iter().take(offered).map(|candidate| Arc::clone(&candidate.intent)).collect(),
            ),
            Verdict::Decline => Decision::OutOfScope,
        };
        Ranking { decision, certain: Vec::new(), candidates, in_scope, familiarity, margin }
    }

    /// The features of `text` that speak for or against `intent`, the weightiest first. Empty for an intent that is not known.
    pub fn explain(&self, text: &str, intent: &str) -> Vec<Reason> {
        let Learned { intents, index, model, by_words, .. } = &self.learned;
        let Ok(label) = intents.binary_search_by(|known| (**known).cmp(intent)) else {
            return Vec::new();
        };
        let folded = matching_form(text, &self.synonyms);
        let features: Vec<Feature> = extract(&folded);
        let weighed = model.lexicon.weigh(&index.look_up(&features));
        let said = |id| {
            let value = weighed.vector.iter().find(|&&(known, _)| known == id)?.1;
            let weight = model.weights.of_feature(id).iter().find(|&&(of, _)| usize::from(of) == label)?.1;
            Some(value * weight * by_words.sharpness)
        };
        reason::gather(&folded, &features, |key| said(index.number(key)?))
    }

    /// The intents it can tell apart, sorted by name.
    pub fn intents(&self) -> &[Arc<str>] {
        &self.learned.intents
    }

    /// About how much memory it holds, in bytes.
    pub fn memory_bytes(&self) -> usize {
        size_of::<Self>() + self.learned.index.memory_bytes() + self.learned.model.memory_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Pattern;
    use super::super::utterance::Utterance;
    use super::super::vector::Vectors;
    use super::*;

    /// Six intents, two of them in both languages: small enough to read, large enough to leave some out.
    const SAID: [(&str, &[&str]); 6] = [
        (
            "forgot-password",
            &[
                "忘記密碼怎麼辦",
                "密碼忘了",
                "我想重設密碼",
                "密碼一直錯，要怎麼改",
                "查不到自己的密碼",
                "I forgot my password",
                "how do I reset the password",
                "password is wrong again",
            ],
        ),
        (
            "hours-missing",
            &[
                "學習時數沒有出現",
                "上完課時數沒進來",
                "時數不見了",
                "為什麼查不到學習紀錄",
                "研習時數還沒上傳",
                "my learning hours are missing",
                "hours did not show up after the course",
                "where are my hours",
            ],
        ),
        (
            "certificate",
            &[
                "怎麼下載證書",
                "證書可以列印嗎",
                "我要結業證明",
                "證書在哪裡",
                "how do I print the certificate",
            ],
        ),
        (
            "popup-blocked",
            &[
                "視窗跳不出來",
                "按了登入沒反應",
                "彈出視窗被封鎖",
                "點按鈕沒有跳出畫面",
                "the popup is blocked",
            ],
        ),
        (
            "talk-to-human",
            &["我要找真人", "轉客服人員", "有人可以幫我嗎", "請客服打給我", "let me talk to a person"],
        ),
        (
            "which-account",
            &[
                "要用哪個帳號登入",
                "公務帳號跟一般帳號差在哪",
                "可以用臉書登入嗎",
                "which account should I use",
            ],
        ),
    ];

    fn corpus() -> Corpus {
        let all = SAID.iter().flat_map(|&(intent, texts)| texts.iter().map(move |&text| (intent, text)));
        let utterances = all
            .map(|(intent, text)| Utterance { text: text.to_owned(), intent: intent.to_owned() })
            .collect();
        Corpus { utterances, ..Corpus::default() }
    }

    fn trained(corpus: &Corpus) -> Matcher {
        corpus.train(&Settings::default())
    }

    fn matcher() -> Matcher {
        trained(&corpus())
    }

    fn best(matcher: &Matcher, text: &str) -> String {
        matcher.rank(text).top().map_or_else(String::new, |top| top.intent.to_string())
    }

    #[test]
    fn finds_what_was_meant() {
        let matcher = matcher();
        assert_eq!(best(&matcher, "我的密碼忘光了"), "forgot-password");
        assert_eq!(best(&matcher, "課上完了可是時數沒有"), "hours-missing");
        assert_eq!(best(&matcher, "can i print certificates?"), "certificate");
        assert_eq!(best(&matcher, "可以找人幫忙嗎"), "talk-to-human");
        assert_eq!(matcher.rank("忘記密碼怎麼辦").decision, Decision::Sure("forgot-password".into()));
    }

    #[test]
    fn a_simplified_question_matches_traditional_training() {
        let matcher = matcher();
        assert_eq!(matcher.rank("学习时数没有出现"), matcher.rank("學習時數沒有出現"));
        assert_eq!(best(&matcher, "证书可以打印吗"), "certificate");
    }

    #[test]
    fn synonyms_bring_a_slip_home() {
        let slip = "怎麼進不去 公物帳號";
        let synonyms = vec![("公物帳號".to_owned(), "公務帳號".to_owned())];
        let with = trained(&Corpus { synonyms, ..corpus() });
        assert_eq!(with.rank(slip), with.rank("怎麼進不去 公務帳號"));
        assert_ne!(matcher().rank(slip), matcher().rank("怎麼進不去 公務帳號"));
    }

    #[test]
    fn foreign_questions_are_out_of_scope() {
        let matcher = matcher();
        for text in ["🐈🐈🐈", "привет мир", "ㄅㄆㄈ", "xylophone"] {
            assert_eq!(matcher.rank(text).decision, Decision::OutOfScope, "{text}");
        }
        let ours = matcher.rank("學習時數不見了").in_scope;
        for text in ["明天台北會下雨嗎", "what is the capital of france", "推薦一家好吃的牛肉麵"]
        {
            let foreign = matcher.rank(text).in_scope;
            assert!(foreign < ours, "{text}: {foreign} against {ours}");
            assert!(!matches!(matcher.rank(text).decision, Decision::Sure(_)), "{text}");
        }
    }

    #[test]
    fn background_sentences_push_their_like_out() {
        let background: Vec<String> = [
            "今天天氣如何",
            "明天會下雨嗎",
            "推薦好吃的餐廳",
            "播放音樂",
            "講個笑話",
            "what is the weather",
            "tell me a joke",
        ]
        .map(str::to_owned)
        .to_vec();
        let with = trained(&Corpus { background, ..corpus() });
        let text = "後天會下雨嗎";
        let without = matcher();
        let apart = |matcher: &Matcher| matcher.rank(text).in_scope / matcher.rank("密碼忘了").in_scope;
        assert!(apart(&with) < 0.6 * apart(&without), "{} {}", apart(&with), apart(&without));
        assert!(!matches!(with.rank(text).decision, Decision::Sure(_)));
        assert_eq!(best(&with, "密碼忘了"), "forgot-password");
        assert_eq!(with.rank(text).candidates.len(), SAID.len(), "background is no candidate");
    }

    #[test]
    fn a_pattern_outweighs_the_model_and_two_are_asked_about() {
        let pattern = |intent, written| Pattern::new(intent, written).expect("it compiles");
        let patterns = vec![pattern("talk-to-human", "轉.{0,3}客服"), pattern("certificate", "證書")];
        let with = trained(&Corpus { patterns, ..corpus() });
        let said = with.rank("密碼忘了啦，轉給客服");
        assert_eq!(said.decision, Decision::Sure("talk-to-human".into()));
        assert_eq!(said.candidates, matcher().rank("密碼忘了啦，轉給客服").candidates);
        let both = with.rank("證書的事請轉客服");
        assert_eq!(both.decision, Decision::Torn(vec!["talk-to-human".into(), "certificate".into()]));
        assert_eq!(both.certain.len(), 2);
        assert!(with.rank("密碼忘了").certain.is_empty());
    }

    #[test]
    fn vectors_know_what_words_do_not_and_are_not_needed() {
        // Words that no utterance has; in the space of the vectors they lie beside one intent.
        let intents: Vec<&str> = SAID.iter().map(|(intent, _)| *intent).collect();
        let vector = |intent: &str, slant: usize| {
            let mut values = vec![0.0; intents.len() + 2];
            values[intents.iter().position(|known| *known == intent).expect("known")] = 1.0;
            values[intents.len() + slant % 2] = 0.2;
            SentenceVector::new(values).expect("a direction")
        };
        let vectors: Vectors = corpus()
            .utterances
            .iter()
            .enumerate()
            .map(|(number, said)| (said.text.clone(), vector(&said.intent, number)))
            .collect();
        let with = trained(&Corpus { vectors, ..corpus() });
        let text = "ㄅㄆㄈ";
        let near = vector("certificate", 0);
        assert_eq!(with.rank(text), Ranking::nothing());
        assert_eq!(with.rank_with(text, Some(&near)).decision, Decision::Sure("certificate".into()));
        for text in ["密碼忘了", "明天台北會下雨嗎"] {
            assert_eq!(with.rank(text), matcher().rank(text), "without a vector nothing changes");
            assert_eq!(matcher().rank_with(text, Some(&near)), matcher().rank(text), "nor without theirs");
        }
        let other_space = SentenceVector::new(vec![1.0; 3]).expect("a direction");
        assert_eq!(best(&with, "密碼忘了"), "forgot-password");
        let top = with.rank_with("密碼忘了", Some(&other_space));
        assert_eq!(top.top().map(|top| &*top.intent), Some("forgot-password"));
    }

    #[test]
    fn two_trainings_are_byte_equal() {
        let (first, second) = (matcher(), matcher());
        for text in ["密碼", "時數沒有", "hello there", "which password", ""] {
            assert_eq!(format!("{:?}", first.rank(text)), format!("{:?}", second.rank(text)));
            let bits = |matcher: &Matcher| -> Vec<u32> {
                matcher.rank(text).candidates.iter().map(|candidate| candidate.confidence.to_bits()).collect()
            };
            assert_eq!(bits(&first), bits(&second));
        }
    }

    #[test]
    fn a_ranking_is_in_order_and_sums_to_one() {
        let ranking = matcher().rank("密碼跟時數都有問題");
        assert_eq!(ranking.candidates.len(), SAID.len());
        assert!(ranking.candidates.is_sorted_by(|a, b| a.confidence >= b.confidence));
        let sum: f32 = ranking.candidates.iter().map(|candidate| candidate.confidence).sum();
        assert!((sum - 1.0).abs() < 1e-4);
        let gap = ranking.candidates[0].confidence - ranking.candidates[1].confidence;
        assert_eq!(ranking.margin, gap);
    }

    #[test]
    fn any_text_is_safe() {
        let matcher = matcher();
        let synonyms = vec![("密".to_owned(), "很長很長很長的說法".repeat(40))];
        let lengthening = trained(&Corpus { synonyms, ..corpus() });
        for text in ["", " ", "\0", "？？？", "👩‍👩‍👧‍👦", "e\u{301}\u{301}", "ﷺ", "密", "İ", "\u{10ffff}"]
        {
            matcher.rank(text);
            for times in [600, 100_000 / text.len().max(1)] {
                matcher.rank(&text.repeat(times));
                lengthening.rank(&text.repeat(times));
                matcher.explain(&text.repeat(times), "certificate");
            }
        }
    }

    #[test]
    fn any_material_is_safe() {
        let train = |pairs: &[(&str, &str)]| {
            let utterances = pairs
                .iter()
                .map(|&(text, intent)| Utterance { text: text.to_owned(), intent: intent.to_owned() })
                .collect();
            trained(&Corpus { utterances, ..Corpus::default() })
        };
        assert_eq!(train(&[]).rank("登入"), Ranking::nothing());
        assert_eq!(train(&[("", "a"), ("。", "b")]).rank("登入").decision, Decision::OutOfScope);
        assert_eq!(best(&train(&[("登入", "a")]), "登入"), "a");
        assert_eq!(best(&train(&[("登入", "a"), ("密碼", "b")]), "密碼"), "b");
        let only_background = trained(&Corpus { background: vec!["天氣".to_owned()], ..Corpus::default() });
        assert_eq!(only_background.rank("天氣"), Ranking::nothing());
    }

    #[test]
    fn reasons_name_the_words_that_count() {
        let matcher = matcher();
        let text = "How do I reset my password";
        let reasons = matcher.explain(text, "forgot-password");
        assert!(reasons.is_sorted_by(|a, b| a.weight.abs() >= b.weight.abs()));
        assert!(reasons.iter().any(|reason| reason.seen == "password" && reason.weight > 0.0), "{reasons:?}");
        let against = matcher.explain(text, "certificate");
        assert!(against.iter().any(|reason| reason.seen == "password" && reason.weight < 0.0), "{against:?}");
        assert!(matcher.explain(text, "no-such-intent").is_empty());
    }

    #[test]
    fn many_threads_may_ask() {
        fn shared<T: Send + Sync>() {}
        shared::<Matcher>();
    }
}
