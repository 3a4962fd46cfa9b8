"""Figures of other routers, kept apart from OpenRouter's: they answer for no week of it."""
