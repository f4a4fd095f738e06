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
  'kit.save': null
  'kit.cancel': null
  'kit.delete': null
  'kit.type_name': { name: string | number }
  'kit.restored': null
  'kit.undo_all': null
  'kit.start_over': null
  'kit.nothing_lost': null
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
  'frame.characters': null
  'frame.strips': null
  'frame.brand': null
  'frame.styles': null
  'frame.more': null
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
  'shortcut.closer': null
  'shortcut.whole': null
  'shortcut.choose': null
  'shortcut.choose_all': null
  'shortcut.trash': null
  'shortcut.space': null
  'shortcut.go_characters': null
  'shortcut.go_strips': null
  'shortcut.go_brand': null
  'shortcut.character': null
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
  'create.notes.cut_out_unsure': null
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
  'create.stage.enlarging': null
  'create.stage.cutting_out': null
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
  'picture.delete_text': null
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
  'picture.everything': null
  'picture.whole_screen': null
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
  'gallery.favourites': null
  'gallery.select': null
  'gallery.done': null
  'gallery.selected': { n: number }
  'gallery.empty_title': null
  'gallery.empty_text': null
  'gallery.empty_act': null
  'gallery.none_title': null
  'gallery.none_text': null
  'gallery.none_act': null
  'gallery.found': { n: number }
  'gallery.trouble': null
  'gallery.search_meaning_hint': null
  'gallery.search_by': null
  'gallery.by_words': null
  'gallery.by_words_hint': null
  'gallery.by_meaning': null
  'gallery.by_meaning_hint': null
  'gallery.all': null
  'gallery.places': null
  'gallery.selection': null
  'gallery.select_all': { n: string | number }
  'gallery.select_none': null
  'gallery.end_selecting': null
  'gallery.working': { n: string | number; of: string | number }
  'gallery.stop': null
  'gallery.act_part': null
  'gallery.favoured_n': { n: number }
  'gallery.unfavoured_n': { n: number }
  'gallery.compare': null
  'gallery.drag_n': { n: number }
  'gallery.of_month': { month: string | number }
  'gallery.jump': null
  'gallery.date': null
  'gallery.from': null
  'gallery.to': null
  'gallery.filters': null
  'gallery.filters_n': { n: number }
  'gallery.narrowed': null
  'gallery.take_away': { what: string | number }
  'gallery.size': null
  'gallery.all_of': { n: string | number }
  'gallery.by_kind': null
  'gallery.by_model': null
  'gallery.by_style': null
  'gallery.by_character': null
  'gallery.by_tag': null
  'gallery.by_board': null
  'gallery.kind_made': null
  'gallery.kind_edited': null
  'gallery.kind_extended': null
  'gallery.kind_upscaled': null
  'gallery.kind_cut_out': null
  'gallery.kind_uploaded': null
  'gallery.chip': { name: string | number; value: string | number }
  'gallery.chip_words': { q: string | number }
  'gallery.chip_meaning': { q: string | number }
  'gallery.chip_from': { day: string | number }
  'gallery.chip_to': { day: string | number }
  'gallery.none_loosen': null
  'gallery.loosen': { what: string | number; n: number }
  'gallery.try_meaning': null
  'gallery.tags': null
  'gallery.tags_add': null
  'gallery.tags_known': null
  'gallery.tag_first': null
  'gallery.tag_more': null
  'gallery.tag_added': { tag: string | number }
  'gallery.tag_removed': { tag: string | number }
  'gallery.tag_remove': { tag: string | number }
  'gallery.tag_n': { n: number }
  'gallery.tagged_n': { n: number }
  'gallery.tells': null
  'gallery.tell_parameters': null
  'gallery.tell_parameters_hint': null
  'gallery.tell_studio': null
  'gallery.tell_studio_hint': null
  'gallery.tell_marking': null
  'gallery.tell_marking_hint': null
  'gallery.tell_manifest': null
  'gallery.tell_manifest_hint': null
  'gallery.download_title': { n: number }
  'gallery.zip': null
  'gallery.zip_begun': { size: string | number }
  'gallery.zip_parts': { n: number }
  'gallery.zip_part': { n: string | number; files: number; size: string | number }
  'gallery.older': null
  'gallery.from_these': null
  'gallery.led_to': null
  'gallery.together': null
  'gallery.compare_title': null
  'gallery.compare_how': null
  'gallery.compare_side': null
  'gallery.compare_line': null
  'gallery.compare_pull': null
  'gallery.compare_swap': null
  'gallery.compare_pick': null
  'gallery.compare_with': { what: string | number }
  'gallery.compare_parent': null
  'gallery.compare_sibling': null
  'gallery.dropped_title': null
  'gallery.dropped_prompt': null
  'gallery.dropped_picture': null
  'board.boards': null
  'board.new': null
  'board.make': null
  'board.make_named': { name: string | number }
  'board.find_or_make': null
  'board.none_yet': null
  'board.name': null
  'board.name_needed': null
  'board.rename': null
  'board.renamed': null
  'board.delete': null
  'board.delete_title': { name: string | number }
  'board.delete_text': null
  'board.deleted': null
  'board.download': null
  'board.share': null
  'board.acts': { name: string | number }
  'board.add': null
  'board.remove': null
  'board.added_n': { n: number; name: string | number }
  'board.removed_n': { n: number; name: string | number }
  'board.on': null
  'board.all_n': { n: string | number }
  'board.drag_hint': null
  'board.empty_title': null
  'board.empty_text': null
  'board.empty_act': null
  'board.first_title': null
  'board.first_text': null
  'board.first_act': null
  'board.trouble': null
  'trash.title': null
  'trash.text': { n: string | number }
  'trash.days_left': { n: number }
  'trash.move': null
  'trash.moved_n': { n: number }
  'trash.undo': null
  'trash.restore': null
  'trash.restored_n': { n: number }
  'trash.forever': null
  'trash.forever_n': { n: number }
  'trash.forever_title': { n: number }
  'trash.forever_text': null
  'trash.gone_n': { n: number }
  'trash.empty': null
  'trash.empty_title': null
  'trash.empty_text': { n: string | number }
  'trash.here': { n: number }
  'share.share': null
  'share.shares': null
  'share.shares_text': null
  'share.title': { n: number }
  'share.text': null
  'share.expires': null
  'share.days_1': null
  'share.days_7': null
  'share.days_30': null
  'share.never': null
  'share.lock': null
  'share.password': null
  'share.password_hint': null
  'share.password_needed': null
  'share.make': null
  'share.made': null
  'share.made_locked': null
  'share.link': null
  'share.copy': null
  'share.there': null
  'share.see_all': { n: string | number }
  'share.see': null
  'share.of': { when: string | number }
  'share.until': { when: string | number }
  'share.for_ever': null
  'share.over': null
  'share.dot': null
  'share.opened': { n: number }
  'share.made_when': { when: string | number }
  'share.locked': null
  'share.revoke': null
  'share.revoked': null
  'share.none_title': null
  'share.none_text': null
  'share.trouble': null
  'share.pictures': null
  'share.locked_title': null
  'share.locked_text': null
  'share.the_password': null
  'share.password_needed_here': null
  'share.unlock': null
  'share.gone_title': null
  'share.gone_text': null
  'share.unread_title': null
  'share.unread_text': null
  'share.to_studio': { studio: string | number }
  'share.empty_title': null
  'share.empty_text': null
  'share.open_n': { n: string | number }
  'share.picture_of': { title: string | number; n: string | number; count: string | number }
  'share.n_of': { n: string | number; count: string | number }
  'share.before': null
  'share.after': null
  'share.made_in': { studio: string | number }
  'share.too_many': { most: string | number }
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
  'export.queued': null
  'export.running': null
  'export.ready': null
  'export.download': null
  'export.failed': null
  'export.trouble': null
  'pictures.choose': null
  'pictures.none': null
  'pictures.full': { n: number }
  'pictures.add': { n: number }
  'pictures.from_device': null
  'pictures.from_gallery': null
  'character.title': null
  'character.lead': null
  'character.new': null
  'character.unknown': null
  'character.in_outfit': { name: string | number; outfit: string | number }
  'character.found': { n: number; name: string | number }
  'character.choose': null
  'character.chip_removed': { name: string | number }
  'character.make_first': null
  'character.make_first_hint': null
  'character.add': null
  'character.add_hint': null
  'character.places': { n: string | number; max: number; parts: string | number }
  'character.used_by': { n: string | number; name: string | number }
  'character.used_by_you': { n: string | number }
  'character.by_words': { model: string | number }
  'character.misfit_unseen': { model: string | number; names: string | number }
  'character.misfit_room': { model: string | number; n: number; names: string | number }
  'character.likeness': { name: string | number; percent: string | number }
  'character.likeness_hint': null
  'character.try_weakest': null
  'character.try_weakest_hint': null
  'character.try_weakest_for': { cost: string | number }
  'character.trouble': null
  'character.empty_title': null
  'character.empty_text': null
  'character.empty_act': null
  'character.empty_example': null
  'character.open': { name: string | number }
  'character.use': null
  'character.use_of': { name: string | number }
  'character.pictures_n': { n: number }
  'character.outfits_n': { n: number }
  'character.example_name': null
  'character.example_description': null
  'character.example_never': null
  'character.name': null
  'character.name_hint': null
  'character.name_needed': null
  'character.name_long': { n: string | number }
  'character.description': null
  'character.description_hint': null
  'character.description_example': null
  'character.description_needed': null
  'character.never': null
  'character.never_hint': null
  'character.never_example': null
  'character.pictures': null
  'character.pictures_of': { n: string | number; max: string | number }
  'character.pictures_hint': null
  'character.pictures_drop': null
  'character.pictures_full': { n: string | number }
  'character.picture_n': { name: string | number; n: string | number }
  'character.first_picture': null
  'character.picture_moved': { n: string | number; count: string | number }
  'character.picture_earlier': { n: string | number }
  'character.picture_later': { n: string | number }
  'character.picture_remove': { n: string | number }
  'character.picture_gone': null
  'character.outfits': null
  'character.outfits_hint': null
  'character.outfit': null
  'character.add_outfit': null
  'character.outfit_name': null
  'character.outfit_description': null
  'character.outfit_description_of': { name: string | number }
  'character.outfit_picture': { name: string | number }
  'character.outfit_remove': { name: string | number }
  'character.outfit_nameless': null
  'character.sending_pictures': null
  'character.make': null
  'character.saved': { name: string | number }
  'character.made': { name: string | number }
  'character.deleted': { name: string | number }
  'character.delete_title': { name: string | number }
  'character.delete_text': null
  'character.missing_title': null
  'character.missing_text': null
  'character.consent_title': null
  'character.consent_text': { name: string | number }
  'character.consent_kept': null
  'character.consent_yes': null
  'character.consent_no': null
  'brand.brand': null
  'brand.none': null
  'brand.title': null
  'brand.lead': null
  'brand.new': null
  'brand.trouble': null
  'brand.open': { name: string | number }
  'brand.empty_title': null
  'brand.empty_text': null
  'brand.empty_act': null
  'brand.empty_example': null
  'brand.example_name': null
  'brand.example_tone': null
  'brand.example_use': null
  'brand.name': null
  'brand.name_needed': null
  'brand.make': null
  'brand.saved': { name: string | number }
  'brand.deleted': { name: string | number }
  'brand.delete_title': { name: string | number }
  'brand.delete_text': null
  'brand.missing_title': null
  'brand.palette': null
  'brand.palette_hint': null
  'brand.palette_full': { n: string | number }
  'brand.colours_added': { n: number }
  'brand.no_colours': null
  'brand.no_colours_there': null
  'brand.colour_n': { n: string | number; colour: string | number }
  'brand.hex_n': { n: string | number }
  'brand.colour_earlier': { colour: string | number }
  'brand.colour_later': { colour: string | number }
  'brand.colour_remove': { colour: string | number }
  'brand.add_colour': null
  'brand.paste': null
  'brand.paste_hint': null
  'brand.add': null
  'brand.from_picture': null
  'brand.found': null
  'brand.take_colour': { colour: string | number }
  'brand.take_all': null
  'brand.readable': null
  'brand.ratio': { ratio: string | number }
  'brand.reads_well': null
  'brand.reads_large': null
  'brand.reads_poorly': null
  'brand.fonts': null
  'brand.fonts_hint': null
  'brand.heading': null
  'brand.body': null
  'brand.sample_heading': null
  'brand.sample_body': null
  'brand.logo': null
  'brand.logo_hint': null
  'brand.logo_drop': null
  'brand.other_logo': null
  'brand.logo_refused': null
  'brand.corner': null
  'brand.corner_none': null
  'brand.corner_top_left': null
  'brand.corner_top_right': null
  'brand.corner_bottom_left': null
  'brand.corner_bottom_right': null
  'brand.corner_none_hint': null
  'brand.logo_size': null
  'brand.clear_space': null
  'brand.preview_alt': null
  'brand.words': null
  'brand.words_hint': null
  'brand.tone': null
  'brand.tone_example': null
  'brand.tone_long': { n: string | number }
  'brand.use_words': null
  'brand.avoid_words': null
  'brand.words_how': { n: string | number }
  'brand.avoid_hint': null
  'brand.word_remove': { word: string | number }
  'brand.word_removed': { word: string | number }
  'brand.formats': null
  'brand.formats_lead': null
  'brand.formats_trouble': null
  'brand.back_to_picture': null
  'brand.no_logo': null
  'brand.logo_of': null
  'brand.all_of_them': null
  'brand.none_of_them': null
  'brand.safe_areas': null
  'brand.cut_hint': null
  'brand.chosen': { n: number }
  'brand.formats_act': null
  'strip.title': null
  'strip.lead': null
  'strip.new': null
  'strip.untitled': null
  'strip.trouble': null
  'strip.empty_title': null
  'strip.empty_text': null
  'strip.empty_act': null
  'strip.open': { name: string | number }
  'strip.nothing_yet': null
  'strip.facts': { n: number; width: string | number; height: string | number }
  'strip.n_pictures': { n: number }
  'strip.more_of': { name: string | number }
  'strip.deleted': { name: string | number }
  'strip.delete_title': { name: string | number }
  'strip.delete_text': null
  'strip.seam_none': null
  'strip.seam_gutter': null
  'strip.seam_rule': null
  'strip.seam_blend': null
  'strip.seam_overlap': null
  'strip.seam_px': null
  'strip.seam_px_exact': null
  'strip.seams': null
  'strip.seams_hint': null
  'strip.joint': { n: string | number; m: string | number }
  'strip.like_all': null
  'strip.pictures': null
  'strip.picture_n': { n: string | number }
  'strip.picture_gone': null
  'strip.show': { name: string | number }
  'strip.up': { n: string | number }
  'strip.down': { n: string | number }
  'strip.remove': { n: string | number }
  'strip.moved': { n: string | number; count: string | number }
  'strip.added': { n: number }
  'strip.full': { n: string | number }
  'strip.back': null
  'strip.name': null
  'strip.undo': null
  'strip.redo': null
  'strip.undone': null
  'strip.redone': null
  'strip.saved': null
  'strip.saved_ago': { time: string | number }
  'strip.saving': null
  'strip.away': null
  'strip.unsaved': null
  'strip.conflict_short': null
  'strip.preview': null
  'strip.look': null
  'strip.parts': null
  'strip.background': null
  'strip.usual_widths': null
  'strip.add_hint': null
  'strip.begin_title': null
  'strip.begin_text': null
  'strip.smaller': null
  'strip.larger': null
  'strip.fit': null
  'strip.too_tall': { height: string | number; most: string | number }
  'strip.conflict_title': null
  'strip.conflict_text': null
  'strip.mine': null
  'strip.theirs': null
  'strip.use_mine': null
  'strip.use_theirs': null
  'strip.continue': null
  'strip.export': null
  'strip.continue_prompt': null
  'strip.continue_example': null
  'strip.continue_height': null
  'strip.height_half': null
  'strip.height_three': null
  'strip.height_same': null
  'strip.continue_act': null
  'strip.continue_no_model': null
  'strip.grown': null
  'strip.export_as': null
  'strip.png': null
  'strip.png_hint': { width: string | number; height: string | number }
  'strip.jpeg': null
  'strip.jpeg_hint': null
  'strip.jpeg_tall': { most: string | number; height: string | number }
  'strip.slices': null
  'strip.slices_hint': null
  'strip.slices_n': { n: number }
  'strip.slice_size': null
  'strip.most_height': null
  'strip.slices_wrong': { least: string | number; most: string | number; tallest: string | number }
  'strip.export_unsaved': null
  'strip.export_act': null
  'strip.missing_title': null
  'style_admin.title': null
  'style_admin.lead': null
  'style_admin.trouble': null
  'style_admin.new': null
  'style_admin.none_title': null
  'style_admin.none_text': null
  'style_admin.the_prompt': null
  'style_admin.shipped': null
  'style_admin.version': { n: string | number }
  'style_admin.off': null
  'style_admin.edit': null
  'style_admin.edit_of': { name: string | number }
  'style_admin.id': null
  'style_admin.id_hint': null
  'style_admin.id_wrong': null
  'style_admin.id_taken': null
  'style_admin.english_needed': null
  'style_admin.label_in': { language: string | number }
  'style_admin.before': null
  'style_admin.before_example': null
  'style_admin.after': null
  'style_admin.after_example': null
  'style_admin.negative': null
  'style_admin.negative_hint': null
  'style_admin.recipe_hint': null
  'style_admin.sample': null
  'style_admin.sample_hint': null
  'style_admin.sample_choose': null
  'style_admin.sample_remove': null
  'style_admin.enabled': null
  'style_admin.enabled_hint': null
  'style_admin.save': { n: string | number }
  'style_admin.make': null
  'style_admin.saved': { name: string | number; n: string | number }
}

export type MessageKey = keyof MessageValues
