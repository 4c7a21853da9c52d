"""Addresses of demands and surveys."""

from django.urls import URLPattern, URLResolver, path

from jianfa.intake.views import demands, pasting, sheets, similar, surveys, synonyms, themes

PAIR = "<slug:kind>/<uuid:one_id>/<slug:other_kind>/<uuid:other_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("demands/", demands.demands, name="demands"),
    path("demands/new/", demands.demand_new, name="demand_new"),
    path("demands/paste/", pasting.demands_paste, name="demands_paste"),
    path("demands/similar/", similar.similar_typing, name="similar_typing"),
    path("demands/themes/", themes.themes, name="themes"),
    path("demands/themes/renew/", themes.themes_renew, name="themes_renew"),
    path("demands/themes/<uuid:demand_id>/", themes.theme, name="theme"),
    path("demands/batches/<uuid:batch_id>/", pasting.demands_batch, name="demands_batch"),
    path("demands/<uuid:demand_id>/", demands.demand, name="demand"),
    path("demands/<uuid:demand_id>/similar/", similar.demand_similar, name="demand_similar"),
    path("demands/<uuid:demand_id>/contact/", demands.demand_contact, name="demand_contact"),
    path("demands/<uuid:demand_id>/files/<uuid:attachment_id>/", demands.demand_file, name="demand_file"),
    path("demands/<uuid:demand_id>/<slug:verb>/", demands.demand_step, name="demand_step"),
    path(f"alike/{PAIR}/", similar.alike, name="alike"),
    path(f"alike/{PAIR}/end/", similar.alike_end, name="alike_end"),
    path("synonyms/", synonyms.synonyms, name="synonyms"),
    path("synonyms/<uuid:list_id>/<slug:verb>/", synonyms.synonyms_settle, name="synonyms_settle"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/new/", surveys.survey_new, name="survey_new"),
    path("surveys/<uuid:survey_id>/", surveys.survey, name="survey"),
    path("surveys/<uuid:survey_id>/answer/", surveys.survey_answer, name="survey_answer"),
    path("surveys/<uuid:survey_id>/sign/", surveys.survey_sign, name="survey_sign"),
    path("surveys/<uuid:survey_id>/files/<uuid:answer_id>/", surveys.survey_file, name="survey_file"),
    path("surveys/<uuid:survey_id>/result/", sheets.survey_sheet, name="survey_sheet"),
    path("surveys/<uuid:survey_id>/result/rows/", sheets.survey_rows, name="survey_rows"),
    path("surveys/<uuid:survey_id>/result.xlsx", sheets.survey_excel, name="survey_excel"),
    path("surveys/<uuid:survey_id>/<slug:verb>/", surveys.survey_step, name="survey_step"),
]
