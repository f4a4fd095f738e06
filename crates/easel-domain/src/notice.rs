//! What the notification centre tells somebody, what of it they hear at once, and by which way.

use crate::Timestamp;

/// Whoever said within this time that a page of theirs is before their eyes is looking.
pub const LOOKING_MS: i64 = 90_000;
/// Pictures that took this long are told of even to somebody who looks: they may have gone on with something else.
pub const LONG_MS: i64 = 60_000;
/// One picture that took this long is worth a mail, where mails are wanted; several always are.
pub const MAIL_MS: i64 = 120_000;
/// Between two mails about finished pictures.
pub const MAILS_APART_MS: i64 = 3_600_000;

macro_rules! words {
    ($(#[$of:meta])* $type:ident { $($(#[$about:meta])* $name:ident = $word:literal,)* }) => {
        $(#[$of])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type {
            $($(#[$about])* $name,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in the database, in the API and in the catalogues.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// Reads [`Self::as_str`].
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// What people decide about together: whether they hear of it by push and by mail.
    Topic {
        /// Pictures, books and files that were being made.
        Pictures = "pictures",
        /// Money.
        Payments = "payments",
        /// Plans and credits.
        Plan = "plan",
        /// Conversations with the studio.
        Messages = "messages",
        /// What is shown.
        Showcase = "showcase",
        /// Who may come in.
        Security = "security",
    }
}

words! {
    /// What happened. Its words stand in the catalogues under `notice.`.
    NoticeKind {
        /// Pictures are made. Its subject is the last of them.
        PicturesReady = "pictures_ready",
        /// A generation came to nothing.
        PictureFailed = "picture_failed",
        /// All panels of a book that were asked for are drawn.
        BookDrawn = "book_drawn",
        /// A file is made.
        ExportReady = "export_ready",
        /// The money came.
        PaymentApproved = "payment_approved",
        /// It did not.
        PaymentRejected = "payment_rejected",
        /// A bank or a card said no.
        PaymentDeclined = "payment_declined",
        /// The payer's bank takes it back.
        PaymentDisputed = "payment_disputed",
        /// Money went back.
        RefundDone = "refund_done",
        /// It is not going back.
        RefundRejected = "refund_rejected",
        /// It could not be sent.
        RefundFailed = "refund_failed",
        /// A plan is paid for another term.
        PlanPaid = "plan_paid",
        /// A cycle began and gave its credits.
        PlanRefreshed = "plan_refreshed",
        /// A plan that doesn't renew by itself.
        PlanEndsSoon = "plan_ends_soon",
        /// A plan is over.
        PlanEnded = "plan_ended",
        /// An administrator gave credits.
        CreditsGranted = "credits_granted",
        /// An administrator took credits back.
        CreditsTaken = "credits_taken",
        /// The studio answered, and nobody has read it for some minutes.
        Answered = "answered",
        /// A picture may be shown.
        ShowcaseApproved = "showcase_approved",
        /// It may not.
        ShowcaseRefused = "showcase_refused",
        /// It is shown no more.
        ShowcaseTakenDown = "showcase_taken_down",
        /// An appeal helped.
        ShowcaseRestored = "showcase_restored",
        /// An appeal did not help.
        ShowcaseUpheld = "showcase_upheld",
        /// The account has another address.
        EmailChanged = "email_changed",
        /// Two-step verification is on.
        SecondFactorOn = "second_factor_on",
        /// It is off.
        SecondFactorOff = "second_factor_off",
        /// A recovery code was used.
        RecoveryCodeUsed = "recovery_code_used",
        /// Somebody signed in from a browser that was never seen.
        SignInNew = "sign_in_new",
        /// Sign-ins from new browsers are told no more.
        SignInAlertsOff = "sign_in_alerts_off",
        /// The account has another password.
        PasswordChanged = "password_changed",
        /// The account has one more passkey.
        PasskeyAdded = "passkey_added",
        /// It has one less.
        PasskeyRemoved = "passkey_removed",
        /// A sign-in provider signs them in from now on.
        SignInLinked = "sign_in_linked",
        /// It does no longer.
        SignInUnlinked = "sign_in_unlinked",
        /// Somebody asked for another address.
        EmailChangeAsked = "email_change_asked",
        /// Somebody who helps people looked at the account.
        AccountInspected = "account_inspected",
    }
}

/// Which of alike notices are one line until it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// All of the kind.
    Kind,
    /// Those about the same thing.
    Subject,
    /// None: each says something of its own.
    Never,
}

/// Whether mails of a topic can be declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByMail {
    /// They go out in any case, where there is one.
    Always,
    /// Unless somebody says otherwise: this.
    Chosen(bool),
}

impl Topic {
    /// Whether devices that asked for it hear of it, until somebody says otherwise.
    #[must_use]
    pub const fn push(self) -> bool {
        !matches!(self, Self::Plan | Self::Showcase)
    }

    /// Whether mails tell of it.
    #[must_use]
    pub const fn mail(self) -> ByMail {
        match self {
            Self::Pictures => ByMail::Chosen(false),
            Self::Plan | Self::Messages | Self::Showcase => ByMail::Chosen(true),
            Self::Payments | Self::Security => ByMail::Always,
        }
    }
}

impl NoticeKind {
    /// What it belongs to.
    #[must_use]
    pub const fn topic(self) -> Topic {
        match self {
            Self::PicturesReady | Self::PictureFailed | Self::BookDrawn | Self::ExportReady => {
                Topic::Pictures
            }
            Self::PaymentApproved
            | Self::PaymentRejected
            | Self::PaymentDeclined
            | Self::PaymentDisputed
            | Self::RefundDone
            | Self::RefundRejected
            | Self::RefundFailed => Topic::Payments,
            Self::PlanPaid
            | Self::PlanRefreshed
            | Self::PlanEndsSoon
            | Self::PlanEnded
            | Self::CreditsGranted
            | Self::CreditsTaken => Topic::Plan,
            Self::Answered => Topic::Messages,
            Self::ShowcaseApproved
            | Self::ShowcaseRefused
            | Self::ShowcaseTakenDown
            | Self::ShowcaseRestored
            | Self::ShowcaseUpheld => Topic::Showcase,
            Self::EmailChanged
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::RecoveryCodeUsed
            | Self::SignInNew
            | Self::SignInAlertsOff
            | Self::PasswordChanged
            | Self::PasskeyAdded
            | Self::SignInLinked
            | Self::SignInUnlinked
            | Self::PasskeyRemoved
            | Self::EmailChangeAsked
            | Self::AccountInspected => Topic::Security,
        }
    }

    /// Which of them are one line until it is read.
    #[must_use]
    pub const fn fold(self) -> Fold {
        match self {
            Self::PicturesReady | Self::PictureFailed | Self::ExportReady | Self::Answered => Fold::Kind,
            Self::BookDrawn | Self::ShowcaseApproved => Fold::Subject,
            _ => Fold::Never,
        }
    }

    /// Where it leads, as a path within the studio. `count` is how many it tells of.
    #[must_use]
    pub fn path(self, subject: Option<&str>, count: i64) -> String {
        let to = |place: &str, or: &str| subject.map_or_else(|| or.to_owned(), |id| format!("{place}{id}"));
        match self {
            Self::PicturesReady if count == 1 => to("/p/", "/gallery"),
            Self::PicturesReady => "/gallery".to_owned(),
            Self::PictureFailed => "/create".to_owned(),
            Self::BookDrawn => to("/books/", "/books"),
            Self::ExportReady if count == 1 => {
                subject.map_or_else(|| "/gallery".to_owned(), |id| format!("/api/v1/exports/{id}/content"))
            }
            Self::ExportReady => "/gallery".to_owned(),
            Self::PaymentApproved
            | Self::PaymentRejected
            | Self::PaymentDeclined
            | Self::PaymentDisputed
            | Self::RefundDone
            | Self::RefundRejected
            | Self::RefundFailed
            | Self::PlanPaid => to("/payments/", "/wallet"),
            Self::PlanRefreshed
            | Self::PlanEndsSoon
            | Self::PlanEnded
            | Self::CreditsGranted
            | Self::CreditsTaken => "/wallet".to_owned(),
            Self::Answered => "/?chat=1".to_owned(),
            Self::ShowcaseApproved
            | Self::ShowcaseRefused
            | Self::ShowcaseTakenDown
            | Self::ShowcaseRestored
            | Self::ShowcaseUpheld => to("/p/", "/gallery"),
            Self::EmailChanged
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::RecoveryCodeUsed
            | Self::SignInNew
            | Self::SignInAlertsOff
            | Self::PasswordChanged
            | Self::PasskeyAdded
            | Self::SignInLinked
            | Self::SignInUnlinked
            | Self::PasskeyRemoved
            | Self::EmailChangeAsked => "/settings".to_owned(),
            Self::AccountInspected => "/settings#looks".to_owned(),
        }
    }
}

/// Whether the end of something that was being made is worth telling: whoever watched it come has seen it.
#[must_use]
pub fn tells(looking_until: Timestamp, asked_at: Timestamp, now: Timestamp) -> bool {
    looking_until <= now || now.since_ms(asked_at) >= LONG_MS
}

/// Whether a mail says that `count` things are made, where one is wanted: nobody looks, nothing else is under way, and it took
/// long or was more than one.
#[must_use]
pub fn mails(
    looking_until: Timestamp,
    asked_at: Timestamp,
    (count, is_last): (i64, bool),
    now: Timestamp,
) -> bool {
    looking_until <= now && is_last && (count > 1 || now.since_ms(asked_at) >= MAIL_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, message};

    #[test]
    fn every_notice_has_words_in_every_language() {
        let filled = [("count", "2"), ("credits", "c"), ("amount", "a"), ("studio", "s")];
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::parse(kind.as_str()), Some(*kind));
            for language in Language::ALL {
                let key = format!("notice.{}", kind.as_str());
                let said = message::text(*language, &key, &filled);
                assert!(said != key && !said.contains(['{', '}']), "{} {key}: {said}", language.tag());
            }
            for subject in [None, Some("x")] {
                assert!(kind.path(subject, 1).starts_with('/'));
            }
        }
        assert_eq!(Topic::parse("showcase"), Some(Topic::Showcase));
    }

    #[test]
    fn whoever_looks_hears_only_of_what_took_long() {
        let at = Timestamp;
        assert!(!tells(at(1_000_000), at(990_000), at(995_000)), "it was watched");
        assert!(tells(at(1_000_000), at(930_000), at(995_000)), "it took long");
        assert!(tells(at(995_000), at(990_000), at(995_000)), "nobody looks");
    }

    #[test]
    fn a_mail_is_for_what_is_worth_coming_back_for() {
        let at = Timestamp;
        assert!(!mails(at(0), at(100_000), (1, true), at(110_000)), "one quick picture");
        assert!(mails(at(0), at(100_000), (2, true), at(110_000)), "a batch");
        assert!(mails(at(0), at(100_000), (1, true), at(220_000)), "a slow one");
        assert!(!mails(at(0), at(100_000), (2, false), at(220_000)), "others are under way");
        assert!(!mails(at(300_000), at(100_000), (2, true), at(220_000)), "they look");
    }
}
