from kerasgan.doctor.pace import MOST_PER_RUN, SHARE, Pace


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def play(seconds, costs, first=0.1, tick=0.01):
    """Runs for so long, looking whenever it is time; returns the pace and when each look began."""
    clock, looks = Clock(), []
    pace = Pace(first, clock)
    while clock.now < seconds:
        clock.now += tick
        if pace.due():
            looks.append(clock.now)
            with pace:
                clock.now += costs(len(looks))
    return pace, looks


def test_all_looks_together_stay_within_the_share():
    pace, looks = play(120, lambda number: 0.1)
    assert len(looks) > 20 and pace.spent <= SHARE * 120


def test_a_first_look_that_has_to_compile_waits_for_its_time():
    pace, looks = play(120, lambda number: 1.0 if number == 1 else 0.02, first=1.0)
    assert looks[0] >= 50 and pace.spent <= SHARE * 120


def test_looks_that_cost_nothing_do_not_fill_the_record():
    pace, looks = play(100, lambda number: 0.0, first=0.0, tick=0.05)
    assert len(looks) < MOST_PER_RUN * 4


def test_a_short_run_has_none():
    assert play(3, lambda number: 0.1)[1] == []
