"""What can be done with billers and payments; each public function is one use case."""
