"""The days worked in China in the years tests use, for pure rules: without the database the product reads them from."""

from jianfa.calendar.queries import packaged
from jianfa.calendar.rules import table

is_working = table({row.day: row.is_worked for year in range(2019, 2027) for row in packaged(year)})
