//! The only place that asks what time it is.
//!
//! Everything else is handed a [`Clock`], so that scripts and tests move time themselves.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::watch;

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;

    /// Ends when the clock shows `until` or later, or when as much time has passed as was left: the clock may have been set back
    /// meanwhile.
    fn sleep_until(&self, until: Timestamp) -> BoxFuture<'static, ()>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep_until(&self, until: Timestamp) -> BoxFuture<'static, ()> {
        // The machine's clock may be set forward while we sleep: look again at least every minute.
        const LOOK_AGAIN: Duration = Duration::from_secs(60);
        let left = move || Duration::try_from(until.duration_since(Self.now())).unwrap_or_default();
        let (began, longest) = (Instant::now(), left());
        async move {
            loop {
                let left = left().min(longest.saturating_sub(began.elapsed()));
                if left.is_zero() {
                    break;
                }
                tokio::time::sleep(left.min(LOOK_AGAIN)).await;
            }
        }
        .boxed()
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct VirtualClock {
    now: watch::Sender<Timestamp>,
    moving: Mutex<()>,
}

impl VirtualClock {
    pub fn new(now: Timestamp) -> Self {
        Self { now: watch::Sender::new(now), moving: Mutex::new(()) }
    }

    /// Never goes back.
    pub fn advance(&self, by: Duration) {
        let _moving = self.moving.lock();
        let later = self.now().checked_add(by).unwrap_or(Timestamp::MAX);
        self.now.send_replace(later);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    fn sleep_until(&self, until: Timestamp) -> BoxFuture<'static, ()> {
        let mut now = self.now.subscribe();
        async move {
            // An error means that the clock is gone, and with it whoever would wait for it.
            let _ = now.wait_for(|now| *now >= until).await;
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_virtual_clock_wakes_a_sleeper_when_it_is_moved_far_enough() {
        let clock = VirtualClock::new(Timestamp::UNIX_EPOCH);
        let sleeper = clock.sleep_until(Timestamp::from_second(60).expect("in range"));
        tokio::pin!(sleeper);
        clock.advance(Duration::from_secs(59));
        assert!(sleeper.as_mut().now_or_never().is_none());
        clock.advance(Duration::from_secs(1));
        sleeper.await;
    }
}
