//! What stands in a line: words in quotes, times, keys, labels. Every reader says what it expected.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};

/// The piece of the line that is wrong, and why.
pub type Wrong<'a> = (&'a str, String);

/// What follows a word.
pub fn word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(word)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
}

pub fn filled<'a>(line: &'a str, rest: &'a str, what: &str) -> Result<&'a str, Wrong<'a>> {
    let rest = rest.trim();
    if rest.is_empty() { Err((line, format!("{what} is missing"))) } else { Ok(rest) }
}

/// The line up to a `#` that stands after a space and outside of quotes and brackets.
pub fn without_comment(line: &str) -> &str {
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

pub fn directory_name(directory: &str) -> String {
    directory.trim_end_matches('/').to_owned()
}

pub fn clock<'a>(item: &'a str, value: &str) -> Result<Timestamp, Wrong<'a>> {
    let taipei = TimeZone::fixed(offset(8));
    let time: Option<DateTime> = value.parse().ok();
    time.and_then(|time| time.to_zoned(taipei).ok())
        .map(|time| time.timestamp())
        .ok_or_else(|| (item, format!("`{value}` is no time: expected one like `2026-03-02 09:00`")))
}

/// `1h 30m`, `31m`, `2d`.
pub fn duration(text: &str) -> Result<Duration, Wrong<'_>> {
    let wrong = || (text, format!("`{text}` is no time to wait: expected one like `31m` or `1h 30m`"));
    let (mut seconds, mut number) = (0_u64, None::<u64>);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if let Some(digit) = c.to_digit(10) {
            let longer =
                number.unwrap_or(0).checked_mul(10).and_then(|number| number.checked_add(digit.into()));
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

pub fn keys(text: &str) -> Result<Vec<String>, Wrong<'_>> {
    let mut keys = Vec::new();
    for key in text.split('+') {
        let key = filled(text, key, "a key beside `+`")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !key.chars().all(plain) {
            return Err((
                key,
                format!("`{key}` is no key of a text: words stand in quotes, `\"exact\"` or `~\"a part\"`"),
            ));
        }
        keys.push(key.to_owned());
    }
    Ok(keys)
}

/// `"words"`; `\"`, `\\` and `\n` stand for a quote, a backslash and a new line.
pub fn unquoted(text: &str) -> Result<String, Wrong<'_>> {
    match quotation(text)? {
        (words, rest) if rest.trim().is_empty() => Ok(words),
        _ => Err(no_quotation(text)),
    }
}

/// As [`unquoted`], with what follows.
pub fn quotation(text: &str) -> Result<(String, &str), Wrong<'_>> {
    let inner = text.strip_prefix('"').ok_or_else(|| no_quotation(text))?;
    let mut words = String::new();
    let mut chars = inner.chars();
    loop {
        match chars.next().ok_or_else(|| no_quotation(text))? {
            '"' => break,
            '\\' => words.push(match chars.next().ok_or_else(|| no_quotation(text))? {
                'n' => '\n',
                c => c,
            }),
            c => words.push(c),
        }
    }
    if words.is_empty() { Err(no_quotation(text)) } else { Ok((words, chars.as_str())) }
}

fn no_quotation(text: &str) -> Wrong<'_> {
    (text, format!("expected words in quotes, found `{text}`"))
}

/// `[a] [b]`; `\]` stands for a bracket within a label.
pub fn labels(line: &str) -> Result<Vec<String>, Wrong<'_>> {
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
