//! Whole scripts over the small content of `fixture.rs`.

use super::fixture::{play, play_in};
use super::{Report, Weather, bless};

/// The failures of a run, a line each.
fn failures(report: &Report) -> Vec<String> {
    let failures = report.results.iter().flat_map(super::ScriptResult::failures);
    failures.map(|failure| format!("{}: {}", failure.place, failure.message)).collect()
}


/// Of every kind of line one, and right.
const WHOLE: &str = "\
# The way to the end.
script: the whole way
given: locale en; clock 2026-03-02 09:00
> /start popup
< popup-ask # asked
  [Computer] [Phone]
= state popup/ask; depth 1; locale en; no handoff
wait 29m
wait 1m
< timeout-said + popup-ask
  [Computer] [Phone]
# A comment in between.
> computer
< popup-allow
  [Worked] [Still blocked]
= slot device=computer
tap Back
< correction-said + popup-ask
  [Computer] [Phone]
tap Phone
< ~\"Allow\"
  [Worked] [Still blocked]
restart
tap Still blocked
<? human-told
< \"What is the name?\"
> Ana
< popup-named
= state idle; depth 0
> /human
< human-told
= handoff request
send sticker
< attachment-said
";

#[tokio::test]
async fn a_right_script_passes_in_every_weather() {
    assert_eq!(failures(&play_in(WHOLE, &Weather::ALL).await), [""; 0]);
}
