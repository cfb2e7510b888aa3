//! Whatever happens in whatever order, a learner is answered and nobody gets stuck.

use std::collections::BTreeSet;

use helpbot::engine::{
    AttachmentKind, ChoiceItem, Command, Content, Effect, Event, Frame, Markup, MessageRef, OutboxMessage,
    Outcome, Press, Reserved, Role, Session, ShownMessage, State, StateKind, Value, render, step,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::content::content;

/// Every button that the content can show, and some that it cannot.
fn presses(content: &Content) -> Vec<String> {
    let choices = content.dialogs.values().flat_map(|dialog| {
        dialog.states.values().flat_map(move |state| {
            let items = match &state.kind {
                StateKind::Choices(items) => items.as_slice(),
                _ => &[],
            };
            items.iter().filter_map(move |item| match item {
                ChoiceItem::Choice(choice) => Some(Press::Choice {
                    dialog: dialog.id.clone(),
                    state: state.id.clone(),
                    label: choice.label.clone(),
                }),
                ChoiceItem::Candidates => None,
            })
        })
    });
    let topics = content.dialogs.keys().cloned().map(Press::Topic);
    let commands = Command::ALL.into_iter().map(Press::Command);
    let forged = ["", "c/a/b/c", "t/nothing", "k/nothing", "🙂"].map(str::to_owned);
    choices.chain(topics).chain(commands).map(|press| press.data()).chain(forged).collect()
}

fn event(content: &Content) -> impl Strategy<Value = Event> + use<> {
    let presses = presses(content);
    let texts = [
        "彈跳視窗被擋住了",
        "登不進去",
        "忘記密碼",
        "好了",
        "還是不行",
        "1",
        "2",
        "3",
        "9",
        "電腦",
        "我是老師",
        "不知道",
        "明天會下雨嗎",
        "xqzxq",
        "",
        "🙂",
        "/back",
        "/cancel",
        "hours not uploaded",
        "which account should I use please",
        "谢谢",
        "真人",
        "我要更新自然人憑證",
    ];
    prop_oneof![
        4 => prop::sample::select(texts.to_vec()).prop_map(Event::typed),
        1 => any::<String>().prop_map(|text| Event::text(&text)),
        6 => prop::sample::select(presses).prop_map(|press| Event::Choice {
            press,
            on: Some(ShownMessage { message: MessageRef(1), text: Markup("?".to_owned()) }),
            query: Some("query".to_owned()),
        }),
        1 => prop::sample::select(AttachmentKind::ALL.to_vec())
            .prop_map(|kind| Event::attachment(kind, None)),
        1 => Just(Event::Opened { fresh: false, locale: None }),
        1 => Just(Event::TooMuch { query: Some("query".to_owned()) }),
        1 => prop::sample::select(vec![Event::Unreachable, Event::Reachable]),
        1 => (0..40_u64).prop_map(|visit| Event::TimerDue { timer: "state".into(), visit }),
    ]
}

fn waits(state: &State) -> bool {
    matches!(state.kind, StateKind::Choices(_) | StateKind::Collect(_))
}

fn is_message(message: &OutboxMessage) -> bool {
    matches!(message, OutboxMessage::Send { .. } | OutboxMessage::Edit { .. })
}

/// The same sequences in every run; five times as many with `PROPTEST_CASES=10000 cargo test --release --test it step::`.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let default = ProptestConfig::default();
    let cases = if asked { default.cases } else { 2_000 };
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(20_260_419), ..default }
}

fn fresh(content: &Content) -> Session {
    Session::new(content.fingerprint, content.texts.default_locale().clone())
}

fn at() -> Timestamp {
    Timestamp::from_second(1_772_413_200).expect("in range")
}

fn tap(press: &str) -> Event {
    Event::Choice { press: press.to_owned(), on: None, query: None }
}

/// That nobody was left without an answer, and that whoever waits can be waited for.
fn is_sound(
    content: &Content,
    event: &Event,
    before: &Session,
    outcome: &Outcome,
) -> Result<(), TestCaseError> {
    let messages = render(content, &outcome.session, &outcome.effects);
    let said = messages.iter().any(is_message);
    prop_assert!(said || !event.is_learners(), "silent at {:?}", event);
    prop_assert!(!said || !outcome.session.unreachable, "said to nobody at {:?}", event);
    if event.query().is_some() {
        let acknowledged =
            messages.iter().filter(|message| matches!(message, OutboxMessage::Acknowledge { .. }));
        prop_assert_eq!(acknowledged.count(), 1);
    }
    let stack = &outcome.session.stack;
    for (index, frame) in stack.iter().enumerate() {
        let state = content.state(&frame.dialog, &frame.state).expect("the state exists");
        let called = stack.get(index + 1).is_some_and(|above| matches!(above.role, Role::Call { .. }));
        prop_assert!(waits(state) != called, "{:?} does not wait", frame.position());
    }
    prop_assert!(outcome.session.stack.len() <= Session::DEPTH);
    prop_assert!(outcome.session.history.len() <= Session::HISTORY);
    prop_assert_eq!(outcome.session.revision, before.revision + 1);
    Ok(())
}

/// Asks for one by the command, and by the button where the newest message has it.
fn a_human_can_be_reached(
    content: &Content,
    session: &Session,
    shown: &[OutboxMessage],
) -> Result<(), TestCaseError> {
    let mut ways = vec![Event::command(Command::Human)];
    let human = Press::Command(Command::Human).data();
    let has_button = shown.iter().any(|message| match message {
        OutboxMessage::Send { buttons, .. } | OutboxMessage::Edit { buttons, .. } => {
            buttons.iter().any(|button| button.press == human)
        }
        OutboxMessage::Settle { .. }
        | OutboxMessage::Delete { .. }
        | OutboxMessage::Acknowledge { .. }
        | OutboxMessage::Post { .. }
        | OutboxMessage::Copy { .. }
        | OutboxMessage::Caption { .. }
        | OutboxMessage::Topic(_) => false,
    });
    ways.extend(has_button.then(|| tap(&human)));
    // Asking twice makes one request; this is about the first time.
    let session = Session { handoff_at: None, ..session.clone() };
    for way in ways {
        let outcome = step(content, &session, &way, at());
        let requests = outcome.effects.iter().filter(|effect| matches!(effect, Effect::OpenHandoff(_)));
        prop_assert_eq!(requests.count(), 1, "by {:?}", way);
    }
    Ok(())
}

/// Asks something in between: what was asked before stands as it stood.
fn a_digression_returns(
    content: &Content,
    session: &Session,
    pick: prop::sample::Index,
) -> Result<(), TestCaseError> {
    let asked = session.asked();
    // A page of the bot's own is no place to come back to; beyond this depth the oldest question is given up, on purpose.
    let has_place = asked.last().is_some_and(|frame| Reserved::from_id(&frame.dialog).is_none());
    if !has_place || asked.len() >= Session::DEPTH {
        return Ok(());
    }
    let answers: Vec<_> = content.dialogs.values().filter(|dialog| dialog.answer).collect();
    let answer = answers[pick.index(answers.len())];
    let digressed = step(content, session, &tap(&format!("t/{}", answer.id)), at());
    prop_assert_eq!(digressed.session.asked(), asked, "after {}", answer.id);
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_is_answered_and_nobody_gets_stuck(
        events in prop::collection::vec(event(&content()), 1..40),
        pick in any::<prop::sample::Index>(),
    ) {
        let content = content();
        let (mut session, mut now) = (fresh(&content), at());
        for event in events {
            now += SignedDuration::from_mins(7);
            let outcome = step(&content, &session, &event, now);
            prop_assert_eq!(&outcome, &step(&content, &session, &event, now), "the same twice");
            is_sound(&content, &event, &session, &outcome)?;
            let shown = render(&content, &outcome.session, &outcome.effects);
            a_human_can_be_reached(&content, &outcome.session, &shown)?;
            a_digression_returns(&content, &outcome.session, pick)?;

            let written = serde_json::to_string(&outcome.session).expect("a session can be written");
            let read: Session = serde_json::from_str(&written).expect("and read");
            prop_assert_eq!(&read, &outcome.session);
            session = outcome.session;
        }
    }
}

/// Shortest way to a reserved dialog that only the engine may start: it must not work from outside.
#[test]
fn a_forged_button_does_not_start_what_only_the_engine_starts() {
    let content = content();
    let (now, session) = (at(), fresh(&content));
    let inner: BTreeSet<_> = Reserved::ALL
        .into_iter()
        .filter(|reserved| !reserved.on_request())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|r| r.name())
        .collect();
    for name in inner {
        let forged = Event::Choice { press: format!("t/{name}"), on: None, query: None };
        let outcome = step(&content, &session, &forged, now);
        let said: Vec<_> = outcome
            .effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Say(say) => Some(say.dialog.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(said, ["stale-button"], "{name}");
    }
}

/// Whatever words it came with, the message goes first, then the learner is told, then answered.
#[test]
fn a_message_with_personal_data_is_deleted_before_anything_is_said() {
    let content = content();
    let session = Session::new(content.fingerprint, "zh-TW".into());
    let masked = |mut event: Event, message: Option<i64>| {
        event = event.in_message(message.map(MessageRef));
        if let Some((_, original)) = event.words() {
            original.masked = true;
        }
        event
    };
    let picture = Event::attachment(AttachmentKind::Picture, Some("●"));
    for event in [Event::typed("●"), Event::typed("/human ●"), picture] {
        for message in [Some(7), None] {
            let Outcome { session, effects } =
                step(&content, &session, &masked(event.clone(), message), at());
            let shown = render(&content, &session, &effects);
            let deleted = shown.iter().filter(|message| matches!(message, OutboxMessage::Delete { .. }));
            assert_eq!(deleted.count(), message.iter().len(), "{event:?}");
            if let Some(message) = message {
                assert_eq!(effects[0], Effect::Delete { on: MessageRef(message) });
                assert_eq!(shown[0], OutboxMessage::Delete { on: MessageRef(message) });
            }
            let Some(OutboxMessage::Send { text, keys, .. }) = shown.last() else { panic!("{shown:?}") };
            assert_eq!((keys[0].as_str(), keys.len() > 1), ("masked-told", true));
            assert_eq!(text.0.contains("也刪掉了"), message.is_some(), "{text:?}");
        }
        let unmasked = step(&content, &session, &event.in_message(Some(MessageRef(7))), at());
        assert!(!unmasked.effects.iter().any(|effect| matches!(effect, Effect::Delete { .. })));
    }
}

/// The session that a learner has after these events.
fn after(content: &Content, events: &[Event]) -> Session {
    let session = Session::new(content.fingerprint, "en".into());
    events.iter().fold(session, |session, event| step(content, &session, event, at()).session)
}

#[test]
fn a_learner_who_wishes_it_is_forgotten_and_nothing_else_is_said_or_kept() {
    let content = content();
    let popup = Event::typed("/start popup-blocked");
    let before = after(&content, &[Event::typed("/human"), popup.clone(), Event::command(Command::Forget)]);
    let pressed = Event::Choice {
        press: "c/forget/ask/erase".to_owned(),
        on: Some(ShownMessage { message: MessageRef(1), text: Markup("?".to_owned()) }),
        query: Some("query".to_owned()),
    };
    assert!(before.handoff_at.is_some() && before.clock.is_none() && before.stack.len() == 2);
    let Outcome { session, effects } = step(&content, &before, &pressed, at());
    let kinds: Vec<&str> = effects.iter().map(name).collect();
    assert_eq!(kinds, ["acknowledge", "settle", "erase", "say forget-erased"]);
    let begun = Session::new(content.fingerprint, "en".into());
    let kept = Session { revision: session.revision, visit: session.visit, ..begun };
    let now = Session { greeted: false, last_press: None, ..session };
    assert_eq!(now, kept, "but for the language");

    // A running clock is stopped, and one that ran out all the same is nobody's.
    let ticking = after(&content, &[popup, Event::command(Command::Forget)]);
    let ticking = Session { clock: Some(ticking.visit), ..ticking };
    let kinds: Vec<String> = step(&content, &ticking, &Event::typed("yes"), at())
        .effects
        .iter()
        .map(|effect| name(effect).to_owned())
        .collect();
    assert_eq!(kinds, ["erase", "say forget-erased", "timer"]);
}

fn name(effect: &Effect) -> &str {
    match effect {
        Effect::Say(say) if say.key.as_str() == "forget-erased" => "say forget-erased",
        Effect::Say(_) => "say",
        Effect::Settle { .. } => "settle",
        Effect::Delete { .. } => "delete",
        Effect::Acknowledge { .. } => "acknowledge",
        Effect::Timer(_) => "timer",
        Effect::OpenHandoff(_) => "handoff",
        Effect::Desk(..) => "desk",
        Effect::Heard(_) => "heard",
        Effect::Erase => "erase",
    }
}

/// Telegram takes 4,096 characters; two messages would be one too many.
#[test]
fn what_is_kept_is_shown_in_one_message_however_much_it_is() {
    let content = content();
    let mut session = after(&content, &[Event::typed("/human")]);
    let answers = content.dialogs.values().filter(|dialog| Reserved::from_id(&dialog.id).is_none());
    let frames: Vec<Frame> = answers
        .map(|dialog| {
            let mut frame = Frame::new(dialog.id.clone(), dialog.start.clone(), Role::Root);
            let typed = format!("<b>&{}", "字".repeat(500));
            frame.slots = [("typed".into(), Value::Text(typed)), ("often".into(), Value::Number(7.0))].into();
            frame
        })
        .collect();
    session.history = frames.chunks(Session::DEPTH).map(Into::into).collect();
    session.stack = frames[..Session::DEPTH - 1].to_vec();
    let Outcome { session, effects } = step(&content, &session, &Event::command(Command::MyData), at());
    let shown = render(&content, &session, &effects);
    let Some(OutboxMessage::Send { text, keys, .. }) = shown.first() else { panic!("{shown:?}") };
    assert_eq!(keys, &["mydata-told"]);
    let plain = text.plain();
    assert!(plain.contains("• ") && plain.contains("<b>&字") && plain.contains("…"), "{plain}");
    assert!((1_500..4_096).contains(&plain.encode_utf16().count()), "{}", plain.len());
}

#[test]
fn a_slot_with_a_choices_name_is_told_by_its_label() {
    let content = content();
    for dialog in content.dialogs.values().filter(|dialog| Reserved::from_id(&dialog.id).is_none()) {
        let StateKind::Choices(items) = &dialog.states[&dialog.start].kind else { continue };
        for item in items {
            let ChoiceItem::Choice(choice) = item else { continue };
            let mut frame = Frame::new(dialog.id.clone(), dialog.start.clone(), Role::Root);
            frame.slots = choice.set.iter().cloned().collect();
            let named = |(_, value): &&(_, Value)| matches!(value, Value::Text(text) if text == choice.label.as_str());
            if !choice.set.iter().any(|set| named(&set)) {
                continue;
            }
            let mut session = Session::new(content.fingerprint, "en".into());
            session.stack = vec![frame];
            let effects = step(&content, &session, &Event::command(Command::MyData), at()).effects;
            let shown = render(&content, &session, &effects);
            let Some(OutboxMessage::Send { text, .. }) = shown.first() else { panic!("{shown:?}") };
            let label = content.texts.plain(&"en".into(), &choice.text);
            assert!(
                text.plain().contains(&format!(" · {label}")),
                "{}: {label}\n{}",
                dialog.id,
                text.plain()
            );
        }
    }
}
