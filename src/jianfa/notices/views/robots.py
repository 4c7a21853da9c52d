"""Group robots, for the administrator: which there are, on or off, a test message, what could not be sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jianfa.notices import actions
from jianfa.notices.models import Robot
from jianfa.notices.queries import configured_robots, latest_failures
from jianfa.organisations.middleware import acting_post
from jianfa.organisations.policy import may_administer, require


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """List the robots of the settings, and what was given up."""
    require(may_administer(acting_post(request)))
    on = dict(Robot.objects.values_list("name", "is_on"))
    rows = [{"robot": robot, "is_on": on.get(name, False)} for name, robot in configured_robots().items()]
    return render(request, "notices/robots.html", {"rows": rows, "failures": latest_failures()})


@require_POST
def robot_switch(request: HttpRequest) -> HttpResponse:
    """Switch a robot on or off."""
    name, is_on = request.POST.get("robot", ""), request.POST.get("on") == "yes"
    actions.switch_robot(name, actor=acting_post(request), at=timezone.now(), is_on=is_on)
    messages.success(request, _("The robot is switched on.") if is_on else _("The robot is switched off."))
    return redirect("robots")


@require_POST
def robot_test(request: HttpRequest) -> HttpResponse:
    """Send a test message to the group."""
    actions.try_robot(request.POST.get("robot", ""), actor=acting_post(request), at=timezone.now())
    messages.success(request, _("The test message was taken. Please look into the group."))
    return redirect("robots")
