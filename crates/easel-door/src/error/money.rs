//! What may be wrong with payments and what follows from them.

use super::Problem;
use easel_domain::{
    payment::{self, Ordered},
    statement::NoStatement,
};
use easel_outbound::StripeError;
use easel_store::SubscriptionError;
use easel_till::{CreditChangeError, PaymentError, RedeemError, RefundError};

impl From<StripeError> for Problem {
    fn from(error: StripeError) -> Self {
        tracing::error!(%error, "Stripe gave no page");
        Self::gateway_unavailable()
    }
}

impl From<CreditChangeError> for Problem {
    fn from(error: CreditChangeError) -> Self {
        match error {
            CreditChangeError::Credits => {
                Self::invalid("invalid_credits", "invalid_credit_change", "credits")
            }
            CreditChangeError::Missing => Self::invalid("invalid_email", "unknown_person", "email"),
            CreditChangeError::TooFew => Self::refused("too_few_to_take").about("credits"),
            CreditChangeError::IdempotencyMismatch => Self::id_taken(),
            CreditChangeError::Forbidden => Self::forbidden(),
            CreditChangeError::Store(error) => error.into(),
        }
    }
}

impl From<PaymentError> for Problem {
    fn from(error: PaymentError) -> Self {
        use payment::InvalidUtr;
        match error {
            PaymentError::Screenshot => {
                Self::invalid("invalid_screenshot", "invalid_screenshot", "screenshot_id")
            }
            PaymentError::NotSold(Ordered::Pack(_)) => {
                Self::invalid("invalid_pack_id", "invalid_pack_id", "pack_id")
            }
            PaymentError::NotSold(Ordered::Plan(_)) => {
                Self::invalid("invalid_plan_id", "invalid_plan_id", "plan_id")
            }
            PaymentError::PlanOpen => Self::refused("plan_checkout_open"),
            PaymentError::PlanRunning => Self::refused("plan_running"),
            PaymentError::Gateway => Self::invalid("invalid_gateway", "invalid_gateway", "gateway"),
            PaymentError::TooMany => Self::too_many("too_many_payments", payment::UNTOUCHED_MAX),
            PaymentError::IdempotencyMismatch => Self::id_taken(),
            PaymentError::Missing => Self::not_found(),
            PaymentError::MovedOn => Self::payment_moved_on(),
            PaymentError::Utr(why) => {
                let key = match why {
                    InvalidUtr::Digits => "invalid_utr",
                    InvalidUtr::Repeated => "invalid_utr_repeated",
                    InvalidUtr::AppId => "invalid_utr_app_id",
                    InvalidUtr::Reference => "invalid_utr_reference",
                };
                Self::invalid("invalid_utr", key, "utr")
            }
            PaymentError::UtrTaken => Self::refused("utr_taken").about("utr"),
            PaymentError::Own => Self::own_payment(),
            PaymentError::Forbidden => Self::forbidden(),
            PaymentError::Store(error) => error.into(),
        }
    }
}

impl From<RedeemError> for Problem {
    fn from(error: RedeemError) -> Self {
        match error {
            RedeemError::Unknown => Self::invalid("invalid_code", "invalid_code", "code"),
            RedeemError::Used => Self::refused("code_used").about("code"),
            RedeemError::Expired => Self::refused("code_expired").about("code"),
            RedeemError::Again => Self::refused("code_batch_used").about("code"),
            RedeemError::IdempotencyMismatch => Self::id_taken(),
            RedeemError::Forbidden => Self::forbidden(),
            RedeemError::Store(error) => error.into(),
        }
    }
}

impl From<RefundError> for Problem {
    fn from(error: RefundError) -> Self {
        match error {
            RefundError::Missing => Self::not_found(),
            RefundError::Nothing => Self::refused("not_refundable"),
            RefundError::IdempotencyMismatch => Self::id_taken(),
            RefundError::MovedOn => Self::refund_moved_on(),
            RefundError::Own => Self::own_refund(),
            RefundError::Forbidden => Self::forbidden(),
            RefundError::Store(error) => error.into(),
        }
    }
}

impl From<NoStatement> for Problem {
    fn from(error: NoStatement) -> Self {
        match error {
            NoStatement::TooLong => Self::too_large(),
            NoStatement::NotCsv => Self::invalid("invalid_statement", "invalid_statement", "file"),
        }
    }
}

impl From<SubscriptionError> for Problem {
    fn from(error: SubscriptionError) -> Self {
        match error {
            SubscriptionError::Missing | SubscriptionError::Plan => Self::not_found(),
            SubscriptionError::Ended => Self::subscription_ended(),
            SubscriptionError::Running => Self::refused("plan_running"),
            SubscriptionError::Billed => Self::conflict(),
            SubscriptionError::Store(error) => error.into(),
        }
    }
}
