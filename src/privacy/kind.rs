//! The kinds of personal data this room knows, and the marker that takes the place of each.
//!
//! A marker is the kind's own name in brackets: the same in every locale, and never mistaken for something a person typed
//! by accident. The words that tell the learner are in `locales/`.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 身分證字號
    NationalId,
    /// 統一證號, of the old form (two letters) or the new one (a letter and 8 or 9)
    ResidentId,
    /// 自然人憑證卡號
    CertificateCard,
    /// 健保卡號
    HealthCard,
    Mobile,
    Landline,
    Email,
    /// A password, a PIN or a one-time code.
    Secret,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::NationalId,
        Kind::ResidentId,
        Kind::CertificateCard,
        Kind::HealthCard,
        Kind::Mobile,
        Kind::Landline,
        Kind::Email,
        Kind::Secret,
    ];

    /// What every marker begins with.
    pub const MARKER_BEGINS: char = '[';

    /// What stands in the masked text, for example `[national-id]`.
    pub const fn marker(self) -> &'static str {
        match self {
            Kind::NationalId => "[national-id]",
            Kind::ResidentId => "[resident-id]",
            Kind::CertificateCard => "[certificate-card]",
            Kind::HealthCard => "[health-card]",
            Kind::Mobile => "[mobile]",
            Kind::Landline => "[landline]",
            Kind::Email => "[email]",
            Kind::Secret => "[secret]",
        }
    }

    /// The kind whose marker `text` begins with.
    pub(super) fn of_marker(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| text.starts_with(kind.marker()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_the_serialized_name_in_brackets() {
        for kind in Kind::ALL {
            let name = serde_json::to_value(kind).unwrap();
            assert_eq!(kind.marker(), format!("[{}]", name.as_str().unwrap()));
            assert!(kind.marker().starts_with(Kind::MARKER_BEGINS));
        }
    }
}
