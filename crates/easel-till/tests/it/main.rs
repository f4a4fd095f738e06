//! The till on both databases: whatever is ordered, told, decided or taken back, twice, late, at once or not at all, each
//! payment gives its credits once, and what goes back takes them along.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

mod desk;
mod dispute;
mod model;
mod payment;
mod plan;
mod plan_days;
mod refund;

use easel_testing::on_both;

on_both! {
    async fn every_text_is_understood(studio) {
        let texts = studio.till().prepare_all().await.expect("every text is understood");
        assert!(texts > 40, "only {texts} texts are listed");
        studio.finish().await;
    }
}
