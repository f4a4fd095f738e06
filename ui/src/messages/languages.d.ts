declare module 'virtual:languages' {
  /// What every language calls itself, by its tag: written by scripts/languages.mjs from `locales/`.
  const names: Record<string, string>
  export default names
}
