"""Whether what a process uses stays flat: a line through its samples, by least squares, and how much it may rise."""

from collections.abc import Sequence
from dataclasses import dataclass

# The share of the time in which pools, caches and the memory allocator fill.
WARM_UP = 1 / 3


@dataclass(frozen=True)
class Sample:
    """What a process used at one time."""

    seconds: float
    memory_kb: float
    descriptors: float
    threads: float


@dataclass(frozen=True)
class Line:
    """The line through the samples of one quantity after the warm-up."""

    begin: float
    end: float
    # By how much it may rise from its begin to its end.
    tolerance: float

    @property
    def rise(self) -> float:
        """By how much it rises."""
        return self.end - self.begin

    @property
    def is_flat(self) -> bool:
        """Whether that is within the tolerance."""
        return self.rise <= self.tolerance


@dataclass(frozen=True)
class Quantity:
    """A column of the samples. The tolerance is the larger of a number and a share of the mean."""

    name: str
    field: str
    unit: str
    tolerance: float
    share: float = 0.0
    divisor: float = 1.0

    def of(self, sample: Sample) -> float:
        """Returns its value in a sample."""
        return float(getattr(sample, self.field)) / self.divisor


QUANTITIES = [
    # What ten minutes without a leak may rise by chance. It is less than a kilobyte for each call, and in an hour less than 150 bytes.
    Quantity("memory", "memory_kb", "MB", 3, share=0.03, divisor=1024),
    # Connections, threads and wakeups come and go with the clients, those of Node when it collects garbage.
    Quantity("descriptors", "descriptors", "", 2, share=0.1),
    Quantity("threads", "threads", "", 2, share=0.1),
]


def measured(samples: Sequence[Sample]) -> list[Sample]:
    """Returns the samples after the warm-up."""
    if not samples:
        return []
    return [sample for sample in samples if sample.seconds >= samples[-1].seconds * WARM_UP]


def line_of(quantity: Quantity, samples: Sequence[Sample]) -> Line:
    """Fits a line to a quantity after the warm-up."""
    later = measured(samples)
    if len(later) < 2:
        raise ValueError("too few samples")
    times = [sample.seconds for sample in later]
    values = [quantity.of(sample) for sample in later]
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((time - middle) ** 2 for time in times)
    slope = sum((time - middle) * (value - mean) for time, value in zip(times, values, strict=True)) / spread
    begin, end = (mean + slope * (time - middle) for time in (times[0], times[-1]))
    return Line(begin, end, max(quantity.tolerance, quantity.share * mean))
