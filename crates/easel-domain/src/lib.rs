//! The words and the rules of a studio; depends on nothing of ours.
