//! The drawing in ARCHITECTURE.md stays true: who imports whom is read off the `use crate::…` lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;

/// Room → the rooms it may import.
fn drawn() -> BTreeMap<String, BTreeSet<String>> {
    let page = read(Path::new("ARCHITECTURE.md"));
    let rows = page.lines().filter(|line| line.starts_with("| `src/") && line.matches('|').count() == 4);
    rows.flat_map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let may: BTreeSet<String> = match cells[2].trim_end_matches(" |") {
            "–" => BTreeSet::new(),
            "all" => rooms().into_iter().collect(),
            listed => listed.split(", ").map(str::to_owned).collect(),
        };
        let named: Vec<String> = cells[0].split(", ").map(room_of_path).collect();
        named.into_iter().map(move |room| (room, may.clone()))
    })
    .collect()
}

fn room_of_path(cell: &str) -> String {
    cell.trim_matches('`').trim_start_matches("src/").trim_end_matches('/').trim_end_matches(".rs").to_owned()
}

fn rooms() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("src")).expect("the sources are there");
    let names = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned());
    names
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| !matches!(name.as_str(), "lib" | "main"))
        .collect()
}

/// Every `crate::<room>` in a room's sources, with the place; tests inside the sources may look further.
///
/// Only a test module that stands in the file ends its code: one in a file of its own is declared among the other modules.
fn imports(room: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in sources(room) {
        let text = read(&path);
        for (number, line) in without_inline_tests(&text).lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            for after in line.split("crate::").skip(1) {
                let name: String =
                    after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                found.push((name, format!("{}:{}", path.display(), number + 1)));
            }
        }
    }
    found
}

fn without_inline_tests(text: &str) -> &str {
    let tests = Regex::new(r"(?m)^#\[cfg\(test\)\]\n(?:#\[.*\]\n)*mod \w+ \{").expect("a pattern");
    tests.find(text).map_or(text, |tests| &text[..tests.start()])
}

/// Whether a line of code names something of the crate: `sled::open`, `<teloxide::Bot as …`, but not `the_sled::open`.
fn names(code: &str, foreign: &str) -> bool {
    code.match_indices(&format!("{foreign}::"))
        .any(|(at, _)| !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
}

fn sources(room: &str) -> Vec<PathBuf> {
    let file = PathBuf::from(format!("src/{room}.rs"));
    if root().join(&file).exists() {
        return vec![file];
    }
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(format!("src/{room}"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).expect("a room is a file or a folder") {
            let path = folder.join(entry.expect("readable").file_name());
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if root().join(&path).is_dir() {
                if !is_for_tests(&name) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_for_tests(&name) {
                found.push(path);
            }
        }
    }
    found
}

/// Modules that are compiled for tests only may look further.
fn is_for_tests(module: &str) -> bool {
    matches!(module, "tests" | "contract")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).expect("the file is there")
}

#[test]
fn code_goes_on_after_a_test_module_in_a_file_of_its_own() {
    let declared = "#[cfg(test)]\nmod tests;\n\nuse crate::store::Store;\n";
    assert_eq!(without_inline_tests(declared), declared);
    let inline = format!("{declared}#[cfg(test)]\nmod tests {{\n    use crate::content;\n}}\n");
    assert_eq!(without_inline_tests(&inline), declared);
}

#[test]
fn a_crate_is_noticed_wherever_its_path_begins() {
    for code in [
        "use sled::Db;",
        "use ::sled::Db;",
        "let db: <sled::Db as X>::Y;",
        "f(sled::open())",
        "[sled::Db; 2]",
    ] {
        assert!(names(code, "sled"), "{code}");
    }
    for code in ["the_sled::open()", "bobsled::run()", "let sled = 1;"] {
        assert!(!names(code, "sled"), "{code}");
    }
}

#[test]
fn every_room_is_drawn() {
    let drawn = drawn();
    for room in rooms() {
        assert!(drawn.contains_key(&room), "`src/{room}` is not in the table of ARCHITECTURE.md");
    }
}

#[test]
fn no_room_imports_what_the_drawing_does_not_show() {
    let drawn = drawn();
    let mut wrong = Vec::new();
    for (room, may) in &drawn {
        for (imported, place) in imports(room) {
            if imported != *room && !may.contains(&imported) {
                wrong.push(format!("{place}: `{room}` imports `{imported}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_foreign_crate_is_named_by_its_own_room_only() {
    let owners = [
        ("teloxide", "telegram"),
        ("hyper", "telegram"),
        ("hyper_util", "telegram"),
        ("sled", "store"),
        ("rustyline", "terminal"),
        ("fluent_bundle", "engine content"),
    ];
    let mut wrong = Vec::new();
    for room in rooms() {
        for path in sources(&room) {
            for (number, line) in read(&path).lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for (name, owner) in owners {
                    if names(code, name) && !owner.split(' ').any(|owner| owner == room) {
                        wrong.push(format!(
                            "{}:{}: `{name}` belongs to `{owner}`",
                            path.display(),
                            number + 1
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
