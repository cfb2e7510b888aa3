//! `helpbot transcript`: what was said about a ticket, to be read, kept or handed on.
//!
//! What the learner wrote was masked before it was kept; what agents wrote was not, and so everything is masked again on its way out. Notes that
//! agents wrote for one another stay inside unless they are asked for, and so does who did what.

use std::io::Write as _;

use anyhow::anyhow;
use serde::Serialize;

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::desk::{Calendar, Line, Said, Ticket, TicketState, Who};
use crate::engine::{
    Args as TextArgs, HandoffReason, IntentId, LocaleId, Markup, Position, TextKey, Texts, TicketNumber,
    Value,
};
use crate::privacy::Masker;
use crate::store::{Handoff, Store as _};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The ticket's number
    #[arg(value_parser = number)]
    ticket: TicketNumber,
    /// Write a page that can be opened anywhere
    #[arg(long, conflicts_with = "json")]
    html: bool,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// With the notes that agents wrote for one another
    #[arg(long)]
    notes: bool,
    /// With what was done, and by whom
    #[arg(long)]
    audit: bool,
}

fn number(text: &str) -> Result<TicketNumber, String> {
    text.parse().map_err(|_| "expected a number, as in `12`".to_owned())
}

#[derive(Serialize)]
struct Transcript {
    ticket: TicketNumber,
    state: TicketState,
    opened: jiff::Timestamp,
    reason: HandoffReason,
    place: Option<Position>,
    intent: Option<IntentId>,
    stars: Option<u8>,
    /// Tickets for which this one stands as well: their lines are among its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<TicketNumber>,
    /// The ticket that went on for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    into: Option<TicketNumber>,
    lines: Vec<Line>,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let content = load::compile(&load::sources(config)?.files, config)?.content;
    let calendar = load::calendar(config)?;
    let Some((handoff, ticket, lines)) = found(config, args.ticket)? else {
        return Err(Failure::wrong(anyhow!(
            "there is no ticket {}; `helpbot tickets` lists those that are kept",
            args.ticket
        )));
    };
    let masker = Masker::new(&content.published);
    let transcript = Transcript {
        ticket: ticket.number,
        state: ticket.state(),
        opened: handoff.request.at,
        reason: handoff.request.reason,
        place: handoff.request.path.last().cloned(),
        intent: ticket.intent.clone(),
        stars: ticket.rating.as_ref().map(|rating| rating.stars),
        merged: ticket.merged.clone(),
        into: ticket.merged_into(),
        lines: lines
            .into_iter()
            .filter(|line| match line.said {
                Said::Note { .. } => args.notes,
                Said::Did { .. } => args.audit,
                Said::Words { .. } | Said::Attachment { .. } | Said::Edited { .. } => true,
            })
            .map(|line| masked(&masker, line))
            .collect(),
    };
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&transcript).map_err(anyhow::Error::from)?)?;
        return Ok(FINE);
    }
    let reader =
        Reader { texts: &content.texts, locale: content.texts.default_locale(), calendar: &calendar };
    write!(out(), "{}", if args.html { reader.page(&transcript) } else { reader.text(&transcript) })?;
    Ok(FINE)
}

fn found(config: &Config, number: TicketNumber) -> Result<Option<(Handoff, Ticket, Vec<Line>)>, Failure> {
    for store in load::stores(config)? {
        for handoff in store.handoffs()? {
            if let Some(ticket) = handoff.ticket.clone().filter(|ticket| ticket.number == number) {
                let mut lines = Vec::new();
                for number in ticket.merged.iter().rev().chain([&number]) {
                    lines.extend(store.lines(&handoff.conversation, *number)?);
                }
                lines.sort_by_key(|line| line.at);
                return Ok(Some((handoff, ticket, lines)));
            }
        }
    }
    Ok(None)
}

fn masked(masker: &Masker, line: Line) -> Line {
    let mask = |text: String| masker.mask(&text).text;
    let said = match line.said {
        Said::Words { text } => Said::Words { text: mask(text) },
        Said::Edited { text } => Said::Edited { text: mask(text) },
        Said::Note { text } => Said::Note { text: mask(text) },
        Said::Attachment { kind, caption } => Said::Attachment { kind, caption: caption.map(mask) },
        Said::Did { act, with } => Said::Did { act, with: with.map(mask) },
    };
    Line { said, ..line }
}

/// Puts it into words.
struct Reader<'a> {
    texts: &'a Texts,
    locale: &'a LocaleId,
    calendar: &'a Calendar,
}

impl Reader<'_> {
    fn words(&self, key: &str, args: &[(&str, &str)]) -> Markup {
        let args: TextArgs =
            args.iter().map(|(name, text)| ((*name).into(), Value::Text((*text).to_owned()))).collect();
        self.texts.markup(self.locale, &TextKey::from(key), &args)
    }

    fn title(&self, transcript: &Transcript) -> Markup {
        let (number, place) = (transcript.ticket.to_string(), transcript.place.as_ref());
        let place = place.map(ToString::to_string).unwrap_or_default();
        self.words(
            "desk-transcript",
            &[("number", &number), ("opened", &self.moment(transcript.opened)), ("place", &place)],
        )
    }

    /// Which other tickets it has to do with, a line each.
    fn others(&self, transcript: &Transcript) -> Vec<Markup> {
        let numbers: Vec<_> = transcript.merged.iter().map(|number| format!("#{number}")).collect();
        let merged = (!numbers.is_empty()).then(|| ("desk-transcript-merged", numbers.join(" ")));
        let into = transcript.into.map(|into| ("desk-transcript-into", into.to_string()));
        merged.into_iter().chain(into).map(|(key, words)| self.words(key, &[("words", &words)])).collect()
    }

    fn moment(&self, at: jiff::Timestamp) -> String {
        self.calendar.local(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn who(&self, who: &Who) -> Markup {
        match who {
            Who::Learner => self.words("desk-transcript-learner", &[]),
            Who::Agent { name, .. } => self.words("desk-transcript-agent", &[("agent", name)]),
            Who::Desk => self.words("desk-transcript-desk", &[]),
        }
    }

    fn said(&self, said: &Said) -> Markup {
        match said {
            Said::Words { text } => Markup(Markup::escape(text)),
            Said::Edited { text } => self.words("desk-transcript-edited", &[("words", text)]),
            Said::Note { text } => self.words("desk-transcript-note", &[("words", text)]),
            Said::Attachment { kind, caption } => self.words(
                "desk-transcript-attachment",
                &[("kind", kind.name()), ("words", caption.as_deref().unwrap_or_default())],
            ),
            Said::Did { act, with } => self
                .words("desk-transcript-did", &[("act", act), ("with", with.as_deref().unwrap_or_default())]),
        }
    }

    fn text(&self, transcript: &Transcript) -> String {
        let mut text = format!("{}\n", self.title(transcript).plain());
        for other in self.others(transcript) {
            text.push_str(&format!("{}\n", other.plain()));
        }
        text.push('\n');
        for line in &transcript.lines {
            let (at, who) = (self.moment(line.at), self.who(&line.who).plain());
            // What goes over several lines does not look like somebody else's.
            let said = self.said(&line.said).plain().trim_end().replace('\n', "\n    ");
            text.push_str(&format!("{at}  {who}  {said}\n"));
        }
        text
    }

    /// Nothing is loaded from anywhere, and nothing in it can be run.
    fn page(&self, transcript: &Transcript) -> String {
        let title = self.title(transcript);
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <h1>{}</h1>\n",
            self.locale,
            Markup::escape(&title.plain()),
            title.0,
        );
        for other in self.others(transcript) {
            page.push_str(&format!("<p class=\"inside\">{}</p>\n", other.0));
        }
        for line in &transcript.lines {
            let class = match (&line.said, &line.who) {
                (Said::Note { .. } | Said::Did { .. }, _) => "inside",
                (_, Who::Learner) => "learner",
                _ => "desk",
            };
            page.push_str(&format!(
                "<p class=\"{class}\"><time>{}</time> <b>{}</b><br>{}</p>\n",
                self.moment(line.at),
                self.who(&line.who).0,
                self.said(&line.said).0.trim_end(),
            ));
        }
        page.push_str("</body>\n</html>\n");
        page
    }
}

const STYLE: &str = "\
body{font-family:sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;line-height:1.5}\
p{white-space:pre-wrap;padding:.5rem .8rem;border-radius:.5rem;background:#eef}\
p.desk{background:#efe}p.inside{background:#f6f3e4;font-size:.9em}time{color:#666;font-size:.85em}h1{font-size:1.2rem}";
