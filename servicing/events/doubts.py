"""What is said of something that cannot be read: one value of an event, or all of it."""

MOST_NOTES = 20


class Doubt(ValueError):
    """This value cannot be used; the message completes "the field was dropped: …"."""


class Unreadable(ValueError):
    """The event cannot be read at all, now or later; the message says why."""


class Notes(list[str]):
    """The warnings about one event, as many as somebody would read."""

    def drop(self, path: str, why: object) -> None:
        """Note that the field at `path` is left out."""
        self.say(f"{path} dropped: {why}")

    def say(self, sentence: str) -> None:
        """Note a sentence, unless there are many already."""
        if len(self) < MOST_NOTES:
            self.append(sentence)
        elif len(self) == MOST_NOTES:
            self.append("and more of the kind")
