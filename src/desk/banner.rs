//! What the desk sees of an incident, and what leads do about it: one banner in the general topic, edited as the incident goes on.

use super::command::IncidentChange;
use super::general::{Round, Tell};
use super::incident::{self, Incident, Over};
use super::work::{Dispatch, To};
use crate::engine::{
    Args, DeskEvent, Markup, MessageRef, OutboxMessage, Position, TextKey, TicketNumber, Track, Tracked,
    Value,
};

/// Learners are asked again after a start as long as this, should the question have got lost; who was asked is not asked twice.
const ASKED_AGAIN_HOURS: i64 = 24;

impl Round<'_> {
    /// Somebody asked for a human there, or the program has just started.
    pub(super) fn gathered(&mut self, at: Option<&Position>) {
        let (board, crowd, now) = (self.desk.board, &self.desk.office.crowd, self.desk.around.now);
        let places = match at {
            Some(at) => vec![at.clone()],
            None => incident::places(&self.hall.incidents, board, crowd, now),
        };
        for place in &places {
            incident::count(&mut self.hall.incidents, board, crowd, place, now);
        }
        if at.is_none() {
            let lately = |known: &&Incident| match known.over {
                Some(Over::Fixed { at, .. }) => now.duration_since(at).as_hours() < ASKED_AGAIN_HOURS,
                _ => false,
            };
            let fixed: Vec<Incident> = self.hall.incidents.iter().filter(lately).cloned().collect();
            fixed.iter().for_each(|known| _ = self.ask(known));
        }
        self.refresh();
    }

    pub(super) fn banner_arrived(&mut self, number: u32, ids: &[MessageRef]) {
        if let Some(known) = self.known(number) {
            known.on_its_way = false;
            known.banner = ids.first().copied().or(known.banner);
        }
        self.refresh();
    }

    /// Somebody deleted it: another one takes its place, once.
    pub(super) fn banner_lost(&mut self, number: u32) {
        if let Some(known) = self.known(number) {
            known.on_its_way = false;
            if known.banner.take().is_some() {
                known.looks = 0;
            }
        }
        self.refresh();
    }

    pub(super) fn incident(
        &mut self,
        change: IncidentChange,
        number: Option<u32>,
        reply_to: Option<MessageRef>,
        on: Option<MessageRef>,
    ) {
        let Some(number) = self.meant(number, reply_to) else {
            return self.say("desk-incident-which", &Args::new(), on);
        };
        let now = self.desk.around.now;
        let Some(known) = self.known(number) else { return };
        let (key, asked) = match change {
            IncidentChange::Notice(_) if known.is_over() => ("desk-incident-over-already", 0),
            IncidentChange::Notice(words) => {
                known.notice = Some(words);
                ("desk-incident-noticed", 0)
            }
            IncidentChange::Fixed => {
                let known = known.clone();
                let asked = self.ask(&known);
                if let Some(known) = self.known(number) {
                    known.over = Some(Over::Fixed { at: now, asked });
                    known.notice = None;
                }
                ("desk-incident-asked", asked)
            }
            IncidentChange::Off => {
                known.over.get_or_insert(Over::Off { at: now });
                known.notice = None;
                ("desk-incident-taken-back", 0)
            }
        };
        let args = Args::from([
            ("incident".into(), Value::Text(number.to_string())),
            ("count".into(), Value::Number(asked.into())),
        ]);
        self.say(key, &args, on);
        self.refresh();
    }

    /// The one that was named, that was replied to, or the only one there is.
    fn meant(&self, number: Option<u32>, reply_to: Option<MessageRef>) -> Option<u32> {
        let all = || self.hall.incidents.iter();
        if let Some(number) = number {
            return all().find(|known| known.number == number).map(|known| known.number);
        }
        if let Some(known) = reply_to.and_then(|on| all().find(|known| known.banner == Some(on))) {
            return Some(known.number);
        }
        let mut going_on = all().filter(|known| !known.is_over());
        let only = going_on.next()?.number;
        going_on.next().is_none().then_some(only)
    }

    fn known(&mut self, number: u32) -> Option<&mut Incident> {
        self.hall.incidents.iter_mut().find(|known| known.number == number)
    }

    /// Asks those who asked whether it is over for them, too. Returns how many they are.
    fn ask(&mut self, incident: &Incident) -> u32 {
        let whose = incident.whose(self.desk.board);
        let asked = u32::try_from(whose.len()).unwrap_or(u32::MAX);
        let number = incident.number;
        self.tells.extend(whose.into_iter().map(|(ticket, to)| Tell {
            id: format!("fixed:{number}:{ticket}"),
            to,
            event: DeskEvent::Fixed { incident: number },
        }));
        asked
    }

    /// Posts and edits the banners that say something else than they should.
    fn refresh(&mut self) {
        for index in 0..self.hall.incidents.len() {
            let known = &self.hall.incidents[index];
            let text = self.banner(known);
            let looks = super::card::looks(&text, &[]);
            if known.on_its_way || known.looks == looks {
                continue;
            }
            let (number, keys) = (known.number, vec!["desk-incident".to_owned()]);
            let message = match known.banner {
                Some(on) => OutboxMessage::Edit { on, text, buttons: Vec::new(), keys },
                // What was over before it was seen is not worth a word.
                None if known.is_over() => continue,
                None => OutboxMessage::Post {
                    text,
                    buttons: Vec::new(),
                    reply_to: None,
                    pinned: false,
                    quiet: false,
                    keys,
                },
            };
            let track = Some(Track { ticket: TicketNumber(0), of: Tracked::Banner(number) });
            self.dispatches.push(Dispatch { to: To::General, message, track });
            let known = &mut self.hall.incidents[index];
            (known.looks, known.on_its_way) = (looks, true);
        }
    }

    fn banner(&self, known: &Incident) -> Markup {
        let texts = &self.desk.content.texts;
        let locale = &self.desk.office.locale;
        let about = self.desk.content.topic(&known.at.dialog);
        let about =
            about.map_or_else(|| known.at.dialog.to_string(), |topic| texts.plain(locale, &topic.title));
        let asked = match known.over {
            Some(Over::Fixed { asked, .. }) => asked,
            _ => 0,
        };
        let text = |text: String| Value::Text(text);
        let args = Args::from([
            ("incident".into(), text(known.number.to_string())),
            ("count".into(), Value::Number(known.count.into())),
            ("about".into(), text(about)),
            ("state".into(), text(known.at.state.to_string())),
            (
                "since".into(),
                text(self.desk.office.calendar.local(known.since).strftime("%m-%d %H:%M").to_string()),
            ),
            ("stage".into(), text(known.over.map_or("open", Over::name).to_owned())),
            ("asked".into(), Value::Number(asked.into())),
            ("noticed".into(), text(if known.notice.is_some() { "yes" } else { "no" }.to_owned())),
            ("notice".into(), text(known.notice.clone().unwrap_or_default())),
        ]);
        texts.markup(locale, &TextKey::from("desk-incident"), &args)
    }
}
