//! What is kept of a learner, in words: the variables of the dialogs `privacy` and `mydata`.
//!
//! Only the session is known here; of the requests for a human, which are kept beside it, it remembers the last. Ids are nobody's
//! words: titles and labels stand for them. What was masked when it came in is masked here.

use jiff::{SignedDuration, Timestamp, civil, tz};

use super::content::Content;
use super::dialog::{Choice, ChoiceItem, Dialog};
use super::ids::{DialogId, SlotId};
use super::news::{self, is};
use super::reserved::Reserved;
use super::session::{Frame, Position, Role, Session};
use super::slot::{SlotType, Slots, Value};

/// The learners' time.
const TAIWAN: tz::Offset = tz::offset(8);
/// The slots in which the dialog `human` keeps what it is about.
const MATTER: [&str; 2] = ["topic", "matter"];
/// Characters of something that was typed, and of all answers together: a message has to hold them.
const LONGEST_ANSWER: usize = 80;
const LONGEST_ANSWERS: usize = 1_500;

/// How long things are kept.
pub(super) fn terms(content: &Content) -> Slots {
    let days = |days: u32| Value::Number(days.into());
    Slots::from([
        ("session-days".into(), days(content.kept_for.session_days)),
        ("handoff-days".into(), days(content.kept_for.handoff_days)),
        ("review-days".into(), days(content.kept_for.review_days)),
    ])
}

/// What is kept of the learner whose session it is.
pub(super) fn of(content: &Content, session: &Session, now: Timestamp) -> Slots {
    let kept_for = content.kept_for;
    let (place, answers) = (place(content, session), answers(content, session));
    let ticket = session.control.ticket();
    let asked_at = session.handoff_at.map(|at| there(at).strftime("%Y-%m-%d %H:%M").to_string());
    let mut slots = ticket.map(news::ticket).unwrap_or_default();
    slots.extend([
        ("has-ticket".into(), is(ticket.is_some())),
        ("standing".into(), is(!place.is_empty())),
        ("place".into(), Value::Text(place)),
        ("answered".into(), is(!answers.is_empty())),
        ("answers".into(), Value::Text(answers)),
        ("until".into(), Value::Text(day_after(now, kept_for.session_days))),
        ("asked".into(), is(session.handoff_at.is_some())),
        ("asked-at".into(), Value::Text(asked_at.unwrap_or_default())),
        ("handoff-days".into(), Value::Number(kept_for.handoff_days.into())),
        ("wrote".into(), is(!session.recent.is_empty())),
        ("typed".into(), Value::Text(typed(session))),
    ]);
    slots
}

/// The last words that are kept, each in its brackets.
fn typed(session: &Session) -> String {
    let said =
        session.recent.iter().map(|recent| format!("「{}」", shortened(recent.text.clone(), LONGEST_ANSWER)));
    said.collect()
}

/// What whoever takes over is shown, as the learner is told before: `listed`, `about`. `human`: the frame of the dialog that asks for them;
/// `path`: where the learner stood.
pub(super) fn handed_over(content: &Content, session: &Session, path: &[Position], human: &Frame) -> Slots {
    let titles: Vec<_> =
        path.iter().filter_map(|position| title(content, session, &position.dialog)).collect();
    let mut slots = human.slots.clone();
    slots.retain(|slot, _| MATTER.contains(&slot.as_str()));
    let matter = answered(content, session, &Frame { slots, ..human.clone() });
    let said = session.recent.iter().map(|recent| shortened(recent.text.clone(), LONGEST_ANSWER));
    let line = |words: String| if words.is_empty() { words } else { format!("\n• {words}") };
    let (titles, said) = (line(titles.join(" › ")), said.map(line).collect::<String>());
    let matter: String = matter.into_iter().map(line).collect();
    let about = shortened(format!("{titles}{matter}{}{said}", answers(content, session)), LONGEST_ANSWERS);
    Slots::from([("listed".into(), is(!about.is_empty())), ("about".into(), Value::Text(about))])
}

/// The dialogs in progress, the outermost first.
fn place(content: &Content, session: &Session) -> String {
    let mydata = Reserved::MyData.id();
    let asked = session.stack.iter().filter(|frame| frame.role != Role::Interjection);
    let titles = asked.filter(|frame| frame.dialog != mydata);
    titles.filter_map(|frame| title(content, session, &frame.dialog)).collect::<Vec<_>>().join(" › ")
}

/// A line for each dialog in which something was answered, also before the last steps back.
fn answers(content: &Content, session: &Session) -> String {
    let mut said: Vec<(&DialogId, Vec<String>)> = Vec::new();
    let frames = session.history.iter().flat_map(|stack| &stack[..]).chain(&session.stack);
    // The engine's own dialogs get their slots from the engine.
    for frame in frames.filter(|frame| Reserved::from_id(&frame.dialog).is_none()) {
        let place = said.iter().position(|(dialog, _)| **dialog == frame.dialog).unwrap_or_else(|| {
            said.push((&frame.dialog, Vec::new()));
            said.len() - 1
        });
        for answer in answered(content, session, frame) {
            if !said[place].1.contains(&answer) {
                said[place].1.push(answer);
            }
        }
    }
    let mut lines = String::new();
    for (dialog, answers) in said.into_iter().filter(|(_, answers)| !answers.is_empty()) {
        let title = title(content, session, dialog).unwrap_or_default();
        lines.push_str(&format!("\n• {title} · {}", answers.join(" · ")));
    }
    shortened(lines, LONGEST_ANSWERS)
}

/// The labels of the choices that were made, so far as the slots tell them; else the slots themselves, since a wrong label would
/// be worse than a plain name.
fn answered(content: &Content, session: &Session, frame: &Frame) -> Vec<String> {
    let mut open: Slots = frame.slots.clone();
    let mut answers = Vec::new();
    for tells in [named_like, only] {
        for (slot, value) in &frame.slots {
            if !open.contains_key(slot) {
                continue;
            }
            if let Some(choice) = tells(&made(content, frame, slot, value), value) {
                choice.set.iter().for_each(|(set, _)| drop(open.remove(set)));
                answers.push(content.texts.plain(&session.locale, &choice.text));
            }
        }
    }
    let is_listed = |slot: &SlotId| {
        let dialog = content.dialog(&frame.dialog);
        dialog.is_some_and(|dialog| matches!(dialog.slots.get(slot), Some(SlotType::OneOf(_))))
    };
    answers.extend(open.into_iter().map(|(slot, value)| match value {
        Value::Text(text) if is_listed(&slot) => format!("{slot}: {text}"),
        Value::Text(text) => shortened(text, LONGEST_ANSWER),
        Value::Number(number) => number.to_string(),
        Value::Truth(truth) => format!("{slot}: {truth}"),
    }));
    answers
}

fn named_like<'a>(choices: &[&'a Choice], value: &Value) -> Option<&'a Choice> {
    let is_called = |choice: &&Choice| matches!(value, Value::Text(value) if value == choice.label.as_str());
    choices.iter().copied().find(is_called)
}

fn only<'a>(choices: &[&'a Choice], _: &Value) -> Option<&'a Choice> {
    let (first, others) = choices.split_first()?;
    others.iter().all(|other| other.text == first.text).then_some(*first)
}

/// The choices that may have given a slot its value: all that they set is as they set it. They are of the dialog itself, or of the
/// one from which the slot came.
fn made<'a>(content: &'a Content, frame: &Frame, slot: &SlotId, value: &Value) -> Vec<&'a Choice> {
    let own = content.dialog(&frame.dialog).map(choices).unwrap_or_default();
    let sets = |choice: &&Choice| {
        choice.set.iter().any(|(set, to)| set == slot && to == value)
            && choice.set.iter().all(|(set, to)| frame.slots.get(set) == Some(to))
    };
    let made: Vec<&Choice> = own.into_iter().filter(sets).collect();
    if made.is_empty() { content.dialogs.values().flat_map(choices).filter(sets).collect() } else { made }
}

/// Those that are offered first come first.
fn choices(dialog: &Dialog) -> Vec<&Choice> {
    let start = dialog.states.get(&dialog.start);
    let lists = start.into_iter().chain(dialog.states.values()).map(|state| state.kind.choices());
    let choices = lists.flatten().filter_map(|item| match item {
        ChoiceItem::Choice(choice) => Some(choice),
        ChoiceItem::Candidates => None,
    });
    choices.collect()
}

fn title(content: &Content, session: &Session, dialog: &DialogId) -> Option<String> {
    content.topic(dialog).map(|topic| content.texts.plain(&session.locale, &topic.title))
}

fn there(at: Timestamp) -> civil::DateTime {
    TAIWAN.to_datetime(at)
}

/// The day on which so many days are over.
fn day_after(at: Timestamp, days: u32) -> String {
    let over = at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX);
    there(over).date().to_string()
}

fn shortened(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
