//! What may be wrong with accounts.

use super::Problem;
use easel_inspection::InspectionError;
use easel_store::{
    EmailError, FirstAdminError, LeaveError, OpenIdError, PasskeyError, PersonError, QueueError,
    SecondFactorError, SignUpError,
};

impl From<SignUpError> for Problem {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::AddressTaken => Self::taken(),
            SignUpError::Store(error) => error.into(),
        }
    }
}

impl From<FirstAdminError> for Problem {
    fn from(error: FirstAdminError) -> Self {
        match error {
            FirstAdminError::Token => Self::invalid("invalid_token", "invalid_first_admin_token", "token"),
            FirstAdminError::AddressTaken => Self::taken(),
            FirstAdminError::Store(error) => error.into(),
        }
    }
}

impl From<PersonError> for Problem {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::Missing => Self::not_found(),
            PersonError::Forbidden => Self::forbidden(),
            PersonError::Own => Self::refused("own_suspension"),
            PersonError::LastOwner => Self::refused("last_owner"),
            PersonError::Store(error) => error.into(),
        }
    }
}

impl From<InspectionError> for Problem {
    fn from(error: InspectionError) -> Self {
        match error {
            InspectionError::Missing => Self::not_found(),
            InspectionError::Forbidden => Self::forbidden(),
            InspectionError::Own => Self::refused("own_inspection"),
            InspectionError::Store(error) => error.into(),
        }
    }
}

impl From<SecondFactorError> for Problem {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::Password => Self::wrong_current_password(),
            SecondFactorError::Code => Self::invalid("invalid_code", "invalid_factor_code", "code"),
            SecondFactorError::On => Self::refused("second_factor_on"),
            SecondFactorError::Off => Self::refused("second_factor_off"),
            SecondFactorError::Store(error) => error.into(),
        }
    }
}

impl From<OpenIdError> for Problem {
    fn from(error: OpenIdError) -> Self {
        match error {
            OpenIdError::Password => Self::wrong_current_password(),
            OpenIdError::Taken => Self::refused("openid_taken"),
            OpenIdError::Linked => Self::refused("openid_linked"),
            OpenIdError::Missing => Self::not_found(),
            OpenIdError::Last => Self::refused("last_sign_in"),
            OpenIdError::Store(error) => error.into(),
        }
    }
}

impl From<easel_outbound::OpenIdError> for Problem {
    fn from(error: easel_outbound::OpenIdError) -> Self {
        tracing::warn!(%error, "somebody could not sign in by the provider");
        match error {
            easel_outbound::OpenIdError::Away(_) => Self::openid_unavailable(),
            easel_outbound::OpenIdError::Untrue(_) => Self::openid_refused("openid_untrue"),
        }
    }
}

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Password => Self::wrong_current_password(),
            PasskeyError::Taken => Self::refused("passkey_taken"),
            PasskeyError::Full => Self::refused("passkeys_full"),
            PasskeyError::Missing => Self::not_found(),
            PasskeyError::Store(error) => error.into(),
        }
    }
}

impl From<LeaveError> for Problem {
    fn from(error: LeaveError) -> Self {
        match error {
            LeaveError::Factor(error) => error.into(),
            LeaveError::LastOwner => Self::refused("last_owner"),
            LeaveError::Store(error) => error.into(),
        }
    }
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Missing => Self::not_found(),
            QueueError::Over => Self::refused("job_over"),
            QueueError::NotWaiting => Self::refused("job_not_waiting"),
            QueueError::Store(error) => error.into(),
        }
    }
}

impl From<EmailError> for Problem {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Password => Self::wrong_current_password(),
            EmailError::Same => Self::invalid("invalid_email", "invalid_email_same", "email"),
            EmailError::Taken => Self::taken(),
            EmailError::Token => Self::invalid("invalid_token", "invalid_email_token", "token"),
            EmailError::Store(error) => error.into(),
        }
    }
}
