//! The integration tests: one crate, so that they are linked once.

mod content;
mod fake_bot_api;
mod rooms;
mod small_content;
mod step;
mod telegram;
mod telegram_serving;
