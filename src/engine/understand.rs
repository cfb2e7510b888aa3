//! What a typed text means here and now.
//!
//! The question that stands is asked first: a number, a button's words, another way to say them. Then commands typed as
//! words, then the value of a slot, then the matcher. A text that merely contains a button's words counts as that choice
//! unless it negates them or clearly is a question about something else.

use super::content::Content;
use super::dialog::{Choice, Collect, StateKind, Target};
use super::event::Command;
use super::flow::{Flow, state_of};
use super::ids::{DialogId, IntentId, LocaleId};
use super::press::Press;
use super::reserved::Reserved;
use super::session::{Frame, Position, Role, Session};
use super::slot::Value;
use crate::intent::{Decision, Ranking, SentenceVector};
use crate::privacy::Kind;
use unicode_normalization::UnicodeNormalization as _;

#[derive(Debug)]
pub(super) enum Meaning<'a> {
    /// A choice of the frame at this index of the stack.
    Choice {
        frame: usize,
        choice: &'a Choice,
    },
    /// The number or the words of a button that was offered.
    Press(Press),
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
    /// Not a letter in it: emoji, punctuation.
    Wordless,
    /// Understood as none of our business.
    OutOfScope,
    /// Not understood; the nearest guesses, best first.
    Nothing(Vec<DialogId>),
}

/// Candidates that a "did you mean" offers at most.
const OFFERS: usize = 3;
/// Share of the letters of a text that a contained phrase has to make up to outweigh a sure intent.
const OUTWEIGHS: f32 = 0.5;
/// A text that is less probably ours than this is nobody's here.
const FOREIGN: f32 = 0.05;
/// A text of which a smaller part is known words is not understood, whatever it may be about.
const FAMILIAR: f32 = 0.5;
/// Shorter texts say too little to tell.
const FOREIGN_MIN_CHARS: usize = 4;
/// What is probably a request for a human, if it is ours at all, is taken for one.
const HINT: f32 = 0.5;
/// A guess that is less probable is no help.
const GUESS: f32 = 0.1;
/// A phrase of so many characters tells by itself, a shorter one by its share of the text.
const TELLING_CHARS: usize = 3;
const TELLING_SHARE: f32 = 0.4;
/// Shorter phrases are found inside too many words.
const CONTAINED_MIN_CHARS: usize = 2;
/// Folded characters and words that turn a phrase round.
const NEGATING_CHARS: &[char] = &['不', '没', '無', '无', '未', '非', '别', '沒', '別'];
const ENDS_OF_CLAUSES: [char; 12] = ['，', ',', '。', '.', '！', '!', '？', '?', '；', ';', '、', '\n'];
const NEGATING_WORDS: &[&str] =
    &["not", "no", "never", "cannot", "t", "dont", "cant", "doesnt", "isnt", "wont"];

pub(super) fn understand<'a>(
    content: &'a Content,
    session: &Session,
    text: &str,
    vector: Option<&SentenceVector>,
    now: jiff::Timestamp,
) -> Meaning<'a> {
    // What stands in place of personal data says nothing about the question.
    let unmarked = text
        .contains(Kind::MARKER_BEGINS)
        .then(|| Kind::ALL.iter().fold(text.to_owned(), |text, kind| text.replace(kind.marker(), " ")));
    let text = unmarked.as_deref().unwrap_or(text);
    let said = Said::new(content, text);
    if let Some(meaning) = answers_the_question(content, session, &said) {
        return meaning;
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Meaning::Wordless;
    }
    if let Some(command) = content.command_phrases.get(said.form.as_str()) {
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
    let ranking = content.matcher.rank_with(text, vector);
    let sure = match &ranking.decision {
        Decision::Sure(intent) => topic_of(content, intent),
        _ => None,
    };
    if let Some((frame, choice, share)) = asked_choice(content, session, &said) {
        let elsewhere = sure.as_ref().is_some_and(|topic| *topic != session.stack[frame].dialog);
        let certain = !ranking.certain.is_empty();
        if !elsewhere || (share >= OUTWEIGHS && !certain) {
            return Meaning::Choice { frame, choice };
        }
    }
    if let Some(topic) = sure {
        return Meaning::Topic(topic);
    }
    if let Some((collect, _)) = collecting {
        return Meaning::Invalid(collect);
    }
    if let Some(human) = hinted_human(content, &ranking) {
        return Meaning::Topic(human);
    }
    match &ranking.decision {
        Decision::Torn(intents) => {
            let candidates = intents.iter().filter_map(|intent| topic_of(content, intent));
            let worth_offering = |topic: &DialogId| is_worth_offering(content, topic);
            let topics = distinct(candidates.filter(worth_offering));
            if topics.is_empty() {
                Meaning::Nothing(guesses(content, &ranking))
            } else {
                Meaning::Torn(topics)
            }
        }
        // A text of unknown words is not understood; one that is known to be foreign is.
        _ if ranking.in_scope < FOREIGN
            && said.form.chars().count() >= FOREIGN_MIN_CHARS
            && ranking.familiarity >= FAMILIAR =>
        {
            Meaning::OutOfScope
        }
        _ => Meaning::Nothing(guesses(content, &ranking)),
    }
}

/// What a text is where an answer is not what is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    /// An answer to the question that stands, a command in words, or something that is asked of the bot itself.
    Answer,
    /// A greeting, a thank-you, a sign.
    SmallTalk,
    /// Clearly something that does not work.
    Trouble,
    /// Something else, whatever it may be.
    Unclear,
}

/// The command that a text says in words.
pub fn spoken_command(content: &Content, text: &str) -> Option<Command> {
    content.command_phrases.get(content.synonyms.form(text).as_str()).copied()
}

pub fn drift(content: &Content, session: &Session, text: &str, now: jiff::Timestamp) -> Drift {
    match understand(content, session, text, None, now) {
        Meaning::Choice { .. } | Meaning::Press(_) | Meaning::Value { .. } | Meaning::Command(_) => {
            Drift::Answer
        }
        Meaning::Wordless => Drift::SmallTalk,
        Meaning::Topic(topic) if Reserved::from_id(&topic).is_some() => Drift::Answer,
        Meaning::Topic(topic) if !is_worth_offering(content, &topic) => Drift::SmallTalk,
        Meaning::Topic(_) => Drift::Trouble,
        Meaning::Torn(_) | Meaning::Invalid(_) | Meaning::OutOfScope | Meaning::Nothing(_) => Drift::Unclear,
    }
}

/// Whether a text answers, in so many words, what one of the dialogs `of` asked last, or says what stands on a button of theirs. For who
/// otherwise speaks to somebody else: what was asked before that is not answered any more.
pub fn answers(content: &Content, session: &Session, text: &str, of: impl Fn(Reserved) -> bool) -> bool {
    let said = Said::new(content, text);
    let is_of = |dialog: &DialogId| Reserved::from_id(dialog).is_some_and(&of);
    match answers_the_question(content, session, &said) {
        Some(Meaning::Choice { frame, choice }) => {
            let Position { dialog, state } = session.stack[frame].position();
            let press = Press::Choice { dialog: dialog.clone(), state, label: choice.label.clone() };
            is_of(&dialog) && session.offered.contains(&press.data())
        }
        Some(Meaning::Press(Press::Choice { dialog, .. })) => is_of(&dialog),
        Some(Meaning::Press(Press::Topic(topic))) => said.number.is_none() && is_of(&topic),
        _ => false,
    }
}

/// The language a text is written in, where that can be told.
pub(super) fn written_locale(content: &Content, text: &str) -> Option<LocaleId> {
    let han = text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let words = text
        .split_whitespace()
        .filter(|word| word.chars().all(|c| c.is_ascii_alphabetic() || "'’,.?!-".contains(c)));
    // An English sentence around a Chinese button's name, or the other way round, tells nothing.
    match (han, words.count() >= 3) {
        (true, false) => Some(content.texts.negotiate("zh")),
        (false, true) => Some(content.texts.negotiate("en")),
        _ => None,
    }
}

/// A number, a button's words, or another way to say them, for the question that stands or one that is put in above it.
fn answers_the_question<'a>(content: &'a Content, session: &Session, said: &Said) -> Option<Meaning<'a>> {
    let offered = session.offered.iter().filter_map(|press| Press::parse(press));
    let numbered = said.number.and_then(|number| offered.clone().nth(number.checked_sub(1)?));
    if let Some(press) = numbered {
        return Some(Meaning::Press(press));
    }
    for (index, frame) in open_questions(session) {
        let Some(items) = state_of(content, frame).map(|state| state.kind.choices()) else { continue };
        let is_said = |choice: &&Choice| choice.phrases.contains(&said.form);
        if let Some(choice) = Flow::offered(frame, items).find(is_said) {
            return Some(Meaning::Choice { frame: index, choice });
        }
    }
    let is_called = |press: &Press| match press {
        Press::Topic(id) => content.topic(id).is_some_and(|topic| {
            content
                .texts
                .locales()
                .any(|locale| content.synonyms.form(&content.texts.plain(locale, &topic.title)) == said.form)
        }),
        Press::Choice { .. } | Press::Command(_) => false,
    };
    offered.clone().find(is_called).map(Meaning::Press)
}

/// The choice of the question that stands whose words are in the text, with the share of the text that they make up.
fn asked_choice<'a>(
    content: &'a Content,
    session: &Session,
    said: &Said,
) -> Option<(usize, &'a Choice, f32)> {
    let index = asked(session)?;
    let (choice, share) = contained_choice(content, &session.stack[index], said)?;
    Some((index, choice, share))
}

/// The one choice of a frame's state whose words stand in the text. Short words have to be a good part of it: 「沒有」 stands in
/// many a sentence that means something else.
fn contained_choice<'a>(content: &'a Content, frame: &Frame, said: &Said) -> Option<(&'a Choice, f32)> {
    let StateKind::Choices(items) = &state_of(content, frame)?.kind else { return None };
    let mut found: Vec<(&Choice, usize)> = Flow::offered(frame, items)
        .filter(|choice| !is_for_ever(content, frame, choice))
        .filter_map(|choice| {
            let phrases = choice.phrases.iter().filter(|phrase| said.contains(phrase));
            let lengths = phrases.map(|phrase| phrase.chars().count());
            let telling =
                lengths.filter(|length| *length >= TELLING_CHARS || said.share(*length) >= TELLING_SHARE);
            telling.max().map(|length| (choice, length))
        })
        .collect();
    found.sort_by_key(|(_, length)| std::cmp::Reverse(*length));
    match found[..] {
        [(choice, length)] => Some((choice, said.share(length))),
        [(choice, length), (_, second), ..] if length > second => Some((choice, said.share(length))),
        _ => None,
    }
}

/// What cannot be undone is done when it is said in so many words, and not because somebody speaks of it.
fn is_for_ever(content: &Content, frame: &Frame, choice: &Choice) -> bool {
    let Target::State(to) = &choice.to else { return false };
    let state = content.state(&frame.dialog, to);
    state.is_some_and(|state| matches!(state.kind, StateKind::Erase { .. }))
}

/// The answer to the first question of a dialog that the question about it already gave: 「我是約僱，該用哪個帳號」.
pub(super) fn answered_before<'a>(content: &'a Content, frame: &Frame, text: &str) -> Option<&'a Choice> {
    contained_choice(content, frame, &Said::new(content, text)).map(|(choice, _)| choice)
}

/// A text in the forms in which it is compared.
struct Said {
    /// Folded, synonyms replaced; of a text without a letter, its signs.
    form: String,
    /// The same, clause by clause: a negation reaches no further than the next comma.
    clauses: Vec<String>,
    /// The place in the list of buttons that it names, counted from one.
    number: Option<usize>,
}

impl Said {
    fn new(content: &Content, text: &str) -> Self {
        let form = content.synonyms.phrase(text);
        let clauses = if text.contains(ENDS_OF_CLAUSES) {
            text.split(ENDS_OF_CLAUSES).map(|clause| content.synonyms.form(clause)).collect()
        } else {
            vec![form.clone()]
        };
        let number = content.ordinals.get(&form).copied().or_else(|| number(text));
        Self { form, clauses, number }
    }

    fn contains(&self, phrase: &str) -> bool {
        self.clauses.iter().any(|clause| contains_phrase(clause, phrase))
    }

    /// Which part, 0..1, of its letters so many characters are.
    fn share(&self, length: usize) -> f32 {
        let all = self.form.chars().filter(|c| !c.is_whitespace()).count().max(1);
        length as f32 / all as f32
    }
}

/// Whether the phrase stands in the clause as whole words and is not turned round by a negation outside of it.
fn contains_phrase(text: &str, phrase: &str) -> bool {
    // Mostly it is not there, which is found out more cheaply than where it is.
    if phrase.chars().count() < CONTAINED_MIN_CHARS || !text.contains(phrase) {
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
fn number(text: &str) -> Option<usize> {
    let typed: String = text.trim().nfkc().collect();
    let digits = typed.trim_end_matches(['.', ')', '、', '。', ' ']).trim_start_matches(['(', '#']);
    let is_number = digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
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
    let likely = ranking.candidates.iter().filter(|candidate| candidate.confidence >= GUESS);
    let topics = likely.filter_map(|candidate| topic_of(content, &candidate.intent));
    distinct(topics.filter(|topic| is_worth_offering(content, topic)))
}

/// A request for a human that is missed does more harm than one that was none, so a hint is enough: that it could be meant, or
/// that it probably is if the text is ours at all.
fn hinted_human(content: &Content, ranking: &Ranking) -> Option<DialogId> {
    let is_human = |topic: &DialogId| *topic == Reserved::Human.id();
    if let Decision::Torn(intents) = &ranking.decision
        && let Some(human) = intents.iter().filter_map(|intent| topic_of(content, intent)).find(is_human)
    {
        return Some(human);
    }
    let top = ranking.top().filter(|top| top.confidence >= HINT && ranking.in_scope >= FOREIGN)?;
    topic_of(content, &top.intent).filter(is_human)
}

fn is_worth_offering(content: &Content, topic: &DialogId) -> bool {
    content.dialog(topic).is_some_and(|dialog| !dialog.small_talk)
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
        assert_eq!(number("（２）"), Some(2));
        assert_eq!(number("-1"), None, "nobody means a button by that");
        assert_eq!(number("22397"), None);
        assert_eq!(number(""), None);
    }
}
