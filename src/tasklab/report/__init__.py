"""tasklab.report"""
