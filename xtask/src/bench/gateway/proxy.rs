//! LiteLLM's proxy, where there is one to compare with.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::sides::{Provider, Side, openai_request};
use crate::sys::{self, command};

/// It loads much before it answers.
const READY: Duration = Duration::from_secs(180);

/// A running proxy before a provider; dropping it kills it.
pub(super) struct LiteLlm {
    addr: SocketAddr,
    child: Child,
}

impl Drop for LiteLlm {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl LiteLlm {
    /// `None` when nobody said where the program is.
    pub(super) fn start(dir: &Path, provider: &Provider) -> Result<Option<Self>> {
        let Some(program) = std::env::var_os("EASEL_BENCH_LITELLM").filter(|path| !path.is_empty()) else {
            println!(
                "no LiteLLM to compare with: install `litellm[proxy]==1.106.2` in a virtual environment of Python and \
                 name its program `litellm` in EASEL_BENCH_LITELLM"
            );
            return Ok(None);
        };
        let config = dir.join("litellm.yaml");
        fs::write(
            &config,
            format!(
                "model_list:\n  - model_name: bench\n    litellm_params:\n      model: openai/gpt-image-1\n      \
                 api_base: http://{}/v1\n      api_key: none\n",
                provider.addr
            ),
        )?;
        let addr = SocketAddr::from(([127, 0, 0, 1], sys::free_port()?));
        let log = fs::File::create(dir.join("litellm.log"))?;
        let child = command(program)
            .args(["--host", "127.0.0.1", "--port", &addr.port().to_string(), "--num_workers", "1"])
            .arg("--config")
            .arg(&config)
            .current_dir(dir)
            // Nothing is fetched from anywhere, nobody is told, and nobody's key has to be looked at.
            .envs([
                ("LITELLM_LOCAL_MODEL_COST_MAP", "True"),
                ("LITELLM_TELEMETRY", "False"),
                ("LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY", "true"),
            ])
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("EASEL_BENCH_LITELLM can't be started")?;
        let mut proxy = Self { addr, child };
        proxy
            .wait_until_ready()
            .with_context(|| fs::read_to_string(dir.join("litellm.log")).unwrap_or_default())?;
        Ok(Some(proxy))
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < READY {
            if sys::http_get(self.addr, "/health/liveliness").is_ok_and(|(status, _)| status == 200) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("LiteLLM ended with {status} before it answered");
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!("LiteLLM did not answer in time")
    }

    /// The number of its process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn side(&self, dir: &Path, size: &str) -> Result<Side> {
        let request = openai_request(self.addr, size);
        Side::new("LiteLLM", self.addr, dir, &[request], ("b64_json", self.pid()))
    }
}
