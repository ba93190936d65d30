"""The studio: a local web app over the workflow, for practitioners. Needs the extra ``undertone[studio]``."""
