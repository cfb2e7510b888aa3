//! Content with one short dialog and the reserved ones, for tests that are not about content. Its words are its text keys.

use std::collections::{BTreeMap, HashMap};

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use helpbot::engine::{
    Choice, ChoiceItem, Command, Content, Dialog, End, Fingerprint, KeptFor, LocaleTexts, NoMatch, Reserved,
    State, StateKind, Target, Texts,
};
use helpbot::intent::{Corpus, Settings, Synonyms};

/// `description` is what the bot's profile says in zh-TW.
pub fn content(description: &str) -> Content {
    let end = || StateKind::End(End { onward: Vec::new() });
    let reserved = Reserved::ALL.map(|reserved| dialog(reserved.name(), vec![("said", end())]));
    let walk = dialog(
        "walk",
        vec![
            ("first", choices("walk-first", &[("left", "second"), ("right", "second")])),
            ("second", choices("walk-second", &[("onward", "done")])),
            ("done", end()),
        ],
    );
    Content {
        fingerprint: Fingerprint(1),
        dialogs: reserved.into_iter().chain([walk]).map(|dialog| (dialog.id.clone(), dialog)).collect(),
        intents: HashMap::new(),
        matcher: Corpus::default().train(&Settings::default()),
        texts: Texts::new(vec![locale("zh-TW", description), locale("en", "I help.")]),
        published: Vec::new(),
        synonyms: Synonyms::default(),
        ordinals: HashMap::new(),
        command_phrases: HashMap::new(),
        kept_for: KeptFor::default(),
    }
}

/// Begins in the first of its states.
fn dialog(id: &str, states: Vec<(&str, StateKind)>) -> Dialog {
    Dialog {
        id: id.into(),
        answer: false,
        small_talk: false,
        intents: Vec::new(),
        sources: Vec::new(),
        reviewed: jiff::civil::date(2026, 11, 21),
        start: states[0].0.into(),
        slots: BTreeMap::new(),
        states: states
            .into_iter()
            .map(|(state, kind)| {
                let say = Some(format!("{id}-{state}").as_str().into());
                let no_match = NoMatch::DEFAULT.to_vec();
                (state.into(), State { id: state.into(), say, kind, again: None, no_match, timeout: None })
            })
            .collect(),
        digressions: true,
        renamed_states: BTreeMap::new(),
    }
}

fn choices(key: &str, choices: &[(&str, &str)]) -> StateKind {
    let choice = |&(label, to): &(&str, &str)| {
        ChoiceItem::Choice(Choice {
            label: label.into(),
            text: format!("{key}.{label}").as_str().into(),
            to: Target::State(to.into()),
            set: Vec::new(),
            when: None,
            locale: None,
            phrases: vec![label.to_owned()],
        })
    };
    StateKind::Choices(choices.iter().map(choice).collect())
}

fn locale(tag: &str, description: &str) -> LocaleTexts {
    let mut words = format!("telegram-description = {description}\ntelegram-short-description = {tag}\n");
    for command in Command::ALL {
        words.push_str(&format!("telegram-command-{0} = {tag} {0}\n", command.name()));
    }
    let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().expect("a tag")]);
    bundle.add_resource(FluentResource::try_new(words).expect("valid")).expect("no key twice");
    LocaleTexts::new(tag.into(), bundle, Vec::new())
}
