//! The program itself, as an operator starts it and as a power cut ends it.

mod backup;
mod client;
mod command;
mod crash;
mod lent;
mod models;
mod people;
mod program;
mod running;
