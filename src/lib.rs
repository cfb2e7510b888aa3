pub mod clock;
pub mod content;
pub mod engine;
pub mod intent;
pub mod runtime;
pub mod store;
