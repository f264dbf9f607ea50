import pytest

from auditor.finding import Remediation
from auditor.reports.doing import SENTENCES, doing
from auditor.rules.vocabulary import ACTIONS


def test_every_action_that_a_command_carries_out_has_its_sentence() -> None:
    assert set(SENTENCES) == set(ACTIONS) - {"manual"}


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_a_sentence_asks_for_nothing_that_its_action_is_not_given(action: str) -> None:
    given = dict.fromkeys(ACTIONS[action], "x")
    assert "not known" not in doing(Remediation(action, given), str)


def test_a_value_that_is_not_known_is_said_to_be_so() -> None:
    assert doing(Remediation("enable-key", {"key": None}), str) == "Enable the key (not known)"
