//! How much is under way: accepted and not yet processed, committed and not yet delivered.

use tokio::sync::watch;

/// Both kinds are counted together, so that nobody sees a piece in neither of them.
#[derive(Debug)]
pub(super) struct Work(watch::Sender<Pieces>);

/// How many of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    pub learners: usize,
    /// Messages to the desk's group.
    pub at_desk: usize,
}

/// One piece of work; done when it is dropped, so that no way out of a function forgets it.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    work: &'a Work,
    is_at_desk: bool,
}

impl Work {
    pub fn new() -> Self {
        Self(watch::Sender::default())
    }

    pub fn add(&self, pieces: Pieces) {
        self.0.send_modify(|count| {
            count.learners += pieces.learners;
            count.at_desk += pieces.at_desk;
        });
    }

    pub fn begin(&self) -> Piece<'_> {
        self.add(Pieces { learners: 1, at_desk: 0 });
        self.begun(false)
    }

    /// A piece that was added before.
    pub fn begun(&self, is_at_desk: bool) -> Piece<'_> {
        Piece { work: self, is_at_desk }
    }

    pub fn is_done(&self) -> bool {
        *self.0.borrow() == Pieces::default()
    }

    /// Ends when at most so many are left of each kind.
    pub async fn at_most(&self, most: Pieces) {
        let is_met = |count: &Pieces| count.learners <= most.learners && count.at_desk <= most.at_desk;
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(is_met).await;
    }

    /// Ends when nothing is under way.
    pub async fn done(&self) {
        self.at_most(Pieces::default()).await;
    }
}

impl Drop for Piece<'_> {
    fn drop(&mut self) {
        self.work.0.send_modify(|count| {
            let count = if self.is_at_desk { &mut count.at_desk } else { &mut count.learners };
            *count = count.saturating_sub(1);
        });
    }
}
