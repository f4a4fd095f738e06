//! Documents as readers of PDF see them.

mod receipt;
