from kerasgan.callbacks.doctor import probe
from kerasgan.callbacks.doctor.pace import GLANCE, GRADIENTS, IN_A_MOMENT, MOST_PER_RUN, Pace

SHARE, (MOMENT, LONGER) = GLANCE.share, GLANCE.moments


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def play(seconds, costs, first=1.0, step=0.01, compiles=False, planned=None, kind=GLANCE, times=1.0):
    """Runs for so long, looking whenever it is time; returns the pace and when each look began."""
    clock, looks = Clock(), []
    pace = Pace(kind, compiles, clock, times)
    pace.planned = planned
    clock.now += first
    pace.ran(1)
    while clock.now < seconds:
        clock.now += step
        pace.ran(1)
        if pace.due():
            looks.append(clock.now)
            with pace.look():
                clock.now += costs(len(looks))
    return pace, looks


def test_all_looks_together_stay_within_the_share():
    pace, looks = play(120, lambda number: 0.1)
    assert len(looks) > 15 and pace.spent <= SHARE * 120


def test_a_first_look_that_has_to_compile_waits_for_its_time():
    pace, looks = play(120, lambda number: 1.0 if number == 1 else 0.02, first=3.0, compiles=True)
    assert looks[0] >= 25 and pace.spent <= SHARE * 120


def test_looks_wait_longer_where_steps_are_slow():
    fast, slow = play(600, lambda number: 0.08), play(600, lambda number: 4.0, step=0.5)
    assert fast[1][0] < 25 and 100 < slow[1][0] and slow[0].spent <= SHARE * 600


def test_looks_at_many_more_samples_than_a_step_has_wait_longer():
    assert [probe.times_of(batch_size) for batch_size in (1, 4, 16, 128)] == [16.0, 4.0, 1.0, 1.0]
    alike, more = (play(3000, lambda number: 20.0, step=0.5, times=times) for times in (1.0, 16.0))
    assert alike[1][0] < 400 and 1300 < more[1][0] < 2000 and more[0].spent <= SHARE * 3000


def test_a_look_that_costs_more_than_thought_is_made_up_for():
    pace, looks = play(300, lambda number: 2.0 if number == 1 else 0.01)
    assert looks[0] < 15 and looks[1] > 100 and pace.spent <= SHARE * 300


def test_what_is_prepared_counts_but_is_no_look():
    clock = Clock()
    pace = Pace(clock=clock)
    with pace.preparing():
        clock.now += 1.0
    assert pace.spent == 1.0 and pace.costs == [] and not pace.due()


def test_looks_that_cost_nothing_do_not_fill_the_record():
    pace, looks = play(100, lambda number: 0.0, step=0.001)
    assert len(looks) < MOST_PER_RUN * 4


def test_a_short_run_of_unknown_length_has_none():
    assert play(3, lambda number: 0.1)[1] == []


def test_a_short_run_has_a_moment_for_looks_all_along():
    pace, looks = play(5, lambda number: 0.15 if number == 1 else 0.02, planned=400)
    assert 8 <= len(looks) <= IN_A_MOMENT and pace.spent <= MOMENT
    assert looks[0] < 2 and looks[-1] > 4  # of steps from 1 to 5 seconds


def test_looks_that_cost_much_are_spread_over_a_short_run():
    pace, looks = play(5, lambda number: 0.1, planned=400)
    assert 3 <= len(looks) <= 4 and looks[-1] - looks[0] > 2.5 and pace.spent <= MOMENT


def test_the_moment_is_not_for_a_look_that_takes_longer():
    pace, looks = play(5, lambda number: 0.1, first=20.0, planned=400)
    assert looks == [] and pace.spent == 0


def test_the_moment_is_longer_where_looks_are_compiled():
    costs = lambda number: 0.4 if number == 1 else 0.005  # noqa: E731
    looks = {compiles: play(5, costs, first=2.5, compiles=compiles, planned=250)[1] for compiles in (False, True)}
    assert len(looks[True]) >= 8 and looks[True][0] < 3
    assert play(5, costs, first=12.0, compiles=True, planned=250)[1] == []  # 1.25 s are too much for it


def test_gradients_have_no_moment():
    pace, looks = play(20, lambda number: 0.05, kind=GRADIENTS, planned=1900)
    assert looks == []
    pace, looks = play(300, lambda number: 0.05, kind=GRADIENTS)
    assert len(looks) > 20 and pace.spent <= GRADIENTS.share * 300 + 1e-9


def test_a_run_of_known_length_stays_within_share_or_moment():
    for seconds in (10, 20, 60):
        pace, _ = play(seconds, lambda number: 0.05, planned=seconds * 100)
        assert pace.spent <= max(MOMENT, SHARE * seconds) + 1e-9
