"""tasklab.unified"""
