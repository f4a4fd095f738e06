//! Claims jobs, runs them, settles them, and tends what is left lying.
