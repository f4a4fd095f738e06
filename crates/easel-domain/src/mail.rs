//! Every mail there is: what it is called, what its words are filled with, and whether it may be declined.

use crate::notice::{NoticeKind, Topic};

macro_rules! mails {
    ($($(#[$about:meta])* $name:ident = $word:literal [$($param:literal),*],)*) => {
        /// Which mail. Its words stand in the catalogues under `mail.`, by [`MailKind::as_str`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum MailKind {
            $($(#[$about])* $name,)*
        }

        impl MailKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in the database and in the catalogues.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// What its words are filled with, beside the studio's name.
            #[must_use]
            pub const fn params(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($param),*],)*
                }
            }
        }
    };
}

mails! {
    /// A link for another password.
    Reset = "reset" ["name", "link"],
    /// A link that shows an address to be one's own.
    Verify = "verify" ["name", "link"],
    /// The same, to the address that is to be the new one.
    EmailNew = "email_new" ["name", "address", "link"],
    /// To the address of before.
    EmailChangeAsked = "email_change_asked" ["name", "address"],
    /// To the address of before, once it is no longer.
    EmailChanged = "email_changed" ["name", "address"],
    /// Two-step verification is on.
    SecondFactorOn = "second_factor_on" ["name"],
    /// Its owner took it off.
    SecondFactorOff = "second_factor_off" ["name"],
    /// An administrator took it off.
    SecondFactorTakenOff = "second_factor_taken_off" ["name", "reason"],
    /// A recovery code was used.
    RecoveryCodeUsed = "recovery_code_used" ["name", "left"],
    /// A passkey signs them in from now on.
    PasskeyAdded = "passkey_added" ["name", "passkey"],
    /// A passkey does no longer.
    PasskeyRemoved = "passkey_removed" ["name", "passkey"],
    /// A sign-in provider signs them in from now on.
    SignInLinked = "sign_in_linked" ["name", "provider"],
    /// It does no longer.
    SignInUnlinked = "sign_in_unlinked" ["name", "provider"],
    /// The account has another password.
    PasswordChanged = "password_changed" ["name"],
    /// Sign-ins from new browsers are told no more.
    SignInAlertsOff = "sign_in_alerts_off" ["name"],
    /// Somebody signed in from a browser that was never seen.
    SignInNew = "sign_in_new" ["name", "when", "device", "address", "link"],
    /// The week before an account is deleted has begun.
    Leaving = "leaving" ["name", "until", "link"],
    /// The same, by an administrator's word.
    LeavingByStudio = "leaving_by_studio" ["name", "until", "reason", "link"],
    /// The account stays.
    Kept = "kept" ["name"],
    /// The account is gone. With this mail its address goes, too.
    Deleted = "deleted" ["name"],
    /// What somebody says they paid is being looked for.
    PaymentReceived = "payment_received" ["name", "amount", "reference", "link"],
    /// The money came.
    PaymentApproved = "payment_approved" ["name", "amount", "reference", "credits", "link"],
    /// It did not.
    PaymentRejected = "payment_rejected" ["name", "amount", "reference", "reason", "link"],
    /// A bank or a card said no.
    PaymentDeclined = "payment_declined" ["name", "amount", "reference", "link"],
    /// The payer's bank takes it back.
    PaymentDisputed = "payment_disputed" ["name", "amount", "reference", "link"],
    /// To administrators: somebody says that they paid.
    PaymentWaiting = "payment_waiting" ["name", "amount", "reference", "link"],
    /// Money went back.
    RefundDone = "refund_done" ["name", "amount", "reference", "refund", "credits", "link"],
    /// It is not going back.
    RefundRejected = "refund_rejected" ["name", "amount", "reference", "reason", "link"],
    /// It could not be sent.
    RefundFailed = "refund_failed" ["name", "amount", "reference", "refund", "credits", "link"],
    /// A plan is paid for another term.
    PlanPaid = "plan_paid" ["name", "amount", "reference", "plan", "until", "link"],
    /// A cycle within a term began and gave its credits.
    PlanRefreshed = "plan_refreshed" ["name", "plan", "credits", "link"],
    /// A plan that doesn't renew by itself.
    PlanEndsSoon = "plan_ends_soon" ["name", "plan", "until", "link"],
    /// A plan is over.
    PlanEnded = "plan_ended" ["name", "plan", "until", "link"],
    /// What somebody asked for is made, and they aren't there.
    JobDone = "job_done" ["name", "count", "link"],
    /// The studio answered, and they have not read it.
    ConversationAnswered = "conversation_answered" ["text", "link"],
    /// To those who look after conversations.
    ConversationWaiting = "conversation_waiting" ["who", "text", "link"],
    /// A picture may not be shown.
    ShowcaseRefused = "showcase_refused" ["name", "title", "reason", "link"],
    /// A picture is shown no more.
    ShowcaseTakenDown = "showcase_taken_down" ["name", "title", "reason", "link"],
    /// An appeal helped.
    ShowcaseRestored = "showcase_restored" ["name", "title", "reason", "link"],
    /// An appeal did not help.
    ShowcaseUpheld = "showcase_upheld" ["name", "title", "reason", "link"],
    /// An operator's, to see whether mails arrive.
    Test = "test" ["name"],
}

impl MailKind {
    /// Reads [`MailKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// What people decline by saying that they want no mails of a topic; `None` for what goes out in any case.
    #[must_use]
    pub const fn topic(self) -> Option<Topic> {
        match self {
            Self::JobDone => Some(Topic::Pictures),
            Self::PlanRefreshed | Self::PlanEndsSoon | Self::PlanEnded => Some(Topic::Plan),
            Self::ConversationAnswered => Some(Topic::Messages),
            Self::ShowcaseRefused
            | Self::ShowcaseTakenDown
            | Self::ShowcaseRestored
            | Self::ShowcaseUpheld => Some(Topic::Showcase),
            Self::Reset
            | Self::Verify
            | Self::EmailNew
            | Self::EmailChangeAsked
            | Self::EmailChanged
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::SecondFactorTakenOff
            | Self::RecoveryCodeUsed
            | Self::PasskeyAdded
            | Self::SignInLinked
            | Self::SignInUnlinked
            | Self::PasskeyRemoved
            | Self::PasswordChanged
            | Self::SignInAlertsOff
            | Self::SignInNew
            | Self::Leaving
            | Self::LeavingByStudio
            | Self::Kept
            | Self::Deleted
            | Self::PaymentReceived
            | Self::PaymentApproved
            | Self::PaymentRejected
            | Self::PaymentDeclined
            | Self::PaymentDisputed
            | Self::PaymentWaiting
            | Self::RefundDone
            | Self::RefundRejected
            | Self::RefundFailed
            | Self::PlanPaid
            | Self::ConversationWaiting
            | Self::Test => None,
        }
    }

    /// What the notification centre tells of the same. What a mail alone can tell, or whoever gets it did themselves a moment
    /// ago, is none.
    #[must_use]
    pub const fn notice(self) -> Option<NoticeKind> {
        Some(match self {
            Self::EmailChanged => NoticeKind::EmailChanged,
            Self::SecondFactorOn => NoticeKind::SecondFactorOn,
            Self::SecondFactorOff | Self::SecondFactorTakenOff => NoticeKind::SecondFactorOff,
            Self::RecoveryCodeUsed => NoticeKind::RecoveryCodeUsed,
            Self::EmailChangeAsked => NoticeKind::EmailChangeAsked,
            Self::PasskeyAdded => NoticeKind::PasskeyAdded,
            Self::SignInLinked => NoticeKind::SignInLinked,
            Self::SignInUnlinked => NoticeKind::SignInUnlinked,
            Self::PasskeyRemoved => NoticeKind::PasskeyRemoved,
            Self::PasswordChanged => NoticeKind::PasswordChanged,
            Self::SignInAlertsOff => NoticeKind::SignInAlertsOff,
            Self::SignInNew => NoticeKind::SignInNew,
            Self::PaymentApproved => NoticeKind::PaymentApproved,
            Self::PaymentRejected => NoticeKind::PaymentRejected,
            Self::PaymentDeclined => NoticeKind::PaymentDeclined,
            Self::PaymentDisputed => NoticeKind::PaymentDisputed,
            Self::RefundDone => NoticeKind::RefundDone,
            Self::RefundRejected => NoticeKind::RefundRejected,
            Self::RefundFailed => NoticeKind::RefundFailed,
            Self::PlanPaid => NoticeKind::PlanPaid,
            Self::PlanEndsSoon => NoticeKind::PlanEndsSoon,
            Self::PlanEnded => NoticeKind::PlanEnded,
            Self::ShowcaseRefused => NoticeKind::ShowcaseRefused,
            Self::ShowcaseTakenDown => NoticeKind::ShowcaseTakenDown,
            Self::ShowcaseRestored => NoticeKind::ShowcaseRestored,
            Self::ShowcaseUpheld => NoticeKind::ShowcaseUpheld,
            // Pictures, cycles and answers are told where they come about.
            Self::JobDone
            | Self::PlanRefreshed
            | Self::ConversationAnswered
            | Self::Reset
            | Self::Verify
            | Self::EmailNew
            | Self::Leaving
            | Self::LeavingByStudio
            | Self::Kept
            | Self::Deleted
            | Self::PaymentReceived
            | Self::PaymentWaiting
            | Self::ConversationWaiting
            | Self::Test => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, message};

    #[test]
    fn every_mail_has_words_in_every_language_and_fills_all_of_them() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::parse(kind.as_str()), Some(*kind));
            for part in ["subject", "body"] {
                let key = format!("mail.{}.{part}", kind.as_str());
                let filled: Vec<_> =
                    kind.params().iter().map(|name| (*name, "1")).chain([("studio", "S")]).collect();
                for language in Language::ALL {
                    let said = message::text(*language, &key, &filled);
                    assert!(said != key && !said.contains(['{', '}']), "{} {key}: {said}", language.tag());
                }
            }
        }
    }
}
