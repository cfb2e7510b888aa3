//! A ticket: what the desk keeps of one learner's request, beside the request itself.
//!
//! It is the truth; the topic in which agents see it is a projection that can be made anew ([`Projection`]).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clocks::{Clock, Response, Waiting};
use crate::engine::{Agent, AgentId, IntentId, LocaleId, MessageRef, TicketNumber};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    pub number: TicketNumber,
    /// The learner's, in which canned replies are written.
    pub locale: LocaleId,
    pub waiting: Waiting,
    /// Why it is over, when it is.
    pub ending: Option<Ending>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    pub assignee: Option<Assignee>,
    /// When an agent first answered.
    pub answered_at: Option<Timestamp>,
    /// When it was last resolved.
    pub resolved_at: Option<Timestamp>,
    pub reopened: u32,
    /// What it was about, in an agent's judgement.
    pub intent: Option<IntentId>,
    /// Of the last resolution.
    pub rating: Option<Rating>,
    /// The learner blocked the bot, or their account is gone.
    pub unreachable: bool,
    /// Later tickets that this one stands for as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<TicketNumber>,
    /// What the learner wrote since it was opened, newest last, so that it can be taught.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<Written>,
    pub shown: Projection,
    pub links: Vec<Link>,
    /// When its clock runs out.
    pub alarm_at: Option<Timestamp>,
    /// Albums of agents' of which the learner gets nothing, the newest last: pieces of them may still come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_back: Vec<String>,
}

/// Who takes care of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    pub id: AgentId,
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum Ending {
    Closed,
    Spam,
    /// The learner needs nobody any more.
    Withdrawn,
    Merged {
        into: TicketNumber,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to 5, the most is the best.
    pub stars: u8,
    pub comment: Option<String>,
    pub at: Timestamp,
}

/// What was last asked for of the topic.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Projection {
    /// The channel's name of the topic. `None`: it is not made yet.
    pub topic: Option<MessageRef>,
    pub card: Option<MessageRef>,
    pub title: String,
    /// The card's words and buttons, as a number.
    pub looks: u64,
    pub closed: bool,
}

/// One message on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub learner: MessageRef,
    pub desk: MessageRef,
}

/// Words of the learner's, masked and shortened, and in which of their messages they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub message: MessageRef,
    pub text: String,
    /// What an agent said that they mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentId>,
}

/// Where a ticket is in its life, as people speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketState {
    /// Nobody has answered it yet.
    New,
    /// The learner waits for an agent.
    Open,
    /// An agent waits for the learner.
    Pending,
    OnHold,
    Resolved,
    Closed,
    Spam,
    Withdrawn,
}

impl Ticket {
    const KEPT_BACK: usize = 20;

    /// Messages of a ticket that are known on both sides; older ones can be neither edited nor answered across.
    const LINKS: usize = 100;
    /// Texts that can be taught by answering them, and characters of each.
    const WRITTEN: usize = 20;
    const WRITTEN_CHARS: usize = 120;

    pub fn new(number: TicketNumber, locale: LocaleId, now: Timestamp) -> Self {
        let response = Response::new(Clock::FirstResponse, now);
        Self {
            number,
            locale,
            waiting: Waiting::Unclaimed { response, announced: now },
            ending: None,
            ended_at: None,
            assignee: None,
            answered_at: None,
            resolved_at: None,
            reopened: 0,
            intent: None,
            rating: None,
            unreachable: false,
            merged: Vec::new(),
            written: Vec::new(),
            shown: Projection::default(),
            links: Vec::new(),
            alarm_at: None,
            kept_back: Vec::new(),
        }
    }

    pub fn state(&self) -> TicketState {
        match (self.waiting, self.ending) {
            (_, Some(Ending::Spam)) => TicketState::Spam,
            (_, Some(Ending::Withdrawn)) => TicketState::Withdrawn,
            (_, Some(Ending::Closed | Ending::Merged { .. })) | (Waiting::Over, None) => TicketState::Closed,
            (Waiting::Unclaimed { .. }, None) if self.answered_at.is_none() => TicketState::New,
            (Waiting::Unclaimed { .. } | Waiting::Agent { .. }, None) => TicketState::Open,
            (Waiting::Learner { .. }, None) => TicketState::Pending,
            (Waiting::OnHold { .. }, None) => TicketState::OnHold,
            (Waiting::Resolved { .. }, None) => TicketState::Resolved,
        }
    }

    pub fn is_over(&self) -> bool {
        self.waiting == Waiting::Over
    }

    /// The ticket that goes on for this one.
    pub fn merged_into(&self) -> Option<TicketNumber> {
        match self.ending {
            Some(Ending::Merged { into }) => Some(into),
            _ => None,
        }
    }

    /// It stands for a later one as well from now on, which is not over and will be.
    pub fn takes_over(&mut self, later: &mut Self) {
        self.waiting = later.waiting;
        (self.ending, self.ended_at) = (None, None);
        self.assignee = later.assignee.clone();
        self.answered_at = self.answered_at.or(later.answered_at);
        self.reopened += 1 + later.reopened;
        self.intent = later.intent.clone().or(self.intent.take());
        self.locale = later.locale.clone();
        self.unreachable = later.unreachable;
        self.merged.push(later.number);
        self.merged.append(&mut later.merged);
        self.kept_back.append(&mut later.kept_back);
        // There is one clock for a conversation.
        self.alarm_at = later.alarm_at.take();
    }

    /// Since when nothing more is to be done about it; `None` as long as something is. For one that ended before that was kept: the last
    /// that is known of it.
    pub fn over_since(&self, opened_at: Timestamp) -> Option<Timestamp> {
        self.is_over().then(|| self.ended_at.or(self.resolved_at).unwrap_or(opened_at))
    }

    pub fn is_resolved(&self) -> bool {
        matches!(self.waiting, Waiting::Resolved { .. })
    }

    pub fn is_with(&self, agent: AgentId) -> bool {
        self.assignee.as_ref().is_some_and(|assignee| assignee.id == agent)
    }

    /// The clock of an answer that the learner waits for from now on.
    fn response(&self, now: Timestamp) -> Response {
        match self.waiting {
            Waiting::Unclaimed { response, .. } | Waiting::Agent { response, .. } => response,
            _ if self.answered_at.is_none() => Response::new(Clock::FirstResponse, now),
            _ => Response::new(Clock::NextResponse, now),
        }
    }

    pub fn claimed(&mut self, by: &Agent, now: Timestamp) {
        self.assignee = Some(Assignee { id: by.id, name: by.name.clone() });
        if matches!(self.waiting, Waiting::Unclaimed { .. } | Waiting::OnHold { .. }) {
            self.waiting = Waiting::Agent { response: self.response(now), heard: now };
        }
    }

    /// Whoever has it did something about it, whether or not the learner saw any of it.
    pub fn heard(&mut self, by: AgentId, now: Timestamp) {
        let is_theirs = self.is_with(by);
        if let (true, Waiting::Agent { heard, .. }) = (is_theirs, &mut self.waiting) {
            *heard = now;
        }
    }

    /// Anybody's again.
    pub fn released(&mut self, now: Timestamp) {
        self.assignee = None;
        // Where an answer of the learner's is waited for, nobody is late.
        if matches!(self.waiting, Waiting::Unclaimed { .. } | Waiting::Agent { .. }) {
            self.waiting = Waiting::Unclaimed { response: self.response(now), announced: now };
        }
    }

    pub fn answered(&mut self, now: Timestamp) {
        self.answered_at.get_or_insert(now);
        self.waiting = Waiting::Learner { since: now, nudged: None, warned: None };
        self.ending = None;
    }

    /// Whether what is said arrives. The time in which nothing did is not counted.
    pub fn reached(&mut self, reached: bool, now: Timestamp) {
        if reached && self.unreachable && matches!(self.waiting, Waiting::Learner { .. }) {
            self.waiting = Waiting::Learner { since: now, nudged: None, warned: None };
        }
        self.unreachable = !reached;
    }

    /// It waits for something that is not at the desk.
    pub fn held(&mut self, now: Timestamp) {
        self.waiting = Waiting::OnHold { since: self.held_since().unwrap_or(now), reminded: now };
    }

    pub fn held_since(&self) -> Option<Timestamp> {
        match self.waiting {
            Waiting::OnHold { since, .. } => Some(since),
            _ => None,
        }
    }

    /// The learner wrote.
    pub fn asked(&mut self, now: Timestamp) {
        let response = self.response(now);
        self.waiting = match (self.waiting, &self.assignee) {
            (Waiting::Unclaimed { .. } | Waiting::Agent { .. } | Waiting::Over, _) => return,
            (_, Some(_)) => Waiting::Agent { response, heard: now },
            (_, None) => Waiting::Unclaimed { response, announced: now },
        };
    }

    pub fn reopened(&mut self, now: Timestamp) {
        self.waiting = Waiting::Resolved { since: now };
        (self.ending, self.ended_at) = (None, None);
        self.reopened += 1;
        self.asked(now);
    }

    pub fn resolved(&mut self, now: Timestamp) {
        self.waiting = Waiting::Resolved { since: now };
        self.resolved_at = Some(now);
        self.rating = None;
    }

    pub fn ended(&mut self, ending: Ending, now: Timestamp) {
        self.waiting = Waiting::Over;
        (self.ending, self.ended_at) = (Some(ending), Some(now));
    }

    pub fn keep_back(&mut self, album: &str) {
        self.kept_back.retain(|kept| kept != album);
        self.kept_back.push(album.to_owned());
        let most = self.kept_back.len().saturating_sub(Self::KEPT_BACK);
        self.kept_back.drain(..most);
    }

    /// Keeps the learner's words.
    pub fn wrote(&mut self, message: MessageRef, text: &str) {
        self.written.retain(|written| written.message != message);
        let text = text.chars().take(Self::WRITTEN_CHARS).collect();
        self.written.push(Written { message, text, intent: None });
        let most = self.written.len().saturating_sub(Self::WRITTEN);
        self.written.drain(..most);
    }

    /// Keeps which message is which on both sides.
    pub fn link(&mut self, learner: MessageRef, desk: MessageRef) {
        self.links.retain(|link| link.learner != learner || link.desk != desk);
        self.links.push(Link { learner, desk });
        let most = self.links.len().saturating_sub(Self::LINKS);
        self.links.drain(..most);
    }

    /// All that came of a message of the learner's there: an album comes as several, its caption last.
    pub fn all_at_desk(&self, learner: MessageRef) -> Vec<MessageRef> {
        self.links.iter().filter(|link| link.learner == learner).map(|link| link.desk).collect()
    }

    pub fn all_at_learner(&self, desk: MessageRef) -> Vec<MessageRef> {
        self.links.iter().filter(|link| link.desk == desk).map(|link| link.learner).collect()
    }

    pub fn at_desk(&self, learner: MessageRef) -> Option<MessageRef> {
        self.links.iter().find(|link| link.learner == learner).map(|link| link.desk)
    }

    pub fn at_learner(&self, desk: MessageRef) -> Option<MessageRef> {
        self.links.iter().find(|link| link.desk == desk).map(|link| link.learner)
    }
}

impl TicketState {
    /// Somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Open | Self::Pending | Self::OnHold)
    }

    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Open,
        Self::Pending,
        Self::OnHold,
        Self::Resolved,
        Self::Closed,
        Self::Spam,
        Self::Withdrawn,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::OnHold => "on-hold",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Spam => "spam",
            Self::Withdrawn => "withdrawn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_772_413_200 + 60 * minutes).expect("in range")
    }

    fn amy() -> Agent {
        Agent { id: AgentId(7), name: "Amy".to_owned(), username: None, anonymous: false, admin: false }
    }

    fn ticket() -> Ticket {
        Ticket::new(TicketNumber(12), "zh-TW".into(), at(0))
    }

    #[test]
    fn a_ticket_lives_from_new_to_closed() {
        let mut ticket = ticket();
        assert_eq!(ticket.state(), TicketState::New);
        ticket.claimed(&amy(), at(1));
        assert_eq!(ticket.state(), TicketState::Open);
        ticket.answered(at(2));
        assert_eq!((ticket.state(), ticket.answered_at), (TicketState::Pending, Some(at(2))));
        ticket.asked(at(3));
        assert_eq!(ticket.state(), TicketState::Open);
        ticket.answered(at(4));
        assert_eq!(ticket.answered_at, Some(at(2)), "the first response counts once");
        ticket.resolved(at(5));
        assert_eq!(ticket.state(), TicketState::Resolved);
        ticket.reopened(at(6));
        assert_eq!((ticket.state(), ticket.reopened), (TicketState::Open, 1));
        assert!(ticket.is_with(AgentId(7)), "it goes back to who had it");
        assert_eq!(ticket.over_since(at(0)), None);
        ticket.ended(Ending::Closed, at(7));
        assert_eq!((ticket.state(), ticket.over_since(at(0))), (TicketState::Closed, Some(at(7))));
        ticket.asked(at(8));
        assert!(ticket.is_over());
        ticket.ended_at = None;
        assert_eq!(ticket.over_since(at(0)), Some(at(5)), "it was resolved then");
        ticket.reopened(at(9));
        assert_eq!(ticket.over_since(at(0)), None);
    }

    #[test]
    fn who_waits_keeps_waiting_since_they_began() {
        let mut ticket = ticket();
        ticket.asked(at(10));
        ticket.claimed(&amy(), at(20));
        ticket.released(at(30));
        let Waiting::Unclaimed { response, .. } = ticket.waiting else { panic!("{:?}", ticket.waiting) };
        assert_eq!((response.clock, response.since), (Clock::FirstResponse, at(0)));
        assert_eq!(ticket.state(), TicketState::New);
    }

    #[test]
    fn where_the_learner_is_waited_for_nobody_is_late_when_it_goes_to_somebody_else() {
        let mut ticket = ticket();
        ticket.claimed(&amy(), at(1));
        ticket.answered(at(2));
        ticket.released(at(3));
        assert_eq!((ticket.state(), &ticket.assignee), (TicketState::Pending, &None));
        ticket.asked(at(4));
        assert_eq!(ticket.state(), TicketState::Open);
    }

    #[test]
    fn the_last_words_are_kept_and_an_edited_one_once() {
        let mut ticket = ticket();
        for n in 0..30 {
            ticket.wrote(MessageRef(n), &"字".repeat(200));
        }
        ticket.wrote(MessageRef(29), "改過");
        assert_eq!((ticket.written.len(), ticket.written[0].message), (Ticket::WRITTEN, MessageRef(10)));
        assert_eq!(ticket.written[0].text.chars().count(), Ticket::WRITTEN_CHARS);
        assert_eq!(ticket.written.last().map(|written| written.text.as_str()), Some("改過"));
    }

    #[test]
    fn the_time_in_which_nothing_arrived_is_not_counted() {
        let mut ticket = ticket();
        ticket.answered(at(1));
        ticket.waiting = Waiting::Learner { since: at(1), nudged: Some(at(5)), warned: None };
        ticket.reached(true, at(6));
        assert_eq!(ticket.waiting, Waiting::Learner { since: at(1), nudged: Some(at(5)), warned: None });
        ticket.reached(false, at(7));
        ticket.reached(true, at(9));
        assert_eq!(ticket.waiting, Waiting::Learner { since: at(9), nudged: None, warned: None });
        assert!(!ticket.unreachable);
    }

    #[test]
    fn messages_are_known_on_both_sides_and_their_number_is_bounded() {
        let mut ticket = ticket();
        for n in 0..500 {
            ticket.link(MessageRef(n), MessageRef(1_000 + n));
        }
        assert_eq!(ticket.links.len(), Ticket::LINKS);
        assert_eq!(ticket.at_desk(MessageRef(499)), Some(MessageRef(1_499)));
        assert_eq!(ticket.at_learner(MessageRef(1_499)), Some(MessageRef(499)));
        assert_eq!(ticket.at_desk(MessageRef(0)), None);
    }
}
