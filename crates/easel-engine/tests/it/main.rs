//! Engines against servers of our own that behave, and misbehave, like the real ones.

mod comfy_server;
mod comfyui;
mod examples;
mod hub;
mod illustrator;
mod loopback;
mod partner;
mod partner_comfyui;
mod partner_litellm;
mod partner_sdapi;
mod partner_upstream;
mod sdapi;
mod studio;
