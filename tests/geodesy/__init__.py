"""Tests of the geodesy room."""
