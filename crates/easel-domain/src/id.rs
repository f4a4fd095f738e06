//! Ids with types, so that an asset's id can't be passed where a generation's is meant.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )* };
}

ids! {
    /// A person with an account.
    UserId;
    /// One signed-in browser.
    SessionId;
    /// What was asked for once: one spec, one quote, one hold. Made by the client; the idempotency key.
    GenerationId;
    /// One piece of work. A generation's job has the generation's id.
    JobId;
    /// A picture a person has.
    AssetId;
    /// Credits set aside. A generation's hold has the generation's id.
    HoldId;
    /// One line of the ledger.
    EntryId;
    /// Somebody who looks the same in every picture.
    CharacterId;
    /// A way a character may be dressed.
    OutfitId;
    /// A brand kit.
    BrandId;
    /// A key of a device that signs somebody in.
    PasskeyId;
    /// One mail to be sent.
    MailId;
    /// One line of the notification centre.
    NoticeId;
    /// A look at somebody's account.
    InspectionId;
    /// A browser that asked to be told by push.
    PushDeviceId;
    /// Somebody's collection of pictures.
    BoardId;
    /// An archive of pictures to be fetched.
    DownloadId;
    /// Everything the studio keeps of a person, to be fetched.
    ArchiveId;
    /// A link to pictures for people without an account.
    ShareId;
    /// A picture that is shown in the showcase.
    ExhibitId;
    /// Pictures one below the other.
    StripId;
    /// A comic or a storybook.
    BookId;
    /// Panels of a book that are drawn at one price. Made by the client; the idempotency key.
    DrawId;
    /// A file made of pictures, for taking away. Its job has the same id.
    ExportId;
    /// Credits for sale: one row of the price book. Another price is another pack.
    PackId;
    /// A plan for sale: one row of the price book. Another price is another plan.
    PlanId;
    /// Somebody's running plan.
    SubscriptionId;
    /// Money somebody promised for a pack or a plan. Made by the client; the idempotency key.
    PaymentId;
    /// Credits given or taken by hand. Made by the client; the idempotency key.
    CreditChangeId;
    /// Redeem codes made together.
    RedeemBatchId;
    /// Money of a payment on its way back. Made by who asks for it; the idempotency key, ours and the gateway's.
    RefundId;
    /// What somebody and those who run the studio say to each other.
    ConversationId;
    /// One thing said in a conversation. Made by who says it; the idempotency key.
    MessageId;
    /// Words kept ready for questions that come often.
    CannedAnswerId;
    /// What the operator tells everybody for a while.
    AnnouncementId;
}

impl GenerationId {
    /// The id of the job that makes this generation.
    #[must_use]
    pub fn job(self) -> JobId {
        JobId(self.0)
    }

    /// The id of the hold that pays for this generation.
    #[must_use]
    pub fn hold(self) -> HoldId {
        HoldId(self.0)
    }

    /// The seed of this generation's first picture when the person gave none: the same for every attempt, so that a
    /// job taken up by another worker draws the same picture. Below 2^53, so that JavaScript can hold it.
    #[must_use]
    pub fn derived_seed(self) -> u64 {
        (self.0.as_u128() as u64) & ((1 << 31) - 1)
    }
}

impl AssetId {
    /// The id of the job that makes a picture of what was uploaded under this id.
    #[must_use]
    pub fn job(self) -> JobId {
        JobId(self.0)
    }
}

impl ExportId {
    /// The id of the job that makes this export.
    #[must_use]
    pub fn job(self) -> JobId {
        JobId(self.0)
    }
}

impl JobId {
    /// The export that this job makes, when it is an export's job.
    #[must_use]
    pub fn export(self) -> ExportId {
        ExportId(self.0)
    }

    /// The picture that an upload's job makes, when it is an upload's job.
    #[must_use]
    pub fn asset(self) -> AssetId {
        AssetId(self.0)
    }

    /// The generation this job makes, when it is a generation's job.
    #[must_use]
    pub fn generation(self) -> GenerationId {
        GenerationId(self.0)
    }
}
