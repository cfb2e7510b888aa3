//! Keys, and what is sealed under them.
//!
//! Every learner has a random key of their own, under which everything that is theirs is sealed (XChaCha20-Poly1305, a random
//! nonce each time). The learners' keys are sealed under the operator's [`MasterKey`](super::MasterKey), which is never in the data
//! directory. Where something is sealed is part of the seal: a row that was moved to another key or tree does not open.
//!
//! What a learner is called in the data directory is a keyed hash of the conversation's id ([`Name`]), since that id is
//! Telegram's number of the person. Key material appears in no `Debug`, log or error; learners' keys and the master key are wiped when they are dropped.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, AeadInOut as _, Payload};
use chacha20poly1305::{Key as CipherKey, KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// 256 bits that seal.
#[derive(Clone)]
pub struct Key(Arc<Zeroizing<[u8; Key::BYTES]>>); // shared, since a copy that is moved leaves its bytes behind

/// Where something sealed belongs. It opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub tree: &'a str,
    pub key: &'a [u8],
}

const NONCE: usize = 24;
/// Stands behind what is sealed, as in RFC 8439.
const TAG: usize = 16;
const NONCES_AT_ONCE: usize = 64;

impl Key {
    pub const BYTES: usize = 32;

    pub fn random() -> Self {
        Self::filled(fill)
    }

    /// `None`: not as long as a key is.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == Self::BYTES).then(|| Self::filled(|key| key.copy_from_slice(bytes)))
    }

    fn filled(fill: impl FnOnce(&mut [u8])) -> Self {
        let mut key = Arc::new(Zeroizing::new([0; Self::BYTES]));
        fill(&mut Arc::get_mut(&mut key).expect("it was made in the line above")[..]);
        Self(key)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0[..]
    }

    /// `head` stands before what is sealed, in the clear, and cannot be exchanged either.
    pub fn seal(&self, place: Place<'_>, head: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce = nonce();
        let mut sealed = Vec::with_capacity(head.len() + NONCE + plain.len() + TAG);
        sealed.extend_from_slice(head);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let row = (&mut sealed[head.len() + NONCE..]).into();
        let tag = self.cipher().encrypt_inout_detached(&XNonce::from(nonce), &associated(place, head), row);
        sealed.extend_from_slice(&tag.expect("a row is far shorter than the cipher's limit"));
        sealed
    }

    /// `None`: it was not sealed under this key, or not for this place, or it was changed since.
    pub fn open(&self, place: Place<'_>, head: usize, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (head, rest) = sealed.split_at_checked(head)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: &associated(place, head) };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    /// A number that tells this key from others and says nothing else about it.
    pub fn fingerprint(&self) -> u64 {
        u64::from_be_bytes(self.hash(&[b"key id"]))
    }

    /// What nobody can compute without the key. The parts are told apart by their order alone, so that the first has to be fixed.
    fn hash<const BYTES: usize>(&self, parts: &[&[u8]]) -> [u8; BYTES] {
        let mut hash = Hmac::<Sha256>::new_from_slice(self.bytes()).expect("keys of any length are fine");
        parts.iter().for_each(|part| hash.update(part));
        *hash.finalize().as_bytes().first_chunk().expect("32 bytes are enough")
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(<&CipherKey>::from(&**self.0))
    }
}

/// The head and the tree's name are followed by a byte that neither of them holds at that place: one cannot pass for another.
fn associated(place: Place<'_>, head: &[u8]) -> Vec<u8> {
    [head, place.tree.as_bytes(), &[0], place.key].concat()
}

/// Of the system's random bytes, many at a time: each asking is a call of the kernel.
fn nonce() -> [u8; NONCE] {
    thread_local! {
        static NONCES: RefCell<Vec<[u8; NONCE]>> = const { RefCell::new(Vec::new()) };
    }
    NONCES.with_borrow_mut(|nonces| {
        nonces.pop().unwrap_or_else(|| {
            let mut fresh = [[0; NONCE]; NONCES_AT_ONCE];
            fill(fresh.as_flattened_mut());
            nonces.extend(&fresh[1..]);
            fresh[0]
        })
    })
}

fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives out random bytes");
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What a learner, or an arrival, is called in the data directory: nobody without the [`Names`] can tell who it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub [u8; Name::BYTES]);

impl Name {
    pub const BYTES: usize = 16;

    /// The name that a key begins with.
    pub fn at_front(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().map(|name| Self(*name))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Gives names. Its secret is sealed under the master key, belongs to one data directory, and stays the same when the master key changes.
#[derive(Debug, Clone)]
pub struct Names(Key);

impl Names {
    pub fn new(secret: Key) -> Self {
        Self(secret)
    }

    pub fn secret(&self) -> &Key {
        &self.0
    }

    pub fn conversation(&self, id: &str) -> Name {
        self.name(b"conversation", id)
    }

    /// For an arrival's id that tells whose it is.
    pub fn arrival(&self, id: &str) -> Name {
        self.name(b"arrival", id)
    }

    /// For what is kept without saying whose it is.
    pub fn heard(&self, words: &str) -> Name {
        self.name(b"heard", words)
    }

    /// A key for one purpose, from which neither the secret nor another purpose's key can be told.
    pub fn key_for(&self, purpose: &str) -> [u8; Key::BYTES] {
        self.0.hash(&[b"key", b"/", purpose.as_bytes()])
    }

    fn name(&self, kind: &[u8], id: &str) -> Name {
        Name(self.0.hash(&[kind, b"/", id.as_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<'a>(tree: &'static str, key: &'a str) -> Place<'a> {
        Place { tree, key: key.as_bytes() }
    }

    #[test]
    fn what_is_sealed_opens_under_its_key_at_its_place_and_nowhere_else() {
        let (key, other) = (Key::random(), Key::random());
        let sealed = key.seal(place("inbox", "1"), b"head", b"plain");
        assert_eq!(sealed.len(), 4 + NONCE + 5 + TAG);
        assert!(sealed.starts_with(b"head") && !sealed.windows(5).any(|bytes| bytes == b"plain"));
        let opened = |key: &Key, place, sealed: &[u8]| key.open(place, 4, sealed).map(|plain| plain.to_vec());
        assert_eq!(opened(&key, place("inbox", "1"), &sealed).as_deref(), Some(&b"plain"[..]));
        assert_eq!(opened(&other, place("inbox", "1"), &sealed), None);
        assert_eq!(opened(&key, place("inbox", "2"), &sealed), None);
        assert_eq!(opened(&key, place("outbox", "1"), &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(opened(&key, place("inbox", "1"), &changed), None, "byte {at}");
            assert_eq!(opened(&key, place("inbox", "1"), &sealed[..at]), None, "{at} bytes");
        }
    }

    #[test]
    fn the_same_words_never_look_the_same() {
        let key = Key::random();
        assert_ne!(
            key.seal(place("inbox", "1"), b"", b"plain"),
            key.seal(place("inbox", "1"), b"", b"plain")
        );
    }

    #[test]
    fn names_are_of_one_directory_and_of_one_kind() {
        let names = Names::new(Key::random());
        assert_eq!(names.conversation("telegram:1"), names.conversation("telegram:1"));
        assert_ne!(names.conversation("telegram:1"), names.conversation("telegram:2"));
        assert_ne!(names.conversation("telegram:1"), names.arrival("telegram:1"));
        assert_ne!(names.conversation("telegram:1"), Names::new(Key::random()).conversation("telegram:1"));
        assert_eq!(names.key_for("buttons"), names.key_for("buttons"));
        assert_ne!(names.key_for("buttons"), names.key_for("other"));
        assert!(!names.key_for("telegram:1").starts_with(&names.conversation("telegram:1").0));
    }

    #[test]
    fn a_key_does_not_show_itself() {
        let key = Key::from_bytes(&[0xAB; Key::BYTES]).expect("long enough");
        let shown = format!("{key:?} {:?}", Names::new(key.clone()));
        assert_eq!(shown, "Key(…) Names(Key(…))");
        assert!(Key::from_bytes(&[0; 31]).is_none());
    }
}
