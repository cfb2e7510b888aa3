//! The dialogs that the engine itself starts. Editors own their states and words, the engine their ids.

use super::event::Command;
use super::ids::DialogId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reserved {
    Welcome,
    Menu,
    Help,
    Language,
    Privacy,
    MyData,
    Forget,
    Human,
    Cancel,
    Restart,
    Resume,
    Correction,
    Timeout,
    NoMatch,
    DidYouMean,
    OutOfScope,
    StaleButton,
    MovedOn,
    Attachment,
    GroupChat,
    Masked,
    TooMuch,
    InternalError,
    Bot,
    Withdraw,
    Rejoin,
    Ticket,
    Resolved,
    Incident,
}

impl Reserved {
    pub const ALL: [Self; 29] = [
        Self::Welcome,
        Self::Menu,
        Self::Help,
        Self::Language,
        Self::Privacy,
        Self::MyData,
        Self::Forget,
        Self::Human,
        Self::Cancel,
        Self::Restart,
        Self::Resume,
        Self::Correction,
        Self::Timeout,
        Self::NoMatch,
        Self::DidYouMean,
        Self::OutOfScope,
        Self::StaleButton,
        Self::MovedOn,
        Self::Attachment,
        Self::GroupChat,
        Self::Masked,
        Self::TooMuch,
        Self::InternalError,
        Self::Bot,
        Self::Withdraw,
        Self::Rejoin,
        Self::Ticket,
        Self::Resolved,
        Self::Incident,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Menu => "menu",
            Self::Help => "help",
            Self::Language => "language",
            Self::Privacy => "privacy",
            Self::MyData => "mydata",
            Self::Forget => "forget",
            Self::Human => "human",
            Self::Cancel => "cancel",
            Self::Restart => "restart",
            Self::Resume => "resume",
            Self::Correction => "correction",
            Self::Timeout => "timeout",
            Self::NoMatch => "no-match",
            Self::DidYouMean => "did-you-mean",
            Self::OutOfScope => "out-of-scope",
            Self::StaleButton => "stale-button",
            Self::MovedOn => "moved-on",
            Self::Attachment => "attachment",
            Self::GroupChat => "group-chat",
            Self::Masked => "masked",
            Self::TooMuch => "too-much",
            Self::InternalError => "internal-error",
            Self::Bot => "bot",
            Self::Withdraw => "withdraw",
            Self::Rejoin => "rejoin",
            Self::Ticket => "ticket",
            Self::Resolved => "resolved",
            Self::Incident => "incident",
        }
    }

    pub fn id(self) -> DialogId {
        DialogId::from(self.name())
    }

    pub fn from_id(id: &DialogId) -> Option<Self> {
        Self::ALL.into_iter().find(|reserved| reserved.name() == id.as_str())
    }

    /// The command that is this dialog's button, where there is one.
    pub fn command(self) -> Option<Command> {
        match self {
            Self::Menu => Some(Command::Menu),
            Self::Help => Some(Command::Help),
            Self::Language => Some(Command::Language),
            Self::Privacy => Some(Command::Privacy),
            Self::MyData => Some(Command::MyData),
            Self::Forget => Some(Command::Forget),
            Self::Human => Some(Command::Human),
            Self::Bot => Some(Command::Bot),
            _ => None,
        }
    }

    /// Slots that the engine sets when it starts the dialog: `dialog` is the title of the one that is concerned.
    pub fn given_slots(self) -> &'static [&'static str] {
        match self {
            Self::Human => &[
                "reason", "desk", "waiting", "again", "known", "listed", "about", "ticket", "queued",
                "place", "month", "day", "weekday", "time",
            ],
            Self::InternalError => &[
                "reason", "desk", "waiting", "again", "ticket", "queued", "place", "month", "day", "weekday",
                "time",
            ],
            Self::Ticket => &[
                "news", "control", "ticket", "queued", "place", "desk", "month", "day", "weekday", "time",
                "left", "unit", "merged",
            ],
            Self::Bot | Self::Withdraw | Self::Rejoin => &["ticket"],
            Self::Resolved => &["news", "ticket", "by", "said"],
            Self::Incident => &["notice", "news", "named", "dialog"],
            Self::Attachment => &["kind", "desk"],
            Self::Masked => &["deleted", "attached"],
            Self::Help => &["control"],
            Self::Privacy => &["session-days", "handoff-days", "review-days"],
            Self::MyData => &[
                "standing",
                "place",
                "answered",
                "answers",
                "until",
                "asked",
                "asked-at",
                "handoff-days",
                "wrote",
                "typed",
                "has-ticket",
                "ticket",
            ],
            Self::StaleButton => &["dialog", "offered"],
            Self::Resume | Self::Timeout | Self::Restart | Self::Cancel => &["dialog"],
            _ => &[],
        }
    }

    /// Whether it is about a ticket that agents still have something to do about.
    pub fn needs_ticket(self) -> bool {
        matches!(self, Self::Withdraw | Self::Rejoin)
    }

    /// May a learner ask for it (a button, a deep link, an intent)? The others are the engine's to start.
    pub fn on_request(self) -> bool {
        matches!(self, Self::Welcome) || self.needs_ticket() || self.command().is_some()
    }
}
