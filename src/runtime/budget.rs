//! Whose turn it is to send. Pure over `now`; `turnstile` is where the others wait.
//!
//! Two kinds of limits hold at once: those of an account (a chat, a group) and the channel's overall one. What waits for its
//! account keeps nobody else waiting; what waits for the overall limit goes by [`Priority`], then in the order of asking.
//!
//! It is not kept over a restart: a process that is killed and comes back within a few seconds may send one burst too many.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::channel::Charge;
use super::rate::{Bucket, Rate};
use crate::engine::{OutboxMessage, TopicChange, Tracked};
use crate::store::Letter;

/// What goes first when not everything can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Priority {
    /// Somebody has just written or pressed, and waits.
    Answer,
    /// Nobody waits: a reminder.
    Unasked,
    /// Only looks: the title of a topic, the words of a card. And what is to be seen no more.
    Upkeep,
}

/// A place in the queue; the lower one came earlier.
pub(super) type Ticket = u64;

pub(super) struct Budget {
    overall: Option<Bucket>,
    accounts: HashMap<String, Vec<Bucket>>,
    waiting: HashMap<Ticket, Waiting>,
    /// Their account may send.
    ready: BTreeSet<(Priority, Ticket)>,
    /// Their account may send at that time.
    cooling: BTreeSet<(Timestamp, Ticket)>,
    next: Ticket,
    looked: Timestamp,
    /// Full accounts are forgotten when there are so many.
    most_accounts: usize,
}

struct Waiting {
    charge: Charge,
    priority: Priority,
}

/// Accounts that are kept at least, so that forgetting is seldom looked for.
const FEW_ACCOUNTS: usize = 1_024;

impl Priority {
    pub fn of(letter: &Letter) -> Self {
        if letter.track.is_some_and(|track| track.of == Tracked::Upkeep) {
            return Self::Upkeep;
        }
        match &letter.message {
            OutboxMessage::Send { quiet: true, .. } => Self::Unasked,
            OutboxMessage::Topic(TopicChange::Delete { .. }) => Self::Upkeep,
            OutboxMessage::Send { .. }
            | OutboxMessage::Post { .. }
            | OutboxMessage::Copy { .. }
            | OutboxMessage::Topic(_)
            | OutboxMessage::Edit { .. }
            | OutboxMessage::Caption { .. }
            | OutboxMessage::Settle { .. }
            | OutboxMessage::Delete { .. }
            | OutboxMessage::Acknowledge { .. } => Self::Answer,
        }
    }
}

impl Budget {
    pub fn new(overall: Option<Rate>) -> Self {
        Self {
            overall: overall.map(Bucket::full),
            accounts: HashMap::new(),
            waiting: HashMap::new(),
            ready: BTreeSet::new(),
            cooling: BTreeSet::new(),
            next: 0,
            looked: Timestamp::MIN,
            most_accounts: FEW_ACCOUNTS,
        }
    }

    pub fn ask(&mut self, charge: Charge, priority: Priority, now: Timestamp) -> Ticket {
        self.forget_full_accounts(now);
        let ticket = self.next;
        self.next += 1;
        self.waiting.insert(ticket, Waiting { charge, priority });
        self.ready.insert((priority, ticket));
        ticket
    }

    /// Those who may send now, in their order. It is paid for.
    pub fn serve(&mut self, now: Timestamp) -> Vec<Ticket> {
        self.warm(now);
        let mut served = Vec::new();
        while self.overall.as_mut().is_none_or(|overall| overall.ready_at(now) <= now) {
            let Some((_, ticket)) = self.ready.pop_first() else { break };
            let Some(Waiting { charge, .. }) = self.waiting.get(&ticket) else { continue };
            let account = self.accounts.entry(charge.account.clone());
            let account = account.or_insert_with(|| charge.rates.iter().copied().map(Bucket::full).collect());
            let ready_at = account.iter_mut().map(|bucket| bucket.ready_at(now)).max().unwrap_or(now);
            if ready_at > now {
                self.cooling.insert((ready_at, ticket));
                continue;
            }
            account.iter_mut().chain(&mut self.overall).for_each(|bucket| bucket.take(charge.calls, now));
            self.waiting.remove(&ticket);
            served.push(ticket);
        }
        served
    }

    /// When there will be something to serve.
    pub fn next(&mut self, now: Timestamp) -> Option<Timestamp> {
        let cooled = self.cooling.first().map(|(at, _)| *at);
        let waits = !self.ready.is_empty();
        let overall = self.overall.as_mut().filter(|_| waits).map(|overall| overall.ready_at(now));
        cooled.into_iter().chain(overall).min()
    }

    /// Lets those whose time has come look at their account again; all of them, when the clock was set back.
    fn warm(&mut self, now: Timestamp) {
        let was_set_back = now < self.looked;
        self.looked = now;
        while let Some((at, ticket)) = self.cooling.first().copied() {
            if at > now && !was_set_back {
                break;
            }
            self.cooling.pop_first();
            if let Some(waiting) = self.waiting.get(&ticket) {
                self.ready.insert((waiting.priority, ticket));
            }
        }
    }

    fn forget_full_accounts(&mut self, now: Timestamp) {
        if self.accounts.len() < self.most_accounts {
            return;
        }
        self.accounts.retain(|_, buckets| !buckets.iter_mut().all(|bucket| bucket.is_full(now)));
        self.most_accounts = FEW_ACCOUNTS.max(2 * self.accounts.len());
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_772_413_200_000 + ms).expect("in range")
    }

    fn per_second(burst: u32) -> Rate {
        Rate::new(burst, SignedDuration::from_secs(1))
    }

    fn to(account: &str, rate: Rate) -> Charge {
        Charge { account: account.to_owned(), calls: 1, rates: vec![rate] }
    }

    /// Serves until nobody waits; who was served when, in ms.
    fn served(budget: &mut Budget, mut now: Timestamp) -> Vec<(i64, Ticket)> {
        let mut served = Vec::new();
        loop {
            let tickets = budget.serve(now);
            served
                .extend(tickets.iter().map(|ticket| (now.duration_since(at(0)).as_millis() as i64, *ticket)));
            let Some(next) = budget.next(now) else { return served };
            assert!(next > now, "to be woken for nothing would be a busy loop");
            now = next;
        }
    }

    #[test]
    fn an_account_that_waits_keeps_no_other_waiting() {
        let mut budget = Budget::new(None);
        let busy: Vec<Ticket> =
            (0..4).map(|_| budget.ask(to("busy", per_second(2)), Priority::Answer, at(0))).collect();
        let other = budget.ask(to("other", per_second(2)), Priority::Unasked, at(0));
        let expected = [(0, busy[0]), (0, busy[1]), (0, other), (1_000, busy[2]), (2_000, busy[3])];
        assert_eq!(served(&mut budget, at(0)), expected);
    }

    #[test]
    fn the_overall_limit_is_served_by_priority_then_in_order() {
        let mut budget = Budget::new(Some(per_second(1)));
        let mut ask = |account: &str, priority| budget.ask(to(account, per_second(5)), priority, at(0));
        let reminders = [ask("a", Priority::Unasked), ask("b", Priority::Unasked)];
        let answers = [ask("c", Priority::Answer), ask("d", Priority::Answer)];
        let expected = [(0, answers[0]), (1_000, answers[1]), (2_000, reminders[0]), (3_000, reminders[1])];
        assert_eq!(served(&mut budget, at(0)), expected);
    }

    #[test]
    fn of_one_account_the_more_urgent_goes_first() {
        let mut budget = Budget::new(None);
        let mut ask = |priority| budget.ask(to("group", per_second(1)), priority, at(0));
        let [first, second, answer] = [Priority::Unasked, Priority::Unasked, Priority::Answer].map(&mut ask);
        assert_eq!(served(&mut budget, at(0)), [(0, answer), (1_000, first), (2_000, second)]);
    }

    #[test]
    fn a_message_of_several_calls_is_paid_for_afterwards() {
        let mut budget = Budget::new(None);
        let long = Charge { calls: 3, ..to("a", per_second(1)) };
        let long = budget.ask(long, Priority::Answer, at(0));
        let next = budget.ask(to("a", per_second(1)), Priority::Answer, at(0));
        assert_eq!(served(&mut budget, at(0)), [(0, long), (2_000, next)]);
    }

    /// A group is held to the rate of a chat and to its own.
    #[test]
    fn all_rates_of_an_account_hold() {
        let mut budget = Budget::new(None);
        let group = Rate::at_most(20, SignedDuration::from_mins(1), 5);
        let charge = || Charge { rates: vec![per_second(2), group], ..to("group", group) };
        for _ in 0..40 {
            budget.ask(charge(), Priority::Answer, at(0));
        }
        let served = served(&mut budget, at(0));
        assert_eq!(served.len(), 40);
        for (start, _) in &served {
            let within =
                |span: i64| served.iter().filter(|(at, _)| (*start..start + span).contains(at)).count();
            assert!(within(60_000) <= 20 && within(1_000) <= 2, "{} from {start}", within(60_000));
        }
        assert!(served[39].0 <= 150_000, "40 messages need little more than two minutes: {:?}", served[39]);
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait_for_it() {
        let mut budget = Budget::new(Some(per_second(1)));
        let [first, second] =
            ["a", "a"].map(|account| budget.ask(to(account, per_second(1)), Priority::Answer, at(0)));
        assert_eq!(budget.serve(at(0)), [first]);
        let hour = 3_600_000;
        let served = served(&mut budget, at(-hour));
        assert!(matches!(served[..], [(at, ticket)] if at <= 5_000 - hour && ticket == second), "{served:?}");
    }

    #[test]
    fn accounts_at_rest_are_forgotten_and_busy_ones_are_not() {
        let mut budget = Budget::new(None);
        let mut now = 0;
        for number in 0..10 * FEW_ACCOUNTS {
            now = number as i64;
            budget.ask(to(&number.to_string(), per_second(1)), Priority::Answer, at(now));
            budget.serve(at(now));
        }
        // A second holds a thousand of them.
        assert!(budget.accounts.len() <= 3 * FEW_ACCOUNTS, "{}", budget.accounts.len());
        let last = (10 * FEW_ACCOUNTS - 1).to_string();
        budget.ask(to(&last, per_second(1)), Priority::Answer, at(now));
        assert!(budget.serve(at(now)).is_empty(), "it has just sent");
    }
}
