//! Whatever happens in whatever order, a learner is answered and nobody gets stuck.

use std::collections::BTreeSet;

use helpbot::engine::{
    AttachmentKind, ChoiceItem, Command, Content, Effect, Event, Markup, MessageRef, OutboxMessage, Press,
    Reserved, Role, Session, ShownMessage, State, StateKind, render, step,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

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
    choices.chain(topics).chain(commands).map(|press| press.to_string()).chain(forged).collect()
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
            .prop_map(|kind| Event::Attachment { kind, caption: None, masked: false }),
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_event_is_answered_and_every_state_waits(events in prop::collection::vec(event(&content()), 1..40)) {
        let content = content();
        let mut session = Session::new(content.fingerprint, content.texts.default_locale().clone());
        let mut now = Timestamp::from_second(1_772_413_200).expect("in range");
        for event in events {
            now += SignedDuration::from_mins(7);
            let outcome = step(&content, &session, &event, now);
            prop_assert_eq!(&outcome, &step(&content, &session, &event, now), "the same twice");
            let messages = render(&content, &outcome.session, &outcome.effects);

            let said = messages.iter().any(is_message);
            prop_assert!(said || !event.is_learners(), "silent at {:?}", event);
            prop_assert!(!said || !outcome.session.unreachable, "said to nobody at {:?}", event);
            if event.query().is_some() {
                let acknowledged = messages.iter().filter(|message| matches!(message, OutboxMessage::Acknowledge { .. }));
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
            prop_assert_eq!(outcome.session.revision, session.revision + 1);

            let written = serde_json::to_string(&outcome.session).expect("a session can be written");
            let read: Session = serde_json::from_str(&written).expect("and read");
            prop_assert_eq!(&read, &outcome.session);
            session = outcome.session;
        }
    }

    #[test]
    fn a_human_is_one_command_away(events in prop::collection::vec(event(&content()), 0..20)) {
        let content = content();
        let now = Timestamp::from_second(1_772_413_200).expect("in range");
        let mut session = Session::new(content.fingerprint, content.texts.default_locale().clone());
        for event in events {
            session = step(&content, &session, &event, now).session;
        }
        session.handoff_at = None;
        let outcome = step(&content, &session, &Event::Command { command: Command::Human, argument: None }, now);
        let requests = outcome.effects.iter().filter(|effect| matches!(effect, Effect::OpenHandoff(_)));
        prop_assert_eq!(requests.count(), 1);
    }

    #[test]
    fn a_digression_returns_to_the_same_question_with_the_same_slots(index in any::<prop::sample::Index>()) {
        let content = content();
        let now = Timestamp::from_second(1_772_413_200).expect("in range");
        let start = Session::new(content.fingerprint, content.texts.default_locale().clone());
        let tap = |press: &str| Event::Choice { press: press.to_owned(), on: None, query: None };
        let session = step(&content, &start, &tap("t/popup-blocked"), now).session;
        let asked = step(&content, &session, &tap("c/popup-blocked/ask-device/computer"), now).session;
        let answers: Vec<_> = content.dialogs.values().filter(|dialog| dialog.answer).collect();
        let answer = answers[index.index(answers.len())];
        let digressed = step(&content, &asked, &tap(&format!("t/{}", answer.id)), now);
        prop_assert_eq!(digressed.session.stack, asked.stack);
    }
}

/// Shortest way to a reserved dialog that only the engine may start: it must not work from outside.
#[test]
fn a_forged_button_does_not_start_what_only_the_engine_starts() {
    let content = content();
    let now = Timestamp::from_second(1_772_413_200).expect("in range");
    let session = Session::new(content.fingerprint, content.texts.default_locale().clone());
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
