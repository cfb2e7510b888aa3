//! The help desk, as far as it can be decided without a clock, a store or a channel. Pure.
//!
//! - A learner's conversation with a ticket: [`step`] says whose an event is and what follows; [`Case`] is a request with its [`Ticket`].
//! - The desk as a whole: [`assemble`] reads what agents type to everybody; [`Hall`] is what it keeps, [`Board`] all tickets at a glance.
//! - Many learners with one trouble: [`Incident`]. Figures: [`Stats`]. What editors may learn from: [`Mention`].
//! - Working time: [`Calendar`] (as the operator writes it), [`WorkingTime`] (what is asked of it).
//! - What happens when somebody waits too long: [`Waiting`] (of a ticket), [`Alarm`], [`Targets`] (as the operator sets them).
//! - What agents type and press: [`parse`], [`AgentCommand`], [`DeskPress`].
//!
//! The runtime calls in with `now`, and acts on what comes back. Absent on purpose: sentences, which are in `locales/`.

mod agent;
mod alarm;
mod banner;
mod board;
mod calendar;
mod card;
mod choosing;
mod clocks;
mod command;
#[cfg(test)]
mod fixture;
mod general;
mod hall;
mod hours;
mod incident;
mod learner;
mod learning;
mod line;
mod mention;
mod merge;
mod press;
mod receipt;
mod resolved;
mod stats;
mod step;
mod targets;
mod ticket;
mod work;
mod working_time;

pub use board::{Board, Summary};
pub use calendar::{Calendar, CalendarError};
pub use clocks::{Alarm, Clock, Response, Waiting};
pub use command::{AgentCommand, HandBack, IncidentChange, MemberChange, Parsed, Whom, parse};
pub use general::{Assembly, Tell, asks_for_figures, assemble, figures_since};
pub use hall::{Hall, Member, Role};
pub use hours::{DayHours, HoursError, Interval, Week};
pub use incident::{Crowd, Incident, Over};
pub use line::{Line, Said, Who};
pub use mention::Mention;
pub use press::{Act, DeskPress};
pub use stats::{Contact, Containment, Figures, Ratings, Stats, Times, Unanswered};
pub use step::{Outcome, step, step_internal_error};
pub use targets::{Targets, TargetsError};
pub use ticket::{Assignee, Ending, Link, Projection, Rating, Ticket, TicketState, Written};
pub use work::{Case, Desk, Dispatch, Office, To};
pub use working_time::WorkingTime;
