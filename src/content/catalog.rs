//! Every dialog and answer by its id, and who has which intent.

use std::collections::{BTreeMap, BTreeSet};

use super::code::Code;
use super::findings::{Findings, Place};
use super::outline::{self, Outline};
use super::source::SourceFile;
use super::yaml::Node;
use crate::engine::{DialogId, IntentId, Press, Reserved};

#[derive(Default)]
pub struct Catalog<'n> {
    pub dialogs: BTreeMap<DialogId, Outline<'n>>,
    pub intents: BTreeMap<IntentId, (DialogId, Place)>,
    /// What could not be read, by id or by the file's stem: these names are taken as given, and nobody is missed for their sake.
    pub broken: BTreeSet<String>,
}

impl<'n> Catalog<'n> {
    /// `trees` are the files below `dialogs/`.
    pub fn read(
        trees: &'n [(usize, Option<Node>)],
        files: &[SourceFile],
        findings: &mut Findings<'_>,
    ) -> Self {
        let mut catalog = Self::default();
        for (file, tree) in trees {
            let source = &files[*file];
            let stem = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".yaml");
            let Some(tree) = tree else {
                catalog.broken.insert(stem.to_owned());
                continue;
            };
            if source.path == "dialogs/answers.yaml" {
                for answer in outline::read_answers(tree, findings) {
                    match answer {
                        Some(answer) => catalog.add(answer, findings),
                        None => _ = catalog.broken.insert(stem.to_owned()),
                    }
                }
            } else if let Some(dialog) = outline::read_dialog(source, tree, findings) {
                catalog.add(dialog, findings);
            } else {
                catalog.broken.insert(stem.to_owned());
            }
        }
        catalog.check_reserved(findings);
        catalog
    }

    pub fn get(&self, id: &str) -> Option<&Outline<'n>> {
        self.dialogs.get(id)
    }

    pub fn has(&self, id: &str) -> bool {
        self.dialogs.contains_key(id) || self.broken.contains(id)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.dialogs.keys().map(DialogId::as_str)
    }

    fn add(&mut self, outline: Outline<'n>, findings: &mut Findings<'_>) {
        let (id, place) = (outline.id.value.clone(), outline.id.place);
        let press = Press::Topic(id.clone()).data();
        if press.len() > Press::MAX_LEN {
            findings
                .add(Code::PressTooLong, place, format!("the id `{id}` is too long to stand in a button"))
                .hint(format!("it can have {} letters", Press::MAX_LEN - "t/".len()));
        }
        for intent in &outline.intents {
            if outline.reserved.is_some_and(|reserved| !reserved.on_request()) {
                let message = format!("no intent can start `{id}`: only the engine does");
                findings.add(Code::Misplaced, intent.place, message);
            }
            if let Some((other, first)) = self.intents.get(&intent.value) {
                let message = format!("intent `{}` already starts `{other}`", intent.value);
                findings.add(Code::DuplicateIntent, intent.place, message).related(*first, "first here");
            } else {
                self.intents.insert(intent.value.clone(), (id.clone(), intent.place));
            }
        }
        if let Some(first) = self.dialogs.get(&id) {
            findings
                .add(Code::DuplicateDialog, place, format!("there are two dialogs or answers `{id}`"))
                .related(first.id.place, "first here");
            // Nobody can tell which of them the texts and the intents belong to.
            self.broken.insert(id.to_string());
            return;
        }
        self.dialogs.insert(id, outline);
    }

    fn check_reserved(&self, findings: &mut Findings<'_>) {
        for reserved in Reserved::ALL.into_iter().filter(|reserved| !self.has(reserved.name())) {
            let path = format!("dialogs/reserved/{}.yaml", reserved.name());
            let place = findings.file(&path);
            findings.add(
                Code::MissingReserved,
                place,
                format!("the reserved dialog `{}` is missing", reserved.name()),
            );
        }
    }
}
