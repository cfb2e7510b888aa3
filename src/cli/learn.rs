//! `helpbot learn`: what editors can teach the bot: the words that agents say the meaning of, ready to be pasted, and the questions that nobody has
//! answered yet. It writes into no file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use serde::Serialize;

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::desk::Mention;
use crate::engine::{ButtonRole, Content, Event, IntentId, OutboxMessage, Session, Taken, render, step};
use crate::intent::normalise::fold;
use crate::intent::{Decision, Utterance, clusters};
use crate::privacy::Kind;
use crate::store::Store as _;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

/// The moment at which the scripts play: a weekday morning.
const MORNING: (&str, &str) = ("2026-03-02 09:00", "2026-03-02T01:00:00Z");

#[derive(Default, Serialize)]
struct Lesson {
    /// Locale → intent → what to add.
    additions: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Scripts that fail until the additions are in.
    script: String,
    /// What cannot be added as it is.
    doubtful: Vec<Doubtful>,
    unanswered: Vec<Unanswered>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Doubtful {
    text: String,
    intent: String,
    why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum Why {
    /// The content has no such intent any more.
    UnknownIntent,
    /// It is an utterance of that intent.
    SaidOf { intent: String },
    /// Even with it, the bot would not understand it like that.
    NotEnough,
}

#[derive(Serialize)]
struct Unanswered {
    locale: String,
    count: u64,
    texts: Vec<String>,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let mut review = Vec::new();
    for store in load::stores(config)? {
        review.extend(store.review()?);
    }
    let lesson = lesson(config, &review)?;
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&lesson).map_err(anyhow::Error::from)?)?;
    } else {
        write!(out(), "{}", page(&lesson))?;
    }
    Ok(FINE)
}

fn lesson(config: &Config, review: &[Mention]) -> Result<Lesson, Failure> {
    let mut lesson = Lesson { unanswered: unanswered(review), ..Lesson::default() };
    let taught = taught(review);
    if taught.is_empty() {
        return Ok(lesson);
    }
    let (before, _) = load::content(config)?;
    let (mut after, _) = load::content(config)?;
    let known: BTreeMap<String, &str> =
        before.corpus.utterances.iter().map(|said| (fold(&said.text), said.intent.as_str())).collect();
    let mut new = Vec::new();
    for said in taught {
        let doubtful = |why| Doubtful { text: said.text.clone(), intent: said.intent.clone(), why };
        match known.get(&fold(&said.text)) {
            _ if !before.content.intents.contains_key(&IntentId::from(said.intent.as_str())) => {
                lesson.doubtful.push(doubtful(Why::UnknownIntent));
            }
            Some(intent) if **intent == *said.intent => {}
            Some(intent) => lesson.doubtful.push(doubtful(Why::SaidOf { intent: (*intent).to_owned() })),
            None => new.push(said),
        }
    }
    let utterance = |said: &Taught| Utterance { text: said.text.clone(), intent: said.intent.clone() };
    after.corpus.utterances.extend(new.iter().map(utterance));
    let (before, after) = (before.trained(), after.trained());
    for said in new {
        let (now, then) = (Said::of(&before, &said), Said::of(&after, &said));
        let is_meant = |intent: &str| intent == said.intent;
        if !matches!(after.matcher.rank(&said.text).decision, Decision::Sure(intent) if is_meant(&intent)) {
            let why = Why::NotEnough;
            lesson.doubtful.push(Doubtful { text: said.text.clone(), intent: said.intent.clone(), why });
        } else if now != then {
            lesson.script.push_str(&then.script(&said));
        }
        lesson.additions.entry(said.locale).or_default().entry(said.intent).or_default().push(said.text);
    }
    Ok(lesson)
}

/// What an agent said the meaning of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Taught {
    locale: String,
    intent: String,
    text: String,
}

/// Each once, without what stands in the place of personal data.
fn taught(review: &[Mention]) -> Vec<Taught> {
    let (mut taught, mut forms) = (BTreeSet::new(), BTreeSet::new());
    for mention in review {
        let Taken::Intent { intent } = &mention.heard.taken else { continue };
        let (text, locale) = (plain(&mention.heard.text), mention.heard.locale.to_string());
        let form = (fold(&text), intent.to_string());
        if !form.0.is_empty() && forms.insert(form) {
            taught.insert(Taught { locale, intent: intent.to_string(), text });
        }
    }
    taught.into_iter().collect()
}

fn unanswered(review: &[Mention]) -> Vec<Unanswered> {
    let mut said: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    for mention in review.iter().filter(|mention| !matches!(mention.heard.taken, Taken::Intent { .. })) {
        let of_locale = said.entry(mention.heard.locale.to_string()).or_default();
        *of_locale.entry(&mention.heard.text).or_default() += u64::from(mention.count);
    }
    let groups = said.into_iter().flat_map(|(locale, said)| {
        clusters(said).into_iter().map(move |group| Unanswered {
            locale: locale.clone(),
            count: group.count,
            texts: group.texts.into_iter().map(|(text, _)| plain(&text)).collect(),
        })
    });
    groups.collect()
}

/// In one line.
fn plain(text: &str) -> String {
    let text = Kind::ALL.iter().fold(text.to_owned(), |text, kind| text.replace(kind.marker(), " "));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the bot says to a text at a first contact.
#[derive(PartialEq, Eq)]
struct Said {
    messages: Vec<(Vec<String>, Vec<String>)>,
    state: String,
}

impl Said {
    fn of(content: &Content, taught: &Taught) -> Self {
        let session = Session::new(content.fingerprint, content.texts.negotiate(&taught.locale));
        let morning = MORNING.1.parse().expect("a time");
        let outcome = step(content, &session, &Event::text(&taught.text), morning);
        let said = render(content, &outcome.session, &outcome.effects).into_iter();
        let messages = said.filter_map(|message| match message {
            OutboxMessage::Send { keys, buttons, .. } => {
                let choices = buttons.into_iter().filter(|button| button.role == ButtonRole::Choice);
                Some((keys, choices.map(|button| button.label).collect()))
            }
            _ => None,
        });
        let state = outcome.session.top().map_or("idle".to_owned(), |frame| frame.position().to_string());
        Self { messages: messages.collect(), state }
    }

    fn script(&self, Taught { locale, intent, text }: &Taught) -> String {
        let mut script =
            format!("script: {intent}: {text}\ngiven: locale {locale}; clock {}\n> {text}\n", MORNING.0);
        for (keys, buttons) in &self.messages {
            script.push_str(&format!("< {}\n", keys.join(" + ")));
            if !buttons.is_empty() {
                let labels: Vec<String> = buttons.iter().map(|label| format!("[{label}]")).collect();
                script.push_str(&format!("  {}\n", labels.join(" ")));
            }
        }
        script.push_str(&format!("= state {}\n\n", self.state));
        script
    }
}

fn page(lesson: &Lesson) -> String {
    let mut page = String::new();
    for (locale, intents) in &lesson.additions {
        page.push_str(&format!("# add to locales/{locale}/utterances.yaml\nintents:\n"));
        for (intent, texts) in intents {
            page.push_str(&format!("  {intent}:\n"));
            texts.iter().for_each(|text| page.push_str(&format!("    - {}\n", scalar(text))));
        }
        page.push('\n');
    }
    if !lesson.script.is_empty() {
        page.push_str("# a script that fails until they are in: tests/dialogs/learnt.script\n");
        page.push_str(&lesson.script);
    }
    for Doubtful { text, intent, why } in &lesson.doubtful {
        let why = match why {
            Why::UnknownIntent => "there is no such intent".to_owned(),
            Why::SaidOf { intent } => format!("it is an utterance of `{intent}`"),
            Why::NotEnough => "one utterance is not enough: look at it with `helpbot ask`".to_owned(),
        };
        page.push_str(&format!("# doubtful: `{text}` as `{intent}`: {why}\n"));
    }
    if !lesson.unanswered.is_empty() {
        page.push_str("# not understood, and what it means nobody has said yet\n");
    }
    for Unanswered { locale, count, texts } in &lesson.unanswered {
        page.push_str(&format!("# {count:>5}  {locale}  {}\n", texts.join(" | ")));
    }
    if page.is_empty() {
        page.push_str("# nothing to learn\n");
    }
    page
}

/// As YAML reads it: without quotes where it is certain that it means itself.
fn scalar(text: &str) -> String {
    let is_plain =
        |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '，' | '。' | '？' | '！' | '、');
    let begins = text.chars().next().is_some_and(char::is_alphabetic);
    let is_word = !matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n"
    );
    if begins && is_word && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Heard;

    fn mention(text: &str, taken: Taken, count: u32) -> Mention {
        Mention { day: 1, count, heard: Heard::new(text, "zh-TW".into(), None, taken) }
    }

    fn meaning(intent: &str) -> Taken {
        Taken::Intent { intent: intent.into() }
    }

    #[test]
    fn what_was_taught_twice_is_one_example_and_what_was_missed_is_counted() {
        let review = [
            mention("視窗 跳不出來", meaning("popup-blocked"), 1),
            mention("視窗跳不出來！", meaning("popup-blocked"), 3),
            mention("視窗跳不出來 [phone]", meaning("menu"), 1),
            mention("停車場在哪", Taken::Nothing, 2),
            mention("停車場在哪？", Taken::Unsure, 2),
        ];
        let texts: Vec<String> = taught(&review).into_iter().map(|said| said.text).collect();
        assert_eq!(texts.len(), 3, "spaces tell one from another: {texts:?}");
        let missed = unanswered(&review);
        assert_eq!((missed.len(), missed[0].count, missed[0].texts.len()), (1, 4, 2));
    }

    #[test]
    fn what_yaml_would_read_otherwise_is_quoted() {
        for (text, written) in [
            ("我要登入", "我要登入"),
            ("how do I log in", "how do I log in"),
            ("it's down", "'it''s down'"),
            ("no", "'no'"),
            ("404", "'404'"),
            ("- 一", "'- 一'"),
            ("錯誤: 密碼 # 1", "'錯誤: 密碼 # 1'"),
        ] {
            assert_eq!(scalar(text), written);
        }
    }
}
