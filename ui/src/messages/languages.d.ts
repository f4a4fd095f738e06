declare module 'virtual:languages' {
  /// What every language calls itself, by its tag: written by vite.config.ts from `locales/`.
  const names: Record<string, string>
  export default names
}
