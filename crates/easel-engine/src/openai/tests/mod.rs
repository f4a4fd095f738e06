//! Providers that behave, and providers that do not.
