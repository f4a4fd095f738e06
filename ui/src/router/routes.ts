import type { Route } from './router.svelte'

/// Every address of the browser side. Each page is its own file and comes when it is first needed.
export const routes: Route[] = [
  { path: '/', who: 'all', load: () => import('../landing/Landing.svelte') },
  { path: '/sign-up', who: 'stranger', load: () => import('../auth/SignUp.svelte') },
  { path: '/sign-in', who: 'stranger', load: () => import('../auth/SignIn.svelte') },
  { path: '/forgot', who: 'all', load: () => import('../auth/Forgot.svelte') },
  { path: '/reset/:token', who: 'all', load: () => import('../auth/Reset.svelte') },
  { path: '/welcome/:token', who: 'all', load: () => import('../auth/SignUp.svelte') },
  { path: '/s/:token', who: 'all', load: () => import('../shared/SharedPage.svelte') },
  { path: '/create', who: 'signed', load: () => import('../generation/Create.svelte') },
  { path: '/p/:asset_id', who: 'signed', overlay: true, load: () => import('../gallery/LightTable.svelte') },
  { path: '/compare/:left/:right', who: 'signed', overlay: true, load: () => import('../gallery/Compare.svelte') },
  { path: '/gallery', who: 'signed', load: () => import('../gallery/Gallery.svelte') },
  { path: '/boards', who: 'signed', load: () => import('../gallery/Boards.svelte') },
  { path: '/trash', who: 'signed', load: () => import('../gallery/Trash.svelte') },
  { path: '/shares', who: 'signed', load: () => import('../gallery/Shares.svelte') },
  { path: '/wallet', who: 'signed', load: () => import('../wallet/WalletPage.svelte') },
  { path: '/settings', who: 'signed', load: () => import('../settings/Settings.svelte') },
  { path: '/admin/models', who: 'admin', load: () => import('../admin/Models.svelte') },
]
