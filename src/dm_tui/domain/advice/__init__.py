"""Advice: which billing model costs least, which plans to buy, and when."""
