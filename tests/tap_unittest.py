"""Runs Python unit tests and prints their outcome as TAP. usage: tap_unittest.py FOLDER"""
import sys
import unittest


class Tap(unittest.TestResult):
    def addSuccess(self, test):
        print(f"ok - {test.id()}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        print(f"not ok - {test.id()}\n{self.failures[-1][1]}")

    def addError(self, test, err):
        super().addError(test, err)
        print(f"not ok - {test.id()}\n{self.errors[-1][1]}")


result = Tap()
unittest.defaultTestLoader.discover(sys.argv[1]).run(result)
sys.exit(0 if result.wasSuccessful() else 1)
