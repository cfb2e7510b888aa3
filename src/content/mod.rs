//! The content room: reads dialogs and locales and compiles them into [`Content`], or refuses them with every mistake at once.
//!
//! (path, text) in, [`Content`] or [`Diagnostics`] out; nothing but [`read_dir`] touches the disk. The order:
//! [`yaml`] and [`words`] read the files, [`outline`]s say which names there are, [`states`] looks every name up, [`flow`] walks
//! the way through, [`uses`] holds the needed texts against those that there are, [`speech`] gathers what the matcher is to learn.
//! Learning it takes longer than all the rest, so it is left to who needs a matcher ([`Compiled::trained`]).
//!
//! Every file is read before anything is refused. What only hangs on something broken is not a second mistake: it is left out
//! until the first is mended.

mod catalog;
mod choices;
mod code;
mod diagnostic;
mod erasure;
mod fields;
mod findings;
mod flow;
mod given;
mod graph;
mod guards;
mod limits;
mod names;
mod outline;
mod patterns;
mod report;
mod slots;
mod source;
mod speech;
mod states;
mod suggest;
mod uses;
mod waits;
mod words;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Diagnostics, Related};
pub use graph::mermaid;
pub use source::{ReadError, SourceFile, embedded, overlay, read_dir};

use crate::engine::{
    Command, Content, Dialog, DialogId, Fingerprint, KeptFor, LabelId, LocaleId, Texts, Untrained,
};
use crate::intent::{Corpus, Settings};
use catalog::Catalog;
use findings::Findings;
use speech::Speech;
use states::Linker;
use uses::Uses;
use words::{Words, locale_of};

/// Content without errors; it may still have warnings.
#[derive(Debug)]
pub struct Compiled {
    pub content: Content<Untrained>,
    /// What the content's matcher is to learn from.
    pub corpus: Corpus,
    pub warnings: Diagnostics,
}

impl Compiled {
    /// The content, with a matcher that is trained now.
    pub fn trained(self) -> Content {
        let matcher = self.corpus.train(&Settings::default());
        self.content.with(matcher)
    }
}

/// The diagnostics hold the warnings too.
pub fn compile(files: &[SourceFile], default_locale: &str) -> Result<Compiled, Diagnostics> {
    let mut findings = Findings::new(files);
    let content = build(files, default_locale, &mut findings);
    let failed = findings.errors() > 0;
    let found = findings.finish();
    match content {
        Some((content, corpus)) if !failed => Ok(Compiled { content, corpus, warnings: found }),
        _ => Err(found),
    }
}

/// `None` only after an error.
fn build(
    files: &[SourceFile],
    default_locale: &str,
    findings: &mut Findings<'_>,
) -> Option<(Content<Untrained>, Corpus)> {
    let (mut dialog_trees, mut speech_trees) = (Vec::new(), Vec::new());
    for (index, file) in files.iter().enumerate().filter(|(_, file)| file.path.ends_with(".yaml")) {
        let tree = yaml::parse(index, &file.text, findings);
        match locale_of(&file.path) {
            Some(locale) => speech_trees.push((locale.to_owned(), tree)),
            None => dialog_trees.push((index, tree)),
        }
    }
    let mut words = Words::read(files, default_locale, findings);
    let texts = words.take_texts()?;
    let catalog = Catalog::read(&dialog_trees, files, findings);
    let speech = Speech::read(&speech_trees, findings);

    let (dialogs, uses) = link(&catalog, &words, &texts, &speech, findings);
    flow::check(&dialogs, &uses.whole, &catalog, findings);
    speech.check(&catalog, &words, &uses, findings);
    let command_phrases = speech.commands(&navigation(&words, &texts), findings);
    let ordinals = speech.ordinals(findings);
    uses.check(&words, &catalog, findings);

    (findings.errors() == 0).then(|| {
        let content = Content {
            fingerprint: fingerprint(files),
            dialogs,
            intents: intents(&catalog),
            matcher: Untrained,
            texts,
            published: published(files),
            synonyms: speech.synonyms(),
            command_phrases,
            ordinals,
            kept_for: KeptFor::default(),
        };
        (content, speech.corpus())
    })
}

fn link(
    catalog: &Catalog<'_>,
    words: &Words,
    texts: &Texts,
    speech: &Speech<'_>,
    findings: &mut Findings<'_>,
) -> (BTreeMap<DialogId, Dialog>, Uses) {
    let used_slots = BTreeSet::new();
    let mut linker = Linker { catalog, words, texts, speech, uses: Uses::default(), used_slots, findings };
    let dialogs = catalog.dialogs.iter().map(|(id, outline)| (id.clone(), linker.link(outline))).collect();
    (dialogs, linker.uses)
}

fn intents(catalog: &Catalog<'_>) -> HashMap<crate::engine::IntentId, DialogId> {
    catalog.intents.iter().map(|(intent, (dialog, _))| (intent.clone(), dialog.clone())).collect()
}

/// What the navigation buttons say in all locales: who types it means the button.
fn navigation(words: &Words, texts: &Texts) -> Vec<(Command, String)> {
    let mut said = Vec::new();
    for command in uses::NAVIGATION {
        let key = Content::shared_label_key(&LabelId::from(command.name()));
        let locales: Vec<&LocaleId> =
            words.locales.iter().filter(|locale| locale.has(key.as_str())).map(|locale| &locale.id).collect();
        said.extend(locales.into_iter().map(|locale| (command, texts.plain(locale, &key))));
    }
    said
}

/// What the texts mark as easy to copy, phone numbers and mailboxes above all: whoever repeats it gives nothing away.
fn published(files: &[SourceFile]) -> Vec<String> {
    let texts = files.iter().filter(|file| file.path.ends_with(".ftl"));
    let marked = texts.flat_map(|file| file.text.split("<code>").skip(1));
    marked.filter_map(|after| Some(after.split_once("</code>")?.0.to_owned())).collect()
}

/// FNV-1a: it is stored with sessions, so it must not change with the compiler as the standard library's hash may.
fn fingerprint(files: &[SourceFile]) -> Fingerprint {
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in sorted {
        // 0xff is in no UTF-8 text, so that a path and a text cannot trade letters.
        for byte in file.path.bytes().chain([0xff]).chain(file.text.bytes()).chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Fingerprint(hash)
}
