//! A small content for the tests of this room: one dialog of every kind of state, and the reserved ones.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;

use crate::engine::{
    Choice, ChoiceItem, Collect, Comparison, Content, Dialog, End, Fingerprint, Guard, LocaleTexts, NoMatch,
    Reserved, SlotType, State, StateKind, Target, Texts, Timeout, Transition, Value,
};
use crate::intent::{Corpus, Settings, Synonyms};
use crate::script::{Contents, Report, Suite, Weather, run_in};

const TEXTS: &str = "
popup-ask = On what do you work?
    .computer = Computer
    .phone = Phone
popup-allow = Allow it.
    .worked = Worked
    .still = Still blocked
popup-done-desktop = Done at the desk.
popup-done = Done.
popup-name = What is the <b>name</b>?
popup-named = Thank you, { $name }.
popup-new = This is new.
popup = x
    .title = Pop-up
welcome-ask = Welcome.
    .popup = Pop-up
menu-ask = What is it about?
    .popup = Pop-up
label-back = Back
label-menu = Menu
label-human = A human
";

pub struct Fixture;

impl Contents for Fixture {
    fn base(&self) -> Arc<Content> {
        Arc::new(content(&|_| {}))
    }

    fn overlay(&self, script_path: &str, directory: &str) -> Result<Arc<Content>, String> {
        match directory {
            // Where `allow` was, there is `new` now.
            "v2" => Ok(Arc::new(content(&|popup| {
                popup.states.remove("allow");
                let new = state("popup", "new", StateKind::End(End { onward: Vec::new() }));
                popup.states.insert("new".into(), new);
                if let Some(StateKind::Choices(items)) =
                    popup.states.get_mut("ask").map(|state| &mut state.kind)
                {
                    for item in items {
                        if let ChoiceItem::Choice(choice) = item {
                            choice.to = to("new");
                        }
                    }
                }
            }))),
            _ => Err(format!("{script_path} asks for `{directory}`, which does not compile")),
        }
    }
}

/// Plays one file, `t/x.script`.
pub async fn play(text: &str) -> Report {
    play_in(text, &[Weather::Calm]).await
}

pub async fn play_in(text: &str, weathers: &[Weather]) -> Report {
    let suite = Suite::read([("t/x.script", text)]).expect("a right script");
    run_in(&suite, &Fixture, weathers).await
}

pub fn content(change: &dyn Fn(&mut Dialog)) -> Content {
    let mut popup = popup();
    change(&mut popup);
    let mut dialogs: BTreeMap<_, _> = Reserved::ALL.into_iter().map(|it| (it.id(), reserved(it))).collect();
    let moved = popup.states.contains_key("new");
    dialogs.insert(popup.id.clone(), popup);
    let texts = ["en", "zh-TW"].map(|locale| {
        let language = locale.parse().expect("a language tag");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(TEXTS.to_owned()).expect("right Fluent");
        bundle.add_resource(resource).expect("no key twice");
        LocaleTexts::new(locale.into(), bundle, Vec::new())
    });
    Content {
        fingerprint: Fingerprint(moved.into()),
        intents: [("popup".into(), "popup".into())].into(),
        dialogs,
        matcher: Corpus::default().train(&Settings::default()),
        texts: Texts::new(texts.into()),
        published: Vec::new(),
        synonyms: Synonyms::default(),
        ordinals: std::collections::HashMap::new(),
        command_phrases: Default::default(),
        kept_for: Default::default(),
    }
}

fn popup() -> Dialog {
    let computer = |value: &str| vec![("device".into(), Value::Text(value.into()))];
    let mut ask = state(
        "popup",
        "ask",
        StateKind::Choices(vec![
            choice("popup-ask", "computer", to("allow"), computer("computer")),
            choice("popup-ask", "phone", to("allow"), computer("phone")),
        ]),
    );
    ask.timeout =
        Some(Timeout { after: Duration::from_secs(1_800), to: Target::Dialog(Reserved::Timeout.id()) });
    let allow = StateKind::Choices(vec![
        choice("popup-allow", "worked", to("check"), vec![]),
        choice("popup-allow", "still", to("name"), vec![]),
    ]);
    let at_the_desk = Guard::Compare {
        slot: "device".into(),
        comparison: Comparison::Equal,
        value: Value::Text("computer".into()),
    };
    let mut check = state(
        "popup",
        "check",
        StateKind::Next(vec![
            Transition { when: Some(at_the_desk), to: to("done-desktop") },
            Transition { when: None, to: to("done") },
        ]),
    );
    check.say = None;
    let end = || StateKind::End(End { onward: Vec::new() });
    let name = StateKind::Collect(Collect {
        slot: "name".into(),
        choices: Vec::new(),
        attachments: false,
        tries: 3,
        to: to("named"),
        otherwise: Target::Dialog(Reserved::Human.id()),
        invalid: None,
    });
    let states = [
        ask,
        state("popup", "allow", allow),
        check,
        state("popup", "done-desktop", end()),
        state("popup", "done", end()),
        state("popup", "name", name),
        state("popup", "named", end()),
    ];
    let mut dialog = dialog("popup", "ask", states);
    dialog.intents = vec!["popup".into()];
    dialog.slots = [
        ("device".into(), SlotType::OneOf(vec!["computer".into(), "phone".into()])),
        ("name".into(), SlotType::Text { max_length: 5, pattern: None }),
    ]
    .into();
    dialog
}

fn reserved(reserved: Reserved) -> Dialog {
    let name = reserved.name();
    let end = || StateKind::End(End { onward: Vec::new() });
    match reserved {
        Reserved::Welcome | Reserved::Menu => {
            let key = format!("{name}-ask");
            let choices = vec![choice(&key, "popup", Target::Dialog("popup".into()), vec![])];
            dialog(name, "ask", [state(name, "ask", StateKind::Choices(choices))])
        }
        Reserved::Human => {
            let mut record = state(name, "record", StateKind::Handoff { then: "told".into() });
            record.say = None;
            dialog(name, "record", [record, state(name, "told", end())])
        }
        _ => dialog(name, "said", [state(name, "said", end())]),
    }
}

fn dialog(id: &str, start: &str, states: impl IntoIterator<Item = State>) -> Dialog {
    Dialog {
        id: id.into(),
        answer: false,
        small_talk: false,
        intents: Vec::new(),
        sources: Vec::new(),
        reviewed: jiff::civil::date(2026, 3, 2),
        start: start.into(),
        slots: BTreeMap::new(),
        states: states.into_iter().map(|state| (state.id.clone(), state)).collect(),
        digressions: true,
        renamed_states: BTreeMap::new(),
    }
}

fn state(dialog: &str, id: &str, kind: StateKind) -> State {
    State {
        id: id.into(),
        say: Some(format!("{dialog}-{id}").as_str().into()),
        kind,
        again: None,
        no_match: NoMatch::DEFAULT.to_vec(),
        timeout: None,
    }
}

fn choice(key: &str, label: &str, to: Target, set: Vec<(crate::engine::SlotId, Value)>) -> ChoiceItem {
    ChoiceItem::Choice(Choice {
        label: label.into(),
        text: format!("{key}.{label}").as_str().into(),
        to,
        set,
        when: None,
        locale: None,
        phrases: vec![label.to_owned()],
    })
}

fn to(state: &str) -> Target {
    Target::State(state.into())
}
