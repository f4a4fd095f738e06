//! A LiteLLM proxy. The provider behind it is a part of the tests.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;

use super::server::Server;
use super::{Wishes, folder, tests, venv};
use crate::sys::{command, free_port};

/// The version the engine was proved with.
const PACKAGE: &str = "litellm[proxy]==1.106.2";
/// Any key will do; the proxy wants one that looks strong.
const KEY: &str = "sk-easel-partner-key-0123456789";
/// The provider behind has a case for each of these names.
const MODELS: &[&str] = &[
    "gpt-image-2",
    "edits",
    "whole",
    "stream",
    "chat",
    "moderated",
    "busy",
    "poor",
    "broken",
    "wrong",
    "slow",
    "lost",
];

pub(super) fn run(_: &Wishes) -> Result<()> {
    let folder = folder("litellm")?;
    let python = venv::python(&folder, &[PACKAGE])?;
    let upstream = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
    let config = folder.join("config.yaml");
    fs::write(&config, configuration(upstream))?;
    let proxy = Server::start(&folder, "litellm", "/health/liveliness", |addr| {
        let mut proxy = command(python.with_file_name("litellm"));
        proxy.arg("--config").arg(&config).args(["--host", "127.0.0.1", "--port", &addr.port().to_string()]);
        proxy.env("LITELLM_LOCAL_MODEL_COST_MAP", "True").env("LITELLM_TELEMETRY", "False");
        proxy
    })?;
    tests(
        "partner_litellm",
        &[
            ("EASEL_PARTNER_LITELLM_URL", proxy.url()),
            ("EASEL_PARTNER_LITELLM_KEY", KEY.to_owned()),
            ("EASEL_PARTNER_LITELLM_UPSTREAM", upstream.to_string()),
        ],
    )
}

/// JSON is YAML, too. The short time-out lets the proxy give up before a test does.
fn configuration(upstream: SocketAddr) -> String {
    let models: Vec<_> = MODELS
        .iter()
        .map(|name| {
            serde_json::json!({ "model_name": name, "litellm_params": {
                "model": format!("openai/{name}"), "api_base": format!("http://{upstream}/v1"),
                "api_key": "sk-upstream", "max_retries": 0, "timeout": 3 } })
        })
        .collect();
    serde_json::json!({
        "model_list": models,
        "general_settings": { "master_key": KEY },
        "litellm_settings": { "telemetry": false },
        "router_settings": { "num_retries": 0, "disable_cooldowns": true },
    })
    .to_string()
}
