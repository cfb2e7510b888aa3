//! For programs. The keys are stable: they may be added to, not changed.

use serde_json::{Value, json};

use super::{Failure, Report, ScriptResult};
use crate::script::collector::Said;
use crate::script::script::Turn;

impl Report {
    pub fn to_json(&self) -> Value {
        json!({
            "passed": self.passed(),
            "failed": self.failed(),
            "scripts": self.results.iter().map(script).collect::<Vec<_>>(),
            "coverage": self.coverage.to_json(),
        })
    }
}

fn script(result: &ScriptResult) -> Value {
    let turns = result.script.turns.iter().zip(&result.turns);
    let failed = turns.filter(|(_, result)| !result.failures.is_empty());
    json!({
        "name": result.script.name,
        "path": &*result.script.place.path,
        "line": result.script.place.line,
        "weather": result.weather.name(),
        "passed": result.passed(),
        "failures": result.failures().map(failure).collect::<Vec<_>>(),
        "failed_turns": failed.map(|(turn, result)| failed_turn(turn, &result.said)).collect::<Vec<_>>(),
    })
}

fn failure(failure: &Failure) -> Value {
    json!({ "path": &*failure.place.path, "line": failure.place.line, "message": failure.message })
}

fn failed_turn(turn: &Turn, said: &[Said]) -> Value {
    let expected = turn.expected.iter().map(|line| {
        json!({ "line": line.place.line, "expected": line.to_string(), "buttons": line.buttons })
    });
    let said = said.iter().map(|said| json!({ "keys": said.keys, "text": said.text, "buttons": said.buttons }));
    json!({
        "path": &*turn.place.path,
        "line": turn.place.line,
        "act": turn.act.to_string(),
        "expected": expected.collect::<Vec<_>>(),
        "said": said.collect::<Vec<_>>(),
    })
}
