from __future__ import annotations

from pathlib import Path

import pytest

from stickyscan.errors import InputError
from stickyscan.template import Template, TemplateLane, built_in_templates, read_template


def test_the_built_in_templates() -> None:
    assert built_in_templates() == (
        "customer-journey", "empathy-map", "kanban", "retrospective", "service-blueprint", "touchpoint-workshop",
    )  # fmt: skip


@pytest.mark.parametrize("name", built_in_templates())
def test_each_built_in_template_is_complete(name: str) -> None:
    template = read_template(name)
    assert template.name == name
    assert template.stages or template.lanes
    assert len(set(template.stages)) == len(template.stages)
    assert len({lane.title for lane in template.lanes}) == len(template.lanes)


def test_the_customer_journey() -> None:
    template = read_template("customer-journey")
    assert template.stages == ("Aware", "Consideration", "Purchase", "Retention", "Advocacy")
    assert [lane.title for lane in template.lanes] == ["Touchpoints", "Feelings", "Pain points", "Opportunities"]
    assert [lane.kind for lane in template.lanes] == ["touchpoint", "emotion", "pain_point", "opportunity"]


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    lines = ('name = "ours"', 'stages = ["A"]', 'lanes = [{ title = "Pain", kind = "pain_point" }]')
    file.write_text("\n".join((*lines, 'legend = { pink = "idea" }')), "utf-8")
    lane = TemplateLane(title="Pain", kind="pain_point")
    assert read_template(str(file)) == Template(name="ours", stages=("A",), lanes=(lane,), legend={"pink": "idea"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("stages = []\n", "name"),
        ('name = "x"\nstagez = []\n', "stagez"),
        ('name = "x"\nlegend = { mauve = "idea" }\n', "legend"),
        ('name = "x"\nlanes = [{ title = "A", kind = "wish" }]\n', "lanes.0.kind"),
        ("name = \n", "not valid TOML"),
    ],
)
def test_a_mistake_names_file_and_key(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_template(str(file))
    assert words in str(caught.value)
    assert str(file) in str(caught.value)


def test_unknown_names_and_missing_files_are_told() -> None:
    with pytest.raises(InputError, match="customer-journey, empathy-map"):
        read_template("wishes")
    with pytest.raises(InputError, match=r"nowhere\.toml"):
        read_template("nowhere.toml")


def test_vocabulary_and_names_are_expected_words() -> None:
    template = Template(name="t", stages=("Before",), lanes=(TemplateLane(title="Ideas"),), vocabulary=("call centre",))
    assert template.expected_words == ("call centre", "Before", "Ideas")
