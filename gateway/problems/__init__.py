"""RFC 9457 for every error: codes become words here and nowhere else."""

from gateway.problems.handlers import register, respond
from gateway.problems.problem import Problem, Refused, of_error

__all__ = ["Problem", "Refused", "of_error", "register", "respond"]
