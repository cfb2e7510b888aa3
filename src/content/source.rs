//! The files that content is made of: from a directory, from the binary itself, or one laid over the other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// With `/`, from the content directory: `dialogs/popup-blocked.yaml`.
    pub path: String,
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("`{path}` cannot be read: {error}")]
    Io { path: PathBuf, error: std::io::Error },
    #[error("`{path}` is not UTF-8 text: byte {at} is not")]
    NotText { path: PathBuf, at: usize },
    #[error("`{path}` is {found} bytes long, expected at most {most}", most = MAX_BYTES)]
    TooLong { path: PathBuf, found: u64 },
    #[error("`{0}` holds no content: expected the directories `dialogs` and `locales` in it")]
    Empty(PathBuf),
}

/// Far above what a person writes into one file.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Directories below `dialogs`; also what ends a circle of symbolic links.
const MAX_DEPTH: usize = 8;

static DIALOGS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/dialogs");
static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// `dialogs/**/*.yaml`, `locales/*/*.ftl` and `locales/*/utterances.yaml` of a directory, sorted by path.
pub fn read_dir(dir: &Path) -> Result<Vec<SourceFile>, ReadError> {
    let mut paths = Vec::new();
    for part in ["dialogs", "locales"] {
        if dir.join(part).is_dir() {
            walk(dir, part, 0, &mut paths)?;
        }
    }
    paths.retain(|path| is_content(path));
    paths.sort();
    if paths.is_empty() {
        return Err(ReadError::Empty(dir.to_owned()));
    }
    paths.into_iter().map(|path| read_file(dir, path)).collect()
}

/// What was in `dialogs/` and `locales/` when the program was built.
pub fn embedded() -> Vec<SourceFile> {
    let mut files = Vec::new();
    for (dir, part) in [(&DIALOGS, "dialogs"), (&LOCALES, "locales")] {
        embedded_in(dir, part, &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Both; where they have the same path, `over` wins.
pub fn overlay(base: Vec<SourceFile>, over: Vec<SourceFile>) -> Vec<SourceFile> {
    let files: BTreeMap<String, String> =
        base.into_iter().chain(over).map(|file| (file.path, file.text)).collect();
    files.into_iter().map(|(path, text)| SourceFile { path, text }).collect()
}

fn is_content(path: &str) -> bool {
    match path.split('/').collect::<Vec<_>>()[..] {
        ["dialogs", .., file] => file.ends_with(".yaml"),
        ["locales", _, file] => file.ends_with(".ftl") || file == "utterances.yaml",
        _ => false,
    }
}

fn walk(root: &Path, part: &str, depth: usize, paths: &mut Vec<String>) -> Result<(), ReadError> {
    let dir = root.join(part);
    let failed = |error| ReadError::Io { path: dir.clone(), error };
    for entry in std::fs::read_dir(&dir).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        // A name that is not UTF-8, or hidden as an editor's swap file is: not content.
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let path = format!("{part}/{name}");
        if root.join(&path).is_dir() {
            if depth < MAX_DEPTH {
                walk(root, &path, depth + 1, paths)?;
            }
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn read_file(dir: &Path, path: String) -> Result<SourceFile, ReadError> {
    let full = dir.join(&path);
    let failed = |error| ReadError::Io { path: full.clone(), error };
    let length = std::fs::metadata(&full).map_err(failed)?.len();
    if length > MAX_BYTES {
        return Err(ReadError::TooLong { path: full, found: length });
    }
    let bytes = std::fs::read(&full).map_err(failed)?;
    let text = String::from_utf8(bytes)
        .map_err(|error| ReadError::NotText { path: full, at: error.utf8_error().valid_up_to() })?;
    Ok(SourceFile { path, text })
}

fn embedded_in(dir: &Dir<'_>, part: &str, files: &mut Vec<SourceFile>) {
    for file in dir.files() {
        let path = format!("{part}/{}", file.path().to_string_lossy().replace('\\', "/"));
        if let Some(text) = file.contents_utf8().filter(|_| is_content(&path)) {
            files.push(SourceFile { path, text: text.to_owned() });
        }
    }
    for dir in dir.dirs() {
        embedded_in(dir, part, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.into(), text: text.into() }
    }

    #[test]
    fn the_upper_layer_wins() {
        let base = vec![file("dialogs/a.yaml", "a"), file("dialogs/b.yaml", "b")];
        let over = vec![file("dialogs/b.yaml", "B"), file("dialogs/c.yaml", "c")];
        let both: String = overlay(base, over).into_iter().map(|file| file.text).collect();
        assert_eq!(both, "aBc");
    }

    #[test]
    fn only_what_is_content_is_content() {
        for path in
            ["dialogs/a.yaml", "dialogs/reserved/menu.yaml", "locales/en/a.ftl", "locales/en/utterances.yaml"]
        {
            assert!(is_content(path), "{path}");
        }
        for path in ["dialogs/README.md", "locales/en/notes.yaml", "locales/a.ftl", "locales/en/old/a.ftl"] {
            assert!(!is_content(path), "{path}");
        }
    }
}
