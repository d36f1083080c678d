"""Serving a class: several processes behind a balancer, on one machine or in containers."""
