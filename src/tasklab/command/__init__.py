"""The sub-commands of `tasklab`, one module each; imported only when they run."""
