"""tasklab.verify"""
