"""Scenarios: the fitted model run forward, and history run again under changed inputs."""

from fineline.scenario.arms import Pair, counterfactual, run_scenario
from fineline.scenario.forecast import Forecast, forecast
from fineline.scenario.wording import SettingDiff

__all__ = ["Forecast", "Pair", "SettingDiff", "counterfactual", "forecast", "run_scenario"]
