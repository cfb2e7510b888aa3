//! How rows become bytes and back.
//!
//! Every value of every store passes through here: [`encode`] and [`decode`] for what is nobody's in particular (counters, times) and
//! for the size of the others, [`seal`] and [`unseal`] for what belongs to a learner. JSON inside, because a row says by itself what
//! it is: an operator can read an export, and a field added later does not make yesterday's rows unreadable.
//!
//! A sealed value is a version, the learner's [`Name`], and what [`Key::seal`](super::seal::Key::seal) made of the JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::records::Kept;
use super::seal::{Key, Name, Place};
use crate::engine::Session;

/// Before it is sealed. Far more than a learner writes or a session takes; a leaf of rows as large as this is a file of its own to sled
/// (see `durability.rs`).
pub const MOST_BYTES: usize = 32 * 1024;

/// JSON begins with none of these.
const SEALED: u8 = 1;
const HEAD: usize = 1 + Name::BYTES;

/// Whose a value is, and what seals it.
#[derive(Debug, Clone)]
pub struct Learner {
    pub name: Name,
    pub key: Key,
}

pub fn encode<T: Serialize>(what: &'static str, value: &T) -> Result<Vec<u8>, StoreError> {
    let bytes = serde_json::to_vec(value).expect("rows are made of numbers, strings, lists and structs");
    if bytes.len() > MOST_BYTES {
        return Err(StoreError::TooLarge { what, bytes: bytes.len(), most: MOST_BYTES });
    }
    Ok(bytes)
}

pub fn decode<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Unreadable {
        what,
        // Only the place: the error's own words may quote what a learner typed.
        why: format!("{:?} error at byte {} of {}", error.classify(), error.column(), bytes.len()),
    })
}

/// What [`encode`] made, for its place in the store.
pub fn seal(learner: &Learner, place: Place<'_>, encoded: &[u8]) -> Vec<u8> {
    let mut head = [SEALED; HEAD];
    head[1..].copy_from_slice(&learner.name.0);
    learner.key.seal(place, &head, encoded)
}

/// Whose a sealed value is. `None`: it is none.
pub fn owner(bytes: &[u8]) -> Option<Name> {
    let (&version, rest) = bytes.split_first()?;
    (version == SEALED).then(|| Name::at_front(rest)).flatten()
}

/// Back to what [`encode`] made.
pub fn unseal(
    what: &'static str,
    key: &Key,
    place: Place<'_>,
    bytes: &[u8],
) -> Result<zeroize::Zeroizing<Vec<u8>>, StoreError> {
    let why = "it does not open: it was changed, or stood at another place".to_owned();
    key.open(place, HEAD, bytes).ok_or(StoreError::Unreadable { what, why })
}

/// A session, unless a newer version of the program wrote it in a way that this one does not know.
pub fn decode_session(bytes: &[u8]) -> Result<Kept, StoreError> {
    let stamp: Stamp = decode("session", bytes)?;
    if stamp.session.schema > Session::SCHEMA {
        let why =
            format!("it has schema {}, this version knows up to {}", stamp.session.schema, Session::SCHEMA);
        return Err(StoreError::Unreadable { what: "session", why });
    }
    decode("session", bytes)
}

/// What a commit has to know of the stored session: its revision, and the day on which it was touched.
///
/// The revision is 0 when there is no session, or none that [`decode_session`] can read. Reading a whole session costs more than
/// the check is worth, so that is only done for a commit that begins anew.
pub fn revision_and_day(stored: Option<&[u8]>, expected: u64) -> (u64, Option<i64>) {
    let Some(bytes) = stored else { return (0, None) };
    match decode::<Stamp>("session", bytes) {
        Ok(stamp) if expected > 0 => (stamp.session.revision, Some(stamp.touched)),
        stamp => {
            let revision = decode_session(bytes).map_or(0, |kept| kept.session.revision);
            (revision, stamp.ok().map(|stamp| stamp.touched))
        }
    }
}

/// The day on which a stored session was touched, if that much of it can be read.
pub fn touched(bytes: &[u8]) -> Option<i64> {
    decode::<Stamp>("session", bytes).ok().map(|stamp| stamp.touched)
}

/// What has to be known about a session before it is read.
#[derive(serde::Deserialize)]
struct Stamp {
    touched: i64,
    session: SessionStamp,
}

#[derive(serde::Deserialize)]
struct SessionStamp {
    schema: u16,
    revision: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Fingerprint;
    use crate::store::ConversationId;

    fn stored(change: impl Fn(&mut Session)) -> Vec<u8> {
        let mut session = Session::new(Fingerprint(u64::MAX), "zh-TW".into());
        change(&mut session);
        let conversation = ConversationId::new("test", "ann");
        encode("session", &Kept { conversation, touched: 7, session }).expect("it is small")
    }

    #[test]
    fn an_error_does_not_quote_what_it_could_not_read() {
        let error = decode::<u64>("counter", br#""A123456789""#).expect_err("a string is no number");
        assert_eq!(error.to_string(), "a stored counter cannot be read: Data error at byte 12 of 12");
    }

    #[test]
    fn a_session_of_a_newer_version_is_not_guessed_at() {
        let error = decode_session(&stored(|session| session.schema += 1)).expect_err("too new");
        assert!(matches!(error, StoreError::Unreadable { what: "session", .. }), "{error}");
    }

    #[test]
    fn beginning_anew_expects_no_session_and_gets_past_an_unreadable_one() {
        let readable = stored(|session| session.revision = 7);
        assert_eq!((touched(&readable), touched(b"garbage")), (Some(7), None));
        assert_eq!(revision_and_day(None, 0), (0, None));
        assert_eq!(revision_and_day(Some(&readable), 7), (7, Some(7)));
        assert_eq!(revision_and_day(Some(&readable), 0), (7, Some(7)));
        assert_eq!(revision_and_day(Some(b"garbage"), 0), (0, None));
        assert_eq!(revision_and_day(Some(b"garbage"), 7), (0, None));
        let newer = stored(|session| (session.schema, session.revision) = (Session::SCHEMA + 1, 7));
        assert_eq!(revision_and_day(Some(&newer), 0), (0, Some(7)));
        assert_eq!(revision_and_day(Some(&newer), 6), (7, Some(7)));
    }

    #[test]
    fn a_sealed_value_tells_whose_it_is_and_no_json_passes_for_one() {
        let learner = Learner { name: Name([7; Name::BYTES]), key: Key::random() };
        let place = Place { tree: "sessions", key: b"1" };
        let sealed = seal(&learner, place, b"{}");
        assert_eq!(owner(&sealed), Some(learner.name));
        assert_eq!(
            unseal("session", &learner.key, place, &sealed).map(|plain| plain.to_vec()),
            Ok(b"{}".to_vec())
        );
        let error = unseal("session", &Key::random(), place, &sealed).expect_err("another key");
        assert!(matches!(error, StoreError::Unreadable { what: "session", .. }), "{error}");
        assert_eq!(
            (owner(br#"{"a":"a value long enough"}"#), owner(b""), owner(&[SEALED])),
            (None, None, None)
        );
    }

    #[test]
    fn what_is_too_large_for_a_row_is_refused() {
        assert_eq!(
            encode("text", &"x".repeat(MOST_BYTES - 2)).map(|bytes| bytes.len()).ok(),
            Some(MOST_BYTES)
        );
        let error = encode("text", &"x".repeat(MOST_BYTES - 1)).expect_err("one more than fits");
        assert_eq!(error.to_string(), "a text of 32769 bytes is too large to be stored, at most 32768 fit");
    }
}
