"""Table of decode speeds by setting as the decode model predicts them, in seconds and without a GPU.

    python -m hybrid.bench.common.simulate

Kept beside the real measurement (``python -m hybrid.bench decode``) as the tool with which admission,
half-life and hysteresis were chosen, and to see at once what a change of the cache's rules would do.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hybrid.bench.common.traces import KINDS, TraceName, generate
from hybrid.lab.predictions.decode_model import CacheSetting, DecodeEstimate, simulate_decode
from hybrid.records.costs import DecodeCosts
from hybrid.records.trace import Trace
from hybrid.types import AdmissionName, ExpertKey, Geometry, MappingName, PolicyName

# Measured with 16 cores and PCIe 5 x16: host memory 124 GB/s (94 while copies run; 105 and 80 for the small
# experts), link 55 GB/s. A Mixtral-8x7B expert has 352 MB, a Qwen3-30B one 9.4 MB, in bfloat16.
MIXTRAL = DecodeCosts(cpu=2.84e-3, cpu_while_copying=3.74e-3, copy=6.4e-3, gpu=1e-4, layer=2e-4)
QWEN3 = DecodeCosts(cpu=9.0e-5, cpu_while_copying=1.18e-4, copy=1.71e-4, gpu=1e-5, layer=2e-4)
TOKENS, WARM_UP = 400, 50


@dataclass(frozen=True, slots=True)
class Scenario:
    """A trace, another text of the same kind to calibrate on, and the slots: ``ways`` for each layer."""

    name: str
    trace: Trace
    calibration: Trace
    ways: int
    costs: DecodeCosts

    @property
    def geometry(self) -> Geometry:
        return Geometry(self.trace.layers, self.ways)


def scenario(name: TraceName, residency: float, text: int = 0) -> Scenario:
    """The decode rows of the benchmark: 8 layers of Mixtral, 12 of Qwen3."""
    layers, costs = (12, QWEN3) if name == "qwen3" else (8, MIXTRAL)
    return Scenario(
        name=name,
        trace=generate(name, TOKENS, layers, text=text),
        calibration=generate(name, TOKENS, layers, text=text + 100),
        ways=round(residency * KINDS[name].experts),
        costs=costs,
    )


def estimate(
    case: Scenario,
    policy: PolicyName = "lfu",
    admission: AdmissionName = "bounded",
    mapping: MappingName = "layered",
    resident: Iterable[ExpertKey] | None = None,
) -> DecodeEstimate:
    """One setting; ``resident`` experts are there from the start, by default as many as fit of each layer."""
    geometry = case.geometry
    if resident is None:
        resident = (ExpertKey(layer, e) for layer in range(case.trace.layers) for e in range(case.ways))
    else:
        geometry, mapping = Geometry(1, geometry.slots), "pooled"
    setting = CacheSetting(geometry, mapping, policy, admission, preloaded=tuple(resident))
    return simulate_decode(case.trace, setting, case.costs.layer_costs(case.trace.top_k), WARM_UP)


def whole_layers(case: Scenario) -> list[ExpertKey]:
    """All experts of as many layers as fit, as ``--n-cpu-moe`` places them."""
    experts = case.trace.num_experts
    layers = case.geometry.slots // experts
    return [ExpertKey(layer, expert) for layer in range(layers) for expert in range(experts)]


def most_popular(case: Scenario) -> list[ExpertKey]:
    """The experts most used in the calibration trace, as many as fit."""
    choices = case.calibration.choices
    uses = Counter(
        ExpertKey(layer, expert) for layer in range(case.trace.layers) for expert in choices[:, layer].ravel().tolist()
    )
    return [key for key, _ in uses.most_common(case.geometry.slots)]


def compare(case: Scenario) -> dict[str, DecodeEstimate]:
    """The default setting and what a user would pick instead, by name."""
    return {
        "this engine": estimate(case),
        "pooled": estimate(case, mapping="pooled"),
        "static layers": estimate(case, admission="never", resident=whole_layers(case)),
        "static popular": estimate(case, admission="never", resident=most_popular(case)),
        "paper": estimate(case, policy="lru", admission="always"),
        "CPU only": estimate(case, admission="never", resident=()),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m hybrid.bench.common.simulate", description=__doc__)
    parser.add_argument("--residency", type=float, nargs="+", default=[0.5, 0.25])
    options = parser.parse_args(arguments)
    for residency in options.residency:
        for name in KINDS:
            estimates = compare(scenario(name, residency))
            ours = estimates["this engine"].seconds_per_token
            print(f"\n{name}, residency {residency:.0%}")
            for setting, predicted in estimates.items():
                milliseconds, ratio = predicted.seconds_per_token * 1e3, predicted.seconds_per_token / ours
                print(
                    f"  {setting:15}{milliseconds:7.2f} ms/token   x{ratio:5.2f}"
                    f"   hit rate {predicted.hit_rate:.2f}   fills/token {predicted.fills_per_token:6.2f}"
                )


if __name__ == "__main__":
    main()
