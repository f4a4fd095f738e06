//! Prompts that want something gone.

use super::plain;

/// Words of the languages with spaces.
static WORDS: [&str; 16] = [
    "remove",
    "removed",
    "removing",
    "erase",
    "erased",
    "delete",
    "nothing",
    "clear away",
    "take away",
    "get rid of",
    "quitar",
    "quita",
    "borrar",
    "borra",
    "eliminar",
    "elimina",
];
/// Pieces of Chinese and Japanese ones.
static PIECES: [&str; 16] = [
    "删除",
    "移除",
    "去掉",
    "去除",
    "擦除",
    "擦掉",
    "消除",
    "清除",
    "抹去",
    "什么都没有",
    "削除",
    "消す",
    "消して",
    "取り除",
    "取除",
    "何もない",
];

/// Whether a prompt asks to remove something or for nothing at all.
pub(crate) fn asks_to_remove(prompt: &str) -> bool {
    let text = plain(prompt);
    if PIECES.iter().any(|piece| text.contains(piece)) {
        return true;
    }
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let text = format!(" {} ", words.join(" "));
    words == ["nada"] || WORDS.iter().any(|word| text.contains(&format!(" {word} ")))
}
