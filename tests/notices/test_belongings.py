"""Acme and Beta share an item; what people typed into a letter to Acme must not tell of Beta."""

from dataclasses import replace

import pytest

from notices.test_notices import OVERTIME, letter
from pab_planner.alerts import LetterKind
from pab_planner.notices import Belongings, NamesAnother


def belongings() -> Belongings:
    known = Belongings()
    known.add_name("Acme", "Acme", "Acme")
    known.add("Acme", "X9000", "A-1", "P-100")
    known.add_name("Beta", "Beta Motors GmbH 贝塔汽车有限公司", "Lin Tao")
    known.add("Beta", "Y7000", "B-1", "P-100", "100", "45001234", "lin@beta.example")
    return known


def refuse(known: Belongings, words: str) -> None:
    known.refuse_in(letter(LetterKind.POTENTIAL, "Acme", replace(OVERTIME, evidence=words)))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("capacity freed from Beta Motors", "Beta Motors"),
        ("capacity freed from Beta Motors GmbH", "Beta Motors"),
        ("产能来自贝塔汽车的订单", "贝塔汽车"),
        ("part Y7000 waits", "Y7000"),
        ("order B-1 waits", "B-1"),
        ("order 45001234 waits", "45001234"),
        ("agreed with Lin Tao", "Lin Tao"),
        ("see lin@beta.example", "lin@beta.example"),
        ("see BETA MOTORS", "BETA MOTORS"),
        ("see ＢＥＴＡ Ｍｏｔｏｒｓ", "BETA Motors"),
        ("see Beta\u200b Motors", "Beta Motors"),
    ],
)
def test_words_that_name_another_customer_are_refused_with_their_place(words: str, found: str) -> None:
    with pytest.raises(NamesAnother, match=rf"letter to Acme would say {found}( GmbH)? \(evidence\)"):
        refuse(belongings(), words)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("华欣汽车", "已先供华欣"),
        ("上海华欣汽车零部件有限公司", "已先供华欣的订单"),
        ("上海华欣汽车零部件有限公司", "上海华欣优先"),
        ("苏州市精工制动科技股份有限公司", "苏州市精工制动优先"),
    ],
)
def test_a_chinese_company_is_known_by_what_it_is_called_for_short(name: str, said: str) -> None:
    known = Belongings()
    known.add_name("Acme", "Acme")
    known.add_name("Beta", name)
    with pytest.raises(NamesAnother):
        refuse(known, said)


@pytest.mark.parametrize("said", ["汽车行业产能紧张", "上海港拥堵", "制动科技部"])
def test_a_trade_or_a_place_is_nobodys_name(said: str) -> None:
    known = Belongings()
    known.add_name("Beta", "上海汽车有限公司", "苏州制动科技有限公司")
    refuse(known, said)


@pytest.mark.parametrize(
    "words",
    ["Acme, X9000, A-1", "P-100", "Betatron AB-1 B-10 Y70001", "贝", "100 pieces scrapped", "beta motor"],
)
def test_words_that_are_the_customers_own_or_nobodys_pass(words: str) -> None:
    refuse(belongings(), words)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("Acme Trading", "Trading"),
        ("Acme", "Acme Trading"),
        ("Acme 华欣汽车配件", "华欣汽车"),
        ("Acme-Süd", "Süd"),
        ("Акме Восток", "Восток"),
    ],
)
def test_a_customer_whose_name_holds_anothers_can_be_written_to(own: str, other: str) -> None:
    known = Belongings()
    known.add_name("Acme", own)
    known.add_name("Beta", other)
    refuse(known, f"made for {own} alone")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Acme Trading", "from Acme Trading"),
        ("LG", "from LG"),
        ("Восток", "из Восток"),
        ("한국차", "한국차 재고"),
    ],
)
def test_names_of_any_length_and_script_are_known(name: str, words: str) -> None:
    known = Belongings()
    known.add_name("Acme", "Acme")
    known.add_name("Beta", name)
    with pytest.raises(NamesAnother):
        refuse(known, words)


def test_a_short_name_is_somebodys_only_as_it_is_written() -> None:
    known = Belongings()
    known.add_name("Beta", "LG")
    refuse(known, "5 lg of gas")


def test_our_own_items_and_people_may_stand_in_every_letter() -> None:
    known = belongings()
    known.add_common("Y7000", "Lin Tao")
    refuse(known, "Y7000, ask Lin Tao")


def test_a_letter_is_not_addressed_to_another_customers_company() -> None:
    known = belongings()
    known.add_name("Nordwind", "Nordwind GmbH")
    with pytest.raises(NamesAnother, match=r"would say Eva, eva@nordwind.example \(recipients\)"):
        known.refuse_in(letter(LetterKind.POTENTIAL), ["Eva, eva@nordwind.example"])


def test_a_mail_domain_and_the_company_that_it_is_named_after_are_theirs() -> None:
    known = belongings()
    known.add_mail("Nordwind GmbH", "eva@nordwind.example")
    known.add_mail("Ziel", "eva@target.example")
    known.add_mail("Beta", "beta.motors@gmail.com")
    known.add_mail("Beta", "tao@intranet")
    for words in (
        "see nordwind.example",
        "as Nordwind asks",
        "see target.example",
        "beta.motors@gmail.com",
        "intranet",
    ):
        with pytest.raises(NamesAnother):
            refuse(known, words)
    refuse(known, "the target is Friday; write to us at gmail.com")
    known.add_mail("Acme", "eva.acme@gmail.com")
    refuse(known, "write to eva.acme@gmail.com")


def test_a_contact_may_have_an_address_at_another_customers_domain() -> None:
    known = belongings()
    known.add_common("Acme")
    known.add_mail("Beta", "tao@service.example")
    known.refuse_in(letter(LetterKind.POTENTIAL), ["Eva, eva@service.example"])


def test_every_address_of_a_recipient_is_looked_at() -> None:
    known = belongings()
    known.add_name("Nordwind", "Nordwind GmbH")
    with pytest.raises(NamesAnother):
        known.refuse_in(letter(LetterKind.POTENTIAL), ["eva@nordwind.example, wang@acme.example"])


def test_a_name_among_several_is_refused_with_where_it_stands() -> None:
    to_beta = letter(LetterKind.POTENTIAL)
    to_beta = replace(to_beta, heading=replace(to_beta.heading, recipients=("Wang Wei", "Lin Tao")))
    with pytest.raises(NamesAnother, match=r"would say Lin Tao \(recipients\)"):
        belongings().refuse_in(to_beta)
