//! Whole scripts over the small content of `tests/fixture.rs`.

mod fixture;

use self::fixture::{play, play_in};
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

#[tokio::test]
async fn every_difference_fails_with_its_place() {
    let cases = [
        ("> /start popup", "2: the bot also said `popup-ask`, which is not listed"),
        (
            "> /start popup\n< popup-ask\n  [Computer] [Phone]\n< popup-allow",
            "5: `popup-allow` was expected, it was not said",
        ),
        (
            "> /start popup\n< popup-allow\n  [Computer] [Phone]",
            "3: `popup-allow` was expected, the bot said `popup-ask`",
        ),
        (
            "> /start popup\n< popup-ask",
            "3: the buttons [Computer] [Phone] are not listed; `--bless` adds them",
        ),
        (
            "> /start popup\n< popup-ask\n  [Phone] [Computer]",
            "3: the buttons [Phone] [Computer] were expected, they are [Computer] [Phone]",
        ),
        ("> /help\n< help-said\n  [Yes]", "3: the buttons [Yes] were expected, there are none"),
        ("> /help\n< \"help\"", "3: `\"help\"` was expected, the bot said `help-said`"),
        ("> /help\n< help-said\n= state popup/ask", "4: `state popup/ask` was expected, it is `state idle`"),
        ("> /help\n< help-said\n= slot x=1", "4: `slot x=1` was expected, it is `slot x not set`"),
        ("> /help\n< help-said\n= handoff error", "4: `handoff error` was expected, it is `no handoff`"),
        ("> /human\n< human-told\n= no handoff", "4: `no handoff` was expected, it is `handoff request`"),
        ("tap Yes", "2: there is no button `Yes`, nor any other"),
        ("> /help\n< help-said\ntap Yes", "4: there is no button `Yes`; there are [Menu] [A human]"),
        ("reload v3", "2: t/x.script asks for `v3`, which does not compile"),
    ];
    for (lines, failure) in cases {
        let report = play(&format!("script: a\n{lines}\n")).await;
        assert_eq!(failures(&report), [format!("t/x.script:{failure}")], "{lines}");
    }
}

#[tokio::test]
async fn what_is_given_has_to_exist() {
    let report = play("script: a\ngiven: locale fr\n> /help\n< help-said").await;
    assert_eq!(failures(&report), ["t/x.script:2: the locale `fr` does not exist: expected `en` or `zh-TW`"]);
    let report = play("script: a\ngiven: content v3\n> /help\n< help-said").await;
    assert_eq!(failures(&report), ["t/x.script:2: t/x.script asks for `v3`, which does not compile"]);
}

#[tokio::test]
async fn messages_may_come_in_any_order_with_their_neighbours() {
    let report = play("script: a\n> /help\n<* help-said\n<? popup-ask\n> /help\n<* help-said").await;
    assert_eq!(failures(&report), [""; 0]);
}

#[tokio::test]
async fn a_label_can_be_tapped_twice_in_a_hurry_but_not_later() {
    let asked = "script: a\n> /start popup\n< popup-ask\n  [Computer] [Phone]\n";
    let twice = format!(
        "{asked}tap Phone\n< popup-allow\n  [Worked] [Still blocked]\ntap Phone\n= state popup/allow"
    );
    assert_eq!(failures(&play(&twice).await), [""; 0]);
    let later = format!("{asked}tap Phone\n< popup-allow\n  [Worked] [Still blocked]\nwait 1m\ntap Phone");
    let found = "t/x.script:9: there is no button `Phone`; there are [Worked] [Still blocked] [Back] [Menu] [A human]";
    assert_eq!(failures(&play(&later).await), [found]);
}

#[tokio::test]
async fn timers_run_out_one_after_the_other_while_time_passes() {
    // The question is asked again and its clock begins anew: it runs out three times in 95 minutes.
    let again = "< timeout-said + popup-ask\n  [Computer] [Phone]\n";
    let text = format!(
        "script: a\n> /start popup\n< popup-ask\n  [Computer] [Phone]\nwait 1h 35m\n{}",
        again.repeat(3)
    );
    assert_eq!(failures(&play_in(&text, &Weather::ALL).await), [""; 0]);
}

#[tokio::test]
async fn a_reload_leads_on_who_stands_in_a_state_that_is_gone() {
    let text = "script: a\n> /start popup\n< popup-ask\n  [Computer] [Phone]\ntap Phone\n< popup-allow\n  \
                [Worked] [Still blocked]\nreload v2/\ntap Worked\n< moved-on-said + popup-ask\n  [Computer] [Phone]\n\
                tap Phone\n< popup-new\n= state idle\n";
    assert_eq!(failures(&play_in(text, &Weather::ALL).await), [""; 0]);
}

#[tokio::test]
async fn a_failure_is_shown_within_its_conversation() {
    let report = play(
        "script: a\n> /start popup\n< popup-ask\n  [Computer] [Phone]\ntap Phone\n< popup-done\n= depth 2\n> /help\n",
    )
    .await;
    let expected = "\
t/x.script:6: `popup-done` was expected, the bot said `popup-allow`
  in `a`, t/x.script:1

      2   > /start popup
      3   < popup-ask
      4     [Computer] [Phone]
      5   tap Phone
      6 - < popup-done
        + < popup-allow
        +   [Worked] [Still blocked]
        | Allow it.
      7 ! `depth 2` was expected, it is `depth 1`
  also t/x.script:8: the bot also said `help-said + resume-said + popup-allow`, which is not listed

0 scripts passed, 1 failed
";
    assert_eq!(report.text(), expected);
}

#[tokio::test]
async fn reports_for_programs_name_every_failure() {
    let report = play("script: a & b\n> /help\n\nscript: right # 1\n> /help\n< help-said\n").await;
    let why = "the bot also said `help-said`, which is not listed";
    let json = report.to_json();
    assert_eq!((&json["passed"], &json["failed"]), (&1.into(), &1.into()));
    assert_eq!(json["scripts"][0]["failures"][0]["message"], why);
    assert_eq!(json["scripts"][0]["failed_turns"][0]["said"][0]["keys"][0], "help-said");
    assert_eq!(json["scripts"][1]["passed"], true);
    assert_eq!(
        report.tap(),
        format!(
            "TAP version 13\n1..2\nnot ok 1 - t/x.script: a & b\n# t/x.script:2: {why}\nok 2 - t/x.script: right \\# 1\n"
        )
    );
    assert_eq!(
        report.junit(),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"2\" failures=\"1\">\n  \
             <testsuite name=\"t/x.script\" tests=\"2\" failures=\"1\">\n    \
             <testcase name=\"a &amp; b\" classname=\"t/x.script\" file=\"t/x.script\" line=\"1\">\n      \
             <failure message=\"t/x.script:2: {why}\">t/x.script:2: {why}</failure>\n    </testcase>\n    \
             <testcase name=\"right # 1\" classname=\"t/x.script\" file=\"t/x.script\" line=\"4\"/>\n  \
             </testsuite>\n</testsuites>\n"
        )
    );
}

#[tokio::test]
async fn blessing_a_right_script_changes_nothing() {
    assert_eq!(bless("t/x.script", WHOLE, &play(WHOLE).await), WHOLE);
}

#[tokio::test]
async fn blessing_rewrites_the_bots_lines_and_no_others() {
    let wrong = "\
script: a
# Before.
> /start popup
# Between.
< popup-done # gone
= depth 1
  # Indented.
tap Phone
< ~\"Allow\" # still fits
  [Worked]
  [Gone]
<? menu-ask
wait 1m
> 好了
< help-said
  [Nothing]
< no-match-said + popup-allow
  [Worked] [Still blocked]
> /help
> /human";
    let right = "\
script: a
# Before.
> /start popup
# Between.
< popup-ask
  [Computer] [Phone]
= depth 1
  # Indented.
tap Phone
< ~\"Allow\" # still fits
  [Worked] [Still blocked]
<? menu-ask
wait 1m
> 好了
< no-match-said + popup-allow
  [Worked] [Still blocked]
> /help
< help-said + resume-said + popup-allow
  [Worked] [Still blocked]
> /human
< human-told + resume-said + popup-allow
  [Worked] [Still blocked]
";
    let blessed = bless("t/x.script", wrong, &play(wrong).await);
    assert_eq!(blessed, right);
    assert_eq!(failures(&play(right).await), [""; 0]);
    assert_eq!(bless("t/x.script", right, &play(right).await), right);
    let windows = right.replace('\n', "\r\n").replace("  [Computer] [Phone]\r\n", "");
    assert_eq!(bless("t/x.script", &windows, &play(&windows).await), right.replace('\n', "\r\n"));
}

#[tokio::test]
async fn a_part_that_is_used_twice_is_blessed_once() {
    let text = "script: a\nuse p\nscript: b\nuse p\npart: p\n> /help\n";
    let blessed = bless("t/x.script", text, &play(text).await);
    assert_eq!(blessed, format!("{text}< help-said\n"));
}

#[tokio::test]
async fn coverage_names_what_no_script_has_been_through() {
    let text = "script: a\n> /start popup\n< popup-ask\n  [Computer] [Phone]\n> computer\n< popup-allow\n  \
                [Worked] [Still blocked]\ntap Worked\n< popup-done-desktop\n> /start popup\n< popup-ask\n  \
                [Computer] [Phone]\nwait 30m\n< timeout-said + popup-ask\n  [Computer] [Phone]\n";
    let report = play(text).await;
    assert_eq!(failures(&report), [""; 0]);
    let missing = |aspect: &str| {
        let json = report.coverage.to_json();
        json[aspect]["missing"]
            .as_array()
            .expect("a list")
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        missing("choices"),
        "\"menu/ask [popup]\" \"popup/allow [still]\" \"popup/ask [phone]\" \"welcome/ask [popup]\""
    );
    assert_eq!(
        missing("transitions"),
        "\"popup/check next 1 refused\" \"popup/check next 2\" \"popup/name answered\" \"popup/name given up\""
    );
    assert!(missing("states").contains("popup/named") && !missing("states").contains("popup/check"));
    assert_eq!(missing("fallback_levels"), "\"1\" \"2\" \"3\"");
    assert!(missing("texts").contains("zh-TW popup-ask") && !missing("texts").contains("en popup-ask"));
}
