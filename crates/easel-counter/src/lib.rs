//! The counter: operations by which people pay, are given, are paid back, and by which administrators decide about it.
//!
//! **Knows** HTTP and the till: packs, plans, payments and their gateways, refunds, receipts, redeem codes, figures.
//!
//! **Never knows** pictures, engines or SQL text, or any other operation; decides no rule of money: the till does.

mod billing;
mod checkout;
mod credit;
mod figures;
pub mod payment;
mod plan;
mod receipt;
mod redeem;
mod refund;
mod statement;
pub mod subscription;
mod till;

pub use checkout::HOOK;
pub use receipt::receipt_files;

use axum::extract::FromRef;
use easel_door::Door;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use subscription::plan_ends;

/// Every operation of money with its part of the document, for a router whose state has a door.
pub fn operations<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Door: FromRef<S>,
{
    OpenApiRouter::new()
        .routes(routes!(payment::list_packs))
        .routes(routes!(payment::list_payments, payment::create_payment))
        .routes(routes!(payment::get_payment))
        .routes(routes!(payment::list_inspected_payments))
        .routes(routes!(payment::create_payment_utr))
        .routes(routes!(payment::cancel_payment))
        .routes(routes!(payment::get_payment_qr))
        .routes(routes!(checkout::request_payment_check))
        .routes(routes!(refund::create_refund))
        .routes(routes!(checkout::create_stripe_event))
        .routes(routes!(plan::list_plans))
        .routes(routes!(subscription::list_subscriptions))
        .routes(routes!(subscription::cancel_subscription))
        .routes(routes!(subscription::create_subscription_resumption))
        .routes(routes!(billing::get_subscription_preview))
        .routes(routes!(billing::change_subscription))
        .routes(routes!(billing::create_subscription_portal))
        .routes(routes!(receipt::list_receipts))
        .routes(routes!(receipt::get_receipt_pdf))
        .routes(routes!(redeem::create_redemption))
        .routes(routes!(figures::get_revenue))
        .routes(routes!(figures::export_revenue))
        .routes(routes!(figures::export_model_revenue))
        .routes(routes!(receipt::export_receipts))
        .routes(routes!(receipt::get_admin_receipt_pdf))
        .routes(routes!(statement::create_statement_match))
        .routes(routes!(credit::create_credit_change))
        .routes(routes!(till::list_admin_payments))
        .routes(routes!(till::export_admin_payments))
        .routes(routes!(till::create_payment_approval))
        .routes(routes!(till::create_payment_rejection))
        .routes(routes!(till::delete_payment_utr))
        .routes(routes!(refund::list_admin_refunds))
        .routes(routes!(refund::export_admin_refunds))
        .routes(routes!(refund::create_refund_approval))
        .routes(routes!(refund::create_refund_rejection))
        .routes(routes!(refund::create_refund_closing))
        .routes(routes!(till::get_payment_screenshot))
        .routes(routes!(redeem::list_redeem_batches, redeem::create_redeem_batch))
        .routes(routes!(redeem::export_redeem_batches))
}
