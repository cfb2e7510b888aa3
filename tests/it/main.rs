//! The integration tests: one crate, so that they are linked once.

mod cli;
mod content;
mod evaluation;
mod facts;
mod fake_bot_api;
mod key;
mod maintenance;
mod privacy;
mod retention;
mod rooms;
mod scripts;
mod sealing;
mod serve;
mod small_content;
mod step;
mod telegram;
mod telegram_serving;
