//! The scripts of a project, with their parts in their places.

use std::collections::HashMap;

use super::error::{ScriptError, meant};
use super::parse::{Draft, File, Line, parse};
use super::script::{Place, Script, Turn};

/// Parts in a file of this name serve every script of the same directory.
pub const SHARED_PARTS: &str = "parts.script";

#[derive(Debug, Clone, Default)]
pub struct Suite {
    pub scripts: Vec<Script>,
}

impl Suite {
    /// Reads `(path, text)` pairs; a `parts.script` belongs among them. Every mistake of every file is found at once.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<ScriptError>> {
        let mut parsed = Vec::new();
        let mut errors = Vec::new();
        let mut broken = false;
        for (path, text) in files {
            let (file, mistakes) = parse(path, text);
            parsed.push((path, file));
            broken |= !mistakes.is_empty();
            errors.extend(mistakes);
        }
        let shared: HashMap<&str, &File> = parsed
            .iter()
            .filter(|(path, _)| path.rsplit('/').next() == Some(SHARED_PARTS))
            .map(|(path, file)| (directory(path), file))
            .collect();
        let mut suite = Self::default();
        for (path, file) in &parsed {
            let shared = shared.get(directory(path)).map_or(&[][..], |file| &file.parts);
            let parts = file.parts.iter().chain(shared).collect();
            let mut assembly = Assembly { parts, broken, errors: &mut errors };
            suite.scripts.extend(file.scripts.iter().map(|draft| assembly.script(draft)));
        }
        errors.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
        errors.dedup();
        if errors.is_empty() { Ok(suite) } else { Err(errors) }
    }
}

pub(super) fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

struct Assembly<'a> {
    parts: Vec<&'a Draft>,
    /// Lines are missing, so what is wrong with their order may follow from that.
    broken: bool,
    errors: &'a mut Vec<ScriptError>,
}

impl<'a> Assembly<'a> {
    fn script(&mut self, draft: &'a Draft) -> Script {
        let mut lines = Vec::new();
        self.put_in(draft, &mut Vec::new(), &mut lines);
        let mut turns: Vec<Turn> = Vec::new();
        for (place, line) in lines {
            match (line, turns.last_mut()) {
                (Line::Act(act), _) => {
                    turns.push(Turn { place, act, expected: Vec::new(), checks: Vec::new() });
                }
                (Line::Expected(expected), Some(turn)) => turn.expected.push(expected),
                (Line::Check(check), Some(turn)) => turn.checks.push((place, check)),
                (Line::Use(_), _) => {}
                (Line::Expected(_) | Line::Check(_), None) if self.broken => {}
                (Line::Expected(_) | Line::Check(_), None) => {
                    self.wrong(&place, "nothing has happened yet that this could follow from".to_owned());
                }
            }
        }
        if turns.is_empty() && !self.broken {
            self.wrong(&draft.place, format!("in the script `{}` nothing happens", draft.name));
        }
        Script { name: draft.name.clone(), place: draft.place.clone(), given: draft.given.clone(), turns }
    }

    fn put_in(&mut self, draft: &'a Draft, within: &mut Vec<&'a str>, lines: &mut Vec<(Place, Line)>) {
        for (place, line) in &draft.lines {
            let Line::Use(name) = line else {
                lines.push((place.clone(), line.clone()));
                continue;
            };
            if within.contains(&name.as_str()) {
                self.wrong(place, format!("the part `{name}` uses itself"));
                continue;
            }
            let Some(part) = self.parts.iter().find(|part| part.name == *name).copied() else {
                let meant = meant(name, self.parts.iter().map(|part| part.name.as_str()));
                let message =
                    format!("the part `{name}` stands neither in this file nor in {SHARED_PARTS}{meant}");
                self.wrong(place, message);
                continue;
            };
            within.push(&part.name);
            self.put_in(part, within, lines);
            within.pop();
        }
    }

    fn wrong(&mut self, place: &Place, message: String) {
        self.errors.push(ScriptError { path: place.path.clone(), line: place.line, column: 1, message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::deed::Deed;
    use crate::script::script::{Act, Need, Words};

    fn read(text: &str) -> Result<Suite, Vec<String>> {
        Suite::read([("t/x.script", text)]).map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_script_is_read_as_it_is_written() {
        let text = "\u{feff}# about\nscript: a # b\ngiven: locale en; clock 2026-03-02 09:00 # nine\r\n> \"hi\" # me\n\
                    < a + b.again # said\n  [Yes] [No \\] # 1]\n  [Third]\n<? ~\"say \\\"x\\\"\"\n<* \"one\\ntwo\"\n\
                    = state a/b; slot x=1 2; no handoff\ntap No # 1\nsend picture \"look\"\nwait 1h 30m\nreload v2/\nrestart\n";
        let suite = read(text).expect("a right script");
        let [script] = &suite.scripts[..] else { panic!("one script") };
        assert_eq!((script.name.as_str(), script.place.line), ("a # b", 2));
        assert_eq!(script.given.clock, crate::script::parse::default_clock());
        let acts: Vec<_> = script.turns.iter().map(|turn| turn.act.to_string()).collect();
        assert_eq!(
            acts,
            ["> \"hi\" # me", "tap No # 1", "send picture \"look\"", "wait 1h 30m", "reload v2", "restart"]
        );
        let turn = &script.turns[0];
        assert_eq!(turn.act, Act::Learner(Deed::Write("\"hi\" # me".into())));
        assert_eq!(turn.expected[0].buttons, ["Yes", "No ] # 1", "Third"]);
        assert_eq!(turn.expected[0].button_lines, [6, 7]);
        assert_eq!(turn.expected[1].need, Need::May);
        assert_eq!(turn.expected[1].words, Words::Contains("say \"x\"".into()));
        assert_eq!(turn.expected[2].words, Words::Exact("one\ntwo".into()));
        let shown: Vec<_> = turn.expected.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["< a + b.again", "<? ~\"say \\\"x\\\"\"", "<* \"one\\ntwo\""]);
        let checks: Vec<_> = turn.checks.iter().map(|(_, check)| check.to_string()).collect();
        assert_eq!(checks, ["state a/b", "slot x=1 2", "no handoff"]);
    }

    #[test]
    fn every_mistake_has_its_place_and_says_what_was_expected() {
        let cases = [
            ("> hi", "1:1: this line belongs to no script: begin one with `script: name`"),
            ("script:", "1:1: the script's name is missing"),
            ("script: a\n> x\nscript: a\n> x", "3:9: `a` is the name of the one on line 1 already"),
            ("script: a", "1:1: in the script `a` nothing happens"),
            ("script: a\n>  ", "2:1: what the learner writes is missing"),
            ("script: a\n< k\n> x", "2:1: nothing has happened yet that this could follow from"),
            ("script: a\n> x\ngiven: locale en", "3:1: `given:` has its place right under `script:`"),
            ("script: a\ngiven: lokale en\n> x", "2:8: `lokale` cannot be given; did you mean `locale`?"),
            (
                "script: a\ngiven: clock 9:00\n> x",
                "2:8: `9:00` is no time: expected one like `2026-03-02 09:00`",
            ),
            ("script: a\n> x\n  [a]", "3:3: buttons have their place under a line that begins with `<`"),
            ("script: a\n> x\n< k\n  [a] b", "4:7: expected a button like `[label]`, found `b`"),
            (
                "script: a\n> x\n< 你好",
                "3:3: `你好` is no key of a text: words stand in quotes, `\"exact\"` or `~\"a part\"`",
            ),
            ("script: a\n> x\n< \"open", "3:3: expected words in quotes, found `\"open`"),
            ("script: a\n> x\n< a +", "3:3: a key beside `+` is missing"),
            ("script: a\nwiat 3m", "2:1: `wiat` begins no line of a script; did you mean `wait`?"),
            ("script: a\ndance", "2:1: `dance` begins no line of a script"),
            ("script: a\nwait 3", "2:6: `3` is no time to wait: expected one like `31m` or `1h 30m`"),
            (
                "script: a\nsend cat",
                "2:6: `cat` cannot be sent: expected one of picture, sticker, animation, voice, audio, video, document, \
                 location, contact, poll, dice, other",
            ),
            (
                "script: a\n> x\n= state b",
                "3:3: `state b` lacks the dialog: expected `state dialog/state` or `state idle`",
            ),
            (
                "script: a\n> x\n= depth 1; slto a=b",
                "3:12: `slto a=b` is nothing to check; did you mean `slot`?",
            ),
            ("script: a\n> x\n= mood a=b", "3:3: `mood a=b` is nothing to check"),
            (
                "script: a\n> x\n= handoff bored",
                "3:3: `bored` is no reason for a handoff: expected `request`, `no-match`, `dead-end` or `error`",
            ),
            (
                "script: a\n> x\nuse tow\npart: two\n> y",
                "3:1: the part `tow` stands neither in this file nor in parts.script",
            ),
            ("script: a\nuse p\npart: p\n> y\nuse p", "5:1: the part `p` uses itself"),
        ];
        for (text, expected) in cases {
            let errors = read(text).err().unwrap_or_default();
            assert_eq!(errors, [format!("t/x.script:{expected}")], "{text}");
        }
    }

    #[test]
    fn all_mistakes_come_at_once() {
        let errors = read("script: a\nwait\n> x\n= depth\n<").expect_err("three mistakes");
        assert_eq!(errors.len(), 3, "{errors:?}");
    }

    #[test]
    fn parts_come_from_the_same_file_or_the_directorys_parts() {
        let files = [
            ("t/x.script", "script: a\nuse shared\nuse own\npart: own\n> b\n"),
            ("t/parts.script", "part: shared\n> a\n< k\n"),
            ("u/parts.script", "part: shared\n> c\n"),
        ];
        let suite = Suite::read(files).expect("right scripts");
        let acts: Vec<_> =
            suite.scripts[0].turns.iter().map(|turn| format!("{} {}", turn.place, turn.act)).collect();
        assert_eq!(acts, ["t/parts.script:2 > a", "t/x.script:5 > b"]);
    }
}
