"""The live API: every unified method over HTTP, for accounts, on the versions that the ledger says are supported."""
