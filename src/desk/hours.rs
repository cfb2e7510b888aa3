//! The hours of a week, as they are written: `mon = ["09:00-12:00", "13:30-17:30"]`.
//!
//! Whole minutes of one day; `24:00` is its end. Hours over midnight are absent on purpose: whoever writes `22:00-06:00` has to say
//! whose holiday it is that cuts them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;
use serde::Deserialize;

/// The hours of each weekday. One that is not named is closed; without any, office hours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Week {
    #[serde(default)]
    mon: DayHours,
    #[serde(default)]
    tue: DayHours,
    #[serde(default)]
    wed: DayHours,
    #[serde(default)]
    thu: DayHours,
    #[serde(default)]
    fri: DayHours,
    #[serde(default)]
    sat: DayHours,
    #[serde(default)]
    sun: DayHours,
}

/// The hours of one day in their order, none if it is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<Interval>")]
pub struct DayHours(Vec<Interval>);

/// From the first minute up to, and without, the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Interval {
    from: u16,
    until: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    #[error("hours `{0}` are not two times of day; expected something like `09:00-12:00`")]
    Unreadable(String),
    #[error(
        "hours `{0}` do not end after they start; hours over midnight are not supported, give each day its own, up to `24:00`"
    )]
    Backwards(String),
    #[error("hours `{0}` and `{1}` overlap")]
    Overlap(Interval, Interval),
    #[error("weekday `{0}` does not exist; expected `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`")]
    Weekday(String),
}

const MINUTES_OF_A_DAY: u16 = 24 * 60;

impl Week {
    pub fn of(&self, day: Weekday) -> &DayHours {
        match day {
            Weekday::Monday => &self.mon,
            Weekday::Tuesday => &self.tue,
            Weekday::Wednesday => &self.wed,
            Weekday::Thursday => &self.thu,
            Weekday::Friday => &self.fri,
            Weekday::Saturday => &self.sat,
            Weekday::Sunday => &self.sun,
        }
    }
}

impl Default for Week {
    fn default() -> Self {
        let office = DayHours(vec![
            Interval { from: 9 * 60, until: 12 * 60 },
            Interval { from: 13 * 60 + 30, until: 17 * 60 + 30 },
        ]);
        let [mon, tue, wed, thu] = [office.clone(), office.clone(), office.clone(), office.clone()];
        Self { mon, tue, wed, thu, fri: office, sat: DayHours::default(), sun: DayHours::default() }
    }
}

impl DayHours {
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }

    pub fn intervals(&self) -> &[Interval] {
        &self.0
    }
}

impl TryFrom<Vec<Interval>> for DayHours {
    type Error = HoursError;

    fn try_from(mut intervals: Vec<Interval>) -> Result<Self, HoursError> {
        intervals.sort();
        match intervals.windows(2).find(|pair| pair[1].from < pair[0].until) {
            Some(pair) => Err(HoursError::Overlap(pair[0], pair[1])),
            None => Ok(Self(intervals)),
        }
    }
}

impl Interval {
    /// Minutes after midnight.
    pub fn start(self) -> u16 {
        self.from
    }

    /// Minutes after midnight, up to 1440.
    pub fn end(self) -> u16 {
        self.until
    }
}

impl FromStr for Interval {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let times = text.split_once('-');
        let times = times.and_then(|(from, until)| Some((minutes(from.trim())?, minutes(until.trim())?)));
        let (from, until) = times.ok_or_else(|| HoursError::Unreadable(text.to_owned()))?;
        if from < until { Ok(Self { from, until }) } else { Err(HoursError::Backwards(text.to_owned())) }
    }
}

impl TryFrom<String> for Interval {
    type Error = HoursError;

    fn try_from(text: String) -> Result<Self, HoursError> {
        text.parse()
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [(from, past_from), (until, past_until)] = [self.from, self.until].map(|at| (at / 60, at % 60));
        write!(f, "{from:02}:{past_from:02}-{until:02}:{past_until:02}")
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

/// `08:30` in minutes, up to `24:00`.
pub(super) fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let is_written_in_two = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_written_in_two.then(|| digits.parse::<u16>().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let at = hours * 60 + minutes;
    (minutes < 60 && at <= MINUTES_OF_A_DAY).then_some(at)
}

/// `mon` to `sun`, as the keys of [`Week`].
pub(super) fn weekday(name: &str) -> Result<Weekday, HoursError> {
    match name {
        "mon" => Ok(Weekday::Monday),
        "tue" => Ok(Weekday::Tuesday),
        "wed" => Ok(Weekday::Wednesday),
        "thu" => Ok(Weekday::Thursday),
        "fri" => Ok(Weekday::Friday),
        "sat" => Ok(Weekday::Saturday),
        "sun" => Ok(Weekday::Sunday),
        _ => Err(HoursError::Weekday(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(text: &str) -> Result<Week, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn office_hours_are_the_default_and_days_that_are_not_named_are_closed() {
        let office = r#"["09:00-12:00", "13:30-17:30"]"#;
        let written = ["mon", "tue", "wed", "thu", "fri"].map(|day| format!("{day} = {office}\n")).concat();
        assert_eq!(week(&written), Ok(Week::default()));
        let sundays = week(r#"sun = ["10:00-11:00"]"#).unwrap();
        assert!(sundays.of(Weekday::Monday).is_closed());
        assert_eq!(sundays.of(Weekday::Sunday).intervals(), ["10:00-11:00".parse().unwrap()]);
    }

    #[test]
    fn hours_are_put_in_order_and_may_touch() {
        let day = week(r#"mon = ["18:00-24:00", "00:00-12:00", " 12:00 - 18:00 "]"#).unwrap().mon;
        assert_eq!(format!("{:?}", day.0), "[`00:00-12:00`, `12:00-18:00`, `18:00-24:00`]");
    }

    #[test]
    fn wrong_hours_are_refused_by_name() {
        for (hours, why) in [
            (r#""9-12""#, "hours `9-12` are not two times of day"),
            (r#""09:00""#, "hours `09:00` are not two times of day"),
            (r#""09:60-12:00""#, "hours `09:60-12:00` are not two times of day"),
            (r#""09:00-24:01""#, "hours `09:00-24:01` are not two times of day"),
            (r#""+9:00-12:00""#, "hours `+9:00-12:00` are not two times of day"),
            (r#""12:00-09:00""#, "hours `12:00-09:00` do not end after they start"),
            (r#""09:00-09:00""#, "hours `09:00-09:00` do not end after they start"),
            (r#""22:00-06:00""#, "hours over midnight are not supported"),
            (r#""13:00-15:00", "09:00-13:01""#, "hours `09:00-13:01` and `13:00-15:00` overlap"),
            (r#""09:00-10:00", "09:00-10:00""#, "hours `09:00-10:00` and `09:00-10:00` overlap"),
        ] {
            let error = week(&format!("mon = [{hours}]")).expect_err(hours);
            assert!(error.contains(why), "{error}");
        }
        assert!(week("monday = []").expect_err("unknown").contains("unknown field `monday`"));
    }
}
