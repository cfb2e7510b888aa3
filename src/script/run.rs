//! Plays scripts through the real runtime.
//!
//! A script goes on after a difference, so that blessing sees all of it; it stops where the next step cannot be taken.

use std::sync::Arc;

use futures::StreamExt as _;
use futures::future::BoxFuture;
use jiff::Timestamp;

use super::check::Findings;
use super::collector::Pressable;
use super::compare::{Row, compare};
use super::contents::{Compiled, Contents};
use super::coverage::{Coverage, Observation};
use super::deed::{AgentAct, Deed};
use super::report::{Failure, Report, ScriptResult, TurnResult};
use super::script::{Act, Script, Turn, bracketed};
use super::side::Side;
use super::stage::Stage;
use super::suite::Suite;
use super::weather::Weather;
use crate::engine::{AgentMessage, DeskEvent, Event, Original, TopicState};
use crate::runtime::ConversationId;

/// Scripts under way at the same time.
const PARALLEL: usize = 4;

pub async fn run(suite: &Suite, contents: &dyn Contents) -> Report {
    run_in(suite, contents, &[Weather::Calm]).await
}

/// Plays every script once in each of the weathers.
pub async fn run_in(suite: &Suite, contents: &dyn Contents, weathers: &[Weather]) -> Report {
    let contents = Compiled::of(suite, contents);
    let mut coverage = Coverage::of(&contents.base);
    let plays: Vec<BoxFuture<'_, (ScriptResult, Vec<Observation>)>> = weathers
        .iter()
        .flat_map(|weather| {
            suite.scripts.iter().map(|script| Box::pin(play(script, &contents, *weather)) as _)
        })
        .collect();
    let mut played = futures::stream::iter(plays).buffered(PARALLEL);
    let mut results = Vec::new();
    while let Some((result, observations)) = played.next().await {
        for observation in &observations {
            coverage.observe(observation);
        }
        results.push(result);
    }
    Report { results, coverage }
}

async fn play(script: &Script, contents: &Compiled, weather: Weather) -> (ScriptResult, Vec<Observation>) {
    let mut result =
        ScriptResult { script: script.clone(), weather, turns: Vec::new(), failures: Vec::new() };
    let mut observations = Vec::new();
    match set_stage(script, contents, weather).await {
        Ok(stage) => {
            let mut player = Player { stage, contents, presses: 0, last_tap: None, observations: Vec::new() };
            for turn in &script.turns {
                let (turn_result, goes_on) = player.turn(turn).await;
                result.turns.push(turn_result);
                if !goes_on {
                    break;
                }
            }
            player.stage.end().await;
            observations = player.observations;
        }
        Err(failure) => result.failures.push(failure),
    }
    (result, observations)
}

async fn set_stage(script: &Script, contents: &Compiled, weather: Weather) -> Result<Stage, Failure> {
    let content = match &script.given.content {
        Some(name) => {
            let place = &script.given.place;
            contents.overlay(place, name).map_err(|why| Failure::at(place, why))?
        }
        None => Arc::clone(&contents.base),
    };
    let texts = &content.texts;
    let language = match &script.given.locale {
        Some(wanted) if !texts.locales().any(|locale| locale.as_str() == wanted) => {
            let locales: Vec<_> = texts.locales().map(|locale| format!("`{locale}`")).collect();
            let message = format!("the locale `{wanted}` does not exist: expected {}", locales.join(" or "));
            return Err(Failure::at(&script.given.place, message));
        }
        Some(wanted) => wanted.clone(),
        None => texts.default_locale().to_string(),
    };
    Stage::set(content, language, &script.given, weather).await.map_err(|why| Failure::at(&script.place, why))
}

enum Happening {
    /// In a conversation.
    Event(ConversationId, Event),
    /// Time passes.
    Until(Timestamp),
    Restart,
}

struct Player<'a> {
    stage: Stage,
    contents: &'a Compiled,
    presses: u32,
    /// So that a label can be tapped twice in a hurry, before the keyboard goes away.
    last_tap: Option<(String, Pressable)>,
    observations: Vec<Observation>,
}

impl Player<'_> {
    /// Returns also whether the script can go on.
    async fn turn(&mut self, turn: &Turn) -> (TurnResult, bool) {
        let mut result = TurnResult::default();
        if let Err(why) = self.act(turn, &mut result).await {
            result.failures.push(Failure::at(&turn.place, why));
            return (result, false);
        }
        result.rows = compare(&turn.expected, &result.said);
        result.note_differences(turn);
        if let Err(why) = self.check(turn, &mut result).await {
            result.failures.push(Failure::at(&turn.place, why));
            return (result, false);
        }
        (result, true)
    }

    async fn act(&mut self, turn: &Turn, result: &mut TurnResult) -> Result<(), String> {
        if !matches!(turn.act, Act::Learner(Deed::Tap(_))) {
            self.last_tap = None;
        }
        match &turn.act {
            Act::Learner(Deed::Tap(label)) => self.tap(turn, label, result).await?,
            Act::Learner(deed) => self.learner(deed, result).await?,
            Act::Agent(act) => self.agent(turn, act, result).await?,
            Act::Block | Act::Unblock => {
                let blocks = turn.act == Act::Block;
                self.stage.collector.block(blocks);
                let event = if blocks { Event::Unreachable } else { Event::Reachable };
                let learner = self.stage.conversation().clone();
                self.observed(Happening::Event(learner, event), result).await?;
            }
            Act::Wait(time) => {
                let end = self.stage.now().checked_add(*time).map_err(|error| error.to_string())?;
                while !self.observed(Happening::Until(end), result).await? {}
            }
            Act::Reload(name) => self.stage.reload(self.contents.overlay(&turn.place, name)?),
            Act::Restart => {
                self.observed(Happening::Restart, result).await?;
            }
        }
        if self.stage.weather == Weather::Forgetful {
            self.observed(Happening::Restart, result).await?;
        }
        if turn.act.is_the_learners()
            && result.said.is_empty()
            && !matches!(turn.act, Act::Learner(Deed::Tap(_)))
        {
            result
                .failures
                .push(Failure::at(&turn.place, "the learner was left without an answer".to_owned()));
        }
        Ok(())
    }

    /// Anything but pressing a button.
    async fn learner(&mut self, deed: &Deed, result: &mut TurnResult) -> Result<(), String> {
        const LEARNER: &str = "learner";
        let chat = self.stage.conversation().clone();
        let collector = &self.stage.collector;
        let mut original = Original::default();
        let mut event = match deed {
            Deed::Write(text) | Deed::Reply { text, .. } => {
                original.message = Some(collector.wrote(&chat, LEARNER, text, None));
                Event::typed(text)
            }
            Deed::Edit(text) => {
                original.message = collector.rewrote(&chat, LEARNER, text);
                original.edited = true;
                Event::typed(text)
            }
            Deed::Send { kind, caption } => {
                let caption = caption.as_deref();
                original.message =
                    Some(collector.wrote(&chat, LEARNER, caption.unwrap_or_default(), Some(*kind)));
                Event::attachment(*kind, caption)
            }
            Deed::Tap(_) | Deed::Close | Deed::Reopen => return Err(format!("no learner can do `{deed}`")),
        };
        if original.message.is_none() {
            return Err("there is no message of the learner's to change".to_owned());
        }
        if let Deed::Reply { to, .. } = deed {
            original.reply_to = Some(self.answered(&chat, to)?);
        }
        self.stage.sent = original.message;
        if let Some(of_event) = event.original() {
            *of_event = original;
        }
        self.observed(Happening::Event(chat, event), result).await?;
        Ok(())
    }

    fn answered(&self, chat: &ConversationId, words: &str) -> Result<crate::engine::MessageRef, String> {
        let found = self.stage.collector.containing(chat, words);
        found.ok_or_else(|| format!("there is no message with `{words}` to be answered"))
    }

    async fn agent(&mut self, turn: &Turn, act: &AgentAct, result: &mut TurnResult) -> Result<(), String> {
        let (chat, ticket, conversation) = self.stage.spot(act.at).await?;
        let by = self.stage.agent(&act.by);
        let collector = &self.stage.collector;
        let written = |message, text: Option<&str>| AgentMessage {
            message,
            text: text.map(str::to_owned),
            kind: None,
            reply_to: None,
            edited: false,
            album: None,
            others: Vec::new(),
        };
        let message = match &act.deed {
            Deed::Tap(label) => {
                let button = self.button(&chat, label)?;
                let (press, query, on) = (button.press, self.query(), Some(button.on.message));
                let event = Event::Desk(DeskEvent::Pressed { by, ticket, press, query: query.clone(), on });
                self.observed(Happening::Event(conversation, event), result).await?;
                self.note_spinner(turn, &query, label, result);
                return Ok(());
            }
            Deed::Close | Deed::Reopen => {
                let closes = act.deed == Deed::Close;
                let change = if closes { TopicState::Closed } else { TopicState::Open };
                let event = Event::Desk(DeskEvent::Topic { by, ticket, change });
                self.observed(Happening::Event(conversation, event), result).await?;
                return Ok(());
            }
            Deed::Write(text) => written(collector.wrote(&chat, &act.by, text, None), Some(text)),
            Deed::Reply { to, text } => {
                let reply_to = Some(self.answered(&chat, to)?);
                AgentMessage { reply_to, ..written(collector.wrote(&chat, &act.by, text, None), Some(text)) }
            }
            Deed::Edit(text) => {
                let message = collector.rewrote(&chat, &act.by, text);
                let message =
                    message.ok_or_else(|| format!("there is no message of {}'s to change", act.by))?;
                AgentMessage { edited: true, ..written(message, Some(text)) }
            }
            Deed::Send { kind, caption } => {
                let caption = caption.as_deref();
                let message = collector.wrote(&chat, &act.by, caption.unwrap_or_default(), Some(*kind));
                AgentMessage { kind: Some(*kind), ..written(message, caption) }
            }
        };
        let event = Event::Desk(DeskEvent::Wrote { by, ticket, message });
        self.observed(Happening::Event(conversation, event), result).await?;
        Ok(())
    }

    async fn tap(&mut self, turn: &Turn, label: &str, result: &mut TurnResult) -> Result<(), String> {
        let again = self.last_tap.take().filter(|(last, _)| last == label).map(|(_, button)| button);
        let chat = self.stage.conversation().clone();
        let button = self.button(&chat, label).or_else(|why| again.ok_or(why))?;
        let query = self.query();
        let (press, on) = (button.press.clone(), Some(button.on.clone()));
        let event = Event::Choice { press, on, query: Some(query.clone()) };
        self.observed(Happening::Event(chat, event), result).await?;
        self.note_spinner(turn, &query, label, result);
        self.last_tap = Some((label.to_owned(), button));
        Ok(())
    }

    fn query(&mut self) -> String {
        self.presses += 1;
        format!("press {}", self.presses)
    }

    fn button(&self, chat: &ConversationId, label: &str) -> Result<Pressable, String> {
        self.stage.collector.find(chat, label).ok_or_else(|| {
            let labels = self.stage.collector.labels(chat);
            if labels.is_empty() {
                format!("there is no button `{label}`, nor any other")
            } else {
                format!("there is no button `{label}`; there are {}", bracketed(&labels))
            }
        })
    }

    fn note_spinner(&self, turn: &Turn, query: &str, label: &str, result: &mut TurnResult) {
        if !self.stage.collector.acknowledged(query) {
            let message = format!("the press of `{label}` was never acknowledged: its spinner turns on");
            result.failures.push(Failure::at(&turn.place, message));
        }
    }

    /// Lets something happen on the stage, and keeps what it did for the coverage.
    ///
    /// Returns whether it is over: a clock stops at every timer on its way.
    async fn observed(&mut self, happening: Happening, result: &mut TurnResult) -> Result<bool, String> {
        let stage = &mut self.stage;
        let (before, recorded) = (stage.session().await?, stage.handoffs().await?.len());
        let (mut event, mut over) = (None, true);
        match happening {
            Happening::Event(conversation, happened) => {
                event = Some(happened.clone());
                stage.happens(conversation, happened).await?;
            }
            Happening::Until(end) => over = stage.wait(end).await?,
            Happening::Restart => stage.restart().await?,
        }
        let said = stage.take_said();
        self.observations.push(Observation {
            content: Arc::clone(stage.content()),
            event,
            before,
            after: stage.session().await?,
            handoffs: stage.handoffs().await?.iter().skip(recorded).map(|row| row.request.reason).collect(),
            keys: said
                .iter()
                .filter(|said| said.side == Side::Learner)
                .flat_map(|said| said.keys.clone())
                .collect(),
            now: stage.now(),
        });
        result.said.extend(said);
        Ok(over)
    }

    async fn check(&self, turn: &Turn, result: &mut TurnResult) -> Result<(), String> {
        if turn.checks.is_empty() {
            return Ok(());
        }
        let (session, handoffs) = (self.stage.session().await?, self.stage.handoffs().await?);
        let deleted = self.stage.sent.is_some_and(|message| self.stage.collector.is_deleted(message));
        let open = session.as_ref().and_then(|session| session.control.ticket());
        let of =
            |number| handoffs.iter().find(|row| row.ticket.as_ref().is_some_and(|it| it.number == number));
        let handoff = open.and_then(of).or(handoffs.last());
        let findings = Findings { session: session.as_ref(), handoff, deleted };
        for (place, check) in &turn.checks {
            if let Err(found) = check.verify(&findings) {
                result.failures.push(Failure::at(place, format!("`{check}` was expected, it is `{found}`")));
            }
        }
        Ok(())
    }
}

impl TurnResult {
    /// Every row that is not right, as a sentence; what is missing and what came instead make one.
    fn note_differences(&mut self, turn: &Turn) {
        let mut rows = self.rows.iter().copied().filter(|row| !row.is_right()).peekable();
        let mut failures = Vec::new();
        while let Some(row) = rows.next() {
            let (place, message) = match row {
                Row::Missing { expected } => {
                    let line = &turn.expected[expected];
                    let instead = rows.next_if(|next| matches!(next, Row::Unlisted { .. }));
                    let came = match instead {
                        Some(Row::Unlisted { said }) => format!("the bot said {}", self.said[said].named()),
                        _ => "it was not said".to_owned(),
                    };
                    (&line.place, format!("`{}` was expected, {came}", line.named()))
                }
                Row::Unlisted { said } => (
                    &turn.place,
                    format!("the bot also said {}, which is not listed", self.said[said].named()),
                ),
                Row::OtherButtons { expected, said } => {
                    let (line, said) = (&turn.expected[expected], &self.said[said]);
                    let shown = bracketed(&said.buttons);
                    let message = match (line.buttons.is_empty(), said.buttons.is_empty()) {
                        (true, _) => format!("the buttons {shown} are not listed; `--bless` adds them"),
                        (_, true) => {
                            format!("the buttons {} were expected, there are none", bracketed(&line.buttons))
                        }
                        _ => format!(
                            "the buttons {} were expected, they are {shown}",
                            bracketed(&line.buttons)
                        ),
                    };
                    (&line.place, message)
                }
                Row::Same { .. } | Row::Skipped { .. } => continue,
            };
            failures.push(Failure::at(place, message));
        }
        self.failures.extend(failures);
    }
}
