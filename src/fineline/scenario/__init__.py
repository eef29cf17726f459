"""Scenarios: the fitted model run forward, and history run again without part of the contributor's support."""

from fineline.scenario.arms import Pair, SettingDiff, counterfactual, run_scenario
from fineline.scenario.forecast import Forecast, forecast

__all__ = ["Forecast", "Pair", "SettingDiff", "counterfactual", "forecast", "run_scenario"]
