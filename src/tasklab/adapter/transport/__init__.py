"""Sends requests and reads answers: one small module per HTTP client, none imported before it is asked for."""
