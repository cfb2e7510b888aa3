//! `helpbot stats`: the figures of the help desk and of the bot. What each of them counts is told in `desk/stats.rs`.

use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::desk::{Containment, Stats, Summary, Times, Unanswered};
use crate::runtime::unanswered;
use crate::store::{PlainRow, Row, Store as _};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what began on that day or later, as in `2026-12-01`
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Print them as JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print them as a table of two columns
    #[arg(long)]
    csv: bool,
    /// How many of the questions that were not understood to show
    #[arg(long, default_value_t = 10, value_name = "N")]
    top: usize,
}

#[derive(Serialize)]
struct Figures {
    since: Option<Date>,
    tickets: Stats,
    conversations: Containment,
    /// Questions that were not understood, the most frequent first.
    unanswered: Vec<Unanswered>,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let figures = figures(config, args)?;
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&figures).map_err(anyhow::Error::from)?)?;
    } else if args.csv {
        writeln!(out(), "figure,value")?;
        for (name, value) in rows(&figures) {
            writeln!(out(), "{name},{value}")?;
        }
        for Unanswered { text, count, .. } in &figures.unanswered {
            // Learners' words are nothing for a spreadsheet to work out.
            writeln!(out(), "\"unanswered: {}\",{count}", text.replace('"', "\"\""))?;
        }
    } else {
        print(&figures)?;
    }
    Ok(FINE)
}

fn figures(config: &Config, args: &Args) -> Result<Figures, Failure> {
    let calendar = load::calendar(config)?;
    let since = args.since.map(|date| calendar.start_of(date));
    let (mut tickets, mut contacts, mut review) = (Vec::new(), Vec::new(), Vec::new());
    let mut closings = Vec::new();
    for store in load::stores(config)? {
        for handoff in store.handoffs()? {
            if let Some(ticket) = &handoff.ticket {
                tickets.push(Summary::of(&handoff.conversation, &handoff.request, ticket));
            }
        }
        store.export(true, |row| {
            if let Row::Plain(PlainRow::Session(kept)) = row {
                contacts.extend(kept.contact());
            }
            Ok::<_, Failure>(())
        })?;
        review.extend(store.review()?);
        closings.extend(store.hall()?.unwrap_or_default().closings);
    }
    // Days of the list are those of UTC: half a day more is better than half a day less.
    let first_day = since.map(|since| since.as_second().div_euclid(24 * 60 * 60));
    review.retain(|mention| first_day.is_none_or(|first| mention.day >= first));
    let mut unanswered = unanswered(&review);
    unanswered.truncate(args.top);
    Ok(Figures {
        since: args.since,
        tickets: Stats::of(&tickets, calendar.with(&closings), since),
        conversations: Containment::of(contacts, since, SystemClock.now()),
        unanswered,
    })
}

fn rows(Figures { tickets, conversations, .. }: &Figures) -> Vec<(&'static str, String)> {
    let seconds = |value: Option<i64>| value.map(|seconds| seconds.to_string()).unwrap_or_default();
    let share = |value: Option<f64>| value.map(|value| format!("{value:.3}")).unwrap_or_default();
    vec![
        ("tickets opened", tickets.opened.to_string()),
        ("tickets open", tickets.open.to_string()),
        ("tickets resolved", tickets.resolved.to_string()),
        ("tickets reopened", tickets.reopened.to_string()),
        ("tickets withdrawn", tickets.withdrawn.to_string()),
        ("tickets spam", tickets.spam.to_string()),
        ("first response count", tickets.first_response.count.to_string()),
        ("first response median s", seconds(tickets.first_response.median)),
        ("first response p90 s", seconds(tickets.first_response.p90)),
        ("resolution count", tickets.resolution.count.to_string()),
        ("resolution median s", seconds(tickets.resolution.median)),
        ("resolution p90 s", seconds(tickets.resolution.p90)),
        ("ratings", tickets.rating.count.to_string()),
        ("rating mean", share(tickets.rating.mean)),
        ("conversations", conversations.conversations.to_string()),
        ("conversations open", conversations.open.to_string()),
        ("conversations asked", conversations.asked.to_string()),
        ("conversations finished", conversations.finished.to_string()),
        ("conversations silent", conversations.silent.to_string()),
        ("contained", share(conversations.contained)),
    ]
}

fn print(figures: &Figures) -> Result<(), Failure> {
    let Figures { since, tickets, conversations, unanswered } = figures;
    let mut out = out();
    if let Some(since) = since {
        writeln!(out, "since {since}")?;
    }
    writeln!(
        out,
        "tickets         {} opened, {} open, {} resolved, {} reopened, {} withdrawn, {} spam",
        tickets.opened, tickets.open, tickets.resolved, tickets.reopened, tickets.withdrawn, tickets.spam
    )?;
    writeln!(out, "first response  {} (working time)", times(tickets.first_response))?;
    writeln!(out, "resolution      {}", times(tickets.resolution))?;
    match tickets.rating.mean {
        Some(mean) => writeln!(out, "rating          {mean:.1} of 5, {} of them", tickets.rating.count)?,
        None => writeln!(out, "rating          none")?,
    }
    writeln!(
        out,
        "conversations   {}: {} asked for a human, {} finished, {} fell silent, {} may still go on",
        conversations.conversations,
        conversations.asked,
        conversations.finished,
        conversations.silent,
        conversations.open
    )?;
    match conversations.contained {
        Some(share) => writeln!(
            out,
            "contained       {:.0} % (finished or silent, of those that are over)",
            share * 100.0
        )?,
        None => writeln!(out, "contained       nothing to tell by yet")?,
    }
    writeln!(out, "not understood  {}", if unanswered.is_empty() { "nothing" } else { "" })?;
    for Unanswered { text, count, texts } in unanswered {
        writeln!(
            out,
            "{count:>6}  {}{}",
            one_line(text),
            if *texts > 1 { format!("  (+{})", texts - 1) } else { String::new() }
        )?;
    }
    Ok(())
}

fn times(Times { count, median, p90 }: Times) -> String {
    let minutes = |seconds: Option<i64>| seconds.map_or(0.0, |seconds| seconds as f64 / 60.0);
    match count {
        0 => "none".to_owned(),
        _ => {
            format!("median {:.1} min, 90 % within {:.1} min, {count} of them", minutes(median), minutes(p90))
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
