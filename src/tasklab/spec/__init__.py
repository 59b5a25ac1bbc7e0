"""tasklab.spec"""
