//! On which days the desk is open, and at what hours: what an operator writes.
//!
//! ```toml
//! offset = "+08:00"
//!
//! [hours]
//! mon = ["09:00-12:00", "13:30-17:30"]
//!
//! [[holidays]]
//! date = "2027-01-01"
//! name = "開國紀念日"
//!
//! [[make-up]]            # open, with the hours of another day
//! date = "2027-02-20"
//! like = "mon"
//! ```
//!
//! What is asked of it is in [`WorkingTime`]. Absent on purpose: daylight saving. Its rules would have to be looked up on the machine, and
//! Taiwan has none.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, Timestamp, tz};
use serde::de::{Deserialize, Deserializer, Error as _};

use super::hours::{self, Interval, Week};
use super::working_time::WorkingTime;

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "Written")]
pub struct Calendar {
    offset: tz::Offset,
    week: Week,
    /// Closed days, with the name of some.
    holidays: BTreeMap<Date, Option<String>>,
    /// Days that are open with the hours of another weekday.
    make_up: BTreeMap<Date, Weekday>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("`offset` is `{0}`; expected the distance to UTC, something like `+08:00`, at most `14:00`")]
    Offset(String),
    #[error("the holiday `{0}` is written twice")]
    HolidayTwice(Date),
    #[error("the make-up day `{0}` is written twice")]
    MakeUpTwice(Date),
    #[error("`{0}` is both a holiday and a make-up day")]
    Both(Date),
    #[error("the make-up day `{0}` is like a day that has no hours")]
    Hourless(Date),
}

/// The learners' and the agents' time, unless something else is written.
const TAIWAN: tz::Offset = tz::offset(8);
const LARGEST_OFFSET_MIN: u16 = 14 * 60;

impl Calendar {
    /// With the closings that agents have announced: each is closed from that moment to the end of its day.
    pub fn with<'a>(&'a self, closings: &'a [Timestamp]) -> WorkingTime<'a> {
        WorkingTime::new(self, closings)
    }

    /// The day that it is at the desk.
    pub fn date(&self, at: Timestamp) -> Date {
        self.offset.to_datetime(at).date()
    }

    /// Date and time as they are at the desk.
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.offset.to_datetime(at)
    }

    /// When a day begins at the desk.
    pub fn start_of(&self, date: Date) -> Timestamp {
        self.offset.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
    }

    /// The name of the holiday that it is, if it has one.
    pub fn holiday(&self, at: Timestamp) -> Option<&str> {
        self.holidays.get(&self.date(at))?.as_deref()
    }

    /// The hours of a day, in their order.
    pub(super) fn hours(&self, date: Date) -> &[Interval] {
        if self.holidays.contains_key(&date) {
            return &[];
        }
        let like = self.make_up.get(&date).copied().unwrap_or_else(|| date.weekday());
        self.week.of(like).intervals()
    }

    /// The moment at which so many minutes of a day have passed; the nearest there is at the ends of time.
    pub(super) fn moment(&self, date: Date, minutes: u16) -> Timestamp {
        let midnight = self.offset.to_timestamp(date.at(0, 0, 0, 0));
        let ends = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let passed = SignedDuration::from_mins(minutes.into());
        midnight.unwrap_or(ends).saturating_add(passed).unwrap_or(Timestamp::MAX)
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self { offset: TAIWAN, week: Week::default(), holidays: BTreeMap::new(), make_up: BTreeMap::new() }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    offset: Option<String>,
    #[serde(default)]
    hours: Week,
    #[serde(default)]
    holidays: Vec<WrittenHoliday>,
    #[serde(default)]
    make_up: Vec<WrittenMakeUp>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHoliday {
    #[serde(deserialize_with = "date")]
    date: Date,
    name: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMakeUp {
    #[serde(deserialize_with = "date")]
    date: Date,
    #[serde(deserialize_with = "weekday")]
    like: Weekday,
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        D::Error::custom(format!("there is no date `{text}`; expected something like `2027-02-20`"))
    })
}

fn weekday<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weekday, D::Error> {
    let name = String::deserialize(deserializer)?;
    hours::weekday(&name).map_err(D::Error::custom)
}

impl TryFrom<Written> for Calendar {
    type Error = CalendarError;

    fn try_from(written: Written) -> Result<Self, CalendarError> {
        let mut calendar = Self { week: written.hours, ..Self::default() };
        if let Some(text) = written.offset {
            calendar.offset = offset(&text).ok_or(CalendarError::Offset(text))?;
        }
        for WrittenHoliday { date, name } in written.holidays {
            if calendar.holidays.insert(date, name).is_some() {
                return Err(CalendarError::HolidayTwice(date));
            }
        }
        for WrittenMakeUp { date, like } in written.make_up {
            if calendar.holidays.contains_key(&date) {
                return Err(CalendarError::Both(date));
            }
            if calendar.week.of(like).is_closed() {
                return Err(CalendarError::Hourless(date));
            }
            if calendar.make_up.insert(date, like).is_some() {
                return Err(CalendarError::MakeUpTwice(date));
            }
        }
        Ok(calendar)
    }
}

fn offset(text: &str) -> Option<tz::Offset> {
    let (sign, distance) = match text.strip_prefix('-') {
        Some(distance) => (-1, distance),
        None => (1, text.strip_prefix('+')?),
    };
    let minutes = hours::minutes(distance).filter(|minutes| *minutes <= LARGEST_OFFSET_MIN)?;
    tz::Offset::from_seconds(sign * 60 * i32::from(minutes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(text: &str) -> Result<Calendar, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    fn hours(calendar: &Calendar, date: &str) -> String {
        let hours = calendar.hours(date.parse().unwrap());
        hours.iter().map(Interval::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_stands_in_the_head_of_this_file_is_read() {
        let head = include_str!("calendar.rs").lines().map_while(|line| line.strip_prefix("//!"));
        let lines = head.map(str::trim).skip_while(|line| *line != "```toml").skip(1);
        let toml: Vec<&str> = lines.take_while(|line| *line != "```").collect();
        let calendar = calendar(&toml.join("\n")).expect("it is right");
        assert_eq!(hours(&calendar, "2027-02-15"), "09:00-12:00 13:30-17:30", "a Monday");
        assert_eq!(hours(&calendar, "2027-02-20"), "09:00-12:00 13:30-17:30", "a Saturday that makes up");
        assert_eq!(hours(&calendar, "2027-02-27"), "", "another Saturday");
        assert_eq!(hours(&calendar, "2027-01-01"), "", "a holiday");
        assert_eq!(calendar.holiday("2026-12-31T16:00:00Z".parse().unwrap()), Some("開國紀念日"));
        assert_eq!(calendar.holiday("2027-01-01T16:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn nothing_written_is_office_hours_in_taiwan() {
        let calendar = calendar("").expect("it is right");
        assert_eq!(calendar, Calendar::default());
        assert_eq!(hours(&calendar, "2027-01-01"), "09:00-12:00 13:30-17:30", "a Friday");
        assert_eq!(calendar.date("2027-01-01T15:59:59Z".parse().unwrap()).to_string(), "2027-01-01");
        assert_eq!(calendar.date("2027-01-01T16:00:00Z".parse().unwrap()).to_string(), "2027-01-02");
    }

    #[test]
    fn another_distance_to_utc_moves_the_days() {
        let date = |offset: &str, at: &str| {
            let calendar = calendar(&format!("offset = \"{offset}\"")).expect("it is right");
            calendar.date(at.parse().unwrap()).to_string()
        };
        assert_eq!(date("-09:30", "2027-01-01T09:29:59Z"), "2026-12-31");
        assert_eq!(date("-09:30", "2027-01-01T09:30:00Z"), "2027-01-01");
        assert_eq!(date("+00:00", "2027-01-01T00:00:00Z"), "2027-01-01");
    }

    #[test]
    fn wrong_calendars_are_refused_by_name() {
        let twice = |table: &str, rest: &str| {
            format!("[[{table}]]\ndate = \"2027-02-20\"\n{rest}\n[[{table}]]\ndate = \"2027-02-20\"\n{rest}")
        };
        for (text, why) in [
            ("zone = 1".to_owned(), "unknown field `zone`"),
            ("offset = \"8\"".to_owned(), "`offset` is `8`"),
            ("offset = \"+14:01\"".to_owned(), "`offset` is `+14:01`"),
            (twice("holidays", ""), "the holiday `2027-02-20` is written twice"),
            (twice("make-up", "like = \"mon\""), "the make-up day `2027-02-20` is written twice"),
            (
                "[[holidays]]\ndate = \"2027-02-20\"\n[[make-up]]\ndate = \"2027-02-20\"\nlike = \"mon\""
                    .to_owned(),
                "`2027-02-20` is both a holiday and a make-up day",
            ),
            (
                "[[make-up]]\ndate = \"2027-02-20\"\nlike = \"sat\"".to_owned(),
                "is like a day that has no hours",
            ),
            (
                "[[make-up]]\ndate = \"2027-02-20\"\nlike = \"moon\"".to_owned(),
                "weekday `moon` does not exist",
            ),
            ("[[make-up]]\ndate = \"2027-02-20\"".to_owned(), "missing field `like`"),
            ("[[holidays]]\nday = \"2027-02-20\"".to_owned(), "unknown field `day`"),
            ("[[holidays]]\ndate = \"2027-02-30\"".to_owned(), "there is no date `2027-02-30`"),
            ("[hours]\nmon = [\"12:00-09:00\"]".to_owned(), "hours `12:00-09:00` do not end"),
        ] {
            let error = calendar(&text).expect_err(&text);
            assert!(error.contains(why), "{error}");
        }
    }
}
