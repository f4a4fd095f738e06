/// A user agent string as people would say it. What isn't known stays unsaid.
export type Device = { browser: string; system: string; phone: boolean }

const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/MicroMessenger\//, 'WeChat'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\/|Chrome\/|CriOS\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

export function device_of(user_agent: string): Device | null {
  const browser = BROWSERS.find(([sign]) => sign.test(user_agent))?.[1]
  const system = SYSTEMS.find(([sign]) => sign.test(user_agent))?.[1]
  if (!browser || !system) return null
  return { browser, system, phone: /iPhone|Android.*Mobile/.test(user_agent) }
}
