//! The texts and tables themselves.

use easel_testing::on_both;

on_both! {
    async fn every_text_is_understood(studio) {
        match studio.prepare_all().await {
            Ok(texts) => assert!(texts > 90, "only {texts} texts are listed"),
            Err(failed) => {
                let lines: Vec<String> = failed.iter().map(|(text, error)| {
                    format!("{text}\n  -> {error}: {:?}", std::error::Error::source(error))
                }).collect();
                panic!("{}", lines.join("\n\n"));
            }
        }
        studio.finish().await;
    }
}
