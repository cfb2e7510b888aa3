//! What a button of the desk carries, on a card or below a message to the learner: `d/12/claim`.
//!
//! As the presses of the engine it says all that it means, so that an old card can be pressed. Whether it still makes sense, and whether
//! who pressed it may, is decided where it arrives: anybody in the group can press anything.

use std::fmt;

use crate::engine::{AgentId, DialogId, IntentId, Press, TicketNumber};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPress {
    pub ticket: TicketNumber,
    pub act: Act,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Claim,
    Release,
    /// `None`: asks whom.
    Assign(Option<AgentId>),
    Hold,
    Resolve(Option<IntentId>),
    /// Back to where the learner left the bot, or into a dialog.
    Bot(Option<DialogId>),
    /// A canned reply, by its name. `None`: asks which.
    Say(Option<String>),
    Learn(IntentId),
    History,
    /// This ticket goes on as that earlier one.
    Merge(TicketNumber),
    Spam,
    /// It was not over.
    Reopen,
}

impl DeskPress {
    /// `None` for anything this version did not write.
    pub fn parse(data: &str) -> Option<Self> {
        let mut parts = data.split('/');
        let (Some("d"), Some(ticket), Some(act)) = (parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        let act = Act::read(act, parts.next())?;
        let press = Self { ticket: ticket.parse().ok()?, act };
        (press.to_string() == data).then_some(press)
    }

    /// Names of replies, dialogs and intents are the operator's: a button that would not fit is left out.
    pub fn fits(&self) -> bool {
        self.to_string().len() <= Press::MAX_LEN
    }
}

impl Act {
    fn read(name: &str, argument: Option<&str>) -> Option<Self> {
        let act = match (name, argument) {
            ("claim", None) => Self::Claim,
            ("release", None) => Self::Release,
            ("assign", None) => Self::Assign(None),
            ("assign", Some(agent)) => Self::Assign(Some(agent.parse().ok()?)),
            ("hold", None) => Self::Hold,
            ("resolve", intent) => Self::Resolve(intent.map(Into::into)),
            ("bot", dialog) => Self::Bot(dialog.map(Into::into)),
            ("say", reply) => Self::Say(reply.map(str::to_owned)),
            ("learn", Some(intent)) => Self::Learn(intent.into()),
            ("history", None) => Self::History,
            ("merge", Some(into)) => Self::Merge(into.parse().ok()?),
            ("spam", None) => Self::Spam,
            ("reopen", None) => Self::Reopen,
            _ => return None,
        };
        (argument != Some("")).then_some(act)
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Assign(_) => "assign",
            Self::Hold => "hold",
            Self::Resolve(_) => "resolve",
            Self::Bot(_) => "bot",
            Self::Say(_) => "say",
            Self::Learn(_) => "learn",
            Self::History => "history",
            Self::Merge(_) => "merge",
            Self::Spam => "spam",
            Self::Reopen => "reopen",
        }
    }

    fn argument(&self) -> Option<&dyn fmt::Display> {
        match self {
            Self::Assign(agent) => agent.as_ref().map(|agent| agent as _),
            Self::Resolve(intent) => intent.as_ref().map(|intent| intent as _),
            Self::Bot(dialog) => dialog.as_ref().map(|dialog| dialog as _),
            Self::Say(reply) => reply.as_ref().map(|reply| reply as _),
            Self::Learn(intent) => Some(intent),
            Self::Merge(into) => Some(into),
            Self::Claim | Self::Release | Self::Hold | Self::History | Self::Spam | Self::Reopen => None,
        }
    }
}

impl fmt::Display for DeskPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "d/{}/{}", self.ticket, self.act.name())?;
        self.act.argument().map_or(Ok(()), |argument| write!(f, "/{argument}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn act() -> impl Strategy<Value = Act> {
        let id = || "[a-z][a-z0-9-]{0,20}";
        prop_oneof![
            Just(Act::Claim),
            Just(Act::Release),
            prop::option::of(1..i64::MAX).prop_map(|id| Act::Assign(id.map(AgentId))),
            Just(Act::Hold),
            prop::option::of(id()).prop_map(|id| Act::Resolve(id.as_deref().map(Into::into))),
            prop::option::of(id()).prop_map(|id| Act::Bot(id.as_deref().map(Into::into))),
            prop::option::of(id()).prop_map(Act::Say),
            (1_u64..).prop_map(|into| Act::Merge(TicketNumber(into))),
            id().prop_map(|id| Act::Learn(id.as_str().into())),
            Just(Act::History),
            Just(Act::Spam),
            Just(Act::Reopen),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(ticket in 1_u64.., act in act()) {
            let press = DeskPress { ticket: TicketNumber(ticket), act };
            prop_assert_eq!(DeskPress::parse(&press.to_string()), Some(press));
        }

        #[test]
        fn what_is_read_was_written_so(data in prop_oneof![any::<String>(), "d/[0-9]{0,3}/(assign|bot|say|merge|claim)/?[0-9a-z]{0,2}/?"]) {
            if let Some(press) = DeskPress::parse(&data) {
                prop_assert_eq!(press.to_string(), data);
            }
        }
    }

    #[test]
    fn it_reads_like_this() {
        let press = |act| DeskPress { ticket: TicketNumber(12), act };
        for (data, act) in [
            ("d/12/claim", Act::Claim),
            ("d/12/resolve", Act::Resolve(None)),
            ("d/12/resolve/popup", Act::Resolve(Some("popup".into()))),
            ("d/12/assign", Act::Assign(None)),
            ("d/12/assign/5", Act::Assign(Some(AgentId(5)))),
            ("d/12/say", Act::Say(None)),
            ("d/12/say/hello", Act::Say(Some("hello".to_owned()))),
            ("d/12/merge/11", Act::Merge(TicketNumber(11))),
        ] {
            assert_eq!(DeskPress::parse(data), Some(press(act)), "{data}");
        }
        for forged in [
            "",
            "d",
            "d/12",
            "d/12/",
            "d/12/dance",
            "d/012/claim",
            "d/-1/claim",
            "d/x/claim",
            "d/12/claim/",
            "d/12/claim/x",
            "d/12/bot/",
            "d/12/bot/a/b",
            "d/12/say/",
            "d/12/merge",
            "d/12/merge/#11",
            "d/12/assign/lin",
            "d/12/assign/0",
            "d/12/assign/+5",
            "c/12/claim",
            "D/12/claim",
        ] {
            assert_eq!(DeskPress::parse(forged), None, "{forged}");
        }
    }

    #[test]
    fn the_engine_reads_none_of_them() {
        assert_eq!(Press::parse("d/12/claim"), None);
        assert_eq!(Press::parse("d/12/bot/menu"), None);
    }

    #[test]
    fn an_ordinary_name_fits_and_an_endless_one_does_not() {
        let say = |reply: &str| DeskPress {
            ticket: TicketNumber(9_999_999),
            act: Act::Say(Some(reply.to_owned())),
        };
        assert!(say(&"x".repeat(38)).fits());
        assert!(!say(&"x".repeat(39)).fits());
    }
}
