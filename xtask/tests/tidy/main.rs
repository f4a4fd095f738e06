//! The rules of the house that no compiler holds. A rule is a test; what a rule finds is said in one go.

mod arrows;
mod source;
mod tree;

/// Fails with every finding, and with why the rule is there.
#[track_caller]
fn settle(why: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{why}\n  - {}\n", findings.join("\n  - "));
}
