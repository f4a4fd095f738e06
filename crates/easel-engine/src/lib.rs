//! How to talk to each kind of picture generator.
