//! What may be wrong with accounts.

use super::Problem;
use easel_store::{FirstAdminError, SignUpError};

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
