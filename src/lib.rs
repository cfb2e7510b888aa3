pub mod clock;
pub mod engine;
pub mod intent;
pub mod runtime;
pub mod store;
