"""What goes on in the background: connections are looked at for changes, events are sent to webhooks.

What is to do follows from the rows alone, and every piece is claimed under a lease and settled in one transaction. So
whatever drives it, and whenever it is killed, nothing is done twice and nothing is forgotten.
"""
