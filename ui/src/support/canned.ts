/// An answer kept ready, for this person: in their language, else in English, else as it is there; with their name.
export function filled(words: Record<string, string>, language: string, name: string): string {
  const text = words[language] ?? words.en ?? Object.values(words)[0] ?? ''
  return text.replaceAll('{name}', () => name)
}
