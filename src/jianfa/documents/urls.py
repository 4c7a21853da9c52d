"""Addresses of papers: of a problem, of a supervision order, and of the archive package."""

from django.urls import URLPattern, URLResolver, path

from jianfa.documents.views import archives, papers

urlpatterns: list[URLPattern | URLResolver] = [
    path("problems/<uuid:problem_id>/papers/", papers.papers, name="papers"),
    path("problems/<uuid:problem_id>/papers/archive/", archives.archive_new, name="archive_new"),
    path("problems/<uuid:problem_id>/papers/archive/progress/", archives.archive_progress, name="archive_progress"),
    path("problems/<uuid:problem_id>/papers/archive.zip", archives.archive_file, name="archive_file"),
    path("problems/<uuid:problem_id>/papers/<slug:paper>.<slug:file_format>", papers.paper, name="paper"),
    path(
        "remedies/petitions/<uuid:petition_id>/letter.<slug:file_format>", papers.petition_paper, name="petition_paper"
    ),
    path("orders/<uuid:order_id>/paper.<slug:file_format>", papers.order_paper, name="order_paper"),
]
