//! Every dialog script of the repository passes, and what the README says of scripts holds.

use std::path::Path;
use std::sync::Arc;

use helpbot::content;
use helpbot::engine::{Content, Reserved};
use helpbot::script::{Contents, Suite, Weather, run_in};

use crate::content::content;

struct Repository;

impl Contents for Repository {
    fn base(&self) -> Arc<Content> {
        content()
    }

    fn overlay(&self, script_path: &str, directory: &str) -> Result<Arc<Content>, String> {
        let dir = Path::new(script_path).with_file_name(directory.trim_end_matches('/'));
        let over = content::read_dir(&dir).map_err(|error| error.to_string())?;
        let files = content::overlay(content::embedded(), over);
        match content::compile(&files, "zh-TW") {
            Ok(compiled) => Ok(Arc::new(compiled.trained())),
            Err(mistakes) => Err(mistakes.render(&files, false)),
        }
    }
}

fn suite() -> Suite {
    let entries = std::fs::read_dir("tests/dialogs").expect("the scripts are there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "script"));
    paths.sort();
    let files: Vec<(String, String)> = paths
        .iter()
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).expect("readable")))
        .collect();
    Suite::read(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))).unwrap_or_else(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_script_passes_in_every_weather() {
    let report = run_in(&suite(), &Repository, &Weather::ALL).await;
    assert_eq!(report.failed(), 0, "{}", report.text());
}

/// Each dialog has its happy path, a wrong answer and a way to a human in zh-TW, and its happy path in English.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_dialog_has_its_scripts() {
    let suite = suite();
    let content = content();
    let dialogs =
        content.dialogs.values().filter(|dialog| !dialog.answer && Reserved::from_id(&dialog.id).is_none());
    // The thanks at the end of all others.
    for dialog in dialogs.map(|dialog| dialog.id.as_str()).filter(|dialog| *dialog != "solved") {
        let path = format!("tests/dialogs/{dialog}.script");
        let of_dialog = || suite.scripts.iter().filter(|script| *script.place.path == path);
        let in_english = of_dialog().filter(|script| script.given.locale.as_deref() == Some("en")).count();
        assert!(of_dialog().count() - in_english >= 3, "{dialog} in zh-TW");
        assert!(in_english >= 1, "{dialog} in English");
    }
}
