import type { Route } from './router.svelte'

/// Every address of the browser side. Each page is its own file and comes when it is first needed.
export const routes: Route[] = [
  { path: '/', who: 'all', load: () => import('../landing/Landing.svelte') },
  { path: '/sign-up', who: 'stranger', load: () => import('../auth/SignUp.svelte') },
  { path: '/sign-in', who: 'stranger', load: () => import('../auth/SignIn.svelte') },
  { path: '/forgot', who: 'all', load: () => import('../auth/Forgot.svelte') },
  { path: '/reset/:token', who: 'all', load: () => import('../auth/Reset.svelte') },
  { path: '/welcome/:token', who: 'all', load: () => import('../auth/SignUp.svelte') },
  { path: '/create', who: 'signed', load: () => import('../generation/Create.svelte') },
  { path: '/p/:asset_id', who: 'signed', overlay: true, load: () => import('../gallery/LightTable.svelte') },
  { path: '/edit/:asset_id', who: 'signed', bare: true, load: () => import('../region/Editor.svelte') },
  { path: '/gallery', who: 'signed', load: () => import('../gallery/Gallery.svelte') },
  { path: '/wallet', who: 'signed', load: () => import('../wallet/WalletPage.svelte') },
  { path: '/settings', who: 'signed', load: () => import('../settings/Settings.svelte') },
  { path: '/admin/models', who: 'admin', load: () => import('../admin/Models.svelte') },
]
