//! Conversations on both databases: whoever says what, twice, at once or as somebody else, each sees their own and is told
//! once.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

mod conversation;
mod silence;

use easel_support::Support;
use easel_testing::on_both;

on_both! {
    async fn every_text_is_understood(studio) {
        let texts = Support::of(&studio).prepare_all().await.expect("every text is understood");
        assert!(texts > 30, "only {texts} texts are listed");
        studio.finish().await;
    }
}
