//! The help desk, as far as it can be decided without a clock, a store or a channel. Pure.
//!
//! - Working time: [`Calendar`] (as the operator writes it), [`WorkingTime`] (what is asked of it).
//! - What happens when somebody waits too long: [`Waiting`] (of a ticket), [`Alarm`], [`Targets`] (as the operator sets them).
//!
//! The rest of the crate calls in with `now`, and acts on what comes back. Absent on purpose: sentences, which are in `locales/`.

mod calendar;
mod clocks;
mod hours;
mod targets;
mod working_time;

pub use calendar::{Calendar, CalendarError};
pub use clocks::{Alarm, Clock, Response, Waiting};
pub use hours::{DayHours, HoursError, Interval, Week};
pub use targets::{Targets, TargetsError};
pub use working_time::WorkingTime;
