"""A request and all policies that take part in; the decision out, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.iam.because import Matched, because
from auditor.iam.combine import Question
from auditor.iam.document import plain
from auditor.iam.effect import Effect, effect_of
from auditor.iam.judge import possible, question
from auditor.iam.layers import blocked_by, layers
from auditor.iam.miss import explanation, nearest_miss
from auditor.iam.request import Policies, Request
from auditor.iam.worlds import NOWHERE, Exploration, Way, explore


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one request. What explains it is worked out when it is asked for."""

    request: Request
    policies: Policies
    effect: Effect
    outcomes: frozenset[Effect]
    """The effects that are possible: one, several if `effect` is `UNKNOWN`, none if it is `INVALID`."""
    asked: Question = field(repr=False, compare=False)
    """The request beside the statements that matter to it."""
    explored: Exploration = NOWHERE

    @property
    def allowed(self) -> bool | None:
        """Whether the request succeeds; false too if all that is unknown is which kind of deny stops it."""
        if self.effect is Effect.INVALID:
            return None
        if Effect.ALLOW not in self.outcomes:
            return False
        return True if len(self.outcomes) == 1 else None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Context keys, names of unread documents, "resource account": each alone can change the effect.

        Also statements of which AWS's pages do not say what they do (docs/policy-engine.md, "Doubts").
        """
        return self.explored.depends_on

    @property
    def ways(self) -> tuple[Way, ...]:
        """How those can turn out, and the effect of each way."""
        return self.explored.ways

    @property
    def exact(self) -> bool:
        """False if there were too many possible worlds to try: an `UNKNOWN` may then be needless, all else is sure."""
        return self.explored.exact

    @property
    def because(self) -> tuple[Matched, ...]:
        """Every Deny that applies, else the Allows that do; what may apply, if that is unknown; malformed documents."""
        if self.effect is Effect.INVALID:
            return tuple(
                Matched(document.name, None, "", f"{plain(document.path) or 'document'}: {document.reason}")
                for document in self.asked.plan.malformed
            )
        return because(self.asked, self.effect)

    @property
    def blocked_by(self) -> str:
        """`scp`, `rcp`, `boundary`, `identity` or `resource`: the layer that stopped it; empty if none did."""
        return blocked_by(self.asked, self.effect)

    @property
    def layers(self) -> Mapping[str, Effect]:
        """What each of the five layers alone says."""
        return layers(self.asked)

    @property
    def nearest_miss(self) -> str:
        """For an implicit deny: the Allow that fails by the fewest elements, and by which; empty if none comes near."""
        if self.effect is not Effect.IMPLICIT_DENY:
            return ""
        return nearest_miss(self.asked, self.policies, self.blocked_by, self.request.action)

    @property
    def explanation(self) -> str:
        """The decision in one line of plain text."""
        return explanation(self)


def decide(request: Request, policies: Policies) -> Decision:
    """The decision AWS would come to. Raises `InputError` for a request that names no principal or no one value."""
    asked = question(request, policies)
    if asked.plan.malformed:
        return Decision(request, policies, Effect.INVALID, frozenset(), asked)
    found = possible(asked, request.resource_account)
    if len(found) == 1:
        return Decision(request, policies, effect_of(found), found, asked)
    explored = explore(request, policies, asked)
    return Decision(request, policies, effect_of(explored.outcomes), explored.outcomes, asked, explored)
