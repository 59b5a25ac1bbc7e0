"""tasklab.adapter"""
