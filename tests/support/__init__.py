"""What tests share: servers, factories, fakes that pass the suite of the real thing."""
