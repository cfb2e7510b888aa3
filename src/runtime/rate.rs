//! So many at once, and so many over time. Pure over `now`; budgets outwards and limits inwards are made of it.

use jiff::{SignedDuration, Timestamp};

/// `burst` at once, and one more `every` so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    burst: i32,
    every: SignedDuration,
}

/// What is left of a rate, as the time at which all of it will be there again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bucket {
    rate: Rate,
    full_at: Timestamp,
}

impl Rate {
    /// At least one at once, and at least some time between two.
    pub fn new(burst: u32, every: SignedDuration) -> Self {
        let burst = i32::try_from(burst).unwrap_or(i32::MAX).clamp(1, 1_000_000);
        Self { burst, every: every.max(SignedDuration::from_nanos(1)) }
    }

    /// No more than `most` in whatever stretch of length `per`: what goes at once is taken off what follows.
    pub fn at_most(most: u32, per: SignedDuration, burst: u32) -> Self {
        let steady = i32::try_from(most.saturating_sub(burst)).unwrap_or(i32::MAX).max(1);
        Self::new(burst.min(most), per / steady)
    }

    pub(super) fn burst(self) -> i32 {
        self.burst
    }

    /// In the long run.
    pub(super) fn per_s(self) -> usize {
        let per_s = SignedDuration::from_secs(1).as_nanos() / self.every.as_nanos();
        usize::try_from(per_s).unwrap_or(usize::MAX)
    }
}

impl Bucket {
    pub fn full(rate: Rate) -> Self {
        Self { rate, full_at: Timestamp::MIN }
    }

    /// How many may be taken now; below zero when more was taken than there was.
    pub fn left(&mut self, now: Timestamp) -> i32 {
        let owed = self.owed(now).as_nanos();
        let every = self.rate.every.as_nanos();
        self.rate.burst - i32::try_from((owed + every - 1) / every).unwrap_or(i32::MAX)
    }

    pub fn is_full(&mut self, now: Timestamp) -> bool {
        self.owed(now).is_zero()
    }

    /// When one may be taken; `now` or earlier when it may be taken at once.
    pub fn ready_at(&mut self, now: Timestamp) -> Timestamp {
        let wait = self.owed(now) - self.rate.every * (self.rate.burst - 1);
        now.checked_add(wait).unwrap_or(Timestamp::MAX)
    }

    /// Takes so many, whether they are there or not. Debts end at one burst.
    pub fn take(&mut self, count: u32, now: Timestamp) {
        let taken = self.rate.every * i32::try_from(count).unwrap_or(i32::MAX).min(2 * self.rate.burst);
        let owed = (self.owed(now) + taken).min(self.most_owed());
        self.full_at = now.checked_add(owed).unwrap_or(Timestamp::MAX);
    }

    /// Never more than a debt can be: a clock that is set back makes nobody wait for the time it was set back by.
    fn owed(&mut self, now: Timestamp) -> SignedDuration {
        let latest = now.checked_add(self.most_owed()).unwrap_or(Timestamp::MAX);
        self.full_at = self.full_at.min(latest);
        self.full_at.duration_since(now).max(SignedDuration::ZERO)
    }

    fn most_owed(&self) -> SignedDuration {
        self.rate.every * (2 * self.rate.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_772_413_200_000 + ms).expect("in range")
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_its_pace() {
        let mut bucket = Bucket::full(Rate::new(3, SignedDuration::from_secs(1)));
        assert_eq!((bucket.left(at(0)), bucket.is_full(at(0))), (3, true));
        for left in [2, 1, 0] {
            assert!(bucket.ready_at(at(0)) <= at(0));
            bucket.take(1, at(0));
            assert_eq!(bucket.left(at(0)), left);
        }
        assert_eq!(bucket.ready_at(at(0)), at(1_000));
        assert_eq!((bucket.left(at(999)), bucket.left(at(1_000)), bucket.left(at(2_000))), (0, 1, 2));
        assert!(bucket.is_full(at(3_000)) && !bucket.is_full(at(2_999)));
    }

    #[test]
    fn what_is_taken_beyond_is_a_debt_with_an_end() {
        let mut bucket = Bucket::full(Rate::new(3, SignedDuration::from_secs(1)));
        bucket.take(4, at(0));
        assert_eq!((bucket.left(at(0)), bucket.ready_at(at(0))), (-1, at(2_000)));
        bucket.take(1_000, at(0));
        assert_eq!((bucket.left(at(0)), bucket.ready_at(at(0))), (-3, at(4_000)));
    }

    /// In every second of a long rush, counted from every single grant.
    #[test]
    fn no_stretch_holds_more_than_the_rate_says() {
        for (most, per, burst) in [(30, 1, 2), (20, 60, 5), (1, 1, 1), (7, 2, 3)] {
            let rate = Rate::at_most(most, SignedDuration::from_secs(per), burst);
            let (mut bucket, mut now, mut taken) = (Bucket::full(rate), at(0), Vec::new());
            while taken.len() < 200 {
                now = now.max(bucket.ready_at(now));
                bucket.take(1, now);
                taken.push(now);
            }
            for (first, start) in taken.iter().enumerate() {
                let end = *start + SignedDuration::from_secs(per);
                let within = taken[first..].iter().take_while(|at| **at < end).count();
                assert!(within <= most as usize, "{within} in a stretch for {most}");
            }
            let whole = taken[199].duration_since(taken[0]).as_secs_f64();
            let fair = 200.0 / f64::from(most) * per as f64;
            assert!(whole < fair * 2.0, "{most} in {per} s: 200 took {whole} s");
        }
    }

    #[test]
    fn a_clock_that_is_set_makes_nobody_wait_for_long() {
        let mut bucket = Bucket::full(Rate::new(3, SignedDuration::from_secs(1)));
        bucket.take(3, at(0));
        let an_hour = 3_600_000;
        let latest = at(-an_hour + 4_000);
        assert!(bucket.ready_at(at(-an_hour)) <= latest && bucket.left(latest) > 0, "set back");
        assert!(bucket.is_full(at(an_hour)), "set forward");
    }
}
