"""tasklab.generate"""
