//! Names of things, each a type of its own: two strings are easily swapped.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn new(name: impl Into<Arc<str>>) -> Self {
                Self(name.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "`{}`", self.0)
            }
        }
    };
}

id!(
    /// A dialog or an answer: both are topics that an intent can start.
    DialogId
);
id!(
    /// A state, unique within its dialog.
    StateId
);
id!(
    /// Something a dialog remembers, unique within its dialog.
    SlotId
);
id!(
    /// What a text means.
    IntentId
);
id!(
    /// A choice of a state, unique within the state.
    LabelId
);
id!(
    /// A language tag as in `locales/` (BCP 47), `zh-TW`.
    LocaleId
);
id!(
    /// A message of the `.ftl` files, `popup-blocked-ask-device`, or one of its attributes, `popup-blocked.title`.
    TextKey
);
id!(
    /// A clock of one conversation; setting it anew replaces it.
    TimerName
);
