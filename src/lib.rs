pub mod clock;
pub mod config;
pub mod engine;
pub mod intent;
pub mod privacy;
pub mod runtime;
pub mod store;
pub mod terminal;
