"""Two ways to train beside each other, in turns in one process, by processor time."""

import statistics
import time

import keras


def seconds(train, steps):
    """Returns the processor time of a step."""
    begun = time.process_time()
    train(steps)
    return (time.process_time() - begun) / steps


def compared(ways, rounds, steps):
    """Returns a line: milliseconds of a step of ours and by hand, and the median of the ratios within each round.

    Args:
        ways: Pair of functions that train so many steps, ours and by hand.
        rounds: Integer, of both in turns.
        steps: Integer, of a round.
    """
    for train in ways:
        train(steps)  # compiles
    spent = [[seconds(train, steps) for train in ways] for _ in range(rounds)]
    mine, hand = (1000 * statistics.median(times) for times in zip(*spent))
    ratio = statistics.median(hand / mine for mine, hand in spent)
    return f"{keras.backend.backend()}: ours {mine:.1f} ms, by hand {hand:.1f} ms, {ratio:.2f} times as fast"
