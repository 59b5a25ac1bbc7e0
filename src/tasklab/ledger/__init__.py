"""tasklab.ledger"""
