//! Personal data that learners type by mistake: found, and masked before anything is stored, relayed or logged.
//!
//! Called by the one gate through which events enter. Pure: no clock, no files, no content. The contacts that offices publish
//! are handed to [`Masker::new`] by the caller.
//!
//! ```text
//! typed text ─► fold ─► finders: secret, email, card, identity, phone ─► masker ─► masked text + kinds
//!                          └ ask: number (how digits are typed), context (words beside), published (whose it is)
//! ```
//!
//! What holds: masking twice is masking once; a marker is never touched; every byte outside the findings comes back as it was.
//!
//! Absent on purpose: names and postal addresses (no shape), passports and numbers of other countries, and telling the learner
//! (the dialog does, from [`Masked::found`]).

mod card;
mod context;
mod email;
mod finding;
mod fold;
mod harmless;
mod identity;
mod kind;
mod masker;
mod number;
mod phone;
mod published;
mod secret;
#[cfg(test)]
mod tests;

pub use kind::Kind;
pub use masker::{Masked, Masker};
