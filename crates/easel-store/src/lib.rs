//! Every table and every state change, each one function in one transaction.
