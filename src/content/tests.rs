//! `tests/check/<mistake>/`: the files that differ from `tests/check/base/`, and the diagnostics that they lead to.
//! What is listed in its `removed.txt` is missing.
//!
//! `UPDATE_EXPECT=1 cargo test content` rewrites the expectations, to be reviewed as a diff.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::engine::{ChoiceItem, StateKind, Target, TextKey};

const DEFAULT_LOCALE: &str = "zh-TW";

#[test]
fn every_mistake_is_found_and_explained() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut shown: BTreeSet<Code> = BTreeSet::new();
    let mut wrong = Vec::new();
    for dir in fixtures() {
        let mut files = overlay(read("base"), read_dir(&dir).expect("a fixture holds content"));
        let removed = fs::read_to_string(dir.join("removed.txt")).unwrap_or_default();
        files.retain(|file| !removed.lines().any(|path| path == file.path));
        let found = match compile(&files, DEFAULT_LOCALE) {
            Ok(compiled) => compiled.warnings,
            Err(found) => found,
        };
        shown.extend(found.iter().map(|diagnostic| diagnostic.code));
        let rendered = found.render(&files, false);
        let expected = dir.join("expected.txt");
        if update {
            fs::write(&expected, &rendered).expect("the expectation can be written");
        } else if fs::read_to_string(&expected).unwrap_or_default() != rendered {
            wrong.push(format!("{}:\n{rendered}", dir.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_EXPECT=1 accepts what is found now\n\n{}", wrong.join("\n"));
    let never: Vec<&Code> = Code::ALL.iter().filter(|code| !shown.contains(code)).collect();
    assert!(never.is_empty(), "no fixture shows {never:?}");
}

#[test]
fn content_without_mistakes_has_no_diagnostics() {
    let files = read("base");
    let compiled =
        compile(&files, DEFAULT_LOCALE).unwrap_or_else(|found| panic!("{}", found.render(&files, false)));
    assert_eq!(compiled.warnings.render(&files, false), "");
}

#[test]
fn the_built_in_content_has_no_mistakes() {
    let files = embedded();
    compile(&files, DEFAULT_LOCALE).unwrap_or_else(|found| panic!("{}", found.render(&files, false)));
}

#[test]
fn a_choice_is_typed_in_any_language_and_by_any_alias() {
    let content = base();
    let state = content.state(&"popup".into(), &"allow".into()).expect("a state");
    let StateKind::Choices(items) = &state.kind else { panic!("choices") };
    let ChoiceItem::Choice(worked) = &items[0] else { panic!("a choice") };
    assert_eq!(worked.text, TextKey::from("label-worked"));
    assert_eq!(worked.to, Target::State("done".into()));
    let expected: BTreeSet<String> = ["好了", "可以了", "成功了", "It works", "fine now", "done"]
        .map(crate::intent::normalise::fold)
        .into();
    assert_eq!(worked.phrases.iter().cloned().collect::<BTreeSet<_>>(), expected);
    let ChoiceItem::Choice(blocked) = &items[1] else { panic!("a choice") };
    assert_eq!(blocked.text, TextKey::from("popup-allow.still-blocked"));
    assert_eq!(state.again, Some(TextKey::from("popup-allow.again")));
}

#[test]
fn an_answer_is_a_dialog_of_one_state() {
    let content = base();
    let answer = content.dialog(&"hotlines".into()).expect("an answer");
    assert!(answer.answer);
    assert_eq!(answer.states[&answer.start].say, Some(TextKey::from("answer-hotlines")));
    assert_eq!(content.intents[&crate::engine::IntentId::from("hotlines")], answer.id);
}

#[test]
fn words_on_navigation_buttons_are_commands_too() {
    let content = base();
    for (typed, command) in [
        ("回上一步", Command::Back),
        ("上一步", Command::Back),
        ("go back", Command::Back),
        ("A person", Command::Human),
    ] {
        assert_eq!(
            content.command_phrases.get(&crate::intent::normalise::fold(typed)),
            Some(&command),
            "{typed}"
        );
    }
}

#[test]
fn the_fingerprint_tells_contents_apart_and_does_not_mind_their_order() {
    let files = read("base");
    let mut turned = files.clone();
    turned.reverse();
    assert_eq!(fingerprint(&files), fingerprint(&turned));
    turned[0].text.push(' ');
    assert_ne!(fingerprint(&files), fingerprint(&turned));
}

#[test]
fn without_its_default_locale_there_is_no_content() {
    let codes = |files: &[SourceFile], locale| -> Vec<Code> {
        compile(files, locale).err().unwrap_or_default().iter().map(|diagnostic| diagnostic.code).collect()
    };
    assert_eq!(codes(&read("base"), "fr"), [Code::UnknownLocale]);
    assert_eq!(codes(&[], "zh-TW"), [Code::UnknownLocale]);
}

#[test]
fn json_has_stable_names() {
    let mut files = read("base");
    files.retain(|file| file.path != "dialogs/reserved/menu.yaml");
    let json = compile(&files, DEFAULT_LOCALE).expect_err("a dialog is missing").to_json();
    assert_eq!(
        json[0],
        serde_json::json!({
            "code": "missing-reserved",
            "severity": "error",
            "path": "dialogs/reserved/menu.yaml",
            "span": { "start": 0, "end": 0 },
            "line": 1,
            "column": 1,
            "message": "the reserved dialog `menu` is missing",
        })
    );
}

#[test]
fn nothing_that_is_thrown_at_it_makes_it_panic() {
    let base = read("base");
    for index in 0..base.len() {
        for cut in [1, 3, 7] {
            let mut files = base.clone();
            let text = &mut files[index].text;
            let middle = text.floor_char_boundary(text.len() * cut / 8);
            text.truncate(middle);
            let found = compile(&files, DEFAULT_LOCALE);
            if let Err(found) = found {
                assert!(!found.render(&files, true).is_empty());
            }
        }
        let mut files = base.clone();
        files[index].text = "\u{feff}{[}%&*!|>'\"".to_owned();
        assert!(compile(&files, DEFAULT_LOCALE).is_err(), "{}", files[index].path);
        files[index].text.clear();
        let _ = compile(&files, DEFAULT_LOCALE);
    }
}

fn base() -> Content {
    compile(&read("base"), DEFAULT_LOCALE).expect("the base has no mistakes").trained()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check")
}

fn read(name: &str) -> Vec<SourceFile> {
    read_dir(&root().join(name)).expect("the fixtures are there")
}

fn fixtures() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).expect("the fixtures are there");
    let mut dirs: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    dirs.retain(|dir| dir.is_dir() && !dir.ends_with("base"));
    dirs.sort();
    dirs
}
