"""The comparison of models that predict the experts' match score."""
