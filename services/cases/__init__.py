"""Cases: people, facts, consent and clearances, the work and its stages."""
