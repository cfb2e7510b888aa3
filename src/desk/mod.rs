//! The help desk, as far as it can be decided without a clock, a store or a channel. Pure.
//!
//! - Working time: [`Calendar`] (as the operator writes it), [`WorkingTime`] (what is asked of it).
//! - What happens when somebody waits too long: [`Waiting`] (of a ticket), [`Alarm`], [`Targets`] (as the operator sets them).
//! - What agents type and press: [`parse`], [`AgentCommand`], [`DeskPress`].
//!
//! The rest of the crate calls in with `now`, and acts on what comes back. Absent on purpose: sentences, which are in `locales/`.

mod calendar;
mod clocks;
mod command;
mod hours;
mod ids;
mod press;
mod targets;
mod working_time;

pub use calendar::{Calendar, CalendarError};
pub use clocks::{Alarm, Clock, Response, Waiting};
pub use command::{AgentCommand, HandBack, IncidentChange, MemberChange, Parsed, Whom, parse};
pub use hours::{DayHours, HoursError, Interval, Week};
pub use ids::{AgentId, NoNumber, TicketNumber};
pub use press::{Act, DeskPress};
pub use targets::{Targets, TargetsError};
pub use working_time::WorkingTime;
