//! The operator's key, and the file that holds it.
//!
//! The file is text: a line that says what it is, the key's id, the key. Nobody but its owner may read it, and it is no part of
//! the data directory: whoever has both can read every conversation, whoever has one of them none.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::seal::Key;

/// The first line of the file.
const HEADER: &str = "helpbot key, version 1";

#[derive(Clone)]
pub struct MasterKey {
    id: KeyId,
    pub(super) key: Key,
}

/// Tells one master key from another; no secret.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(u64);

/// What is wrong with a key file. Never quotes what stands in it.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("there is no key file `{}`", .path.display())]
    Missing { path: PathBuf },
    #[error("cannot read the key file `{}`: {why}", .path.display())]
    Read { path: PathBuf, why: io::Error },
    #[error("others may read the key file `{}`; run `chmod 600 {0}`", shell_word(.path))]
    Open { path: PathBuf },
    #[error("`{}` is no key file: {why}", .path.display())]
    Wrong { path: PathBuf, why: &'static str },
    #[error("`{}` is there already; a key is never overwritten", .path.display())]
    Exists { path: PathBuf },
    #[error("cannot write the key file `{}`: {why}", .path.display())]
    Write { path: PathBuf, why: io::Error },
}

impl MasterKey {
    pub fn random() -> Self {
        Self::of(Key::random())
    }

    pub fn id(&self) -> KeyId {
        self.id
    }

    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let read = |why: io::Error| match why.kind() {
            io::ErrorKind::NotFound => KeyFileError::Missing { path: path.into() },
            _ => KeyFileError::Read { path: path.into(), why },
        };
        let rights = fs::metadata(path).map_err(read)?;
        if may_be_read_by_others(&rights) {
            return Err(KeyFileError::Open { path: path.into() });
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(read)?);
        parse(&text).map_err(|why| KeyFileError::Wrong { path: path.into(), why })
    }

    /// Makes the file, for its owner's eyes only. It is there whole or not at all, and what is there is never overwritten.
    pub fn write(&self, path: &Path) -> Result<(), KeyFileError> {
        let written = self.try_write(path);
        written.map_err(|why| match why.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists { path: path.into() },
            _ => KeyFileError::Write { path: path.into(), why },
        })
    }

    fn try_write(&self, path: &Path) -> io::Result<()> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(format!(".{}.new", self.id));
        let unfinished = PathBuf::from(unfinished);
        let text = Zeroizing::new(format!(
            "{HEADER}\nid {}\nkey {}\n",
            self.id,
            *Zeroizing::new(STANDARD.encode(self.key.bytes()))
        ));
        let made = (|| {
            let mut file = for_its_owner().open(&unfinished)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            // Unlike a renaming, this fails when something is there.
            fs::hard_link(&unfinished, path)
        })();
        fs::remove_file(&unfinished)?;
        made?;
        File::open(folder)?.sync_all()
    }

    fn of(key: Key) -> Self {
        Self { id: KeyId(key.fingerprint()), key }
    }
}

fn parse(text: &str) -> Result<MasterKey, &'static str> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err("its first line is not that of a key of this version");
    }
    let id = lines.next().and_then(|line| line.strip_prefix("id ")?.parse::<KeyId>().ok());
    let key = lines.next().and_then(|line| {
        let bytes = Zeroizing::new(STANDARD.decode(line.strip_prefix("key ")?).ok()?);
        Key::from_bytes(&bytes)
    });
    match (id, key.map(MasterKey::of)) {
        (Some(id), Some(key)) if key.id == id => Ok(key),
        (Some(_), Some(_)) => Err("its id does not belong to its key, so one of them was changed"),
        _ => Err("it is damaged: after the first line come `id` and `key`"),
    }
}

#[cfg(unix)]
fn may_be_read_by_others(rights: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    rights.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn may_be_read_by_others(_: &fs::Metadata) -> bool {
    false
}

fn for_its_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A path as a shell takes it.
fn shell_word(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    if path.chars().all(plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for KeyId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
        id.map(Self).ok_or("a key's id has 16 digits, 0 to 9 and a to f")
    }
}

impl TryFrom<String> for KeyId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join("of a team/key");
        (dir, path)
    }

    #[test]
    fn a_key_is_read_as_it_was_written_and_never_overwritten() {
        let (_dir, path) = file();
        let key = MasterKey::random();
        key.write(&path).expect("it can be written");
        let read = MasterKey::read(&path).expect("it can be read");
        assert_eq!((read.id(), read.key.bytes()), (key.id(), key.key.bytes()));
        let error = MasterKey::random().write(&path).expect_err("it is there");
        assert!(matches!(error, KeyFileError::Exists { .. }), "{error}");
        assert_eq!(MasterKey::read(&path).expect("untouched").id(), key.id());
        let folder = path.parent().expect("it has one");
        assert_eq!(fs::read_dir(folder).expect("readable").count(), 1, "nothing else is left");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused_with_the_remedy() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_dir, path) = file();
        MasterKey::random().write(&path).expect("it can be written");
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o610] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("ours");
            let error = MasterKey::read(&path).expect_err("it is open").to_string();
            assert!(error.ends_with(&format!("run `chmod 600 '{}'`", path.display())), "{error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).expect("ours");
        assert!(MasterKey::read(&path).is_ok());
    }

    #[test]
    fn a_damaged_key_is_named_and_not_quoted() {
        let (_dir, path) = file();
        MasterKey::random().write(&path).expect("it can be written");
        let text = fs::read_to_string(&path).expect("readable");
        let other = MasterKey::random().id().to_string();
        let id = text.lines().nth(1).expect("three lines").trim_start_matches("id ");
        for (damaged, why) in [
            (text.replace("version 1", "version 2"), "first line"),
            (text.replace(id, &other), "does not belong"),
            (text.replace("key ", "key A"), "damaged"),
            (text.lines().take(2).collect::<Vec<_>>().join("\n"), "damaged"),
            (String::new(), "first line"),
        ] {
            fs::write(&path, damaged).expect("ours");
            let error = MasterKey::read(&path).expect_err("damaged").to_string();
            let key = text.lines().nth(2).expect("three lines").trim_start_matches("key ");
            assert!(error.contains(why) && !error.contains(key), "{error}");
        }
        fs::remove_file(&path).expect("ours");
        assert!(matches!(MasterKey::read(&path), Err(KeyFileError::Missing { .. })));
    }

    #[test]
    fn a_key_shows_only_its_id() {
        let key = MasterKey::random();
        assert_eq!(format!("{key:?}"), format!("MasterKey({})", key.id()));
    }
}
