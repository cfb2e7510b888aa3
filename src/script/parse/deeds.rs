//! What somebody does: a learner's line, or what follows an agent's name.

use super::values::{Wrong, filled, quotation, unquoted, word};
use crate::engine::AttachmentKind;
use crate::script::deed::{AgentAct, Deed, Spot};
use crate::script::error::meant;

const DEEDS: [&str; 7] = [">", "edit", "reply", "tap", "send", "closes", "reopens"];

/// What the learner does. `None`: the line is something else.
pub fn learners(line: &str) -> Result<Option<Deed>, Wrong<'_>> {
    match said(line, "what the learner writes")? {
        None => word(line, "send").map(|rest| send(line, rest)).transpose(),
        said => Ok(said),
    }
}

/// `@amy> text`, `@amy tap label`, `@amy general> text`, `@amy #2 tap label`.
pub fn agents(line: &str) -> Result<Option<AgentAct>, Wrong<'_>> {
    let Some(rest) = line.strip_prefix('@') else { return Ok(None) };
    let (by, rest) = name(rest);
    if by.is_empty() {
        return Err((line, "the agent's name is missing: expected one like `@amy> words`".to_owned()));
    }
    let rest = rest.trim_start();
    let (spot, behind) = name(rest.strip_prefix('#').unwrap_or(rest));
    let (at, rest) = match (rest.strip_prefix('#').is_some(), spot) {
        (true, number) => {
            let number =
                number.parse().map_err(|_| (rest, "the number of a ticket is missing".to_owned()))?;
            (Spot::Topic(number), behind.trim_start())
        }
        (false, "general") => (Spot::General, behind.trim_start()),
        _ => (Spot::Newest, rest),
    };
    let deed = match said(rest, "what the agent writes")? {
        Some(deed) => deed,
        None => match word(rest, "send").map(|kind| send(rest, kind)).transpose()? {
            Some(deed) => deed,
            None if rest == "closes" => Deed::Close,
            None if rest == "reopens" => Deed::Reopen,
            None => {
                let first = rest.split_whitespace().next().unwrap_or_default();
                return Err((
                    rest,
                    format!("`{first}` is nothing that an agent does{}", meant(first, DEEDS)),
                ));
            }
        },
    };
    Ok(Some(AgentAct { by: by.to_owned(), at, deed }))
}

fn name(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| c == '>' || c.is_whitespace()).unwrap_or(text.len()))
}

/// What people say is taken as it is, to the end of the line.
fn said<'a>(line: &'a str, what: &str) -> Result<Option<Deed>, Wrong<'a>> {
    if let Some(text) = line.strip_prefix('>') {
        return Ok(Some(Deed::Write(filled(line, text, what)?.to_owned())));
    }
    if let Some(label) = word(line, "tap") {
        return Ok(Some(Deed::Tap(filled(line, label, "the label of a button")?.to_owned())));
    }
    if let Some(rest) = word(line, "edit") {
        return Ok(Some(Deed::Edit(behind_sign(line, rest, what)?)));
    }
    if let Some(rest) = word(line, "reply") {
        let rest = filled(line, rest, "the words of the message that is answered")?;
        let (to, rest) = quotation(rest)?;
        return Ok(Some(Deed::Reply { to, text: behind_sign(line, rest, what)? }));
    }
    Ok(None)
}

fn behind_sign<'a>(line: &'a str, rest: &'a str, what: &str) -> Result<String, Wrong<'a>> {
    let text = rest
        .trim_start()
        .strip_prefix('>')
        .ok_or_else(|| (line, format!("{what} is missing, behind `>`")))?;
    Ok(filled(line, text, what)?.to_owned())
}

fn send<'a>(line: &'a str, rest: &'a str) -> Result<Deed, Wrong<'a>> {
    let rest = filled(line, rest, "what is sent, like `picture`,")?;
    let (name, caption) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(kind) = AttachmentKind::from_name(name) else {
        let names: Vec<_> = AttachmentKind::ALL.into_iter().map(AttachmentKind::name).collect();
        return Err((rest, format!("`{name}` cannot be sent: expected one of {}", names.join(", "))));
    };
    let caption = super::values::without_comment(caption).trim();
    let caption = if caption.is_empty() { None } else { Some(unquoted(caption)?) };
    Ok(Deed::Send { kind, caption })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read stands in a report as it was written.
    #[test]
    fn an_agents_line_is_read_and_told_the_same() {
        for line in [
            "@amy> // a note # with a sign",
            "@amy tap Take it",
            "@amy #2> hello",
            "@amy #2 tap Reopen",
            "@amy general> /queue",
            "@amy edit > hello",
            "@amy reply \"what you \\\"see\\\"\" > hello",
            "@amy send picture \"look\"",
            "@amy closes",
        ] {
            let act = agents(line).expect("it is right").expect("an agent's");
            assert_eq!(act.to_string(), line);
        }
        assert_eq!(agents("> hello"), Ok(None));
    }

    #[test]
    fn a_wrong_line_says_what_was_expected() {
        for (line, message) in [
            ("@amy", "`` is nothing that an agent does"),
            ("@amy taps Take it", "`taps` is nothing that an agent does; did you mean `tap`?"),
            ("@> hello", "the agent's name is missing: expected one like `@amy> words`"),
            ("@amy #x> hello", "the number of a ticket is missing"),
            ("@amy edit hello", "what the agent writes is missing, behind `>`"),
            ("@amy reply hello > you", "expected words in quotes, found `hello > you`"),
        ] {
            assert_eq!(agents(line).expect_err(line).1, message, "{line}");
        }
    }
}
