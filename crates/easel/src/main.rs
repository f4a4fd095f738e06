//! The program: configuration, roles and wiring.
fn main() {}
