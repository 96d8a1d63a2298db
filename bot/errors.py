"""Everything that can go wrong in a way somebody can mend.

    MoorlineError                 says what happened and what to do, as a `Text`
    ├── SettingsError             the environment is not usable; lists every problem at once
    ├── SchemaError               the database is not at the schema this program needs
    ├── StorageDown               the database cannot be reached or stays locked
    ├── SecretUnreadable          a stored secret does not open under any key we have
    ├── LeaseLost                 another process has taken the row over; our result is dropped
    ├── NotAllowed                this person may not do this
    ├── NotFound                  what was named does not exist, or is not unique
    ├── Refused                   the request makes no sense as it stands
    │   └── SignInFailed          a member could not be signed in; `why` names how it ended
    ├── InvalidForm               fields of a form are wrong; one `Text` under each
    ├── PlanChanged               LINE changed between showing a plan and applying it
    ├── NotYet                    what this needs is on its way; the row is tried again
    ├── Unseen                    nothing has shown it yet; neither well nor drift
    └── VendorError               a platform did not do what we asked
        ├── Unreachable           no usable answer: time-out, 5xx, garbage (never permanent)
        ├── RateLimited           slow down; `retry_after` says how long
        ├── QuotaUsedUp           the month's free messages are gone
        ├── CredentialsRefused    the id or the secret is wrong; `wrong` says which
        ├── ChannelGone           the Slack channel is archived, deleted, or the bot was removed
        └── RefusedByVendor       any other definite no

`permanent` tells whether asking again the same way can help.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Literal

from bot.text import Text, _


class MoorlineError(Exception):
    """The root; `said` is what people read, in any language."""

    def __init__(self, said: Text) -> None:
        super().__init__(str(said))
        self.said = said


class SettingsError(MoorlineError):
    """Every setting that is missing or wrong, each with its mend."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        self.problems = dict(problems)
        lines = "; ".join(f"{name}: {problem}" for name, problem in self.problems.items())
        super().__init__(_("Settings: {problems}", problems=lines))


class SchemaError(MoorlineError):
    """The database needs `python -m bot migrate`."""


class StorageDown(MoorlineError):
    """The database does not answer; whatever was asked can be asked again."""


class SecretUnreadable(MoorlineError):
    """A stored secret opens under none of the keys in SECRET_KEYS."""


class LeaseLost(MoorlineError):
    """The lease ran out and another process took the row; the finishing write was fenced off."""


class NotAllowed(MoorlineError):
    """This person may not do this; the text says who may."""


class NotFound(MoorlineError):
    """Nothing, or more than one thing, goes by that name; the text names what does."""


class Refused(MoorlineError):
    """The request cannot be carried out as it stands; the text says how it could."""


class SignInFailed(Refused):
    """A member is not signed in; `why` is a `bot.binding.sign_ins.Result`, which has the mend."""

    def __init__(self, why: str, said: Text) -> None:
        super().__init__(said)
        self.why = why


class InvalidForm(MoorlineError):
    """What Slack shows under each field; expected, never logged as an error."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        self.errors = dict(errors)
        super().__init__(_("Please correct: {fields}", fields=", ".join(self.errors)))


class PlanChanged(MoorlineError):
    """LINE changed after the plan was shown; nothing was applied."""


class NotYet(MoorlineError):
    """What is needed first is on its way; whoever holds the row tries again shortly."""


class Unseen(MoorlineError):
    """LINE offers no way to read it, and no event has shown it yet; the text says what will."""


Vendor = Literal["LINE", "Slack"]


class VendorError(MoorlineError):
    """A platform did not do what we asked. `request_id` is the vendor's own, for its support."""

    permanent: ClassVar[bool] = False

    def __init__(
        self, vendor: Vendor, said: Text, *, status: int = 0, request_id: str = ""
    ) -> None:
        super().__init__(said)
        self.vendor = vendor
        self.status = status
        self.request_id = request_id


class Unreachable(VendorError):
    """No usable answer: a time-out, a refused connection, a 5xx, or something unintelligible."""


class RateLimited(VendorError):
    """Too fast; try again after `retry_after`."""

    def __init__(
        self,
        vendor: Vendor,
        said: Text,
        *,
        retry_after: timedelta,
        status: int = 429,
        request_id: str = "",
    ) -> None:
        super().__init__(vendor, said, status=status, request_id=request_id)
        self.retry_after = retry_after


class QuotaUsedUp(VendorError):
    """This month's messages are used up; nothing helps before the 1st but a bigger plan."""

    permanent = True


class CredentialsRefused(VendorError):
    """The channel id or secret is not (or no longer) valid; `wrong` says which, if LINE told."""

    permanent = True

    def __init__(
        self,
        vendor: Vendor,
        said: Text,
        *,
        wrong: Literal["id", "secret", "kind", "unknown"],
        status: int = 400,
        request_id: str = "",
    ) -> None:
        super().__init__(vendor, said, status=status, request_id=request_id)
        self.wrong = wrong


class ChannelGone(VendorError):
    """The Slack channel is archived or deleted, or the bot is not in it; `code` is Slack's word."""

    permanent = True

    def __init__(self, said: Text, *, code: str, request_id: str = "") -> None:
        super().__init__("Slack", said, request_id=request_id)
        self.code = code


class RefusedByVendor(VendorError):
    """Any other definite no; `message` is the vendor's own text, without secrets."""

    permanent = True

    def __init__(
        self,
        vendor: Vendor,
        said: Text,
        *,
        message: str,
        status: int = 400,
        request_id: str = "",
    ) -> None:
        super().__init__(vendor, said, status=status, request_id=request_id)
        self.message = message
