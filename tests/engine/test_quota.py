"""What a provider takes: what is left of it, when a campaign will have left."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st

from questionari.engine.quota import BRISK, Quota, Used, finishes

START, HOUR = datetime(2026, 11, 23, 9, tzinfo=UTC), timedelta(hours=1)


NONE = Used()


def ends(count: int, quota: Quota, used: Used = NONE) -> datetime | None:
    return finishes(START, count, quota, used, lambda instant: instant)


def test_a_campaign_leaves_what_codes_and_receipts_need() -> None:
    quota = Quota(100, 500)
    assert (quota.left(Used(), urgent=True), quota.left(Used(), urgent=False)) == (100, 90)
    assert (quota.left(Used(95, 300), urgent=True), quota.left(Used(95, 300), urgent=False)) == (5, 0)
    assert quota.left(Used(10, 499), urgent=True) == 1
    assert Quota(1).left(Used(), urgent=False) == 1 and not Quota()
    assert Quota(5).left(Used(), urgent=False) == 4
    assert (Quota(0, 500).left(Used(450, 460), urgent=True), Quota(0, 500).left(Used(), urgent=True)) == (40, 500)
    assert Quota(5) and Quota(0, 5) and Quota().left(Used(9, 9), urgent=False) == BRISK


def test_the_end_counts_hours_days_and_what_has_left_already() -> None:
    assert ends(90, Quota(100)) == START
    assert ends(91, Quota(100)) == START + HOUR
    assert ends(10, Quota(100), Used(90, 90)) == START + HOUR
    assert ends(451, Quota(0, 500)) == START + 24 * HOUR
    assert ends(BRISK + 1, Quota()) == START + HOUR
    assert ends(100_000, Quota(0, 1)) is None
    night = START.replace(hour=20) - START
    assert finishes(START, 1, Quota(), Used(), lambda instant: max(instant, START + night)) == START + night


def test_what_left_before_the_last_hour_counts_in_its_day_alone() -> None:
    assert ends(90, Quota(100), Used(0, 90)) == START
    assert ends(450, Quota(0, 500)) == ends(150, Quota(0, 500), Used(200, 300)) == START
    assert ends(10, Quota(0, 500), Used(0, 440)) == START
    assert ends(11, Quota(0, 500), Used(0, 440)) == START + 23 * HOUR
    assert ends(11, Quota(0, 500), Used(440, 440)) == START + 24 * HOUR


def test_a_campaign_waits_for_the_hours_it_may_leave_in() -> None:
    def mornings(instant: datetime) -> datetime:
        tomorrow = (instant + timedelta(days=1)).replace(hour=9)
        return instant if instant.hour < 11 else tomorrow

    assert finishes(START, 180, Quota(100), NONE, mornings) == START + HOUR
    assert finishes(START, 181, Quota(100), NONE, mornings) == START + 24 * HOUR
    assert finishes(START, 451, Quota(100), NONE, mornings) == START + 49 * HOUR
    monday = START + timedelta(days=3)
    assert finishes(START, 91, Quota(100), NONE, lambda at: at if at == START else max(at, monday)) == monday


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(0, 50), st.integers(0, 120), st.integers(0, 60), st.integers(0, 60))
def test_no_hour_and_no_day_takes_more_than_is_allowed(
    count: int, per_hour: int, per_day: int, hour: int, before: int
) -> None:
    quota, used = Quota(per_hour, per_day), Used(hour, hour + before)
    found = ends(count, quota, used)
    if found is None or not quota:
        assert quota or found == START
        return
    hours = int((found - START) / HOUR) + 1
    room = [limit for limit in (hours * per_hour, (hours // 24 + 1) * per_day) if limit]
    assert count <= min(room) and found - START < timedelta(days=400)
