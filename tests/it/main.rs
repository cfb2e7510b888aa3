//! The integration tests: one crate, so that they are linked once.

mod canary;
mod cli;
mod content;
mod crash;
mod evaluation;
mod facts;
mod fake_bot_api;
mod forgetting;
mod full_disk;
mod key;
mod maintenance;
mod privacy;
mod retention;
mod rooms;
mod scripts;
mod sealing;
mod serve;
mod served;
mod small_content;
mod step;
mod telegram;
mod telegram_serving;
mod vectors;
mod words;
