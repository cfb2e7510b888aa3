//! What a typed text means here and now.
//!
//! The question that stands is asked first: a number, a button's words, another way to say them. Then commands typed as
//! words, then the value of a slot, then the matcher. A text that merely contains a button's words counts as that choice
//! unless it negates them or clearly is a question about something else.

use super::content::Content;
use super::dialog::{Choice, Collect, StateKind};
use super::event::Command;
use super::flow::{Flow, state_of};
use super::ids::{DialogId, IntentId, LocaleId};
use super::session::{Frame, Role, Session};
use super::slot::Value;
use crate::intent::normalise::fold;
use crate::intent::{Decision, Ranking};

#[derive(Debug)]
pub(super) enum Meaning<'a> {
    /// A choice of the frame at this index of the stack.
    Choice {
        frame: usize,
        choice: &'a Choice,
    },
    /// The text is the number of a topic that stands among the buttons.
    Candidate(DialogId),
    Value {
        collect: &'a Collect,
        value: Value,
    },
    Command(Command),
    Topic(DialogId),
    /// Could be one of these.
    Torn(Vec<DialogId>),
    /// Does not fit the slot that is asked for.
    Invalid(&'a Collect),
    /// Not understood; the nearest guesses, best first.
    Nothing(Vec<DialogId>),
}

/// Candidates that a "did you mean" offers at most.
const OFFERS: usize = 3;
/// Share of the letters of a text that a contained phrase has to make up to outweigh a sure intent.
const OUTWEIGHS: f32 = 0.5;
/// Shorter phrases are found inside too many words.
const CONTAINED_MIN_CHARS: usize = 2;
/// Folded characters and words that turn a phrase round.
const NEGATING_CHARS: &[char] = &['不', '没', '無', '无', '未', '非', '别', '沒', '別'];
const NEGATING_WORDS: &[&str] =
    &["not", "no", "never", "cannot", "t", "dont", "cant", "doesnt", "isnt", "wont"];

pub(super) fn understand<'a>(
    content: &'a Content,
    session: &Session,
    text: &str,
    now: jiff::Timestamp,
) -> Meaning<'a> {
    let folded = fold(text);
    if let Some(meaning) = answers_the_question(content, session, &folded) {
        return meaning;
    }
    if let Some(command) = content.command_phrases.get(folded.as_str()) {
        return Meaning::Command(*command);
    }
    let collecting = asked(session).and_then(|index| match &state_of(content, &session.stack[index])?.kind {
        StateKind::Collect(collect) => Some((collect, &session.stack[index])),
        _ => None,
    });
    if let Some((collect, frame)) = collecting {
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let slot = content.dialog(&frame.dialog).and_then(|dialog| dialog.slots.get(&collect.slot));
        if let Some(value) = slot.and_then(|slot| slot.read(text, today)) {
            return Meaning::Value { collect, value };
        }
    }
    let ranking = content.matcher.rank(text);
    let sure = match &ranking.decision {
        Decision::Sure(intent) => topic_of(content, intent),
        _ => None,
    };
    if let Some((frame, choice, share)) = contained_choice(content, session, &folded) {
        let elsewhere = sure.as_ref().is_some_and(|topic| *topic != session.stack[frame].dialog);
        if !elsewhere || share >= OUTWEIGHS {
            return Meaning::Choice { frame, choice };
        }
    }
    if let Some(topic) = sure {
        return Meaning::Topic(topic);
    }
    if let Some((collect, _)) = collecting {
        return Meaning::Invalid(collect);
    }
    match &ranking.decision {
        Decision::Torn(intents) => {
            let topics = distinct(intents.iter().filter_map(|intent| topic_of(content, intent)));
            if topics.is_empty() {
                Meaning::Nothing(guesses(content, &ranking))
            } else {
                Meaning::Torn(topics)
            }
        }
        _ => Meaning::Nothing(guesses(content, &ranking)),
    }
}

/// The language a text is written in, where that can be told.
pub(super) fn written_locale(content: &Content, text: &str) -> Option<LocaleId> {
    let han = text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let words = text
        .split_whitespace()
        .filter(|word| word.chars().all(|c| c.is_ascii_alphabetic() || "'’,.?!-".contains(c)));
    if han {
        Some(content.texts.negotiate("zh"))
    } else if words.count() >= 3 {
        Some(content.texts.negotiate("en"))
    } else {
        None
    }
}

/// A number, a button's words, or another way to say them, for the question that stands or one that is put in above it.
fn answers_the_question<'a>(content: &'a Content, session: &Session, folded: &str) -> Option<Meaning<'a>> {
    let number = number(folded);
    for (index, frame) in open_questions(session) {
        let Some(StateKind::Choices(items)) = state_of(content, frame).map(|state| &state.kind) else {
            continue;
        };
        if let Some(choice) =
            Flow::offered(frame, items).find(|choice| choice.phrases.iter().any(|phrase| phrase == folded))
        {
            return Some(Meaning::Choice { frame: index, choice });
        }
        let candidate = frame.candidates.iter().find(|id| {
            content.topic(id).is_some_and(|topic| {
                content
                    .texts
                    .locales()
                    .any(|locale| fold(&content.texts.plain(locale, &topic.title)) == folded)
            })
        });
        if let Some(candidate) = candidate {
            return Some(Meaning::Candidate(candidate.clone()));
        }
        // Numbers count the buttons of the newest message only.
        if let Some(number) = number.filter(|_| index + 1 == session.stack.len()) {
            return numbered(frame, items, number, index);
        }
    }
    None
}

/// The button with this number, counting as they are shown.
fn numbered<'a>(
    frame: &Frame,
    items: &'a [super::dialog::ChoiceItem],
    number: usize,
    index: usize,
) -> Option<Meaning<'a>> {
    use super::dialog::ChoiceItem;
    let mut left = number.checked_sub(1)?;
    for item in items {
        match item {
            ChoiceItem::Candidates if left < frame.candidates.len() => {
                return Some(Meaning::Candidate(frame.candidates[left].clone()));
            }
            ChoiceItem::Candidates => left -= frame.candidates.len(),
            ChoiceItem::Choice(choice)
                if choice.when.as_ref().is_none_or(|guard| guard.holds(&frame.slots)) =>
            {
                if left == 0 {
                    return Some(Meaning::Choice { frame: index, choice });
                }
                left -= 1;
            }
            ChoiceItem::Choice(_) => {}
        }
    }
    None
}

/// The one choice whose words stand in the text, with the share of the text that they make up.
fn contained_choice<'a>(
    content: &'a Content,
    session: &Session,
    folded: &str,
) -> Option<(usize, &'a Choice, f32)> {
    let index = asked(session)?;
    let frame = &session.stack[index];
    let StateKind::Choices(items) = &state_of(content, frame)?.kind else { return None };
    let mut found: Vec<(&Choice, usize)> = Flow::offered(frame, items)
        .filter_map(|choice| {
            let phrases = choice.phrases.iter().filter(|phrase| contains_phrase(folded, phrase));
            phrases.map(|phrase| phrase.chars().count()).max().map(|length| (choice, length))
        })
        .collect();
    found.sort_by_key(|(_, length)| std::cmp::Reverse(*length));
    match found[..] {
        [(choice, length)] => Some((index, choice, share(length, folded))),
        [(choice, length), (_, second), ..] if length > second => {
            Some((index, choice, share(length, folded)))
        }
        _ => None,
    }
}

fn share(length: usize, folded: &str) -> f32 {
    let all = folded.chars().filter(|c| !c.is_whitespace()).count().max(1);
    length as f32 / all as f32
}

/// Whether the phrase stands in the text as whole words and is not turned round by a negation outside of it.
fn contains_phrase(text: &str, phrase: &str) -> bool {
    if phrase.chars().count() < CONTAINED_MIN_CHARS {
        return false;
    }
    let Some(start) = text.find(phrase) else { return false };
    let (before, after) = (&text[..start], &text[start + phrase.len()..]);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let cut_word = (letter(before.chars().next_back()) && letter(phrase.chars().next()))
        || (letter(after.chars().next()) && letter(phrase.chars().next_back()));
    !cut_word && !negates(before) && !negates(after)
}

fn negates(text: &str) -> bool {
    text.contains(NEGATING_CHARS) || text.split_whitespace().any(|word| NEGATING_WORDS.contains(&word))
}

/// `2`, also with the mark that a list's number carries.
fn number(folded: &str) -> Option<usize> {
    let digits = folded.trim_end_matches(['.', ')', '、', ' ']);
    (digits.len() <= 2).then(|| digits.parse().ok()).flatten()
}

/// The frames whose question can be answered now: those put in, newest first, and the one underneath.
fn open_questions(session: &Session) -> impl Iterator<Item = (usize, &Frame)> {
    let last = session.stack.iter().rposition(|frame| frame.role != Role::Interjection).unwrap_or(0);
    session.stack.iter().enumerate().skip(last).rev()
}

/// The question that stands, below what was put in.
fn asked(session: &Session) -> Option<usize> {
    session
        .stack
        .iter()
        .rposition(|frame| frame.role != Role::Interjection)
        .or(session.stack.len().checked_sub(1))
}

fn topic_of(content: &Content, intent: &str) -> Option<DialogId> {
    content.intents.get(&IntentId::from(intent)).cloned()
}

fn guesses(content: &Content, ranking: &Ranking) -> Vec<DialogId> {
    distinct(ranking.candidates.iter().filter_map(|candidate| topic_of(content, &candidate.intent)))
}

fn distinct(topics: impl Iterator<Item = DialogId>) -> Vec<DialogId> {
    let mut kept = Vec::with_capacity(OFFERS);
    for topic in topics {
        if !kept.contains(&topic) {
            kept.push(topic);
        }
        if kept.len() == OFFERS {
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_counts_as_whole_words_only() {
        assert!(contains_phrase("i use chrome here", "chrome"));
        assert!(!contains_phrase("chromebook", "chrome"));
        assert!(contains_phrase("我是老师", "老师"));
        assert!(!contains_phrase("好", "好"), "a single character is found everywhere");
    }

    #[test]
    fn a_negation_outside_the_phrase_turns_it_round() {
        assert!(!contains_phrase("这样不可以登入", "可以"));
        assert!(contains_phrase("还是不可以", "不可以"));
        assert!(!contains_phrase("it is not working", "working"));
    }

    #[test]
    fn a_number_may_carry_the_mark_of_a_list() {
        assert_eq!(number("2"), Some(2));
        assert_eq!(number("2."), Some(2));
        assert_eq!(number("22397"), None);
        assert_eq!(number(""), None);
    }
}
