"""tasklab.watch"""
