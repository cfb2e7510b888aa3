//! Reads the lines of a script file. Every mistake is found in one reading.
//!
//! Parts are left where they are used; [`Suite`](super::Suite) puts their lines in.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};

use super::check::Check;
use super::error::{ScriptError, meant};
use super::script::{Act, Expected, Given, Need, Place, Words};
use crate::engine::AttachmentKind;

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
const LINES: [&str; 14] = [
    "script:", "part:", "given:", ">", "<", "<?", "<*", "=", "tap", "send", "wait", "reload", "restart", "use",
];

pub(super) fn parse(path: &str, text: &str) -> (File, Vec<ScriptError>) {
    let mut reader = Reader { path: path.into(), line: 0, file: File::default(), at: None, errors: Vec::new() };
    for (index, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
        reader.line = index + 1;
        if let Err((rest, message)) = reader.read(line) {
            // `rest` is a part of the line, so where it begins tells the column.
            let before = (rest.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
            let column = line.get(..before).map_or(1, |before| before.chars().count() + 1);
            reader.errors.push(ScriptError { path: Arc::clone(&reader.path), line: index + 1, column, message });
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

/// The piece of the line that is wrong, and why.
type Wrong<'a> = (&'a str, String);

impl Reader {
    fn read<'a>(&mut self, line: &'a str) -> Result<(), Wrong<'a>> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        // What people say is taken as it is; a `#` elsewhere begins a comment.
        if let Some(said) = line.strip_prefix('>') {
            let said = filled(line, said, "what the learner writes")?;
            return self.add(line, Line::Act(Act::Say(said.to_owned())));
        }
        if let Some(name) = line.strip_prefix("script:") {
            return self.begin(At::Script, filled(line, name, "the script's name")?);
        }
        if let Some(label) = word(line, "tap") {
            let label = filled(line, label, "the label of a button")?;
            return self.add(line, Line::Act(Act::Tap(label.to_owned())));
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
        if let Some(expected) = line.strip_prefix('<') {
            return self.expected(line, expected);
        }
        if line.starts_with('[') {
            return self.buttons(line);
        }
        let act = if let Some(kind) = word(line, "send") {
            send(line, kind)?
        } else if let Some(time) = word(line, "wait") {
            Act::Wait(duration(filled(line, time, "how long, like `31m`")?)?)
        } else if let Some(directory) = word(line, "reload") {
            Act::Reload(directory_name(filled(line, directory, "a directory")?))
        } else if line == "restart" {
            Act::Restart
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
        let given = Given { locale: None, clock: default_clock(), content: None };
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
        for item in given.split(';') {
            let item = filled(line, item, "`locale`, `clock` or `content`")?;
            let (name, value) = item.split_once(char::is_whitespace).unwrap_or((item, ""));
            let value = value.trim();
            match name {
                "locale" | "content" if value.is_empty() => {
                    return Err((item, format!("`{name}` lacks its value")));
                }
                "locale" => draft.given.locale = Some((place.clone(), value.to_owned())),
                "content" => draft.given.content = Some((place.clone(), directory_name(value))),
                "clock" => draft.given.clock = clock(item, value)?,
                _ => {
                    let meant = meant(name, ["locale", "clock", "content"]);
                    return Err((item, format!("`{name}` cannot be given{meant}")));
                }
            }
        }
        Ok(())
    }

    fn expected<'a>(&mut self, line: &'a str, rest: &'a str) -> Result<(), Wrong<'a>> {
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
        } else {
            Words::Keys(keys(rest)?)
        };
        let place = self.place();
        let neighbours = self.draft().map_or(0, |draft| {
            let same = |(_, line): &&(Place, Line)| matches!(line, Line::Expected(e) if e.need == Need::AnyOrder);
            draft.lines.iter().rev().take_while(same).count()
        });
        if need == Need::AnyOrder && neighbours >= ANY_ORDER {
            return Err((line, format!("at most {ANY_ORDER} neighbours can come in any order")));
        }
        let expected = Expected { place, need, words, buttons: Vec::new(), button_lines: Vec::new() };
        self.add(line, Line::Expected(expected))
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

/// What follows a word.
fn word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(word)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
}

fn filled<'a>(line: &'a str, rest: &'a str, what: &str) -> Result<&'a str, Wrong<'a>> {
    let rest = rest.trim();
    if rest.is_empty() { Err((line, format!("{what} is missing"))) } else { Ok(rest) }
}

/// The line up to a `#` that stands after a space and outside of quotes and brackets.
fn without_comment(line: &str) -> &str {
    let (mut quoted, mut bracketed, mut escaped, mut spaced) = (false, false, false, false);
    for (index, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted || bracketed => escaped = true,
            '"' if !bracketed => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            '#' if spaced && !quoted && !bracketed => return line[..index].trim_end(),
            _ => {}
        }
        spaced = c.is_whitespace();
    }
    line
}

fn directory_name(directory: &str) -> String {
    directory.trim_end_matches('/').to_owned()
}

fn clock<'a>(item: &'a str, value: &str) -> Result<Timestamp, Wrong<'a>> {
    let taipei = TimeZone::fixed(offset(8));
    let time: Option<DateTime> = value.parse().ok();
    time.and_then(|time| time.to_zoned(taipei).ok())
        .map(|time| time.timestamp())
        .ok_or_else(|| (item, format!("`{value}` is no time: expected one like `2026-03-02 09:00`")))
}

fn send<'a>(line: &'a str, rest: &'a str) -> Result<Act, Wrong<'a>> {
    let rest = filled(line, rest, "what is sent, like `picture`,")?;
    let (name, caption) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(kind) = AttachmentKind::from_name(name) else {
        let names: Vec<_> = AttachmentKind::ALL.into_iter().map(AttachmentKind::name).collect();
        return Err((rest, format!("`{name}` cannot be sent: expected one of {}", names.join(", "))));
    };
    let caption = caption.trim();
    let caption = if caption.is_empty() { None } else { Some(unquoted(caption)?) };
    Ok(Act::Send { kind, caption })
}

/// `1h 30m`, `31m`, `2d`.
fn duration(text: &str) -> Result<Duration, Wrong<'_>> {
    let wrong = || (text, format!("`{text}` is no time to wait: expected one like `31m` or `1h 30m`"));
    let (mut seconds, mut number) = (0_u64, None::<u64>);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if let Some(digit) = c.to_digit(10) {
            let longer = number.unwrap_or(0).checked_mul(10).and_then(|number| number.checked_add(digit.into()));
            number = Some(longer.ok_or_else(wrong)?);
            continue;
        }
        let unit = match c {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return Err(wrong()),
        };
        let part = number.take().and_then(|number| number.checked_mul(unit)).ok_or_else(wrong)?;
        seconds = seconds.checked_add(part).ok_or_else(wrong)?;
    }
    if number.is_some() || seconds == 0 { Err(wrong()) } else { Ok(Duration::from_secs(seconds)) }
}

fn keys(text: &str) -> Result<Vec<String>, Wrong<'_>> {
    let mut keys = Vec::new();
    for key in text.split('+') {
        let key = filled(text, key, "a key beside `+`")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !key.chars().all(plain) {
            return Err((key, format!("`{key}` is no key of a text: words stand in quotes, `\"exact\"` or `~\"a part\"`")));
        }
        keys.push(key.to_owned());
    }
    Ok(keys)
}

/// `"words"`; `\"`, `\\` and `\n` stand for a quote, a backslash and a new line.
fn unquoted(text: &str) -> Result<String, Wrong<'_>> {
    let wrong = || (text, format!("expected words in quotes, found `{text}`"));
    let inner = text.strip_prefix('"').ok_or_else(wrong)?;
    let mut words = String::new();
    let mut chars = inner.chars();
    loop {
        match chars.next().ok_or_else(wrong)? {
            '"' => break,
            '\\' => words.push(match chars.next().ok_or_else(wrong)? {
                'n' => '\n',
                c => c,
            }),
            c => words.push(c),
        }
    }
    if words.is_empty() || !chars.as_str().trim().is_empty() { Err(wrong()) } else { Ok(words) }
}

/// `[a] [b]`; `\]` stands for a bracket within a label.
fn labels(line: &str) -> Result<Vec<String>, Wrong<'_>> {
    let mut labels = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let wrong = || (rest, format!("expected a button like `[label]`, found `{rest}`"));
        let inner = rest.strip_prefix('[').ok_or_else(wrong)?;
        let mut label = String::new();
        let mut chars = inner.chars();
        loop {
            match chars.next().ok_or_else(wrong)? {
                ']' => break,
                '\\' => label.push(chars.next().ok_or_else(wrong)?),
                c => label.push(c),
            }
        }
        let label = label.trim();
        if label.is_empty() {
            return Err((rest, "a button without a label".to_owned()));
        }
        labels.push(label.to_owned());
        rest = chars.as_str().trim_start();
    }
    Ok(labels)
}
