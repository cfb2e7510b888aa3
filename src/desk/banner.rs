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
            // The configuration may be another one than before.
            self.retime(None);
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::desk::fixture::{at, place, summary};
    use crate::desk::{Assembly, Board, Desk, Hall, Office, assemble};
    use crate::engine::{
        Agent, AgentId, AgentMessage, Around, Content, ConversationId, OutboxMessage, Trouble,
    };

    static CONTENT: LazyLock<Content> = LazyLock::new(|| {
        let files = crate::content::embedded();
        crate::content::compile(&files, "zh-TW").expect("no mistakes").trained()
    });

    /// The desk's own conversation, played step by step.
    #[derive(Default)]
    struct Play {
        hall: Hall,
        board: Board,
        second: i64,
    }

    impl Play {
        fn step(&mut self, event: &DeskEvent) -> Assembly {
            let (office, general) = (Office::of_nobody(&CONTENT), ConversationId::new("desk", "general"));
            let around = Around::at(at(self.second));
            let desk = Desk {
                content: &CONTENT,
                conversation: &general,
                around: &around,
                office: &office,
                hall: &self.hall,
                board: &self.board,
                earlier: &[],
            };
            let assembly = assemble(&desk, event, None);
            self.hall = assembly.hall.clone();
            assembly
        }

        fn asks(&mut self, number: u64) -> Assembly {
            self.second += 1;
            self.board.put(summary(number, &number.to_string(), at(self.second)));
            self.step(&DeskEvent::Gathered { at: Some(place()) })
        }

        fn lead(&mut self, words: &str, reply_to: Option<i64>) -> Assembly {
            let by =
                Agent { id: AgentId(1), name: "Amy".into(), username: None, anonymous: false, admin: true };
            let message = AgentMessage {
                message: MessageRef(900),
                text: Some(words.to_owned()),
                kind: None,
                reply_to: reply_to.map(MessageRef),
                edited: false,
                album: None,
                others: Vec::new(),
            };
            self.step(&DeskEvent::Wrote { by, ticket: None, message })
        }

        fn arrives(&mut self, id: Option<i64>) -> Assembly {
            let ids = id.map(MessageRef).into_iter().collect();
            self.step(&DeskEvent::Delivered { track: track(), ids, topic: None })
        }
    }

    fn track() -> Track {
        Track { ticket: TicketNumber(0), of: Tracked::Banner(1) }
    }

    /// `post`, or `edit` and what is edited, with how many learners it tells of.
    fn banners(assembly: &Assembly) -> Vec<String> {
        let shown = |text: &Markup| {
            let plain = text.plain();
            let after = plain.split("有 ").nth(1).expect("it tells how many");
            after.split(' ').next().unwrap_or_default().to_owned()
        };
        let of_banner = assembly.dispatches.iter().filter(|sent| sent.track == Some(track()));
        of_banner
            .map(|sent| match &sent.message {
                OutboxMessage::Post { text, .. } => format!("post {}", shown(text)),
                OutboxMessage::Edit { on, text, .. } => format!("edit {} {}", on.0, shown(text)),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    fn begun() -> Play {
        let mut play = Play::default();
        for number in 1..=4 {
            assert!(banners(&play.asks(number)).is_empty());
        }
        assert_eq!(banners(&play.asks(5)), ["post 5"]);
        play
    }

    #[test]
    fn one_message_of_a_banner_is_on_its_way_at_a_time() {
        let mut play = begun();
        assert!(banners(&play.asks(6)).is_empty() && banners(&play.asks(7)).is_empty());
        assert_eq!(banners(&play.arrives(Some(40))), ["edit 40 7"], "what came meanwhile is made up for");
        assert!(banners(&play.asks(8)).is_empty());
        assert_eq!(banners(&play.arrives(None)), ["edit 40 8"]);
        assert!(banners(&play.arrives(None)).is_empty());
    }

    #[test]
    fn a_banner_that_was_deleted_is_posted_anew_and_not_for_ever() {
        let mut play = begun();
        play.arrives(Some(40));
        assert_eq!(banners(&play.asks(6)), ["edit 40 6"]);
        let lost = DeskEvent::Undelivered { track: track(), trouble: Trouble::Refused };
        assert_eq!(banners(&play.step(&lost)), ["post 6"]);
        assert!(banners(&play.step(&lost)).is_empty(), "a group that takes nothing is left alone");
        assert_eq!(banners(&play.asks(7)), ["post 7"]);
    }

    #[test]
    fn those_who_asked_are_asked_once_also_when_the_program_starts_again() {
        let mut play = begun();
        play.arrives(Some(40));
        let told = |assembly: &Assembly| {
            let asked = assembly.tells.iter().filter(|tell| matches!(tell.event, DeskEvent::Fixed { .. }));
            asked.map(|tell| format!("{} {}", tell.id, tell.to)).collect::<Vec<_>>()
        };
        assert!(play.lead("/incident notice 修理中", Some(41)).tells.is_empty());
        assert_eq!(play.hall.notices().len(), 1, "there is only one that can be meant");
        let asked = play.lead("/incident fixed", Some(40));
        let whom: Vec<String> = (1..=5).map(|number| format!("fixed:1:{number} test:{number}")).collect();
        assert_eq!(told(&asked), whom);
        assert!(play.hall.notices().is_empty());
        assert_eq!(told(&play.step(&DeskEvent::Gathered { at: None })), whom, "the same ids: heard once");
        play.second += 2 * 24 * 60 * 60;
        assert!(told(&play.step(&DeskEvent::Gathered { at: None })).is_empty());
    }
}
