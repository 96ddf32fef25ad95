"""Named steps over immutable expressions, and one small pass for each purpose."""
