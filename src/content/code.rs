//! The kinds of mistakes. A code is a promise: editors search for it and tools filter by it, so it never changes its meaning.

use serde::Serialize;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $name:literal $severity:ident,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $code,)* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }
        }
    };
}

/// An error keeps the content from being loaded, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Error,
    Warning,
}

codes! {
    // The form of a YAML file.
    YamlSyntax "yaml-syntax" Error,
    /// Anchors, aliases, tags, several documents in a file: YAML has them, this language does not.
    YamlFeature "yaml-feature" Error,
    UnknownKey "unknown-key" Error,
    MissingKey "missing-key" Error,
    DuplicateKey "duplicate-key" Error,
    WrongType "wrong-type" Error,
    BadValue "bad-value" Error,
    BadId "bad-id" Error,
    /// A name that means something else to the program: a label `title`, a state `answer` of a dialog `answer`.
    ReservedWord "reserved-word" Error,

    // Names.
    DuplicateDialog "duplicate-dialog" Error,
    DuplicateIntent "duplicate-intent" Error,
    DuplicateLabel "duplicate-label" Error,
    UnknownTarget "unknown-target" Error,
    UnknownState "unknown-state" Error,
    UnknownDialog "unknown-dialog" Error,
    UnknownSlot "unknown-slot" Error,
    UnknownIntent "unknown-intent" Error,
    UnknownLabel "unknown-label" Error,
    UnknownCommand "unknown-command" Error,
    UnknownLocale "unknown-locale" Error,
    UnknownSource "unknown-source" Error,
    AmbiguousTarget "ambiguous-target" Warning,
    MissingReserved "missing-reserved" Error,
    MisplacedReserved "misplaced-reserved" Error,

    // States.
    StateKind "state-kind" Error,
    Misplaced "misplaced" Error,
    TooMany "too-many" Error,
    NoOpenChoice "no-open-choice" Error,
    NoLastTransition "no-last-transition" Error,
    ShadowedTransition "shadowed-transition" Error,
    PressTooLong "press-too-long" Error,
    BadDuration "bad-duration" Error,
    ShortTimeout "short-timeout" Warning,
    LongTimeout "long-timeout" Error,
    RenamedState "renamed-state" Error,

    // Slots and guards.
    BadSlot "bad-slot" Error,
    SlotValue "slot-value" Error,
    SlotMismatch "slot-mismatch" Error,
    UnusedSlot "unused-slot" Warning,
    GuardSyntax "guard-syntax" Error,
    GuardType "guard-type" Error,

    // The way through.
    UnreachableState "unreachable-state" Error,
    UnreachableDialog "unreachable-dialog" Warning,
    DeadEnd "dead-end" Error,
    SilentLoop "silent-loop" Error,
    EndlessCall "endless-call" Error,
    UnaskedErasure "unasked-erasure" Error,

    // Words.
    FtlSyntax "ftl-syntax" Error,
    DuplicateText "duplicate-text" Error,
    MissingText "missing-text" Error,
    UnusedText "unused-text" Error,
    UnusedLabel "unused-label" Warning,
    TextCollision "text-collision" Error,
    UnknownVariable "unknown-variable" Error,
    VariablesDiffer "variables-differ" Warning,
    UnknownVariant "unknown-variant" Error,
    UnknownReference "unknown-reference" Error,
    BadMark "bad-mark" Error,
    Unescaped "unescaped" Error,
    TextTooLong "text-too-long" Error,
    TitleTooLong "title-too-long" Warning,
    LabelTooLong "label-too-long" Error,

    // What people say.
    MissingUtterances "missing-utterances" Error,
    FewUtterances "few-utterances" Warning,
    AmbiguousUtterance "ambiguous-utterance" Error,
    DuplicateUtterance "duplicate-utterance" Warning,
    AmbiguousPhrase "ambiguous-phrase" Error,
    BadPattern "bad-pattern" Error,
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
