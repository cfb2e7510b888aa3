//! What a store that a test fakes leaves to another one. For the integration tests and for those of the library.

/// `delegated!(helpbot, field: accept cursor …)`: these methods are the field's. `crate` instead of `helpbot` within the library.
macro_rules! delegated {
    ($root:tt, $to:tt: $($method:ident)*) => { $( delegated!(@ $method $root $to); )* };
    (@ accept $root:tt $to:tt) => {
        fn accept(
            &self,
            arrivals: Vec<$root::store::Arrival>,
            cursor: Option<$root::store::Cursor>,
        ) -> Result<Vec<$root::store::InboxEntry>, $root::store::StoreError> {
            self.$to.accept(arrivals, cursor)
        }
    };
    (@ commit $root:tt $to:tt) => {
        fn commit(
            &self,
            turns: Vec<$root::store::Turn>,
        ) -> Vec<Result<Vec<$root::store::OutboxEntry>, $root::store::StoreError>> {
            self.$to.commit(turns)
        }
    };
    (@ is_synced $root:tt $to:tt) => {
        fn is_synced(&self) -> bool {
            self.$to.is_synced()
        }
    };
    (@ cursor $root:tt $to:tt) => { delegated!(= cursor(name: &str) -> Option<i64>, $root $to); };
    (@ session $root:tt $to:tt) => {
        delegated!(= session(of: &$root::store::ConversationId) -> Option<$root::engine::Session>, $root $to);
    };
    (@ delivered $root:tt $to:tt) => { delegated!(= delivered(outbox: &[u64]) -> (), $root $to); };
    (@ inbox $root:tt $to:tt) => { delegated!(= inbox() -> Vec<$root::store::InboxEntry>, $root $to); };
    (@ outbox $root:tt $to:tt) => { delegated!(= outbox() -> Vec<$root::store::OutboxEntry>, $root $to); };
    (@ timers $root:tt $to:tt) => { delegated!(= timers() -> Vec<$root::store::Timer>, $root $to); };
    (@ lines $root:tt $to:tt) => {
        delegated!(
            = lines(of: &$root::store::ConversationId, ticket: $root::engine::TicketNumber)
                -> Vec<$root::desk::Line>, $root $to
        );
    };
    (@ hall $root:tt $to:tt) => { delegated!(= hall() -> Option<$root::desk::Hall>, $root $to); };
    (@ review $root:tt $to:tt) => { delegated!(= review() -> Vec<$root::desk::Mention>, $root $to); };
    (@ handoffs $root:tt $to:tt) => { delegated!(= handoffs() -> Vec<$root::store::Handoff>, $root $to); };
    (@ handoffs_of $root:tt $to:tt) => {
        delegated!(= handoffs_of(of: &$root::store::ConversationId) -> Vec<$root::store::Handoff>, $root $to);
    };
    (@ last_ticket $root:tt $to:tt) => {
        delegated!(= last_ticket() -> $root::engine::TicketNumber, $root $to);
    };
    (@ contacts $root:tt $to:tt) => { delegated!(= contacts() -> Vec<$root::desk::Contact>, $root $to); };
    (@ forget $root:tt $to:tt) => {
        delegated!(= forget(whom: &$root::store::ConversationId) -> $root::store::Forgotten, $root $to);
    };
    (@ sweep $root:tt $to:tt) => {
        delegated!(= sweep(since: &$root::store::KeepSince) -> $root::store::Swept, $root $to);
    };
    (@ sync $root:tt $to:tt) => { delegated!(= sync() -> (), $root $to); };
    (@ tidy $root:tt $to:tt) => { delegated!(= tidy() -> (), $root $to); };
    (= $method:ident($($name:ident: $given:ty),*) -> $result:ty, $root:tt $to:tt) => {
        fn $method(&self, $($name: $given),*) -> Result<$result, $root::store::StoreError> {
            self.$to.$method($($name),*)
        }
    };
}
pub(crate) use delegated;
