//! What may become of an exhibit, and what may stand beside it.

use easel_domain::{MailKind, NoticeKind, Timestamp};
use thiserror::Error;

/// Most characters of a title.
pub const TITLE_MAX: usize = 120;
/// Most characters of the name somebody is shown under.
pub const PUBLIC_NAME_MAX: usize = 40;
/// Most characters of what a visitor says beside the reason of a report.
pub const REPORT_MAX: usize = 500;
/// Most characters of an appeal.
pub const APPEAL_MAX: usize = 1_000;
/// Most exhibits decided about at once.
pub const DECIDED_MAX: usize = 100;
/// From here on, per mille, the classifier's word stands beside the picture.
pub const RISKY: i64 = 500;
/// Open reports beyond so many make nothing more urgent.
const REPORTS_COUNTED: i64 = 50;

/// Makes an enum of words that the database and the API share.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in the database and the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads that word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// Where an exhibit is on its way.
    ExhibitState {
        /// Not seen yet: a moderator looks first.
        Waiting = "waiting",
        /// Everybody sees it.
        Live = "live",
        /// A moderator looked first and said no.
        Refused = "refused",
        /// It was seen, until a moderator said no.
        TakenDown = "taken_down",
        /// Its owner doesn't show it any more.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What a moderator decides.
    Decision {
        /// What waits is seen.
        Approve = "approve",
        /// What waits is not.
        Refuse = "refuse",
        /// What is seen is no longer.
        TakeDown = "take_down",
        /// What was refused or taken down is seen again.
        Restore = "restore",
        /// An appeal changes nothing.
        Uphold = "uphold",
        /// It stands among the best.
        Feature = "feature",
        /// It no longer does.
        Unfeature = "unfeature",
        /// Its reports are answered: it stays.
        Dismiss = "dismiss",
    }
}

words! {
    /// Why a visitor reports something.
    ReportWhy {
        /// Nakedness, sex.
        Sexual = "sexual",
        /// Cruelty, gore.
        Violence = "violence",
        /// Contempt for people.
        Hate = "hate",
        /// It shows somebody who doesn't want to be shown.
        Person = "person",
        /// It is somebody else's work.
        Rights = "rights",
        /// Whatever the visitor says.
        Other = "other",
    }
}

impl ExhibitState {
    /// Where a picture comes to that its owner shows, perhaps again. `None` after a moderator's no: only an appeal helps.
    #[must_use]
    pub fn after_showing(before: Option<Self>, same_words: bool, approve_first: bool) -> Option<Self> {
        match before {
            Some(Self::Refused | Self::TakenDown) => None,
            // What everybody sees stays so, unless it would say something that nobody looked at.
            Some(Self::Live) if same_words => Some(Self::Live),
            _ => Some(if approve_first { Self::Waiting } else { Self::Live }),
        }
    }

    /// Where a decision leads; `None` where there is nothing to be decided so.
    #[must_use]
    pub fn after(self, decision: Decision, appeals: bool) -> Option<Self> {
        match (decision, self) {
            (Decision::Approve, Self::Waiting) => Some(Self::Live),
            (Decision::Refuse, Self::Waiting) => Some(Self::Refused),
            (Decision::TakeDown, Self::Live) => Some(Self::TakenDown),
            (Decision::Restore, Self::Refused | Self::TakenDown) => Some(Self::Live),
            (Decision::Uphold, Self::Refused | Self::TakenDown) if appeals => Some(self),
            (Decision::Feature | Decision::Unfeature, Self::Live) => Some(self),
            (Decision::Dismiss, Self::Live | Self::Waiting | Self::Withdrawn) => Some(self),
            _ => None,
        }
    }

    /// Whether its owner may say something against it.
    #[must_use]
    pub const fn may_appeal(self) -> bool {
        matches!(self, Self::Refused | Self::TakenDown)
    }
}

impl Decision {
    /// Whether its owner is to read why.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Refuse | Self::TakeDown | Self::Uphold)
    }

    /// Whether nothing that was reported is open after it.
    #[must_use]
    pub const fn answers_reports(self) -> bool {
        matches!(self, Self::Refuse | Self::TakeDown | Self::Restore | Self::Dismiss)
    }

    /// The mail that tells its owner, if one does.
    #[must_use]
    pub const fn mail(self) -> Option<MailKind> {
        match self {
            Self::Refuse => Some(MailKind::ShowcaseRefused),
            Self::TakeDown => Some(MailKind::ShowcaseTakenDown),
            Self::Restore => Some(MailKind::ShowcaseRestored),
            Self::Uphold => Some(MailKind::ShowcaseUpheld),
            Self::Approve | Self::Feature | Self::Unfeature | Self::Dismiss => None,
        }
    }

    /// What its owner's notification centre tells of it, if it does.
    #[must_use]
    pub fn notice(self) -> Option<NoticeKind> {
        match self {
            Self::Approve => Some(NoticeKind::ShowcaseApproved),
            other => other.mail().and_then(MailKind::notice),
        }
    }

    /// What the audit log calls it.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::Approve => "exhibit.approve",
            Self::Refuse => "exhibit.refuse",
            Self::TakeDown => "exhibit.take_down",
            Self::Restore => "exhibit.restore",
            Self::Uphold => "exhibit.uphold",
            Self::Feature => "exhibit.feature",
            Self::Unfeature => "exhibit.unfeature",
            Self::Dismiss => "exhibit.dismiss",
        }
    }
}

/// How soon a moderator should look: each person's word weighs more than all that a classifier can say.
#[must_use]
pub fn urgency(reports: i64, risk: Option<i64>) -> i64 {
    reports.clamp(0, REPORTS_COUNTED) * 1_001 + risk.unwrap_or(0).clamp(0, 1_000)
}

/// What can't stand in public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidShowing {
    /// Too long, or with control characters.
    #[error("the title can't stand there")]
    Title,
    /// Nothing, too long, with control characters, or an address.
    #[error("the name can't stand there")]
    Name,
    /// Nothing where words are needed, or too many.
    #[error("the words can't stand there")]
    Words {
        /// Most characters.
        max: usize,
    },
}

/// A title as it is kept; none is none.
///
/// # Errors
/// [`InvalidShowing::Title`].
pub fn title(typed: &str) -> Result<String, InvalidShowing> {
    one_line(typed, TITLE_MAX).ok_or(InvalidShowing::Title)
}

/// The name somebody is shown under. An address is none: it would tell everybody where to write to.
///
/// # Errors
/// [`InvalidShowing::Name`].
pub fn public_name(typed: &str) -> Result<String, InvalidShowing> {
    let name = one_line(typed, PUBLIC_NAME_MAX).ok_or(InvalidShowing::Name)?;
    if name.is_empty() || name.contains('@') || name.contains("://") {
        return Err(InvalidShowing::Name);
    }
    Ok(name)
}

/// What a visitor says beside a reason: needed where the reason says nothing by itself.
///
/// # Errors
/// [`InvalidShowing::Words`].
pub fn report_words(why: ReportWhy, typed: &str) -> Result<String, InvalidShowing> {
    words(typed, REPORT_MAX, why == ReportWhy::Other)
}

/// What somebody says against a moderator's no.
///
/// # Errors
/// [`InvalidShowing::Words`].
pub fn appeal_words(typed: &str) -> Result<String, InvalidShowing> {
    words(typed, APPEAL_MAX, true)
}

fn one_line(typed: &str, max: usize) -> Option<String> {
    let text = typed.trim();
    let fits = text.chars().count() <= max && !text.chars().any(is_hidden);
    fits.then(|| text.to_owned())
}

/// Control characters, and those that turn the direction of what follows them.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn words(typed: &str, max: usize, needed: bool) -> Result<String, InvalidShowing> {
    let text = typed.trim();
    let odd = |c: char| is_hidden(c) && c != '\n' && c != '\r' && c != '\t';
    if text.chars().count() > max || text.chars().any(odd) || (needed && text.is_empty()) {
        return Err(InvalidShowing::Words { max });
    }
    Ok(text.to_owned())
}

/// What the operator decided about the showcase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Whether there is one.
    pub is_on: bool,
    /// Whether a moderator looks before everybody does.
    pub approve_first: bool,
}

/// A moment and an id, where a page of a list begins.
pub type Place<Id> = (Timestamp, Id);

#[cfg(test)]
mod tests {
    use super::*;
    use ExhibitState as S;

    #[test]
    fn a_moderators_no_is_not_undone_by_showing_again() {
        for approve_first in [false, true] {
            for before in [S::Refused, S::TakenDown] {
                assert_eq!(S::after_showing(Some(before), true, approve_first), None);
            }
            assert_eq!(S::after_showing(Some(S::Live), true, approve_first), Some(S::Live));
        }
        assert_eq!(S::after_showing(None, false, true), Some(S::Waiting));
        assert_eq!(S::after_showing(Some(S::Withdrawn), true, true), Some(S::Waiting));
        assert_eq!(
            S::after_showing(Some(S::Live), false, true),
            Some(S::Waiting),
            "other words are looked at"
        );
        assert_eq!(S::after_showing(Some(S::Waiting), true, false), Some(S::Live));
    }

    #[test]
    fn nothing_withdrawn_comes_back_by_a_decision() {
        for decision in Decision::ALL {
            for appeals in [false, true] {
                let after = S::Withdrawn.after(*decision, appeals);
                assert!(after.is_none_or(|after| after == S::Withdrawn), "{decision:?}");
            }
        }
    }

    #[test]
    fn only_what_waits_is_approved_and_only_what_is_seen_is_taken_down() {
        for state in S::ALL {
            assert_eq!(state.after(Decision::Approve, true).is_some(), *state == S::Waiting);
            assert_eq!(state.after(Decision::TakeDown, true).is_some(), *state == S::Live);
            assert_eq!(state.after(Decision::Feature, true).is_some(), *state == S::Live);
            assert_eq!(state.after(Decision::Uphold, false), None);
            assert_eq!(state.after(Decision::Uphold, true).is_some(), state.may_appeal());
        }
    }

    #[test]
    fn who_reads_a_no_reads_why() {
        for decision in Decision::ALL {
            assert!(!decision.needs_reason() || decision.mail().is_some(), "{decision:?}");
        }
    }

    #[test]
    fn one_person_weighs_more_than_the_classifier() {
        assert!(urgency(1, None) > urgency(0, Some(1_000)));
        assert!(urgency(1, Some(900)) > urgency(1, Some(100)));
        assert_eq!(urgency(0, None), 0);
        assert_eq!(urgency(i64::MAX, Some(i64::MAX)), urgency(50, Some(1_000)));
    }

    #[test]
    fn a_name_is_no_address_and_hides_nothing() {
        assert_eq!(public_name("  Zoë  "), Ok("Zoë".to_owned()));
        for bad in ["", "zoe@example.org", "https://x.test", "a\nb", "a\u{202e}b", &"x".repeat(41)] {
            assert_eq!(public_name(bad), Err(InvalidShowing::Name), "{bad:?}");
        }
        assert_eq!(title(" "), Ok(String::new()));
        assert_eq!(title(&"字".repeat(TITLE_MAX)).map(|t| t.chars().count()), Ok(TITLE_MAX));
        assert_eq!(title("a\0b"), Err(InvalidShowing::Title));
    }

    #[test]
    fn a_reason_that_says_nothing_needs_words() {
        assert_eq!(report_words(ReportWhy::Sexual, ""), Ok(String::new()));
        assert_eq!(report_words(ReportWhy::Other, " "), Err(InvalidShowing::Words { max: REPORT_MAX }));
        assert_eq!(appeal_words("It is\nmine."), Ok("It is\nmine.".to_owned()));
        assert_eq!(appeal_words(""), Err(InvalidShowing::Words { max: APPEAL_MAX }));
    }
}
