//! Routes, sessions, views, live updates and the built user interface.
