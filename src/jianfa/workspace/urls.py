"""Addresses of pages that show more than one room."""

from django.urls import URLPattern, URLResolver, path

from jianfa.workspace.views import bulk, desk, handover, problem, problems, search, solvers, start, triage, unit

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.home, name="home"),
    path("problems/", problems.problems, name="problems"),
    path("problems/views/", problems.save, name="save_view"),
    path("problems/views/<uuid:view_id>/drop/", problems.drop, name="drop_view"),
    path("problems/bulk/", bulk.bulk, name="bulk"),
    path("triage/", triage.triage, name="triage"),
    path("triage/minutes/", triage.minutes, name="minutes"),
    path("triage/<uuid:problem_id>/similar/", triage.similar, name="similar"),
    path("solvers/", solvers.solvers, name="solvers"),
    path("units/<uuid:unit_id>/", unit.unit, name="unit"),
    path("search/", search.search, name="search"),
    path("problems/new/", problem.problem_new, name="problem_new"),
    path("problems/<uuid:problem_id>/", problem.problem, name="problem"),
    path("problems/<uuid:problem_id>/record/", problem.problem_record, name="problem_record"),
    path("problems/<uuid:problem_id>/evidence/<uuid:evidence_id>/", problem.evidence_file, name="evidence_file"),
    path("problems/<uuid:problem_id>/<slug:verb>/", problem.move, name="move"),
    path("start/", start.start, name="start"),
    path("start/campaign/", start.start_campaign, name="start_campaign"),
    path("start/campaign/<uuid:campaign_id>/open/", start.open_campaign, name="open_campaign"),
    path("administration/posts/<uuid:post_id>/end/", handover.post_end, name="post_end"),
    path("handovers/", handover.handovers, name="handovers"),
    path("handovers/<uuid:handover_id>/", handover.handover, name="handover"),
]
