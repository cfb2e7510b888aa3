//! Reads the lines of a script file. Every mistake is found in one reading.
//!
//! Parts are left where they are used; [`Suite`](super::Suite) puts their lines in.

mod deeds;
mod values;

use std::sync::Arc;

use jiff::Timestamp;

use self::values::{
    Wrong, clock, directory_name, duration, filled, keys, labels, unquoted, without_comment, word,
};
use super::check::Check;
use super::error::{ScriptError, meant};
use super::script::{Act, Expected, Given, Need, Place, Words};
use super::side::Side;

/// A script or a part, before the parts it uses are put in.
#[derive(Debug)]
pub(super) struct Draft {
    pub name: String,
    pub place: Place,
    pub given: Given,
    pub lines: Vec<(Place, Line)>,
}

#[derive(Debug, Clone)]
pub(super) enum Line {
    Act(Act),
    Expected(Expected),
    Check(Check),
    Use(String),
}

#[derive(Debug, Default)]
pub(super) struct File {
    pub scripts: Vec<Draft>,
    pub parts: Vec<Draft>,
}

/// Neighbours that may come in any order: every order of them is tried.
const ANY_ORDER: usize = 8;
const LINES: [&str; 21] = [
    "script:", "part:", "given:", ">", "<", "<?", "<*", "desk<", "general<", "=", "tap", "send", "edit",
    "reply", "block", "unblock", "re", "wait", "reload", "restart", "use",
];

pub(super) fn parse(path: &str, text: &str) -> (File, Vec<ScriptError>) {
    let mut reader =
        Reader { path: path.into(), line: 0, file: File::default(), at: None, errors: Vec::new() };
    for (index, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
        reader.line = index + 1;
        if let Err((rest, message)) = reader.read(line) {
            // `rest` is a part of the line, so where it begins tells the column.
            let before = (rest.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
            let column = line.get(..before).map_or(1, |before| before.chars().count() + 1);
            reader.errors.push(ScriptError {
                path: Arc::clone(&reader.path),
                line: index + 1,
                column,
                message,
            });
        }
    }
    (reader.file, reader.errors)
}

/// 2 March 2026, nine in the morning: a Monday on which the help desk is at work.
pub(super) fn default_clock() -> Timestamp {
    const NINE_IN_TAIPEI_S: i64 = 1_772_413_200;
    Timestamp::from_second(NINE_IN_TAIPEI_S).unwrap_or(Timestamp::UNIX_EPOCH)
}

struct Reader {
    path: Arc<str>,
    line: usize,
    file: File,
    at: Option<At>,
    errors: Vec<ScriptError>,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    Script,
    Part,
}

impl Reader {
    fn read<'a>(&mut self, line: &'a str) -> Result<(), Wrong<'a>> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        // What people say is taken as it is; a `#` elsewhere begins a comment.
        if let Some(act) = deeds::agents(line)? {
            return self.add(line, Line::Act(Act::Agent(act)));
        }
        if let Some(deed) = deeds::learners(line)? {
            return self.add(line, Line::Act(Act::Learner(deed)));
        }
        if let Some(name) = line.strip_prefix("script:") {
            return self.begin(At::Script, filled(line, name, "the script's name")?);
        }
        let line = without_comment(line);
        if let Some(name) = line.strip_prefix("part:") {
            return self.begin(At::Part, filled(line, name, "the part's name")?);
        }
        if let Some(given) = line.strip_prefix("given:") {
            return self.given(line, given);
        }
        if let Some(checks) = line.strip_prefix('=') {
            for check in checks.split(';') {
                let check = filled(line, check, "something to check")?;
                let parsed = Check::parse(check).map_err(|message| (check, message))?;
                self.add(line, Line::Check(parsed))?;
            }
            return Ok(());
        }
        if let Some((side, expected)) = Side::read(line) {
            return self.expected(line, side, expected);
        }
        if let Some(answered) = word(line, "re") {
            return self.answers(line, answered);
        }
        if line.starts_with('[') {
            return self.buttons(line);
        }
        let act = if let Some(time) = word(line, "wait") {
            Act::Wait(duration(filled(line, time, "how long, like `31m`")?)?)
        } else if let Some(directory) = word(line, "reload") {
            Act::Reload(directory_name(filled(line, directory, "a directory")?))
        } else if line == "restart" {
            Act::Restart
        } else if line == "block" {
            Act::Block
        } else if line == "unblock" {
            Act::Unblock
        } else if let Some(name) = word(line, "use") {
            let name = filled(line, name, "the part's name")?;
            return self.add(line, Line::Use(name.to_owned()));
        } else {
            let first = line.split_whitespace().next().unwrap_or(line);
            return Err((line, format!("`{first}` begins no line of a script{}", meant(first, LINES))));
        };
        self.add(line, Line::Act(act))
    }

    fn place(&self) -> Place {
        Place { path: Arc::clone(&self.path), line: self.line }
    }

    fn begin<'a>(&mut self, what: At, name: &'a str) -> Result<(), Wrong<'a>> {
        let given = Given {
            place: self.place(),
            locale: None,
            clock: default_clock(),
            content: None,
            desk: false,
            leads: Vec::new(),
        };
        let draft = Draft { name: name.to_owned(), place: self.place(), given, lines: Vec::new() };
        self.at = Some(what);
        let drafts = match what {
            At::Script => &mut self.file.scripts,
            At::Part => &mut self.file.parts,
        };
        let first = drafts.iter().find(|draft| draft.name == name).map(|draft| draft.place.line);
        drafts.push(draft);
        match first {
            Some(line) => Err((name, format!("`{name}` is the name of the one on line {line} already"))),
            None => Ok(()),
        }
    }

    fn draft(&mut self) -> Option<&mut Draft> {
        match self.at? {
            At::Script => self.file.scripts.last_mut(),
            At::Part => self.file.parts.last_mut(),
        }
    }

    fn add<'a>(&mut self, line: &'a str, parsed: Line) -> Result<(), Wrong<'a>> {
        let place = self.place();
        let Some(draft) = self.draft() else {
            return Err((line, "this line belongs to no script: begin one with `script: name`".to_owned()));
        };
        draft.lines.push((place, parsed));
        Ok(())
    }

    fn given<'a>(&mut self, line: &'a str, given: &'a str) -> Result<(), Wrong<'a>> {
        let place = self.place();
        let in_part = self.at == Some(At::Part);
        let Some(draft) = self.draft().filter(|draft| !in_part && draft.lines.is_empty()) else {
            return Err((line, "`given:` has its place right under `script:`".to_owned()));
        };
        draft.given.place = place;
        for item in given.split(';') {
            let item = filled(line, item, "`locale`, `clock`, `content` or `desk`")?;
            let (name, value) = item.split_once(char::is_whitespace).unwrap_or((item, ""));
            let value = value.trim();
            match name {
                "desk" if value.is_empty() => draft.given.desk = true,
                "locale" | "content" | "lead" if value.is_empty() => {
                    return Err((item, format!("`{name}` lacks its value")));
                }
                "locale" => draft.given.locale = Some(value.to_owned()),
                "content" => draft.given.content = Some(directory_name(value)),
                "clock" => draft.given.clock = clock(item, value)?,
                "lead" => draft.given.leads.push(value.to_owned()),
                _ => {
                    let meant = meant(name, ["locale", "clock", "content", "desk", "lead"]);
                    return Err((item, format!("`{name}` cannot be given{meant}")));
                }
            }
        }
        Ok(())
    }

    fn expected<'a>(&mut self, line: &'a str, side: Side, rest: &'a str) -> Result<(), Wrong<'a>> {
        let (need, rest) = match (rest.strip_prefix('?'), rest.strip_prefix('*')) {
            (Some(rest), _) => (Need::May, rest),
            (_, Some(rest)) => (Need::AnyOrder, rest),
            _ => (Need::Must, rest),
        };
        let rest = filled(line, rest, "a text's key or its words")?;
        let words = if rest.starts_with('"') {
            Words::Exact(unquoted(rest)?)
        } else if let Some(rest) = rest.strip_prefix('~') {
            Words::Contains(unquoted(rest.trim_start())?)
        } else if let Some(became) = word(rest, "topic").filter(|_| side == Side::Topic) {
            topic(rest, became.trim())?
        } else {
            Words::Keys(keys(rest)?)
        };
        let place = self.place();
        let neighbours = self.draft().map_or(0, |draft| {
            let same =
                |(_, line): &&(Place, Line)| matches!(line, Line::Expected(e) if e.need == Need::AnyOrder && e.side == side);
            draft.lines.iter().rev().take_while(same).count()
        });
        if need == Need::AnyOrder && neighbours >= ANY_ORDER {
            return Err((line, format!("at most {ANY_ORDER} neighbours can come in any order")));
        }
        let expected = Expected {
            place,
            side,
            need,
            words,
            answers: None,
            buttons: Vec::new(),
            button_lines: Vec::new(),
        };
        self.add(line, Line::Expected(expected))
    }

    fn answers<'a>(&mut self, line: &'a str, answered: &'a str) -> Result<(), Wrong<'a>> {
        let words = unquoted(filled(line, answered, "the words of the message that is answered")?)?;
        match self.draft().and_then(|draft| draft.lines.last_mut()) {
            Some((_, Line::Expected(expected))) => {
                expected.answers = Some(words);
                Ok(())
            }
            _ => Err((line, "`re` has its place under a line that begins with `<`".to_owned())),
        }
    }

    fn buttons<'a>(&mut self, line: &'a str) -> Result<(), Wrong<'a>> {
        let labels = labels(line)?;
        let number = self.line;
        match self.draft().and_then(|draft| draft.lines.last_mut()) {
            Some((_, Line::Expected(expected))) => {
                expected.buttons.extend(labels);
                expected.button_lines.push(number);
                Ok(())
            }
            _ => Err((line, "buttons have their place under a line that begins with `<`".to_owned())),
        }
    }
}

/// What is to become of a topic.
fn topic<'a>(line: &'a str, became: &'a str) -> Result<Words, Wrong<'a>> {
    if became.starts_with('"') {
        return Ok(Words::Topic(unquoted(became)?));
    }
    match Words::TOPIC_STATES.contains(&became) {
        true => Ok(Words::Topic(became.to_owned())),
        false => {
            let states = Words::TOPIC_STATES.join("`, `");
            Err((line, format!("expected the topic's title in quotes, or `{states}`; found `{became}`")))
        }
    }
}
