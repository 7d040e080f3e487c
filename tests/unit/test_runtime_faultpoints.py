"""`automation.runtime.faultpoints`: where kill tests strike."""

from automation.runtime.faultpoints import Point, install, point


def test_points_tell_whoever_is_installed():
    """Every point that is passed is told, by name, until the installation ends."""
    passed: list[str] = []
    uninstall = install(passed.append)
    try:
        point(Point.CLAIMED)
        point(Point.BEFORE_EFFECT)
    finally:
        uninstall()
    point(Point.FINISHED)

    assert passed == ["claimed", "before-effect"]
