//! What agents type, in the topic of a ticket or in the desk's general one: a text, or the caption of something.
//!
//! In a topic whatever is not meant for the desk goes to the learner, so that the doubtful is never [`Parsed::Words`]: a slash that leads to
//! no command, a note below a line of something else. Whether a command makes sense where it was typed, and whether its agent may give
//! it, is not decided here.

use crate::engine::{AgentId, DialogId, IntentId, Position, TextKey, TicketNumber};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// `// …` or `/note …`: for agents alone.
    Note(String),
    Command(AgentCommand),
    /// It begins like one of ours and is none. The text of this key says how to write it; nothing else is done.
    Wrong(TextKey),
    /// A command for another bot.
    NotOurs,
    /// What is written to the learner, as it stands.
    Words,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentCommand {
    /// A canned reply, by its name.
    Say(String),
    /// The bot takes the conversation back.
    Bot(HandBack),
    Claim,
    Assign(Whom),
    Release,
    Hold,
    /// With what it was about, if the agent says it.
    Resolve(Option<IntentId>),
    Spam,
    /// This ticket is about the same as that one.
    Merge(TicketNumber),
    History,
    Queue,
    Stats,
    Find(String),
    /// This group is the desk.
    DeskHere,
    /// `None`: the author of the message that is replied to.
    Agent(MemberChange, Option<AgentId>),
    /// The desk is closed for the rest of the day.
    CloseToday,
    /// It is not.
    OpenToday,
    /// With its number, unless it is plain which one is meant.
    Incident(IncidentChange, Option<u32>),
    /// What the learner wrote means this.
    Learn(IntentId),
    Help,
}

/// Where in the dialogs the learner comes back to the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandBack {
    /// Where the learner left it.
    Saved,
    Dialog(DialogId),
    State(Position),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    Id(AgentId),
    /// Without its `@`; whose it is now the desk has to know.
    Username(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberChange {
    Add,
    Remove,
    /// Leads may do what others may not.
    Lead,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncidentChange {
    /// Learners are told so, before anything else.
    Notice(String),
    /// Those who waited for it are told that it is over.
    Fixed,
    /// Taken back without a word.
    Off,
}

impl AgentCommand {
    /// As they are typed after the slash, in the order in which help shows them.
    pub const NAMES: [&'static str; 20] = [
        "claim", "release", "assign", "say", "hold", "resolve", "bot", "history", "merge", "spam", "learn",
        "queue", "find", "stats", "closed", "incident", "agent", "desk", "note", "help",
    ];

    /// The text that says how a command is written: `desk-usage-claim`.
    pub fn usage(name: &str) -> TextKey {
        TextKey::new(format!("desk-usage-{name}"))
    }

    /// `rest` is what follows the name. `None` when it is not written like that.
    fn read(name: &str, rest: &str) -> Option<Self> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        // Keyboards begin with a capital.
        let keyword = words.first().map(|word| word.to_ascii_lowercase()).unwrap_or_default();
        Some(match (name, keyword.as_str(), words.as_slice()) {
            ("claim", _, []) => Self::Claim,
            ("release", _, []) => Self::Release,
            ("assign", _, [whom]) => Self::Assign(Whom::read(whom)?),
            ("say", _, [reply]) => Self::Say((*reply).to_owned()),
            ("hold", _, []) => Self::Hold,
            ("resolve", _, []) => Self::Resolve(None),
            ("resolve", _, [intent]) => Self::Resolve(Some((*intent).into())),
            ("bot", _, []) => Self::Bot(HandBack::Saved),
            ("bot", _, [dialog]) => Self::Bot(HandBack::Dialog((*dialog).into())),
            ("bot", _, [dialog, state]) => {
                let position = Position { dialog: (*dialog).into(), state: (*state).into() };
                Self::Bot(HandBack::State(position))
            }
            ("history", _, []) => Self::History,
            ("merge", _, [number]) => Self::Merge(number.parse().ok()?),
            ("spam", _, []) => Self::Spam,
            ("learn", _, [intent]) => Self::Learn((*intent).into()),
            ("queue", _, []) => Self::Queue,
            ("find", _, [_, ..]) => Self::Find(rest.to_owned()),
            ("stats", _, []) => Self::Stats,
            ("closed", _, []) | ("closed", "today", [_]) => Self::CloseToday,
            ("closed", "off", [_]) => Self::OpenToday,
            ("incident", _, [number, _, ..]) if number.starts_with(is_digit_or_hash) => {
                let change = IncidentChange::read(rest[number.len()..].trim())?;
                Self::Incident(change, Some(number.trim_start_matches('#').parse().ok()?))
            }
            ("incident", _, _) => Self::Incident(IncidentChange::read(rest)?, None),
            ("agent", change, [_]) => Self::Agent(MemberChange::read(change)?, None),
            ("agent", change, [_, id]) => Self::Agent(MemberChange::read(change)?, Some(id.parse().ok()?)),
            ("desk", "here", [_]) => Self::DeskHere,
            ("help", _, []) => Self::Help,
            _ => return None,
        })
    }
}

/// `bot_username` is ours, without its `@`.
pub fn parse(text: &str, bot_username: &str) -> Parsed {
    let typed = typed(text);
    if let Some(behind) = typed.strip_prefix(is_slash) {
        if behind.starts_with(is_slash) {
            return note(behind.trim_start_matches(is_slash));
        }
        return command(behind, bot_username);
    }
    // Whoever writes a note below an answer would see it go to the learner.
    if typed.lines().any(is_note) { Parsed::Wrong(AgentCommand::usage("note")) } else { Parsed::Words }
}

fn note(words: &str) -> Parsed {
    match words.trim() {
        "" => Parsed::Wrong(AgentCommand::usage("note")),
        words => Parsed::Note(words.to_owned()),
    }
}

fn command(typed: &str, bot_username: &str) -> Parsed {
    let (name, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let (name, addressee) = name.split_once('@').map_or((name, None), |(name, whose)| (name, Some(whose)));
    let name = name.to_ascii_lowercase();
    let is_for_us = addressee.is_none_or(|whose| whose.eq_ignore_ascii_case(bot_username));
    let is_for_a_bot = addressee.is_some_and(|whose| whose.to_ascii_lowercase().ends_with("bot"));
    if !is_for_us && is_for_a_bot && !name.is_empty() {
        return Parsed::NotOurs;
    }
    if name == "note" && is_for_us {
        return note(rest);
    }
    match AgentCommand::read(&name, rest.trim()).filter(|_| is_for_us) {
        Some(command) => Parsed::Command(command),
        None if AgentCommand::NAMES.contains(&name.as_str()) => Parsed::Wrong(AgentCommand::usage(&name)),
        None => Parsed::Wrong(TextKey::from("desk-usage")),
    }
}

/// Without what cannot be seen before the first sign: spaces, and marks of direction and of joining that come with pasted text.
fn typed(text: &str) -> &str {
    let is_unseen = |sign: char| {
        sign.is_whitespace()
            || matches!(sign, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.trim_start_matches(is_unseen).trim_end()
}

fn is_note(line: &str) -> bool {
    typed(line).strip_prefix(is_slash).is_some_and(|behind| behind.starts_with(is_slash))
}

fn is_digit_or_hash(sign: char) -> bool {
    sign == '#' || sign.is_ascii_digit()
}

/// Chinese keyboards write a wide one.
fn is_slash(sign: char) -> bool {
    matches!(sign, '/' | '／' | '∕' | '⁄')
}

impl Whom {
    fn read(word: &str) -> Option<Self> {
        match word.strip_prefix('@') {
            Some(name) => (!name.is_empty()).then(|| Self::Username(name.to_owned())),
            None => word.parse().ok().map(Self::Id),
        }
    }
}

impl IncidentChange {
    fn read(text: &str) -> Option<Self> {
        let (keyword, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match (keyword.to_ascii_lowercase().as_str(), rest.trim()) {
            ("notice", words) if !words.is_empty() => Some(Self::Notice(words.to_owned())),
            ("fixed", "") => Some(Self::Fixed),
            ("off", "") => Some(Self::Off),
            _ => None,
        }
    }
}

impl MemberChange {
    fn read(word: &str) -> Option<Self> {
        match word {
            "add" => Some(Self::Add),
            "remove" => Some(Self::Remove),
            "lead" => Some(Self::Lead),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const US: &str = "elearn_help_bot";

    fn wrong(key: &str) -> Parsed {
        Parsed::Wrong(key.into())
    }

    #[test]
    fn every_command_is_read_as_it_is_written() {
        let state = Position { dialog: "popup-blocked".into(), state: "ask-device".into() };
        for (text, command) in [
            ("/claim", AgentCommand::Claim),
            ("/release", AgentCommand::Release),
            ("/assign 7000000001", AgentCommand::Assign(Whom::Id(AgentId(7_000_000_001)))),
            ("/assign @Lin_YT", AgentCommand::Assign(Whom::Username("Lin_YT".into()))),
            ("/say greeting", AgentCommand::Say("greeting".into())),
            ("/hold", AgentCommand::Hold),
            ("/resolve", AgentCommand::Resolve(None)),
            ("/resolve popup", AgentCommand::Resolve(Some("popup".into()))),
            ("/bot", AgentCommand::Bot(HandBack::Saved)),
            ("/bot popup-blocked", AgentCommand::Bot(HandBack::Dialog("popup-blocked".into()))),
            ("/bot popup-blocked ask-device", AgentCommand::Bot(HandBack::State(state))),
            ("/history", AgentCommand::History),
            ("/merge 12", AgentCommand::Merge(TicketNumber(12))),
            ("/merge #12", AgentCommand::Merge(TicketNumber(12))),
            ("/spam", AgentCommand::Spam),
            ("/learn popup", AgentCommand::Learn("popup".into())),
            ("/queue", AgentCommand::Queue),
            ("/find 彈出  視窗", AgentCommand::Find("彈出  視窗".into())),
            ("/stats", AgentCommand::Stats),
            ("/closed", AgentCommand::CloseToday),
            ("/closed today", AgentCommand::CloseToday),
            ("/closed off", AgentCommand::OpenToday),
            (
                "/incident notice 平臺維護中\n請稍候",
                AgentCommand::Incident(IncidentChange::Notice("平臺維護中\n請稍候".into()), None),
            ),
            ("/incident fixed", AgentCommand::Incident(IncidentChange::Fixed, None)),
            ("/incident 3 fixed", AgentCommand::Incident(IncidentChange::Fixed, Some(3))),
            (
                "/incident #3 notice 3 天後好",
                AgentCommand::Incident(IncidentChange::Notice("3 天後好".into()), Some(3)),
            ),
            ("/incident off", AgentCommand::Incident(IncidentChange::Off, None)),
            ("/agent add 42", AgentCommand::Agent(MemberChange::Add, Some(AgentId(42)))),
            ("/agent add", AgentCommand::Agent(MemberChange::Add, None)),
            ("/agent remove 42", AgentCommand::Agent(MemberChange::Remove, Some(AgentId(42)))),
            ("/agent lead", AgentCommand::Agent(MemberChange::Lead, None)),
            ("/desk here", AgentCommand::DeskHere),
            ("/help", AgentCommand::Help),
        ] {
            assert_eq!(parse(text, US), Parsed::Command(command), "{text}");
        }
    }

    #[test]
    fn it_does_not_matter_how_a_keyboard_writes_it() {
        for text in [
            "/CLAIM",
            "  /claim ",
            "／claim",
            "\u{3000}/claim",
            "\u{feff}/claim",
            "\u{200e}\u{2068}/claim",
            "/claim@elearn_help_bot",
            "/Claim@Elearn_Help_Bot",
        ] {
            assert_eq!(parse(text, US), Parsed::Command(AgentCommand::Claim), "{text}");
        }
        assert_eq!(parse("/Closed Off", US), Parsed::Command(AgentCommand::OpenToday));
        let notice = IncidentChange::Notice("Down".into());
        assert_eq!(
            parse("/incident Notice\nDown", US),
            Parsed::Command(AgentCommand::Incident(notice, None))
        );
    }

    #[test]
    fn a_slip_is_answered_with_the_usage_and_goes_to_no_learner() {
        for (text, key) in [
            ("/", "desk-usage"),
            ("/ claim", "desk-usage"),
            ("/dance", "desk-usage"),
            ("/claim, please", "desk-usage"),
            ("／dance", "desk-usage"),
            ("/@some_bot", "desk-usage"),
            ("/etc/passwd", "desk-usage"),
            ("/start", "desk-usage"),
            ("/note", "desk-usage-note"),
            ("/claim it", "desk-usage-claim"),
            ("/hold on a second", "desk-usage-hold"),
            ("/say", "desk-usage-say"),
            ("/say two replies", "desk-usage-say"),
            ("/bot a b c", "desk-usage-bot"),
            ("/assign", "desk-usage-assign"),
            ("/assign @", "desk-usage-assign"),
            ("/assign Lin", "desk-usage-assign"),
            ("/assign@lin", "desk-usage-assign"),
            ("/claim@elearn_help", "desk-usage-claim"),
            ("/merge twelve", "desk-usage-merge"),
            ("/merge -1", "desk-usage-merge"),
            ("/find", "desk-usage-find"),
            ("/learn", "desk-usage-learn"),
            ("/closed tomorrow", "desk-usage-closed"),
            ("/incident", "desk-usage-incident"),
            ("/incident notice", "desk-usage-incident"),
            ("/incident fixed now", "desk-usage-incident"),
            ("/incident 3", "desk-usage-incident"),
            ("/incident 3rd fixed", "desk-usage-incident"),
            ("/agent", "desk-usage-agent"),
            ("/agent promote 42", "desk-usage-agent"),
            ("/agent add @lin", "desk-usage-agent"),
            ("/desk", "desk-usage-desk"),
            ("/desk there", "desk-usage-desk"),
        ] {
            assert_eq!(parse(text, US), wrong(key), "{text}");
        }
    }

    #[test]
    fn another_bots_command_is_neither_ours_nor_the_learners() {
        for text in ["/claim@other_bot", "/dance@OtherBot now", " ／help@other_bot"] {
            assert_eq!(parse(text, US), Parsed::NotOurs, "{text}");
        }
    }

    #[test]
    fn a_note_stays_at_the_desk_however_it_is_written() {
        for text in [
            "// call back",
            "//call back",
            "／／call back",
            " \u{200b}// call back ",
            "/// call back",
            "/／call back",
            "/note call back",
            "/Note@elearn_help_bot\ncall back",
        ] {
            assert_eq!(parse(text, US), Parsed::Note("call back".into()), "{text}");
        }
        assert_eq!(parse("// one\n// two", US), Parsed::Note("one\n// two".into()));
        for text in ["//", "// ", "Thank you!\n// a difficult one", "Thank you!\n ／／ a difficult one"] {
            assert_eq!(parse(text, US), wrong("desk-usage-note"), "{text}");
        }
    }

    #[test]
    fn all_else_is_for_the_learner() {
        for text in [
            "",
            "您好",
            "see https://elearn.hrd.gov.tw/mooc",
            "1/2",
            "type\n/menu",
            "and/or",
            "@other_bot /claim",
        ] {
            assert_eq!(parse(text, US), Parsed::Words, "{text}");
        }
    }

    #[test]
    fn every_name_has_a_command_and_a_usage_of_its_own() {
        let arguments = ["", "x", "1", "here", "today", "add"];
        for name in AgentCommand::NAMES.into_iter().filter(|name| *name != "note" && *name != "incident") {
            let is_read = |argument: &&str| AgentCommand::read(name, argument).is_some();
            assert!(arguments.iter().any(is_read), "{name}");
            assert_eq!(
                parse(&format!("/{name} a b c d"), US) == wrong(&format!("desk-usage-{name}")),
                name != "find"
            );
        }
    }

    proptest! {
        #[test]
        fn what_begins_with_a_slash_is_never_the_learners(
            before in "[ \n\u{3000}\u{200b}\u{feff}]{0,3}",
            slash in "[/／]",
            text in prop_oneof![any::<String>(), "[a-z@_/ ]{0,12}", "(agent|incident|closed|bot) ?[a-z0-9 ]{0,12}"],
        ) {
            prop_assert_ne!(parse(&format!("{before}{slash}{text}"), US), Parsed::Words);
        }
    }
}
