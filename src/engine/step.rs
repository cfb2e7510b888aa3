//! (being written)
pub struct Outcome;
pub fn step() {}
