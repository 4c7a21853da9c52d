"""Seed data of this room: heading names, unit names. All of it 示例, to be edited for an office's own lists."""
