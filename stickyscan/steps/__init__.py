"""The pipeline's steps, one file and one public function each, in the order of `stickyscan.pipeline`."""
