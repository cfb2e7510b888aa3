//! Chat in the terminal: the real runtime, with a person (or a pipe) at the other end.
//!
//! Buttons are numbered and can also be pressed by typing their words. Lines are kept in memory only: what a learner typed
//! by mistake must not end up in a history file.

mod chat;
mod input;
mod screen;

pub use chat::{Chat, Options};
pub use screen::{NavigationLabel, Screen};
