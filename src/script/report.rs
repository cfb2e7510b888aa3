//! What came of a run, and the forms in which it is told.

mod json;
mod junit;
mod tap;
mod text;

use super::collector::Said;
use super::compare::Row;
use super::coverage::Coverage;
use super::script::{Place, Script, Words};
use super::side::Side;
use super::weather::Weather;

#[derive(Debug)]
pub struct Report {
    /// In the order of the suite, weather by weather.
    pub results: Vec<ScriptResult>,
    pub coverage: Coverage,
}

/// One script, played once.
#[derive(Debug)]
pub struct ScriptResult {
    pub script: Script,
    pub weather: Weather,
    /// Fewer than the script has, when it could not go on.
    pub turns: Vec<TurnResult>,
    /// Why it did not even begin.
    pub(super) failures: Vec<Failure>,
}

#[derive(Debug, Default)]
pub struct TurnResult {
    pub said: Vec<Said>,
    pub(super) rows: Vec<Row>,
    pub failures: Vec<Failure>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub place: Place,
    pub message: String,
}

impl Report {
    pub fn passed(&self) -> usize {
        self.results.len() - self.failed()
    }

    pub fn failed(&self) -> usize {
        self.results.iter().filter(|result| !result.passed()).count()
    }
}

impl ScriptResult {
    pub fn passed(&self) -> bool {
        self.failures().next().is_none()
    }

    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.failures.iter().chain(self.turns.iter().flat_map(|turn| &turn.failures))
    }

    /// The script's name, with the weather unless it was calm.
    pub fn title(&self) -> String {
        match self.weather {
            Weather::Calm => self.script.name.clone(),
            weather => format!("{} [{}]", self.script.name, weather.name()),
        }
    }
}

impl Failure {
    pub(super) fn at(place: &Place, message: String) -> Self {
        Self { place: place.clone(), message }
    }
}

impl Said {
    /// The line that would list it.
    pub(super) fn listed(&self) -> String {
        format!("{} {}", self.side, self.words())
    }

    pub(super) fn named(&self) -> String {
        match self.side {
            Side::Learner => format!("`{}`", self.words()),
            _ => format!("`{}`", self.listed()),
        }
    }

    fn words(&self) -> Words {
        if self.keys.is_empty() {
            Words::Exact(self.text.clone())
        } else if self.keys == [Self::TOPIC] {
            Words::Topic(self.text.clone())
        } else {
            Words::Keys(self.keys.clone())
        }
    }
}
