//! Plays dialog scripts: conversations with expectations, written by editors, run through the real runtime.
//!
//! A script talks to the same gate, lanes, committer, outbox and timers as a learner on Telegram does. Only the clock, the
//! channel and the store are its own, so a passing script is evidence about production up to Telegram's edge. The language is
//! described in `docs/dialogs.md`. Reading files and compiling content is left to the caller, the `cli` room.

mod bless;
mod check;
mod collector;
mod compare;
mod contents;
mod coverage;
mod deed;
mod error;
mod parse;
mod report;
mod run;
#[expect(clippy::module_inception, reason = "one noun, one file: this one is the room's own")]
mod script;
mod side;
mod stage;
mod suite;
#[cfg(test)]
mod tests;
mod weather;

pub use bless::bless;
pub use check::Check;
pub use collector::Said;
pub use contents::Contents;
pub use coverage::{Aspect, Coverage};
pub use deed::{AgentAct, Deed, Spot};
pub use error::ScriptError;
pub use report::{Failure, Report, ScriptResult, TurnResult};
pub use run::{run, run_in};
pub use script::{Act, Expected, Given, Need, Place, Script, Turn, Words};
pub use side::Side;
pub use suite::{SHARED_PARTS, Suite};
pub use weather::Weather;
