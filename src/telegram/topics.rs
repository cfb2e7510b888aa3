//! The help desk's group: which topic is which ticket's, and who its administrators are. Telegram tells when that changes; who is not known
//! is looked up when they do something, so that a word of Telegram's that was missed does no harm for long.
//!
//! No method of the Bot API lists topics, so that the mapping is kept: tickets know their topics, and what was made since is noted here
//! until the ticket knows it, too.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use teloxide::payloads::{GetChat, GetChatAdministrators};
use teloxide::types::ChatId;
use tracing::warn;

use super::Me;
use super::api::{Api, Failure};
use super::moves::Moves;
use crate::engine::{Standing, TicketNumber};

/// Between two looks for the sake of somebody who is not known.
const EVERY: SignedDuration = SignedDuration::from_mins(1);

#[derive(Clone)]
pub(super) struct Topics {
    /// As it is configured. `None`: there is no desk.
    desk: Option<i64>,
    moves: Moves,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    threads: BTreeMap<TicketNumber, i64>,
    tickets: BTreeMap<i64, TicketNumber>,
    admins: HashSet<i64>,
    /// Who is none, as far as is known since the last look.
    others: HashSet<i64>,
    looked_at: Option<Timestamp>,
    /// A topic could not be deleted for want of the right.
    cannot_delete: bool,
}

impl Topics {
    pub fn new(desk: Option<i64>, moves: Moves) -> Self {
        Self { desk, moves, known: Arc::default() }
    }

    /// The group where it is now.
    pub fn group(&self) -> Option<i64> {
        Some(self.moves.follow(self.desk?))
    }

    pub fn is_desk(&self, chat: i64) -> bool {
        self.desk == Some(chat) || self.group() == Some(chat)
    }

    pub fn note(&self, ticket: TicketNumber, thread: i64) {
        let mut known = self.known();
        if let Some(before) = known.threads.insert(ticket, thread) {
            known.tickets.remove(&before);
        }
        known.tickets.insert(thread, ticket);
    }

    pub fn thread_of(&self, ticket: TicketNumber) -> Option<i64> {
        self.known().threads.get(&ticket).copied()
    }

    pub fn ticket_in(&self, thread: i64) -> Option<TicketNumber> {
        self.known().tickets.get(&thread).copied()
    }

    /// The topic is gone.
    pub fn forget(&self, ticket: TicketNumber) {
        let mut known = self.known();
        if let Some(thread) = known.threads.remove(&ticket) {
            known.tickets.remove(&thread);
        }
    }

    pub fn is_admin(&self, user: i64) -> bool {
        self.known().admins.contains(&user)
    }

    /// Somebody's place in the group is another one now.
    pub fn becomes(&self, user: i64, admin: bool) {
        let known = &mut *self.known();
        let (into, out_of) = match admin {
            true => (&mut known.admins, &mut known.others),
            false => (&mut known.others, &mut known.admins),
        };
        into.insert(user);
        out_of.remove(&user);
    }

    /// Whether to look who they are, of whom nothing is known: not more often than now and then.
    pub fn is_worth_a_look(&self, user: i64, now: Timestamp) -> bool {
        let known = &mut *self.known();
        let is_known = known.admins.contains(&user) || known.others.contains(&user);
        let is_early = known.looked_at.is_some_and(|at| at <= now && now < at + EVERY);
        if is_known || is_early {
            return false;
        }
        known.looked_at = Some(now);
        true
    }

    /// Looks who the administrators are, since somebody acts of whom nothing is known.
    pub async fn look_up(&self, api: &Api, me: &Me, user: i64) {
        let Some(group) = self.group() else { return };
        match self.look(api, me, group).await {
            Ok(_) if self.is_admin(user) => {}
            Ok(_) => self.becomes(user, false),
            Err(failure) => warn!(%failure, "who the desk's administrators are cannot be looked up"),
        }
    }

    /// Whether to try would be in vain.
    pub fn cannot_delete(&self) -> bool {
        self.known().cannot_delete
    }

    pub fn may_not_delete(&self) {
        self.known().cannot_delete = true;
    }

    /// What the bot may do in a group that is to be the desk; who leads there is looked up with it.
    pub async fn look(&self, api: &Api, me: &Me, chat: i64) -> Result<Standing, Failure> {
        let group: Group = api.call(&GetChat::new(ChatId(chat))).await?;
        let members: Vec<Value> = api.call(&GetChatAdministrators::new(ChatId(chat))).await?;
        let id = |member: &Value| member["user"]["id"].as_i64();
        let ours = members.iter().find(|member| id(member) == Some(me.id));
        let may = |right: &str| ours.is_some_and(|member| member[right] == true);
        if self.is_desk(chat) {
            let known = &mut *self.known();
            known.admins = members.iter().filter_map(id).collect();
            known.others.clear();
            known.cannot_delete &= !may("can_delete_messages");
        }
        Ok(Standing {
            present: true,
            forum: group.is_forum,
            admin: ours.is_some(),
            manages_topics: may("can_manage_topics"),
            deletes: may("can_delete_messages"),
            pins: may("can_pin_messages"),
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    is_forum: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_known_is_looked_up_now_and_then() {
        let topics = Topics::new(Some(-5), Moves::default());
        let at = |s| Timestamp::from_second(s).expect("in range");
        assert!(topics.is_worth_a_look(7, at(0)));
        assert!(!topics.is_worth_a_look(8, at(59)), "too soon");
        assert!(topics.is_worth_a_look(8, at(60)));
        topics.becomes(7, true);
        assert!(topics.is_admin(7) && !topics.is_worth_a_look(7, at(200)));
        topics.becomes(7, false);
        assert!(!topics.is_admin(7) && !topics.is_worth_a_look(7, at(200)));
        assert!(topics.is_worth_a_look(8, at(30)), "the clock was set back");
    }

    #[test]
    fn a_ticket_has_one_topic_and_a_group_is_followed() {
        let moves = Moves::default();
        let topics = Topics::new(Some(-5), moves.clone());
        topics.note(TicketNumber(1), 70);
        topics.note(TicketNumber(1), 90);
        assert_eq!(
            (topics.thread_of(TicketNumber(1)), topics.ticket_in(90)),
            (Some(90), Some(TicketNumber(1)))
        );
        assert_eq!(topics.ticket_in(70), None);
        moves.note(-5, -1005);
        assert_eq!(topics.group(), Some(-1005));
        assert!(topics.is_desk(-5) && topics.is_desk(-1005) && !topics.is_desk(-6));
        assert!(!Topics::new(None, Moves::default()).is_desk(0));
    }
}
