//! Faults by chance, from a seed.

use fastrand::Rng;

use super::fault::Fault;

pub struct Weather {
    random: Rng,
    percent: u8,
    fault: Fault,
    /// How many there were.
    pub struck: usize,
    /// How many answers got lost to a message that was sent, each of which may be sent again.
    pub answers_lost: usize,
}

impl Weather {
    /// So many calls in a hundred meet the fault.
    pub fn new(seed: u64, percent: u8, fault: Fault) -> Self {
        Self { random: Rng::with_seed(seed), percent, fault, struck: 0, answers_lost: 0 }
    }

    /// The first call of a process is spared: one that cannot reach Telegram at its start says so and ends.
    pub fn fault(&mut self, method: &str) -> Option<Fault> {
        if method == "getMe" || self.random.u8(..100) >= self.percent {
            return None;
        }
        let fault = self.fault;
        self.struck += 1;
        self.answers_lost += usize::from(fault == Fault::LostAnswer && method == "sendMessage");
        Some(fault)
    }
}
