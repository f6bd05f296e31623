"""What can be wrong with a plan, named in the planner's words."""

from typing import ClassVar

from pab_planner.language import Language, Text

LONGEST, TAIL = 1000, 250
"""Characters of a sentence: a message box of Excel shows no more. What to do stands at the end, and is kept."""


class PlanError(Exception):
    """Something a planner can put right; says what was found, what is expected and what to do.

    A subclass declares its `sentence` and is raised with the sentence's fields as keywords.
    `str(error)` is the English sentence; `error.say("zh")` the Chinese one.
    """

    sentence: ClassVar[Text] = Text("{reason}", "{reason}")

    def __init__(self, **fields: object) -> None:
        """Keep the fields that the sentence names."""
        self.fields = fields
        super().__init__(self.say("en"))

    @property
    def said(self) -> Text:
        """The sentence in both languages, its fields filled in."""
        return Text(self.say("en"), self.say("zh"))

    def say(self, language: Language) -> str:
        """The sentence in one language, without the middle of what is too long to be read."""
        said = self.sentence.say(language, **self.fields)
        return said if len(said) <= LONGEST else f"{said[: LONGEST - TAIL - 3]} … {said[-TAIL:]}"


class SheetError(PlanError):
    """What stands on a sheet, or in the arguments of a function, can't be used."""


class FileError(PlanError):
    """A file can't be read or written as asked."""


class HostError(PlanError):
    """A spreadsheet program is missing, closed to us, or does not do what is needed."""


class ChoiceError(PlanError):
    """What was selected, named or chosen does not fit."""


class ShapeMismatch(SheetError):
    """Two ranges that belong together have different sizes."""

    sentence = Text(
        "{name} is {found}, but must have the same size as {reference}, which is {expected}",
        "{name}为{found}，必须与{reference}（{expected}）大小相同",
    )


class NotAQuantity(SheetError):
    """A cell holds something that is not a quantity."""

    sentence = Text(
        "{name}, row {row}, column {column}: found {found}, expected a quantity",
        "{name} 第{row}行第{column}列：内容为 {found}，应为数量",
    )


class UnknownChoice(ChoiceError):
    """A word is not one of the words that may stand there."""

    sentence = Text("{name} is {found}; it must be one of: {choices}", "{name}为 {found}，只能是：{choices}")


class NotAWholeNumber(SheetError):
    """A number of periods must be whole and not negative."""

    sentence = Text(
        "{name} is {found}, but must be a whole number of periods, 0 or more",
        "{name}为 {found}，应为不小于 0 的整数期数",
    )


class MissingForecast(SheetError):
    """A demand rule needs a forecast and there is none."""

    sentence = Text(
        "demand rule {rule} needs a forecast, and none was given", "需求规则 {rule} 需要预测数据，但没有提供"
    )
