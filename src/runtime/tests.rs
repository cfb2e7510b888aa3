//! The whole runtime over the memory store, with a channel, a store and a clock that do what a test says.

mod clocks;
#[path = "../../tests/it/delegated.rs"]
mod delegated;
mod delivery;
mod erasing;
mod fixture;
mod isolation;
mod pace;
mod vectors;
