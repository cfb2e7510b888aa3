//! What agents see of a ticket: the topic's title and the card at its head, brought in line with the ticket after every step.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::press::{Act, DeskPress};
use super::ticket::{Ticket, TicketState};
use super::work::{Case, To, Work};
use crate::engine::{
    ButtonRole, Markup, OutboxButton, OutboxMessage, Position, Reserved, Slots, TextKey, TopicChange,
    Tracked, Value,
};

/// Telegram's limit of a topic's name is 128.
const LONGEST_TITLE: usize = 100;
const LONGEST_WORDS: usize = 300;
const LONGEST_MATTER: usize = 24;
/// Guesses that the card offers to be taught, and how sure the matcher has to be of each, in percent.
const GUESSED: usize = 2;
const LIKELY: u8 = 15;

impl Work<'_> {
    /// Asks for what has changed of title and card.
    pub(super) fn project(&mut self) {
        let Some(case) = &self.case else { return };
        let (title, text, buttons) = (self.title(case), self.card_of(case), self.card_buttons(case));
        let looks = looks(&text, &buttons);
        let shown = case.ticket.shown.clone();
        let (mut first, mut last) = (Vec::new(), Vec::new());
        if shown.title.is_empty() && shown.topic.is_none() {
            first.push((OutboxMessage::Topic(TopicChange::Open { title: title.clone() }), Tracked::Topic));
        } else if shown.title != title {
            last.push((OutboxMessage::Topic(TopicChange::Rename { title: title.clone() }), Tracked::Upkeep));
        }
        let keys = vec!["desk-card".to_owned()];
        if shown.looks == 0 {
            let card =
                OutboxMessage::Post { text, buttons, reply_to: None, pinned: true, quiet: false, keys };
            first.push((card, Tracked::Card));
        } else if shown.looks != looks
            && let Some(on) = shown.card
        {
            last.push((OutboxMessage::Edit { on, text, buttons, keys }, Tracked::Upkeep));
        }
        let (is_over, is_resolved) = (case.ticket.is_over(), case.ticket.is_resolved());
        // Who closed the topic of a resolved ticket by hand may leave it so.
        if shown.closed != is_over && !is_resolved {
            let change = if is_over { TopicChange::Close } else { TopicChange::Reopen };
            last.push((OutboxMessage::Topic(change), Tracked::Upkeep));
        }
        let is_posted = shown.looks == 0 || shown.card.is_some();
        if let Some(ticket) = self.ticket() {
            ticket.shown.title = title;
            if !is_resolved {
                ticket.shown.closed = is_over;
            }
            // A card that is on its way cannot be edited yet: what it lacks is made up for when it has arrived.
            if is_posted {
                ticket.shown.looks = looks;
            }
        }
        // The topic has to be there before anything is said in it. What is said matters more than how it looks.
        let said = std::mem::take(&mut self.dispatches);
        for (message, of) in first {
            self.dispatch(To::Topic, message, Some(of));
        }
        self.dispatches.extend(said);
        for (message, of) in last {
            self.dispatch(To::Topic, message, Some(of));
        }
    }

    fn title(&self, case: &Case) -> String {
        let args = self.args_with([("turn", turn(&case.ticket).to_owned()), ("about", self.about_of(case))]);
        self.words("desk-title", &args).plain().chars().take(LONGEST_TITLE).collect()
    }

    /// What a ticket is about: the dialog in which the learner stood, else what they said that it is.
    pub(super) fn about_of(&self, case: &Case) -> String {
        if let Some(position) = case.request.path.last() {
            return self.about(Some(position));
        }
        let told = [text_of(&case.request.slots, "matter"), self.topic_of(case)];
        let told = told.into_iter().find(|told| !told.is_empty());
        told.map_or_else(|| self.about(None), |told| told.chars().take(LONGEST_MATTER).collect())
    }

    /// The words of the button by which the learner said what it is about.
    fn topic_of(&self, case: &Case) -> String {
        let chosen = text_of(&case.request.slots, "topic");
        let key = TextKey::new(format!("human-ask-matter.{chosen}"));
        let words = self.desk.content.texts.plain(&self.desk.office.locale, &key);
        if words == key.as_str() { String::new() } else { words }
    }

    /// The title of the dialog in which a learner stood.
    pub(super) fn about(&self, position: Option<&Position>) -> String {
        let texts = &self.desk.content.texts;
        let topic = position.and_then(|position| self.desk.content.topic(&position.dialog));
        match topic {
            Some(topic) => texts.plain(&self.desk.office.locale, &topic.title),
            None => texts.plain(&self.desk.office.locale, &TextKey::from("desk-about-unknown")),
        }
    }

    fn card_of(&self, case: &Case) -> Markup {
        let Case { request, ticket } = case;
        let assignee = ticket.assignee.as_ref().map(|assignee| assignee.name.clone()).unwrap_or_default();
        let is_unreachable = if ticket.unreachable { "yes" } else { "no" };
        let head = [
            ("state", ticket.state().name().to_owned()),
            ("agent", assignee),
            ("reason", request.reason.name().to_owned()),
            ("language", ticket.locale.to_string()),
            ("unreachable", is_unreachable.to_owned()),
            ("opened", self.moment(request.at)),
        ];
        let mut lines = vec![self.words("desk-card", &self.args_with(head)).0];
        let mut line = |key: &str, words: String| {
            if !words.is_empty() {
                let words: String = words.chars().take(LONGEST_WORDS).collect();
                lines.push(self.words(key, &self.args_with([("words", words)])).0);
            }
        };
        let place = |position: &Position| format!("{}（{}）", self.about(Some(position)), position.state);
        let places = |positions: &[Position]| positions.iter().map(place).collect::<Vec<_>>().join(" › ");
        line("desk-card-path", places(&request.path));
        line("desk-card-slots", slots(&request.slots));
        line("desk-card-advised", places(&request.advised));
        let said: Vec<_> = request.recent.iter().map(|recent| format!("「{}」", recent.text)).collect();
        line("desk-card-said", said.join("\n"));
        let guesses: Vec<_> =
            request.guesses.iter().map(|(intent, percent)| format!("{intent} {percent} %")).collect();
        line("desk-card-guesses", guesses.join(" · "));
        line("desk-card-note", text_of(&request.slots, "note"));
        let numbers: Vec<_> = ticket.merged.iter().map(|number| format!("#{number}")).collect();
        line("desk-card-merged", numbers.join(" "));
        line("desk-card-into", ticket.merged_into().map(|into| format!("#{into}")).unwrap_or_default());
        line("desk-card-intent", ticket.intent.as_ref().map(ToString::to_string).unwrap_or_default());
        line(
            "desk-card-rating",
            ticket.rating.as_ref().map(|rating| rating.stars.to_string()).unwrap_or_default(),
        );
        Markup(lines.join("\n"))
    }

    fn card_buttons(&self, case: &Case) -> Vec<OutboxButton> {
        let Case { request, ticket } = case;
        let mut acts = match ticket.state() {
            TicketState::New | TicketState::Open if ticket.assignee.is_none() => {
                vec![Act::Claim, Act::Bot(None), Act::Assign(None), Act::Say(None), Act::Spam, Act::History]
            }
            TicketState::New | TicketState::Open | TicketState::Pending | TicketState::OnHold => {
                let held = [Act::Resolve(None), Act::Hold, Act::Bot(None), Act::Release];
                held.into_iter().chain([Act::Assign(None), Act::Say(None), Act::Spam, Act::History]).collect()
            }
            TicketState::Resolved => vec![Act::Reopen, Act::History],
            // What goes on elsewhere is not opened here.
            _ if ticket.merged_into().is_some() => Vec::new(),
            TicketState::Closed | TicketState::Spam | TicketState::Withdrawn => vec![Act::Reopen],
        };
        // What it was about, until somebody has said it; a name that is too long for a button can still be typed.
        if !ticket.is_over() && ticket.intent.is_none() {
            let likely = request.guesses.iter().filter(|(_, percent)| *percent >= LIKELY);
            acts.extend(likely.take(GUESSED).map(|(intent, _)| Act::Learn(intent.clone())));
        }
        let number = ticket.number;
        acts.retain(|act| DeskPress { ticket: number, act: act.clone() }.fits());
        acts.into_iter().map(|act| self.button(act)).collect()
    }

    pub(super) fn button(&self, act: Act) -> OutboxButton {
        let key = TextKey::new(format!("desk-act-{}", act.name()));
        let ticket = self.case.as_ref().map_or(crate::engine::TicketNumber(0), |case| case.ticket.number);
        let args = match &act {
            Act::Learn(intent) => self.args_with([("intent", intent.to_string())]),
            _ => self.args(),
        };
        OutboxButton {
            label: self.words(key.as_str(), &args).plain(),
            press: DeskPress { ticket, act }.to_string(),
            role: ButtonRole::Choice,
        }
    }

    pub(super) fn moment(&self, at: jiff::Timestamp) -> String {
        self.desk.office.calendar.local(at).strftime("%m-%d %H:%M").to_string()
    }
}

/// Whose turn it is, which the title shows.
fn turn(ticket: &Ticket) -> &'static str {
    match ticket.state() {
        TicketState::New => "new",
        TicketState::Open => "agent",
        TicketState::Pending => "learner",
        TicketState::OnHold => "hold",
        TicketState::Resolved => "resolved",
        TicketState::Closed | TicketState::Spam | TicketState::Withdrawn => "over",
    }
}

/// What the learner answered in the dialogs. What the engine itself put there says nothing new.
fn slots(slots: &Slots) -> String {
    let own = Reserved::Human.given_slots();
    let told = slots.iter().filter(|(slot, _)| !own.contains(&slot.as_str()) && slot.as_str() != "note");
    let told = told.map(|(slot, value)| match value {
        Value::Text(text) => format!("{slot}={text}"),
        Value::Number(number) => format!("{slot}={number}"),
        Value::Truth(truth) => format!("{slot}={truth}"),
    });
    told.collect::<Vec<_>>().join(" · ")
}

pub(super) fn text_of(slots: &Slots, slot: &str) -> String {
    match slots.get(slot) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// Tells one look of a card from another; never 0.
pub(super) fn looks(text: &Markup, buttons: &[OutboxButton]) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.0.hash(&mut hasher);
    for button in buttons {
        button.press.hash(&mut hasher);
    }
    hasher.finish().max(1)
}
