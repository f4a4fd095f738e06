// Runs before the first paint, so that a person who chose dark never sees a white flash. It is a file of its own because the
// content security policy allows no inline script.
try {
  var theme = localStorage.getItem('easel.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch (_) {
  // Storage may be switched off; the system's theme is then the answer.
}
