//! Engines against servers of our own that behave, and misbehave, like the real ones.

mod comfy_server;
mod comfyui;
mod examples;
mod loopback;
mod sdapi;
mod studio;
