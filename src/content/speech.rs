//! `locales/*/utterances.yaml`: what people say, for the matcher and for the choices.

use std::collections::{BTreeMap, HashMap};

use super::catalog::Catalog;
use super::choices::MAX_CHOICES;
use super::code::Code;
use super::fields::{self, Entry};
use super::findings::{Findings, Place, Placed};
use super::suggest::{did_you_mean, listed};
use super::uses::Uses;
use super::words::Words;
use super::yaml::Node;
use crate::engine::{Command, LocaleId};
use crate::intent::normalise::fold;
use crate::intent::{Corpus, Pattern, Synonyms, Utterance, Vectors};

/// Fewer do not teach the matcher what an intent is.
const ENOUGH: usize = 12;

#[derive(Default)]
pub struct Speech<'n> {
    locales: BTreeMap<LocaleId, LocaleSpeech<'n>>,
    synonyms: Synonyms,
    /// A file could not be read: nothing is missed for its sake.
    broken: bool,
}

#[derive(Default)]
struct LocaleSpeech<'n> {
    intents: Vec<(Placed<&'n str>, Vec<Placed<&'n str>>)>,
    labels: Vec<(Placed<&'n str>, Vec<Placed<&'n str>>)>,
    commands: Vec<(Placed<&'n str>, Vec<Placed<&'n str>>)>,
    ordinals: Vec<(usize, Vec<Placed<&'n str>>)>,
    patterns: Vec<(Placed<&'n str>, Vec<Pattern>)>,
    synonyms: Vec<(String, String)>,
    background: Vec<Placed<&'n str>>,
}

impl<'n> Speech<'n> {
    pub fn read(trees: &'n [(String, Option<Node>)], findings: &mut Findings<'_>) -> Self {
        let mut speech = Self::default();
        for (locale, tree) in trees {
            match tree.as_ref().and_then(|tree| read_locale(tree, findings)) {
                Some(read) => _ = speech.locales.insert(LocaleId::from(locale.as_str()), read),
                None => speech.broken = true,
            }
        }
        let pairs: Vec<_> =
            speech.locales.values().flat_map(|locale| locale.synonyms.iter().cloned()).collect();
        speech.synonyms = Synonyms::new(&pairs);
        speech
    }

    /// The form in which what is typed is compared with what is known.
    pub fn form(&self, text: &str) -> String {
        self.synonyms.form(text)
    }

    /// The same for a whole button.
    pub fn phrase(&self, text: &str) -> String {
        self.synonyms.phrase(text)
    }

    /// For the engine, which compares what is typed in the same form.
    pub fn synonyms(&self) -> Synonyms {
        self.synonyms.clone()
    }

    /// Other ways to say a label.
    pub fn aliases(&self, label: &str) -> impl Iterator<Item = String> {
        let lists = self.locales.values().flat_map(|locale| &locale.labels);
        lists
            .filter(move |(name, _)| name.value == label)
            .flat_map(|(_, said)| said)
            .map(|said| self.phrase(said.value))
    }

    /// Typed words that do what a command does. The words on the buttons are among them.
    pub fn commands(
        &self,
        buttons: &[(Command, String)],
        findings: &mut Findings<'_>,
    ) -> HashMap<String, Command> {
        let mut phrases: HashMap<String, (Command, Option<Place>)> =
            buttons.iter().map(|(command, text)| (self.form(text), (*command, None))).collect();
        for (name, said) in self.locales.values().flat_map(|locale| &locale.commands) {
            let Some(command) = Command::from_name(name.value) else { continue };
            for phrase in said {
                let entry = phrases.entry(self.form(phrase.value)).or_insert((command, Some(phrase.place)));
                if entry.0 != command {
                    let message = format!("`{}` already does what `/{}` does", phrase.value, entry.0.name());
                    let found = findings.add(Code::AmbiguousPhrase, phrase.place, message);
                    if let Some(first) = entry.1 {
                        found.related(first, "first here");
                    }
                }
            }
        }
        phrases.into_iter().map(|(phrase, (command, _))| (phrase, command)).collect()
    }

    /// All locales teach one matcher: people mix languages.
    pub fn corpus(&self) -> Corpus {
        let locales = || self.locales.values();
        let utterances = locales()
            .flat_map(|locale| &locale.intents)
            .flat_map(|(intent, said)| said.iter().map(|said| (intent.value, said.value)))
            .map(|(intent, text)| Utterance { text: text.to_owned(), intent: intent.to_owned() })
            .collect();
        Corpus {
            utterances,
            background: locales()
                .flat_map(|locale| &locale.background)
                .map(|said| said.value.to_owned())
                .collect(),
            synonyms: locales().flat_map(|locale| locale.synonyms.iter().cloned()).collect(),
            patterns: locales()
                .flat_map(|locale| &locale.patterns)
                .flat_map(|(_, patterns)| patterns.iter().cloned())
                .collect(),
            vectors: Vectors::new(),
        }
    }

    /// Ways to name a place in a list of buttons, counted from one.
    pub fn ordinals(&self, findings: &mut Findings<'_>) -> HashMap<String, usize> {
        let mut ordinals: HashMap<String, usize> = HashMap::new();
        for (place, said) in self.locales.values().flat_map(|locale| &locale.ordinals) {
            for phrase in said {
                let known = *ordinals.entry(self.form(phrase.value)).or_insert(*place);
                if known != *place {
                    let message = format!("`{}` already stands for button {known}", phrase.value);
                    findings.add(Code::AmbiguousPhrase, phrase.place, message);
                }
            }
        }
        ordinals
    }

    pub fn check(&self, catalog: &Catalog<'_>, words: &Words, uses: &Uses, findings: &mut Findings<'_>) {
        for locale in self.locales.values() {
            check_names(locale, catalog, uses, findings);
        }
        for locale in &words.locales {
            self.check_enough(&locale.id, catalog, findings);
        }
        self.check_twins(findings);
    }

    fn check_enough(&self, locale: &LocaleId, catalog: &Catalog<'_>, findings: &mut Findings<'_>) {
        let path = format!("locales/{locale}/utterances.yaml");
        let Some(speech) = self.locales.get(locale) else {
            if !self.broken {
                let place = findings.file(&path);
                findings.add(Code::MissingUtterances, place, format!("`{locale}` has no utterances"));
            }
            return;
        };
        for (intent, (_, place)) in &catalog.intents {
            let said =
                speech.intents.iter().find(|(name, said)| name.value == intent.as_str() && !said.is_empty());
            let Some((name, said)) = said else {
                findings
                    .add(
                        Code::MissingUtterances,
                        *place,
                        format!("intent `{intent}` has no utterances in `{locale}`"),
                    )
                    .hint(format!("they stand in `{path}`"));
                continue;
            };
            if said.len() < ENOUGH {
                let message = format!("intent `{intent}` has {} utterances", said.len());
                findings
                    .add(Code::FewUtterances, name.place, message)
                    .expected(format!("expected at least {ENOUGH}"));
            }
        }
    }

    /// One text cannot mean two things, in whatever locale.
    fn check_twins(&self, findings: &mut Findings<'_>) {
        const BACKGROUND: &str = "background";
        let mut known: HashMap<String, (&str, Place)> = HashMap::new();
        for locale in self.locales.values() {
            let said =
                locale.intents.iter().flat_map(|(name, said)| said.iter().map(|said| (name.value, said)));
            let background = locale.background.iter().map(|said| (BACKGROUND, said));
            for (intent, said) in said.chain(background) {
                let (other, first) = *known.entry(fold(said.value)).or_insert((intent, said.place));
                if other != intent {
                    findings
                        .add(
                            Code::AmbiguousUtterance,
                            said.place,
                            format!("`{}` stands under `{other}` too", said.value),
                        )
                        .expected(format!("here it means `{intent}`"))
                        .related(first, format!("here it means `{other}`"));
                } else if first.file == said.place.file && first != said.place {
                    findings
                        .add(
                            Code::DuplicateUtterance,
                            said.place,
                            format!("the matcher cannot tell `{}` from an utterance above", said.value),
                        )
                        .related(first, "this one");
                }
            }
        }
    }
}

fn check_names(locale: &LocaleSpeech<'_>, catalog: &Catalog<'_>, uses: &Uses, findings: &mut Findings<'_>) {
    if catalog.broken.is_empty() && uses.unread.is_empty() {
        let patterns = locale.patterns.iter().map(|(name, _)| name);
        for name in locale.intents.iter().map(|(name, _)| name).chain(patterns) {
            if !catalog.intents.contains_key(name.value) {
                let suggestion =
                    did_you_mean(name.value, catalog.intents.keys().map(|intent| intent.as_str()));
                findings.add(
                    Code::UnknownIntent,
                    name.place,
                    format!("no dialog has the intent `{}`{suggestion}", name.value),
                );
            }
        }
        for (name, _) in &locale.labels {
            if !uses.labels.contains(name.value) {
                let suggestion = did_you_mean(name.value, uses.labels.iter().map(String::as_str));
                findings.add(
                    Code::UnknownLabel,
                    name.place,
                    format!("no choice has the label `{}`{suggestion}", name.value),
                );
            }
        }
    }
    for (name, _) in &locale.commands {
        if !Command::ALL.iter().any(|command| command.name() == name.value) {
            let names = || Command::ALL.iter().map(|command| command.name());
            let suggestion = did_you_mean(name.value, names());
            findings
                .add(
                    Code::UnknownCommand,
                    name.place,
                    format!("there is no command `{}`{suggestion}", name.value),
                )
                .hint(format!("the commands are {}", listed(names())));
        }
    }
}

fn read_locale<'n>(tree: &'n Node, findings: &mut Findings<'_>) -> Option<LocaleSpeech<'n>> {
    const KEYS: [&str; 7] =
        ["intents", "labels", "commands", "ordinals", "patterns", "synonyms", "background"];
    let fields = fields::fields(tree, tree.place, "the file of utterances", &KEYS, findings)?;
    let mut lists = |key| fields.get(key).map(|node| read_lists(node, key, findings)).unwrap_or_default();
    let (intents, labels, commands) = (lists("intents"), lists("labels"), lists("commands"));
    let numbered = lists("ordinals");
    let certain = lists("patterns");
    let ordinals = numbered
        .into_iter()
        .filter_map(|(number, said)| match number.value.parse() {
            Ok(place @ 1..=MAX_CHOICES) => Some((place, said)),
            _ => {
                let message = format!("`{}` is no button's number", number.value);
                findings
                    .add(Code::BadValue, number.place, message)
                    .expected(format!("expected 1 to {MAX_CHOICES}"));
                None
            }
        })
        .collect();
    let patterns = certain
        .into_iter()
        .map(|(intent, written)| {
            let compiled = written.into_iter().filter_map(|written| compile(intent.value, written, findings));
            (intent, compiled.collect())
        })
        .collect();
    let mut synonyms = Vec::new();
    if let Some(node) = fields.get("synonyms") {
        for Entry { key, value } in fields::entries(node, "synonyms", findings).unwrap_or_default() {
            if let Some(meant) = fields::text(value, "what it stands for", findings) {
                synonyms.push((key.value.to_owned(), meant.value.to_owned()));
            }
        }
    }
    let background =
        fields.get("background").map(|node| fields::texts(node, "a list of texts", "a text", findings));
    let background = background.unwrap_or_default();
    Some(LocaleSpeech { intents, labels, commands, ordinals, patterns, synonyms, background })
}

fn compile(intent: &str, written: Placed<&str>, findings: &mut Findings<'_>) -> Option<Pattern> {
    let compiled = Pattern::new(intent, written.value);
    if let Err(error) = &compiled {
        let message = format!("not a regular expression: {}", fields::no_regex(error));
        findings.add(Code::BadPattern, written.place, message);
    }
    compiled.ok()
}

fn read_lists<'n>(
    node: &'n Node,
    what: &str,
    findings: &mut Findings<'_>,
) -> Vec<(Placed<&'n str>, Vec<Placed<&'n str>>)> {
    let entries = fields::entries(node, what, findings).unwrap_or_default();
    entries
        .into_iter()
        .map(|Entry { key, value }| (key, fields::texts(value, "a list of texts", "a text", findings)))
        .collect()
}
