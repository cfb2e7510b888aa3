//! How much is under way: accepted and not yet processed, committed and not yet delivered.

use tokio::sync::watch;

#[derive(Debug)]
pub(super) struct Work(watch::Sender<usize>);

/// One piece of work; done when it is dropped, so that no way out of a function forgets it.
#[derive(Debug)]
pub(super) struct Piece<'a>(&'a Work);

impl Work {
    pub fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    pub fn add(&self, pieces: usize) {
        self.0.send_modify(|count| *count += pieces);
    }

    pub fn begin(&self) -> Piece<'_> {
        self.add(1);
        self.begun()
    }

    /// A piece that was added before.
    pub fn begun(&self) -> Piece<'_> {
        Piece(self)
    }

    pub fn is_done(&self) -> bool {
        *self.0.borrow() == 0
    }

    /// Ends when at most this many pieces are left.
    pub async fn at_most(&self, pieces: usize) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|count| *count <= pieces).await;
    }
}

impl Drop for Piece<'_> {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
