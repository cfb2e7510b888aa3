//! What is asked of a calendar: whether it is open, until when, from when on, and how much working time lies between two moments.
//!
//! Any moments will do, also a later one before an earlier one, since a clock may be set back: then no time has passed.

use std::iter::successors;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::calendar::Calendar;

/// A calendar, and the closings that agents have announced.
///
/// A closing ends with its day and takes nothing away from what came before it, so that time that was counted stays counted. Those of
/// earlier days are to be handed in as well, as long as a clock that was running then runs.
#[derive(Debug, Clone, Copy)]
pub struct WorkingTime<'a> {
    calendar: &'a Calendar,
    closings: &'a [Timestamp],
}

/// From the first moment up to, and without, the last.
#[derive(Clone, Copy)]
struct Stretch {
    from: Timestamp,
    until: Timestamp,
}

/// A desk that stays closed for so long is taken not to open again.
const DAYS_OF_A_YEAR: usize = 366;

impl<'a> WorkingTime<'a> {
    pub(super) fn new(calendar: &'a Calendar, closings: &'a [Timestamp]) -> Self {
        Self { calendar, closings }
    }

    pub fn is_open(self, at: Timestamp) -> bool {
        self.day(self.calendar.date(at)).any(|open| open.from <= at && at < open.until)
    }

    /// The first open moment, `at` itself when it is one. `None` when there is none within a year.
    pub fn next_opening(self, at: Timestamp) -> Option<Timestamp> {
        self.first(at).map(|open| open.from.max(at))
    }

    /// When it closes. `None` when it is closed, or when it does not close within a year.
    pub fn closes_at(self, at: Timestamp) -> Option<Timestamp> {
        let mut until = self.first(at).filter(|open| open.from <= at)?.until;
        // Hours may touch, also at midnight.
        for _ in 0..DAYS_OF_A_YEAR {
            match self.first(until) {
                Some(next) if next.from == until => until = next.until,
                _ => return Some(until),
            }
        }
        None
    }

    /// Zero when the second moment is not after the first.
    pub fn working_between(self, from: Timestamp, until: Timestamp) -> SignedDuration {
        let mut worked = SignedDuration::ZERO;
        let mut at = from;
        while let Some(open) = self.first(at).filter(|open| open.from.max(at) < until) {
            worked += open.until.min(until).duration_since(open.from.max(at));
            at = open.until;
        }
        worked
    }

    /// The first moment at which so much working time has passed since `from`: `from` itself for none at all. `None` when it never has.
    pub fn after_working(self, from: Timestamp, duration: SignedDuration) -> Option<Timestamp> {
        if duration <= SignedDuration::ZERO {
            return Some(from);
        }
        let (mut at, mut left) = (from, duration);
        loop {
            let open = self.first(at)?;
            let begin = open.from.max(at);
            let length = open.until.duration_since(begin);
            if left <= length {
                return begin.checked_add(left).ok();
            }
            left -= length;
            at = open.until;
        }
    }

    /// The first stretch that ends after that moment.
    fn first(self, at: Timestamp) -> Option<Stretch> {
        let days = successors(Some(self.calendar.date(at)), |day| day.tomorrow().ok());
        days.take(1 + DAYS_OF_A_YEAR).flat_map(|day| self.day(day)).find(|open| at < open.until)
    }

    /// What is open of a day, in order.
    fn day(self, date: Date) -> impl Iterator<Item = Stretch> {
        let closing = self.closings.iter().copied().filter(move |at| self.calendar.date(*at) == date).min();
        let stretches = self.calendar.hours(date).iter().map(move |hours| {
            let [from, until] =
                [hours.start(), hours.end()].map(|minutes| self.calendar.moment(date, minutes));
            Stretch { from, until: closing.map_or(until, |closing| until.min(closing)) }
        });
        stretches.filter(|open| open.from < open.until)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz;
    use proptest::prelude::*;

    use super::*;

    /// A moment in Taiwan.
    fn at(text: &str) -> Timestamp {
        tz::offset(8).to_timestamp(text.parse().unwrap()).unwrap()
    }

    fn hours(hours: i64) -> SignedDuration {
        SignedDuration::from_hours(hours)
    }

    /// The lunar new year of 2027: Friday 5 February to Wednesday 10, made up on Saturday 20.
    fn new_year() -> Calendar {
        let mut text = String::new();
        for day in 5..=10 {
            text.push_str(&format!("[[holidays]]\ndate = \"2027-02-{day:02}\"\n"));
        }
        text.push_str("[[make-up]]\ndate = \"2027-02-20\"\nlike = \"fri\"\n");
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn a_day_has_a_noon_and_an_evening() {
        let calendar = Calendar::default();
        let working = calendar.with(&[]);
        let noon = at("2027-03-01T12:00");
        for (time, is_open, next, closes) in [
            ("08:59:59", false, "2027-03-01T09:00", None),
            ("09:00", true, "2027-03-01T09:00", Some("2027-03-01T12:00")),
            ("11:59:59", true, "2027-03-01T11:59:59", Some("2027-03-01T12:00")),
            ("12:00", false, "2027-03-01T13:30", None),
            ("13:30", true, "2027-03-01T13:30", Some("2027-03-01T17:30")),
            ("17:30", false, "2027-03-02T09:00", None),
        ] {
            let time = at(&format!("2027-03-01T{time}"));
            assert_eq!(working.is_open(time), is_open, "{time}");
            assert_eq!(working.next_opening(time), Some(at(next)), "{time}");
            assert_eq!(working.closes_at(time), closes.map(at), "{time}");
        }
        assert_eq!(working.working_between(at("2027-03-01T00:00"), noon), hours(3));
        assert_eq!(working.after_working(at("2027-03-01T00:00"), hours(3)), Some(noon));
        assert_eq!(working.after_working(noon, hours(7)), Some(at("2027-03-02T12:00")));
    }

    #[test]
    fn weekends_holidays_and_make_up_days_count_as_they_are() {
        let calendar = new_year();
        let working = calendar.with(&[]);
        let eve = at("2027-02-04T16:30");
        assert_eq!(working.after_working(eve, hours(1)), Some(at("2027-02-04T17:30")));
        assert_eq!(working.after_working(eve, hours(2)), Some(at("2027-02-11T10:00")));
        assert_eq!(working.next_opening(at("2027-02-05T10:00")), Some(at("2027-02-11T09:00")));
        assert_eq!(working.next_opening(at("2027-02-19T17:30")), Some(at("2027-02-20T09:00")));
        assert_eq!(working.next_opening(at("2027-02-20T17:30")), Some(at("2027-02-22T09:00")));
        // Eleven to the nineteenth without a weekend, and the Saturday.
        assert_eq!(working.working_between(at("2027-02-05T00:00"), at("2027-02-22T00:00")), hours(8 * 7));
    }

    /// Two days of a typhoon: the desk goes home on Monday afternoon and stays at home on Tuesday.
    #[test]
    fn a_closing_ends_with_its_day_and_leaves_what_was_counted() {
        let calendar = Calendar::default();
        let closings = [at("2027-03-02T07:00"), at("2027-03-01T14:30")];
        let working = calendar.with(&closings);
        let morning = at("2027-03-01T09:00");
        assert!(!working.is_open(at("2027-03-01T14:30")) && working.is_open(at("2027-03-01T14:29:59")));
        assert_eq!(working.closes_at(at("2027-03-01T14:00")), Some(closings[1]));
        assert_eq!(working.working_between(morning, at("2027-03-03T09:00")), hours(4));
        assert_eq!(working.next_opening(closings[1]), Some(at("2027-03-03T09:00")));
        assert_eq!(working.after_working(at("2027-03-01T13:30"), hours(2)), Some(at("2027-03-03T10:00")));
    }

    #[test]
    fn hours_that_touch_are_one_stretch() {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let always = days.map(|day| format!("{day} = [\"00:00-08:00\", \"08:00-24:00\"]\n")).concat();
        let always: Calendar = toml::from_str(&format!("[hours]\n{always}")).unwrap();
        assert_eq!(always.with(&[]).closes_at(at("2027-03-01T10:00")), None);
        assert!(always.with(&[]).is_open(Timestamp::MIN));
        let closings = [at("2027-03-04T12:00")];
        assert_eq!(always.with(&closings).closes_at(at("2027-03-01T10:00")), Some(closings[0]));
        assert_eq!(always.with(&closings).next_opening(closings[0]), Some(at("2027-03-05T00:00")));
    }

    #[test]
    fn a_desk_that_never_opens_is_closed_for_ever() {
        let never: Calendar = toml::from_str("[hours]").unwrap();
        let (working, now) = (never.with(&[]), at("2027-03-01T10:00"));
        assert!(!working.is_open(now));
        assert_eq!(working.next_opening(now), None);
        assert_eq!(working.closes_at(now), None);
        assert_eq!(working.working_between(now, Timestamp::MAX), SignedDuration::ZERO);
        assert_eq!(working.after_working(now, hours(1)), None);
    }

    #[test]
    fn a_clock_set_back_and_the_ends_of_time_do_no_harm() {
        for text in ["", "offset = \"-14:00\"", "offset = \"+14:00\"", "[hours]\nsun = [\"00:00-24:00\"]"] {
            let calendar: Calendar = toml::from_str(text).unwrap();
            let ends = [Timestamp::MIN, Timestamp::MAX];
            let (working, now) = (calendar.with(&ends), at("2027-03-01T10:00"));
            for earlier in ["2027-03-01T09:59", "2027-02-28T10:00", "2026-03-01T10:00"] {
                assert_eq!(working.working_between(now, at(earlier)), SignedDuration::ZERO);
            }
            assert_eq!(working.after_working(now, hours(-1)), Some(now));
            for end in ends {
                working.is_open(end);
                working.closes_at(end);
                working.next_opening(end);
                working.after_working(end, hours(100));
                working.working_between(end, Timestamp::MIN);
            }
            assert_eq!(working.after_working(Timestamp::MAX, hours(100)), None);
            assert_eq!(working.after_working(at("9999-01-01T00:00"), SignedDuration::MAX), None);
        }
    }

    /// The same as data, for an oracle that looks at every minute on its own.
    #[derive(Debug, Clone)]
    struct Plan {
        offset_min: i64,
        /// Monday first; minutes of the day.
        week: Vec<Vec<(i64, i64)>>,
        /// Days after [`EPOCH`].
        holidays: Vec<i64>,
        make_up: Vec<(i64, usize)>,
        /// Minutes after [`EPOCH`].
        closings: Vec<i64>,
    }

    /// A Monday, at midnight in UTC.
    const EPOCH: &str = "2027-03-01";
    const DAY: i64 = 24 * 60;
    const DAYS: i64 = 21;

    fn minute(minute: i64) -> Timestamp {
        let epoch: Timestamp = format!("{EPOCH}T00:00Z").parse().unwrap();
        epoch + SignedDuration::from_mins(minute)
    }

    impl Plan {
        fn is_open(&self, minute: i64) -> bool {
            let (there, closings) = (minute + self.offset_min, &self.closings);
            let (day, of_day) = (there.div_euclid(DAY), there.rem_euclid(DAY));
            let like = self.make_up.iter().find(|(made_up, _)| *made_up == day).map(|(_, like)| *like);
            let hours = &self.week[like.unwrap_or(day.rem_euclid(7) as usize)];
            let is_closed = closings
                .iter()
                .any(|closing| *closing <= minute && (closing + self.offset_min).div_euclid(DAY) == day);
            let is_holiday = self.holidays.contains(&day);
            !is_holiday && !is_closed && hours.iter().any(|(from, until)| (*from..*until).contains(&of_day))
        }

        fn calendar(&self) -> Calendar {
            let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            let date = |day: i64| minute(day * DAY).to_string()[..10].to_owned();
            let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            let sign = if self.offset_min < 0 { '-' } else { '+' };
            let mut text = format!("offset = \"{sign}{}\"\n[hours]\n", time(self.offset_min.abs()));
            for (name, hours) in names.iter().zip(&self.week) {
                let hours = hours.iter().map(|(from, until)| format!("\"{}-{}\"", time(*from), time(*until)));
                text.push_str(&format!("{name} = [{}]\n", hours.collect::<Vec<_>>().join(", ")));
            }
            for holiday in &self.holidays {
                text.push_str(&format!("[[holidays]]\ndate = \"{}\"\n", date(*holiday)));
            }
            for (day, like) in &self.make_up {
                text.push_str(&format!(
                    "[[make-up]]\ndate = \"{}\"\nlike = \"{}\"\n",
                    date(*day),
                    names[*like]
                ));
            }
            toml::from_str(&text).unwrap_or_else(|error| panic!("{text}\n{error}"))
        }

        fn closings(&self) -> Vec<Timestamp> {
            self.closings.iter().copied().map(minute).collect()
        }
    }

    /// Any number of hours, none that overlap.
    fn day_hours() -> impl Strategy<Value = Vec<(i64, i64)>> {
        prop::collection::btree_set(0..=DAY, 0..6).prop_map(|times| {
            let times: Vec<i64> = times.into_iter().collect();
            times.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
        })
    }

    prop_compose! {
        fn plan()(
            offset_min in (-56_i64..=56).prop_map(|quarters| quarters * 15),
            // Monday is open, so that something is.
            monday in day_hours().prop_map(|hours| if hours.is_empty() { vec![(540, 720)] } else { hours }),
            mut week in prop::collection::vec(prop_oneof![day_hours(), Just(Vec::new())], 6),
            special in prop::collection::btree_map(-2..DAYS, prop::option::of(0_usize..7), 0..6),
            closings in prop::collection::vec(-DAY..DAYS * DAY, 0..3),
        ) -> Plan {
            week.insert(0, monday);
            let (mut holidays, mut make_up) = (Vec::new(), Vec::new());
            for (day, like) in special {
                match like {
                    Some(like) if !week[like].is_empty() => make_up.push((day, like)),
                    _ => holidays.push(day),
                }
            }
            Plan { offset_min, week, holidays, make_up, closings }
        }
    }

    /// Seconds after [`EPOCH`].
    fn moment() -> impl Strategy<Value = Timestamp> {
        (0..DAYS * DAY * 60).prop_map(|seconds| minute(0) + SignedDuration::from_secs(seconds))
    }

    proptest! {
        // There are many minutes in three weeks.
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_minute_is_as_the_oracle_says(plan in plan()) {
            let (calendar, closings) = (plan.calendar(), plan.closings());
            let working = calendar.with(&closings);
            let is_open: Vec<bool> = (0..DAYS * DAY).map(|at| plan.is_open(at)).collect();
            let (mut opens, mut closes, mut worked) = (None, None, 0);
            // Backwards, so that what comes next is known.
            for at in (0..DAYS * DAY).rev() {
                if is_open[at as usize] {
                    (opens, worked) = (Some(at), worked + 1);
                    closes = closes.or(Some(at + 1));
                } else {
                    closes = None;
                }
                let moment = minute(at);
                prop_assert_eq!(working.is_open(moment), is_open[at as usize], "{}", moment);
                // What is beyond the days that the oracle has seen is for the other properties.
                if at % 7 == 0 && let Some(opens) = opens {
                    prop_assert_eq!(working.next_opening(moment), Some(minute(opens)));
                    let closes = closes.filter(|closes| *closes < DAYS * DAY);
                    if closes.is_some() || !is_open[at as usize] {
                        prop_assert_eq!(working.closes_at(moment), closes.map(minute));
                    }
                }
                if at % 97 == 0 {
                    let all = working.working_between(moment, minute(DAYS * DAY));
                    prop_assert_eq!(all, SignedDuration::from_mins(worked));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn to_wait_and_to_measure_are_inverse(plan in plan(), from in moment(), seconds in 0_i64..400_000) {
            let (calendar, closings) = (plan.calendar(), plan.closings());
            let working = calendar.with(&closings);
            let duration = SignedDuration::from_secs(seconds);
            let after = working.after_working(from, duration).expect("Mondays are open");
            prop_assert!(from <= after);
            prop_assert_eq!(working.working_between(from, after), duration);
            if seconds > 0 {
                let before = after - SignedDuration::from_nanos(1);
                let shorter = duration - SignedDuration::from_nanos(1);
                prop_assert_eq!(working.working_between(from, before), shorter, "it is the first such moment");
            }
        }

        #[test]
        fn to_measure_and_to_wait_are_inverse(plan in plan(), from in moment(), until in moment()) {
            let (calendar, closings) = (plan.calendar(), plan.closings());
            let working = calendar.with(&closings);
            let worked = working.working_between(from, until);
            let again = working.after_working(from, worked).expect("so much has passed");
            prop_assert!(again <= until.max(from));
            prop_assert_eq!(working.working_between(again, until), SignedDuration::ZERO);
        }

        #[test]
        fn longer_takes_longer(plan in plan(), mut moments in prop::array::uniform3(moment())) {
            let (calendar, closings) = (plan.calendar(), plan.closings());
            let working = calendar.with(&closings);
            moments.sort();
            let [first, second, third] = moments;
            let [begun, rest] = [(first, second), (second, third)].map(|(a, b)| working.working_between(a, b));
            prop_assert_eq!(working.working_between(first, third), begun + rest);
            prop_assert_eq!(working.working_between(third, first), SignedDuration::ZERO);
            let [sooner, later] = [begun, begun + rest].map(|worked| working.after_working(first, worked));
            prop_assert!(sooner <= later);
            let [sooner, later] = [first, second].map(|from| working.after_working(from, rest));
            prop_assert!(sooner <= later);
        }
    }
}
