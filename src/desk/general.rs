//! What concerns the desk as a whole: what is typed in the group's general topic, and who is seen. Pure.

use jiff::{SignedDuration, Timestamp};

use super::command::{AgentCommand, MemberChange, Parsed, parse};
use super::hall::{Hall, Member, Role};
use super::stats::{Figures, Stats, Times, Unanswered};
use super::work::{Desk, Dispatch, To};
use crate::engine::{
    Agent, AgentId, AgentMessage, Args, ConversationId, DeskEvent, MessageRef, OutboxMessage, Standing,
    TextKey, TicketNumber, TopicChange, Track, Tracked, Value,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Assembly {
    pub hall: Hall,
    pub dispatches: Vec<Dispatch>,
    pub tells: Vec<Tell>,
}

/// Something that another conversation has to hear of. The same id is heard once.
#[derive(Debug, Clone, PartialEq)]
pub struct Tell {
    pub id: String,
    pub to: ConversationId,
    pub event: DeskEvent,
}

/// Tickets that a list shows at most.
const LISTED: usize = 20;
/// What the figures are of, unless the operator's command says otherwise.
const STATS_OF: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Closings that are remembered: more than a year of them has no use.
const CLOSINGS: usize = 400;

/// Whether the next step wants [`Figures`].
pub fn asks_for_figures(event: &DeskEvent, bot_username: &str) -> bool {
    let DeskEvent::Wrote { message, .. } = event else { return false };
    let typed = message.text.as_deref().unwrap_or_default();
    parse(typed, bot_username) == Parsed::Command(AgentCommand::Stats)
}

/// Since when they are counted.
pub fn figures_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(STATS_OF).unwrap_or(Timestamp::MIN)
}

/// One step of the desk's own conversation, or of a group's that is to become the desk.
pub fn assemble(desk: &Desk<'_>, event: &DeskEvent, figures: Option<&Figures>) -> Assembly {
    let mut round =
        Round { desk, figures, hall: desk.hall.clone(), dispatches: Vec::new(), tells: Vec::new() };
    match event {
        DeskEvent::Wrote { by, message, .. } => round.wrote(by, message),
        DeskEvent::Seen { by } => round.hall.note(by),
        DeskEvent::Here { standing, is_desk, chat } => round.here(*standing, *is_desk, *chat),
        DeskEvent::Gathered { at } => round.gathered(at.as_ref()),
        DeskEvent::Expired { topics } => round.expired(topics),
        DeskEvent::Undeletable => round.undeletable(),
        DeskEvent::Delivered { track: Track { of: Tracked::Banner(number), .. }, ids, .. } => {
            round.banner_arrived(*number, ids);
        }
        DeskEvent::Undelivered { track: Track { of: Tracked::Banner(number), .. }, .. } => {
            round.banner_lost(*number);
        }
        // Of no ticket that is known any more; the spinner stops all the same.
        DeskEvent::Pressed { query, .. } => {
            let message = OutboxMessage::Acknowledge { query: query.clone() };
            round.dispatches.push(Dispatch { to: To::General, message, track: None });
        }
        DeskEvent::Delivered { .. }
        | DeskEvent::Undelivered { .. }
        | DeskEvent::Topic { .. }
        | DeskEvent::Fixed { .. }
        | DeskEvent::Retimed => {}
    }
    Assembly { hall: round.hall, dispatches: round.dispatches, tells: round.tells }
}

pub(super) struct Round<'a> {
    pub desk: &'a Desk<'a>,
    /// Where they were asked for.
    figures: Option<&'a Figures>,
    pub hall: Hall,
    pub dispatches: Vec<Dispatch>,
    pub tells: Vec<Tell>,
}

impl Round<'_> {
    fn now(&self) -> Timestamp {
        self.desk.around.now
    }

    pub(super) fn say(&mut self, key: &str, args: &Args, reply_to: Option<MessageRef>) {
        let texts = &self.desk.content.texts;
        let message = OutboxMessage::Post {
            text: texts.markup(&self.desk.office.locale, &TextKey::from(key), args),
            buttons: Vec::new(),
            reply_to,
            pinned: false,
            quiet: true,
            keys: vec![key.to_owned()],
        };
        self.dispatches.push(Dispatch { to: To::General, message, track: None });
    }

    fn wrote(&mut self, by: &Agent, message: &AgentMessage) {
        let text = message.text.as_deref().unwrap_or_default();
        let on = Some(message.message);
        // Whoever talks here can be assigned something.
        if !by.anonymous && self.hall.role(by) != Role::Barred {
            self.hall.note(by);
        }
        // Agents may talk to one another.
        let command = match parse(text, &self.desk.office.bot_username) {
            Parsed::Command(command) => command,
            Parsed::Wrong(key) => return self.say(key.as_str(), &Args::new(), on),
            Parsed::Note(_) | Parsed::NotOurs | Parsed::Words => return,
        };
        if by.anonymous {
            return self.say("desk-anonymous", &Args::new(), on);
        }
        if self.hall.role(by) == Role::Barred {
            return self.say("desk-barred", &Args::new(), on);
        }
        match command {
            AgentCommand::Queue => self.queue(on),
            AgentCommand::Find(words) => self.find(&words, on),
            AgentCommand::CloseToday if self.is_lead(by, on) => self.close_today(on),
            AgentCommand::OpenToday if self.is_lead(by, on) => self.open_today(on),
            AgentCommand::Agent(change, whom) if self.is_lead(by, on) => self.member(change, whom, on),
            AgentCommand::Incident(change, number) if self.is_lead(by, on) => {
                self.incident(change, number, message.reply_to, on);
            }
            AgentCommand::CloseToday
            | AgentCommand::OpenToday
            | AgentCommand::Agent(..)
            | AgentCommand::Incident(..) => {}
            AgentCommand::Stats => self.stats(on),
            AgentCommand::Help => self.say("desk-help-general", &Args::new(), on),
            // Asked where the channel can look at the bot's rights; it comes as `Here`.
            AgentCommand::DeskHere => {}
            _ => self.say("desk-in-topic", &Args::new(), on),
        }
    }

    fn is_lead(&mut self, by: &Agent, on: Option<MessageRef>) -> bool {
        let is_lead = self.hall.role(by) == Role::Lead;
        if !is_lead {
            self.say("desk-leads-only", &Args::new(), on);
        }
        is_lead
    }

    fn queue(&mut self, on: Option<MessageRef>) {
        let open = self.desk.board.all().filter(|summary| summary.state.is_open());
        let lines: Vec<String> = open.map(|summary| self.listed(summary)).collect();
        self.list("desk-queue", &lines, on);
    }

    fn find(&mut self, words: &str, on: Option<MessageRef>) {
        let wanted = words.to_lowercase();
        let number = wanted.trim_start_matches('#').to_owned();
        let lines: Vec<String> = self
            .desk
            .board
            .all()
            .rev()
            .filter(|summary| {
                summary.number.to_string() == number
                    || summary.words.to_lowercase().contains(&wanted)
                    || summary
                        .position
                        .as_ref()
                        .is_some_and(|position| position.to_string().contains(&wanted))
                    || summary.assignee.as_ref().is_some_and(|who| who.name.to_lowercase().contains(&wanted))
            })
            .map(|summary| self.listed(summary))
            .collect();
        self.list("desk-found", &lines, on);
    }

    fn listed(&self, summary: &super::board::Summary) -> String {
        let texts = &self.desk.content.texts;
        let title = summary.position.as_ref().and_then(|position| self.desk.content.topic(&position.dialog));
        let unknown = TextKey::from("desk-about-unknown");
        let about = title.map_or(unknown, |topic| topic.title);
        let local = |at| self.desk.office.calendar.local(at).strftime("%m-%d %H:%M").to_string();
        let held = summary.held_since.map(local);
        let waited = self.now().duration_since(summary.opened_at).as_mins().max(0);
        let assignee = summary.assignee.as_ref().map(|assignee| assignee.name.clone());
        let args = Args::from([
            ("number".into(), Value::Text(summary.number.to_string())),
            ("state".into(), Value::Text(summary.state.name().to_owned())),
            ("about".into(), Value::Text(texts.plain(&self.desk.office.locale, &about))),
            ("agent".into(), Value::Text(assignee.unwrap_or_default())),
            ("minutes".into(), Value::Number(waited as f64)),
            ("held".into(), Value::Text(if held.is_some() { "yes" } else { "no" }.to_owned())),
            ("since".into(), Value::Text(held.unwrap_or_default())),
        ]);
        texts.markup(&self.desk.office.locale, &TextKey::from("desk-listed"), &args).plain()
    }

    fn list(&mut self, key: &str, lines: &[String], on: Option<MessageRef>) {
        let shown = lines.iter().take(LISTED).cloned().collect::<Vec<_>>().join("\n");
        let args = Args::from([
            ("count".into(), Value::Number(lines.len() as f64)),
            ("backlog".into(), Value::Number(self.desk.board.backlog as f64)),
            ("tickets".into(), Value::Text(shown)),
        ]);
        self.say(key, &args, on);
    }

    /// Of the last days, and of all that is kept.
    fn stats(&mut self, on: Option<MessageRef>) {
        let working = self.desk.office.calendar.with(&self.desk.hall.closings);
        let since = figures_since(self.now());
        let stats = Stats::of(self.desk.board.all(), working, Some(since));
        let number = |count: usize| Value::Number(count as f64);
        let minutes = |seconds: Option<i64>| {
            Value::Number(seconds.map_or(0.0, |seconds| (seconds as f64 / 60.0).round()))
        };
        let known = |times: Times| Value::Text(if times.count > 0 { "yes" } else { "no" }.to_owned());
        let mut args = Args::from([
            ("days".into(), Value::Number((STATS_OF.as_hours() / 24) as f64)),
            ("opened".into(), number(stats.opened)),
            ("open".into(), number(stats.open)),
            ("resolved".into(), number(stats.resolved)),
            ("reopened".into(), number(stats.reopened)),
            ("withdrawn".into(), number(stats.withdrawn)),
            ("spam".into(), number(stats.spam)),
            ("answered".into(), known(stats.first_response)),
            ("answer-median".into(), minutes(stats.first_response.median)),
            ("answer-most".into(), minutes(stats.first_response.p90)),
            ("solved".into(), known(stats.resolution)),
            ("solution-median".into(), minutes(stats.resolution.median)),
            ("solution-most".into(), minutes(stats.resolution.p90)),
            ("ratings".into(), number(stats.rating.count)),
            (
                "stars".into(),
                Value::Text(stats.rating.mean.map_or(String::new(), |mean| format!("{mean:.1}"))),
            ),
        ]);
        args.extend(self.contained());
        self.say("desk-stats", &args, on);
    }

    /// How the bot did, and what it did not understand.
    fn contained(&self) -> Args {
        let conversations = self.figures.map(|figures| figures.conversations).unwrap_or_default();
        let unanswered = self.figures.map_or(&[][..], |figures| &figures.unanswered);
        let texts = &self.desk.content.texts;
        let missed = unanswered.iter().map(|Unanswered { text, count, .. }| {
            let args = Args::from([
                ("words".into(), Value::Text(text.split_whitespace().collect::<Vec<_>>().join(" "))),
                ("count".into(), Value::Number(*count as f64)),
            ]);
            texts.markup(&self.desk.office.locale, &TextKey::from("desk-stats-missed"), &args).plain()
        });
        let missed: Vec<String> = missed.collect();
        let is = |is: bool| Value::Text(if is { "yes" } else { "no" }.to_owned());
        let number = |count: usize| Value::Number(count as f64);
        Args::from([
            ("judged".into(), is(conversations.contained.is_some())),
            ("contained".into(), Value::Number((conversations.contained.unwrap_or(0.0) * 100.0).round())),
            ("finished".into(), number(conversations.finished)),
            ("silent".into(), number(conversations.silent)),
            ("asked".into(), number(conversations.asked)),
            ("underway".into(), number(conversations.open)),
            ("missing".into(), is(!missed.is_empty())),
            ("missed".into(), Value::Text(missed.join("\n"))),
        ])
    }

    fn close_today(&mut self, on: Option<MessageRef>) {
        self.hall.closings.push(self.now());
        let most = self.hall.closings.len().saturating_sub(CLOSINGS);
        self.hall.closings.drain(..most);
        self.retime(on);
        self.say("desk-closed-today", &Args::new(), on);
    }

    fn open_today(&mut self, on: Option<MessageRef>) {
        let calendar = &self.desk.office.calendar;
        let today = calendar.date(self.now());
        self.hall.closings.retain(|closing| calendar.date(*closing) != today);
        self.retime(on);
        self.say("desk-open-today", &Args::new(), on);
    }

    /// Tickets that wait for an agent were set to what the hours were before.
    ///
    /// `by`: the command that changed the hours. Two at the same moment are heard both.
    pub(super) fn retime(&mut self, by: Option<MessageRef>) {
        let (at, by) = (self.now().as_microsecond(), by.map_or(0, |by| by.0));
        let open = self.desk.board.all().filter(|summary| summary.state.is_open());
        self.tells.extend(open.map(|summary| Tell {
            id: format!("retimed:{}:{at}:{by}", summary.number),
            to: summary.conversation.clone(),
            event: DeskEvent::Retimed,
        }));
    }

    fn member(&mut self, change: MemberChange, whom: Option<AgentId>, on: Option<MessageRef>) {
        let Some(id) = whom else { return self.say("desk-usage-agent", &Args::new(), on) };
        let role = match change {
            MemberChange::Add => Role::Agent,
            MemberChange::Remove => Role::Barred,
            MemberChange::Lead => Role::Lead,
        };
        let name = self.hall.members.get(&id).map_or_else(|| id.to_string(), |member| member.name.clone());
        let username = self.hall.members.get(&id).and_then(|member| member.username.clone());
        self.hall.members.insert(id, Member { name: name.clone(), username, role });
        let key = match change {
            MemberChange::Add => "desk-member-added",
            MemberChange::Remove => "desk-member-removed",
            MemberChange::Lead => "desk-member-lead",
        };
        self.say(key, &Args::from([("agent".into(), Value::Text(name))]), on);
    }

    /// What was said about a ticket goes in the group as well.
    fn expired(&mut self, topics: &[(TicketNumber, MessageRef)]) {
        self.dispatches.extend(topics.iter().map(|(ticket, topic)| Dispatch {
            to: To::TopicOf(*ticket),
            message: OutboxMessage::Topic(TopicChange::Delete { topic: Some(*topic) }),
            track: None,
        }));
    }

    /// Said once, until the bot has the right again.
    fn undeletable(&mut self) {
        if !self.hall.cannot_delete {
            self.hall.cannot_delete = true;
            self.say("desk-topics-undeletable", &Args::new(), None);
        }
    }

    /// What is missing for the group to be the desk, one thing after another.
    fn here(&mut self, standing: Standing, is_desk: bool, chat: i64) {
        self.hall.cannot_delete &= !(is_desk && standing.deletes);
        let args = Args::from([("chat".into(), Value::Text(chat.to_string()))]);
        let missing = [
            (standing.forum, "desk-here-no-topics"),
            (standing.admin, "desk-here-no-admin"),
            (!standing.admin || standing.manages_topics, "desk-here-no-topic-right"),
            (!standing.admin || standing.deletes, "desk-here-no-delete-right"),
            (!standing.admin || standing.pins, "desk-here-no-pin-right"),
            // The group gets another number when topics are switched on: this one would be copied in vain.
            (is_desk || !standing.forum, "desk-here-not-configured"),
        ];
        let missing: Vec<&str> = missing.into_iter().filter(|(is, _)| !is).map(|(_, key)| key).collect();
        if missing.is_empty() {
            return self.say("desk-here-ready", &args, None);
        }
        for key in missing {
            self.say(key, &args, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::desk::fixture::{at, summary};
    use crate::desk::{Board, Office, TicketState};
    use crate::engine::{Around, Content};

    static CONTENT: LazyLock<Content> = LazyLock::new(|| {
        let files = crate::content::embedded();
        crate::content::compile(&files, "zh-TW").expect("no mistakes").trained()
    });

    fn comes_of(board: &Board, event: &DeskEvent) -> Assembly {
        let (office, general) = (Office::of_nobody(&CONTENT), ConversationId::new("desk", "general"));
        let (hall, around) = (Hall::default(), Around::at(at(60)));
        let desk = Desk {
            content: &CONTENT,
            conversation: &general,
            around: &around,
            office: &office,
            hall: &hall,
            board,
            earlier: &[],
        };
        assemble(&desk, event, None)
    }

    fn lead() -> Agent {
        Agent { id: AgentId(1), name: "Amy".into(), username: None, anonymous: false, admin: true }
    }

    fn told(forum: bool, is_desk: bool) -> Vec<String> {
        let standing =
            Standing { present: true, forum, admin: true, manages_topics: true, deletes: true, pins: true };
        let here = DeskEvent::Here { standing, is_desk, chat: -5 };
        let said = comes_of(&Board::default(), &here).dispatches.into_iter();
        said.flat_map(|dispatch| match dispatch.message {
            OutboxMessage::Post { keys, .. } => keys,
            other => panic!("{other:?}"),
        })
        .collect()
    }

    #[test]
    fn the_number_of_a_group_is_told_when_it_will_stay() {
        assert_eq!(told(false, false), ["desk-here-no-topics"]);
        assert_eq!(told(true, false), ["desk-here-not-configured"]);
        assert_eq!(told(true, true), ["desk-here-ready"]);
    }

    #[test]
    fn a_press_that_leads_to_no_ticket_is_acknowledged() {
        let (press, query) = ("d/12/claim".to_owned(), "q".to_owned());
        let pressed = DeskEvent::Pressed { by: lead(), ticket: None, press, query: query.clone(), on: None };
        let message = OutboxMessage::Acknowledge { query };
        let expected = [Dispatch { to: To::General, message, track: None }];
        assert_eq!(comes_of(&Board::default(), &pressed).dispatches, expected);
    }

    #[test]
    fn open_tickets_hear_of_other_hours_and_of_a_start() {
        let mut board = Board::default();
        board.put(summary(1, "ann", at(0)));
        board.put(super::super::board::Summary { state: TicketState::Closed, ..summary(2, "ben", at(1)) });
        let typed = |text: &str| DeskEvent::Wrote {
            by: lead(),
            ticket: None,
            message: AgentMessage {
                message: MessageRef(9),
                text: Some(text.to_owned()),
                kind: None,
                reply_to: None,
                edited: false,
                album: None,
                others: Vec::new(),
            },
        };
        for event in [typed("/closed"), typed("/closed off"), DeskEvent::Gathered { at: None }] {
            let tells = comes_of(&board, &event).tells;
            let heard: Vec<_> = tells.iter().map(|tell| (tell.to.to_string(), &tell.event)).collect();
            assert_eq!(heard, [("test:ann".to_owned(), &DeskEvent::Retimed)], "{event:?}");
        }
    }
}
