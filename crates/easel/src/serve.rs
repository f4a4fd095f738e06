//! The two roles: serving, with a worker inside unless told otherwise, and working alone.

use crate::{
    clock,
    config::Config,
    models::{self, Models},
    money, push, running, secret_key, setup, signing,
};
use anyhow::Context;
use easel_domain::{Branding, Lane, Language, branding::CreditWords};
use easel_door::{
    options::{StudioOptions, WebOptions},
    surroundings::{Maker, Surroundings, host_of},
};
use easel_store::{Means, Store};
use easel_till::Till;
use easel_web::Web;
use easel_worker::WorkerOptions;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch};

/// How old what a process knows of the branding may be.
const BRANDING_EVERY: Duration = Duration::from_secs(3);

pub(crate) async fn serve(mut config: Config, with_worker: bool) -> anyhow::Result<()> {
    let listener = TcpListener::bind(&config.listen)
        .await
        .with_context(|| format!("{} can't be listened on", config.listen))?;
    config.listen = listener.local_addr()?.to_string();
    let store = setup::open_store(&config).await?;
    follow_branding(store.clone()).await?;
    let registry = models::follow(Models::find(&config), Some(store.clone())).await?;
    let offered = registry.clone();
    let price_book = money::read(&config)?;
    Till::of(&store).price_book_apply(price_book.as_deref(), clock::now()).await?;
    let (mailer, about_mail) = setup::mailer(&config)?;
    let stop = stop_signal()?;
    let pusher = push::pusher(&store, &config).await?;
    let unsubscribe = Some(secret_key::unsubscribe(&config)?);
    let worker = with_worker.then(|| {
        let stopped = until(stop.clone());
        let options = WorkerOptions {
            pusher: pusher.clone(),
            unsubscribe: unsubscribe.clone(),
            ..worker_options(&config)
        };
        tokio::spawn(easel_worker::work(store.clone(), registry, mailer, options, stopped))
    });
    let surroundings = surroundings(&config, offered);
    let options = WebOptions {
        signer: signing::signer(&config)?,
        sealer: Some(secret_key::sealer(&config)?),
        pusher,
        unsubscribe,
        price_book,
        surroundings,
        ..web_options(&config)
    };
    let web = Web::new(store.clone(), options);
    println!("{} is open at {}", config.studio_name, config.base_url());
    if let Some(link) = setup::admin_link(&store, &config).await? {
        println!("Make the first administrator, once: {link}");
    }
    println!("{about_mail}");
    tokio::spawn({
        let web = web.clone();
        async move { web.warm().await }
    });
    let options = easel_web::ServeOptions::new(config.trust_proxy);
    easel_web::serve(listener, easel_web::router(web), options, until(stop)).await?;
    if let Some(worker) = worker {
        worker.await.context("the worker ended badly")?;
    }
    store.close().await;
    Ok(())
}

pub(crate) async fn worker(config: Config) -> anyhow::Result<()> {
    if let Some(url) = &config.studio_url {
        return lent_worker(&config, url).await;
    }
    anyhow::ensure!(
        config.database_url.starts_with("postgres"),
        "a worker of its own needs PostgreSQL (EASEL_DATABASE_URL), or the address of the studio it is lent to \
         (EASEL_STUDIO_URL); with SQLite the worker is inside `easel serve`"
    );
    let store = setup::open_store(&config).await?;
    store.branding_configure(branding(&config));
    follow_branding(store.clone()).await?;
    let registry = models::follow(Models::find(&config), None).await?;
    let (mailer, about_mail) = setup::mailer(&config)?;
    let stop = stop_signal()?;
    println!("Working. {about_mail}");
    let mut options = worker_options(&config);
    if secret_key::is_there(&config) {
        options.pusher = push::pusher(&store, &config).await?;
        options.unsubscribe = Some(secret_key::unsubscribe(&config)?);
    } else {
        tracing::warn!(
            "this worker tells nobody by push, and its mails have no link that ends them: it needs the studio's EASEL_SECRET_KEY"
        );
    }
    easel_worker::work(store.clone(), registry, mailer, options, until(stop)).await;
    store.close().await;
    Ok(())
}

/// Works for a studio that is reached by HTTPS only.
async fn lent_worker(config: &Config, url: &str) -> anyhow::Result<()> {
    let token = config.worker_token.as_ref().context(
        "a worker lent to a studio needs its token (EASEL_WORKER_TOKEN); the studio's operator makes one with \
         `easel worker-token create <name>` or on the page Models",
    )?;
    let studio = easel_outbound::Studio::new(url, token.reveal())?;
    let models = Models::find(config);
    let about = models.describe();
    let registry = models::follow(models, None).await?;
    for (provider, variable) in registry.borrow().keyless() {
        tracing::warn!(provider, variable, "the provider can't be asked: its key is not set");
    }
    let stop = stop_signal()?;
    println!("Working for {url} with {about}.");
    easel_worker::work_lent(studio, registry, worker_options(config), until(stop)).await;
    Ok(())
}

fn worker_options(config: &Config) -> WorkerOptions {
    let slots = |lane, count| if config.lanes.contains(&lane) { count } else { 0 };
    let nonce = clock::token().map_or_else(|_| String::new(), |t| t[..8].to_owned());
    WorkerOptions {
        name: format!("{}-{nonce}", std::process::id()),
        cpu_slots: slots(Lane::Cpu, config.worker_slots),
        gpu_slots: slots(Lane::Gpu, config.gpu_slots),
        remote_slots: slots(Lane::Remote, config.remote_slots),
        mail_slots: slots(Lane::Mail, 2),
        lease: Duration::from_secs(config.lease_seconds),
        grace: Duration::from_secs(config.grace_seconds),
        branding: Arc::new(branding(config)),
        base_url: config.base_url().trim_end_matches('/').to_owned(),
        mail_from: config.mail_from.clone(),
        means: Some(means()),
        stripe: config.stripe.clone(),
        ..WorkerOptions::default()
    }
}

fn web_options(config: &Config) -> WebOptions {
    WebOptions {
        public_url: config.public_url.clone(),
        local_url: config.base_url(),
        studio: StudioOptions { branding: branding(config), welcome_credits: config.welcome_credits },
        verify_email: config.verify_email,
        second_factor: config.second_factor,
        metrics_token: config.metrics_token.clone(),
        trust_proxy: config.trust_proxy,
        means: Some(means()),
        chat: config.chat.clone(),
        openid: config.openid.clone(),
        stripe: config.stripe.clone(),
        configured: running::configured(config).into(),
        ..WebOptions::default()
    }
}

/// Who makes pictures with the models that are offered when it is asked, and who carries the mails.
fn surroundings(config: &Config, offered: watch::Receiver<Arc<easel_engine::Registry>>) -> Surroundings {
    let makers = move || {
        let registry = Arc::clone(&offered.borrow());
        let mut makers: Vec<Maker> = Vec::new();
        for model in registry.catalogue().models.iter().filter(|model| model.enabled) {
            for channel in &model.channels {
                let Some(provider) = registry.catalogue().providers.get(&channel.provider) else { continue };
                let host = provider.url.as_deref().and_then(host_of);
                let at =
                    makers.iter().position(|maker| maker.engine == provider.engine && maker.host == host);
                let at = at.unwrap_or_else(|| {
                    makers.push(Maker { engine: provider.engine.clone(), host, models: Vec::new() });
                    makers.len() - 1
                });
                if !makers[at].models.contains(&model.label) {
                    makers[at].models.push(model.label.clone());
                }
            }
        }
        makers
    };
    Surroundings::new(makers, config.smtp_url.as_ref().and_then(|url| host_of(url.reveal())))
}

/// By the net that is part of the program; what it can't read points nowhere, and is then found by words only.
fn means() -> Means {
    Means::new(|text| easel_vision::meaning(text).unwrap_or([0.0; easel_vision::MEANING_NUMBERS]))
}

/// How the studio presents itself, as its configuration says: until an administrator says it on the pages.
fn branding(config: &Config) -> Branding {
    // One of the two words stands in for a missing other.
    let singular = config.credit_singular.as_ref().or(config.credit_plural.as_ref()).cloned();
    let words = singular.map(|singular| {
        let plural = config.credit_plural.clone().unwrap_or_else(|| singular.clone());
        (Language::En.tag().to_owned(), CreditWords { singular, plural })
    });
    Branding {
        name: config.studio_name.clone(),
        accent: config.accent.clone(),
        credit: words.into_iter().collect(),
        credit_symbol: config.credit_symbol.clone(),
        contacts: config.contact.iter().cloned().collect(),
        ..Branding::default()
    }
}

/// Keeps this process's knowledge of the branding fresh: another process may have changed it.
async fn follow_branding(store: Store) -> anyhow::Result<()> {
    store.branding_refresh().await?;
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(BRANDING_EVERY).await;
            if let Err(error) = store.branding_refresh().await {
                tracing::warn!(%error, "the branding can't be read; what is known holds");
            }
        }
    });
    Ok(())
}

/// Turns true when the process is asked to end. Listens from the moment this returns: whoever is told that the door is
/// open may close it at once.
fn stop_signal() -> anyhow::Result<watch::Receiver<bool>> {
    let asked = asked_to_end()?;
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        asked.await;
        tracing::info!("closing; what is under way may finish");
        sender.send_replace(true);
        sender.closed().await;
    });
    Ok(receiver)
}

async fn until(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(unix)]
fn asked_to_end() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn asked_to_end() -> anyhow::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    let mut close = tokio::signal::windows::ctrl_close()?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
        }
    })
}
