"""Pure rules of supervision: lights, schedules, clocks. No Django."""
