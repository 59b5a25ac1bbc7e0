"""The live API as tools of the Model Context Protocol."""
