//! How much is under way: accepted and not yet processed, committed and not yet delivered.

use tokio::sync::watch;

/// Both kinds are counted in one place, so that nobody sees a piece in neither of them.
#[derive(Debug)]
pub(super) struct Work(watch::Sender<Pieces>);

/// How many of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    /// Messages to the desk's group, which wait long.
    pub to_desk: usize,
    /// Everything else.
    pub others: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    ToDesk,
    Other,
}

/// One piece of work; done when it is dropped, so that no way out of a function forgets it.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    work: &'a Work,
    kind: Kind,
}

impl Work {
    pub fn new() -> Self {
        Self(watch::Sender::default())
    }

    pub fn add(&self, pieces: Pieces) {
        self.0.send_modify(|count| {
            count.to_desk += pieces.to_desk;
            count.others += pieces.others;
        });
    }

    pub fn begin(&self) -> Piece<'_> {
        self.add(Pieces { to_desk: 0, others: 1 });
        self.begun(Kind::Other)
    }

    /// A piece that was added before.
    pub fn begun(&self, kind: Kind) -> Piece<'_> {
        Piece { work: self, kind }
    }

    pub fn is_done(&self) -> bool {
        *self.0.borrow() == Pieces::default()
    }

    /// Ends when at most so many are left of each kind.
    pub async fn at_most(&self, most: Pieces) {
        let is_met = |count: &Pieces| count.to_desk <= most.to_desk && count.others <= most.others;
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
            let count = match self.kind {
                Kind::ToDesk => &mut count.to_desk,
                Kind::Other => &mut count.others,
            };
            *count = count.saturating_sub(1);
        });
    }
}
