// Made by scripts/messages.mjs from locales/en.json.

export type MessageValues = {
  'kit.close': null
  'kit.keep': null
  'kit.news': null
  'kit.retry': null
  'kit.copy': null
  'kit.copied': null
  'kit.show_password': null
  'kit.hide_password': null
  'kit.loading': null
  'kit.comma': null
  'frame.skip': null
  'frame.main': null
  'frame.create': null
  'frame.gallery': null
  'frame.wallet': null
  'frame.models': null
  'frame.settings': null
  'frame.person': { name: string | number }
  'frame.sign_out': null
  'frame.shortcuts': null
  'frame.offline': null
  'frame.title': { page: string | number; studio: string | number }
  'frame.lost_title': null
  'frame.lost_text': null
  'frame.lost_act': null
  'frame.broken_title': null
  'frame.broken_text': null
  'frame.broken_act': null
  'frame.away_title': null
  'frame.away_text': null
  'frame.theme_system': null
  'frame.theme_light': null
  'frame.theme_dark': null
  'frame.language': null
  'shortcut.generate': null
  'shortcut.prompt': null
  'shortcut.search': null
  'shortcut.walk': null
  'shortcut.favourite': null
  'shortcut.close': null
  'shortcut.help': null
  'shortcut.go_create': null
  'shortcut.go_gallery': null
  'shortcut.then': null
  'shortcut.or': null
  'landing.title': null
  'landing.lead': { studio: string | number }
  'landing.prompt': null
  'landing.placeholder': null
  'landing.go': null
  'landing.free': { credits: string | number }
  'landing.no_card': null
  'landing.sign_in': null
  'landing.sign_up': null
  'landing.try': null
  'landing.examples': null
  'landing.fact_price_title': null
  'landing.fact_price_text': null
  'landing.fact_private_title': null
  'landing.fact_private_text': null
  'landing.fact_language_title': null
  'landing.fact_language_text': null
  'landing.sample_fox': null
  'landing.sample_owl': null
  'landing.sample_girl': null
  'landing.sample_sea': null
  'landing.sample_rabbit': null
  'auth.sign_in_title': null
  'auth.sign_in': null
  'auth.sign_up_title': null
  'auth.sign_up_lead': { credits: string | number }
  'auth.sign_up_lead_plain': null
  'auth.sign_up': null
  'auth.sign_up_go': null
  'auth.your_prompt': null
  'auth.email': null
  'auth.password': null
  'auth.password_hint': null
  'auth.name': null
  'auth.name_hint': null
  'auth.new_here': null
  'auth.have_account': null
  'auth.forgot_link': null
  'auth.forgot_title': null
  'auth.forgot_lead': null
  'auth.forgot': null
  'auth.forgot_done_title': null
  'auth.forgot_done_text': { email: string | number }
  'auth.back_to_sign_in': null
  'auth.reset_title': null
  'auth.reset_lead': null
  'auth.reset': null
  'auth.reset_again': null
  'auth.welcome_title': null
  'auth.welcome_lead': null
  'auth.welcome': null
  'auth.ended': null
  'auth.email_needed': null
  'auth.password_needed': null
  'auth.password_short': null
  'auth.name_needed': null
  'auth.taken_act': null
  'auth.trouble': null
  'create.title': null
  'create.today': { n: number }
  'create.prompt': null
  'create.placeholder': null
  'create.model': null
  'create.style': null
  'create.style_none': null
  'create.size': null
  'create.shape': null
  'create.free_size': null
  'create.width': null
  'create.height': null
  'create.size_hint': { min: string | number; max: string | number; step: string | number }
  'create.size_wrong': { min: string | number; max: string | number; step: string | number }
  'create.square': null
  'create.portrait': null
  'create.landscape': null
  'create.custom': null
  'create.pixels': { width: string | number; height: string | number }
  'create.count': null
  'create.count_n': { n: number }
  'create.tier': null
  'create.quality': null
  'create.quality_standard': null
  'create.quality_low': null
  'create.quality_medium': null
  'create.quality_high': null
  'create.quality_hd': null
  'create.more': null
  'create.more_set': null
  'create.negative': null
  'create.negative_hint': null
  'create.seed': null
  'create.seed_hint': null
  'create.seed_wrong': null
  'create.seed_random': null
  'create.generate': null
  'create.missing': { credits: string | number }
  'create.get_credits': { credits: string | number }
  'create.price_now': { credits: string | number }
  'create.price_unknown': null
  'create.empty_prompt': null
  'create.long_prompt': { n: number }
  'create.sending': null
  'create.sent_trouble': null
  'create.sent_trouble_text': null
  'create.send_again': null
  'create.forget': null
  'create.next': null
  'create.place': { n: number }
  'create.starts': { time: string | number }
  'create.waiting': null
  'create.left': { time: string | number }
  'create.held': { credits: string | number }
  'create.cancel': null
  'create.cancelled': null
  'create.failed': null
  'create.rejected': null
  'create.not_charged': null
  'create.charged_part': { credits: string | number }
  'create.again': null
  'create.edit': null
  'create.dismiss': null
  'create.notes.photographic_asked': null
  'create.notes.nothing_to_draw': null
  'create.notes.palette_without_colour': null
  'create.notes.transparent_source': null
  'create.notes.reference_framed': null
  'create.notes.reference_unused': null
  'create.notes.empty_mask': null
  'create.understood': null
  'create.ignored': null
  'create.progress': null
  'create.stage.loading': null
  'create.stage.waiting': null
  'create.stage.understood': null
  'create.stage.scenery': null
  'create.stage.figures': null
  'create.stage.light': null
  'create.stage.finish': null
  'create.stage.storing': null
  'create.stage.drawing': null
  'create.empty_title': null
  'create.empty_text': null
  'create.start': { prompt: string | number }
  'create.done': { prompt: string | number }
  'create.done_title': { page: string | number }
  'create.failed_news': null
  'create.see': null
  'create.open': { prompt: string | number }
  'create.no_models': null
  'create.recent': null
  'create.picture_of': { prompt: string | number; n: string | number; count: string | number }
  'create.add_picture': null
  'create.add_picture_hint': null
  'create.drop': null
  'create.pictures': null
  'create.picture_added': { name: string | number }
  'create.picture_removed': null
  'create.picture_n': { n: string | number }
  'create.picture_use': null
  'create.remove': null
  'create.remove_picture': { name: string | number }
  'create.role_guide': null
  'create.role_guide_hint': null
  'create.role_source': null
  'create.role_source_hint': null
  'create.role_region': null
  'create.arriving': null
  'create.sending_picture': { name: string | number }
  'create.transparent': null
  'create.transparent_hint': null
  'create.strength': null
  'create.size_like': null
  'create.size_like_hint': null
  'create.guides_of': { n: string | number; max: number }
  'create.not_readable': null
  'create.too_large': { size: string | number; most: string | number }
  'create.upload_trouble': null
  'create.picture_gone': null
  'create.pictures_refused': null
  'create.pictures_full': { model: string | number; n: number }
  'create.source_full': { model: string | number }
  'create.no_pictures': { model: string | number }
  'create.takers': null
  'create.no_takers': null
  'create.use_model': { model: string | number }
  'create.switched': { model: string | number }
  'create.too_many_files': { n: string | number }
  'create.misfit_none': { model: string | number }
  'create.misfit_source': { model: string | number }
  'create.misfit_mask': { model: string | number }
  'create.misfit_guides': { model: string | number; n: number }
  'create.take_all_away': null
  'create.glimpse': null
  'picture.title': null
  'picture.prompt': null
  'picture.negative': null
  'picture.model': null
  'picture.style': null
  'picture.size': null
  'picture.seed': null
  'picture.quality': null
  'picture.file': null
  'picture.cost': null
  'picture.task': null
  'picture.made': null
  'picture.download': null
  'picture.download_png': null
  'picture.variation': null
  'picture.variation_hint': null
  'picture.reuse': null
  'picture.favourite': null
  'picture.unfavourite': null
  'picture.delete': null
  'picture.delete_title': null
  'picture.delete_text': null
  'picture.deleted': null
  'picture.earlier': null
  'picture.later': null
  'picture.missing_title': null
  'picture.missing_text': null
  'picture.story': null
  'picture.added': null
  'picture.made_from': null
  'picture.change': null
  'picture.change_hint': null
  'picture.guide': null
  'picture.guide_hint': null
  'picture.more': null
  'picture.came': null
  'region.title': null
  'region.edit': null
  'region.back': null
  'region.mode': null
  'region.region': null
  'region.extend': null
  'region.history': null
  'region.undo': null
  'region.redo': null
  'region.zoom': null
  'region.further': null
  'region.closer': null
  'region.fit': null
  'region.actual': null
  'region.actual_now': { share: string | number }
  'region.tools': null
  'region.settings': null
  'region.picture': null
  'region.tool_brush': null
  'region.tool_eraser': null
  'region.tool_lasso': null
  'region.tool_rectangle': null
  'region.tool_ellipse': null
  'region.tool_move': null
  'region.stage': { tool: string | number; share: string | number }
  'region.stage_hint': null
  'region.stage_still': null
  'region.still_hint': null
  'region.size': null
  'region.softness': null
  'region.size_is': { n: string | number }
  'region.softness_is': { n: string | number }
  'region.what_it_does': null
  'region.add': null
  'region.take': null
  'region.share': { share: string | number }
  'region.feather': null
  'region.feather_hint': null
  'region.grow_or_shrink': null
  'region.growth': null
  'region.grow': null
  'region.shrink': null
  'region.invert': null
  'region.clear': null
  'region.upload': null
  'region.upload_hint': null
  'region.other_size': { width: string | number; height: string | number; wanted_width: string | number; wanted_height: string | number }
  'region.working': null
  'region.at': { x: string | number; y: string | number }
  'region.pressing': null
  'region.corner_n': { n: string | number; x: string | number; y: string | number }
  'region.first_corner': { x: string | number; y: string | number }
  'region.did': { what: string | number; share: string | number }
  'region.undid': { what: string | number; share: string | number }
  'region.redid': { what: string | number; share: string | number }
  'region.nothing_to_undo': null
  'region.nothing_to_redo': null
  'region.did_stroke': null
  'region.did_erase': null
  'region.did_lasso': null
  'region.did_rectangle': null
  'region.did_ellipse': null
  'region.did_grow': null
  'region.did_shrink': null
  'region.did_invert': null
  'region.did_clear': null
  'region.did_paste': null
  'region.ask': null
  'region.prompt': null
  'region.prompt_extend': null
  'region.placeholder': null
  'region.placeholder_extend': null
  'region.extend_act': null
  'region.empty_mask': null
  'region.empty_extend': null
  'region.empty_prompt': null
  'region.sending_mask': { share: string | number }
  'region.unsent': null
  'region.ready': { count: number }
  'region.before': null
  'region.after': null
  'region.compare': null
  'region.compare_value': { share: string | number }
  'region.candidates': null
  'region.candidate': { n: string | number; count: string | number }
  'region.back_to_drawing': null
  'region.use': null
  'region.show_results': { count: number }
  'region.origin': null
  'region.extend_hint': null
  'region.to_ratio': null
  'region.ratio_there': null
  'region.ratio_too_long': { most: string | number }
  'region.reset': null
  'region.handle': { side: string | number }
  'region.side_left': null
  'region.side_top': null
  'region.side_right': null
  'region.side_bottom': null
  'region.size_now': { width: string | number; height: string | number }
  'region.no_models': null
  'region.changers': { models: string | number }
  'region.whole': null
  'region.away_title': null
  'region.away_text': null
  'region.arriving_text': null
  'region.tools_of_picture': null
  'region.upscale': { n: string | number }
  'region.upscale_hint': { width: string | number; height: string | number }
  'region.cut_out': null
  'region.cut_out_hint': null
  'region.upscaling': null
  'region.cutting_out': null
  'region.tool_done': null
  'region.keys_keyboard': null
  'region.keys_view': null
  'region.space': null
  'region.key_size': null
  'region.key_softness': null
  'region.key_taking': null
  'region.key_alt': null
  'region.key_arrows': null
  'region.key_shift': null
  'region.key_enter': null
  'region.key_escape': null
  'region.key_zoom': null
  'region.key_space': null
  'region.open_result': null
  'region.start': null
  'region.enlarged': { model: string | number; most: string | number }
  'gallery.title': null
  'gallery.search': null
  'gallery.search_hint': null
  'gallery.all_models': null
  'gallery.all_styles': null
  'gallery.favourites': null
  'gallery.select': null
  'gallery.done': null
  'gallery.selected': { n: number }
  'gallery.delete_n': { n: number }
  'gallery.delete_title': { n: number }
  'gallery.deleted_n': { n: number }
  'gallery.delete_part': null
  'gallery.empty_title': null
  'gallery.empty_text': null
  'gallery.empty_act': null
  'gallery.none_title': null
  'gallery.none_text': null
  'gallery.none_act': null
  'gallery.found': { n: number }
  'gallery.trouble': null
  'wallet.title': null
  'wallet.pill': { credits: string | number }
  'wallet.available': null
  'wallet.held': null
  'wallet.buckets': null
  'wallet.plan': null
  'wallet.bonus': null
  'wallet.bought': null
  'wallet.order': null
  'wallet.get_title': null
  'wallet.get_text': { email: string | number }
  'wallet.ledger': null
  'wallet.csv': null
  'wallet.when': null
  'wallet.what': null
  'wallet.job': null
  'wallet.job_link': null
  'wallet.change': null
  'wallet.balance': null
  'wallet.empty': null
  'wallet.trouble': null
  'wallet.end': null
  'kind.grant': null
  'kind.top_up': null
  'kind.hold': null
  'kind.capture': null
  'kind.release': null
  'kind.expire': null
  'kind.adjustment': null
  'kind.refund': null
  'kind.lapse': null
  'entry.welcome': null
  'entry.gift': null
  'entry.generation': null
  'entry.generation_done': null
  'entry.generation_failed': null
  'entry.generation_rejected': null
  'entry.generation_cancelled': null
  'entry.generation_part': null
  'entry.hold_expired': null
  'entry.top_up': null
  'entry.plan_refresh': null
  'entry.plan_lapse': null
  'entry.refund': null
  'entry.adjustment': null
  'settings.licences': null
  'settings.title': null
  'settings.profile': null
  'settings.name': null
  'settings.email': null
  'settings.save': null
  'settings.saved': null
  'settings.look': null
  'settings.language': null
  'settings.theme': null
  'settings.password': null
  'settings.password_text': null
  'settings.current_password': null
  'settings.new_password': null
  'settings.change_password': null
  'settings.password_changed': null
  'settings.sessions': null
  'settings.sessions_text': null
  'settings.this_one': null
  'settings.last_seen': { when: string | number }
  'settings.browser_on': { browser: string | number; system: string | number }
  'settings.unknown_device': null
  'settings.end_session': null
  'settings.end_session_of': { device: string | number }
  'settings.end_others': null
  'settings.ended_one': null
  'settings.ended_others': null
  'settings.leave': null
  'settings.sign_out': null
  'settings.unsaved': null
  'admin.title': null
  'admin.lead': { n: number }
  'admin.spent': { cost: string | number }
  'admin.as_of': { time: string | number }
  'admin.stale': { time: string | number }
  'admin.trouble_title': null
  'admin.trouble_text': null
  'admin.empty_title': null
  'admin.empty_text': null
  'admin.off': null
  'admin.no_channels': null
  'admin.nobody': null
  'admin.engine': { engine: string | number }
  'admin.rank': { priority: string | number; weight: string | number }
  'admin.running': { n: number }
  'admin.standing': null
  'admin.well': null
  'admin.probing': null
  'admin.draining': null
  'admin.resting': { reason: string | number }
  'admin.resting_until': { time: string | number; reason: string | number }
  'admin.for_operation': { operation: string | number; condition: string | number }
  'admin.reason.hand': null
  'admin.reason.failing': null
  'admin.reason.busy': null
  'admin.reason.key': null
  'admin.reason.account': null
  'admin.reason.model': null
  'admin.reason.settings': null
  'admin.reason.none': null
  'admin.operation.generate': null
  'admin.operation.edit': null
  'admin.operation.inpaint': null
  'admin.success': null
  'admin.of': { share: string | number; n: string | number }
  'admin.none': null
  'admin.average': null
  'admin.cost': null
  'admin.unpriced': { n: string | number }
  'admin.last_failure': null
  'admin.failures': { n: number }
  'admin.drain': null
  'admin.rest_short': null
  'admin.rest_hour': null
  'admin.rest_day': null
  'admin.let_come': null
  'admin.said_draining': { channel: string | number }
  'admin.said_resting': { channel: string | number; time: string | number }
  'admin.said_active': { channel: string | number }
  'admin.unsaid': null
  'admin.pause': null
  'admin.pause_of': { channel: string | number }
  'admin.drain_hint': null
  'admin.why': null
  'admin.why_hint': null
  'admin.test': null
  'admin.test_hint': null
  'admin.test_of': { channel: string | number }
  'admin.test_prompt': null
  'admin.test_waiting': null
  'admin.test_running': null
  'admin.test_free': null
  'admin.test_done': null
  'admin.test_failed': null
  'admin.test_took': { time: string | number }
  'admin.test_cost': { cost: string | number }
  'admin.test_cost_unknown': null
  'admin.test_unsent': null
  'admin.test_said': null
  'admin.workers': null
  'admin.workers_lead': null
  'admin.workers_none': null
  'admin.workers_trouble': null
  'admin.worker_add': null
  'admin.worker_name': null
  'admin.worker_name_hint': null
  'admin.worker_make': null
  'admin.worker_token': null
  'admin.worker_token_text': null
  'admin.worker_copy': null
  'admin.worker_copied': null
  'admin.worker_uncopied': null
  'admin.worker_done': null
  'admin.worker_never': null
  'admin.worker_seen': { time: string | number }
  'admin.worker_running': { n: number }
  'admin.worker_offers': { offers: string | number }
  'admin.worker_end': null
  'admin.worker_end_of': { name: string | number }
  'admin.worker_end_title': { name: string | number }
  'admin.worker_end_text': null
  'admin.worker_ended': { name: string | number }
}

export type MessageKey = keyof MessageValues
