"""Cards to issue: computed anew by the workflow, so that no card rests on what a page believed."""

from __future__ import annotations

from typing import Any

from undertone import __version__
from undertone.show.card import Card
from undertone.studio import models_records as models
from undertone.studio import models_work as said
from undertone.studio.store import Store
from undertone.studio.work import correct, sessions, treatments
from undertone.studio.work.plan import mix_answer_with_card
from undertone.studio.work.stored import StoredRecords


def issue(store: Store, client_id: str, asked: models.CardAsked, today: str) -> dict[str, Any]:
    """Compute the card and keep it for good; gives it as the records have it."""
    code = store.clients.require(client_id)
    records = StoredRecords(store)
    if isinstance(asked, models.SessionCardAsked):
        done = treatments.treatment_of(records, client_id, asked.zone, today)
        following = sessions.report_of(records, done, today)
        after = sessions.answer_of(done, following)
        mixture = None if after.cup is None else after.cup.mixture
        return _kept(store, client_id, asked.zone, following.card, done.mix, mixture, after.headline)
    if isinstance(asked, models.CorrectionCardAsked):
        question = said.CorrectAsked(client_id=client_id, **asked.model_dump(exclude={"kind"}))
        _, correction = correct.correction_with_card(records, question, today)
        return _kept(
            store,
            client_id,
            asked.zone,
            correction.card,
            asked.mix,
            correct.corrected_mixture(question, correction),
            str(correction.card.data["headline"]),
        )
    mix = asked.mix
    answer, report = mix_answer_with_card(records, mix, today, code)
    shown = None if answer.cup is None else answer.cup.mixture
    if asked.mixture not in (None, mix.fixed, shown):  # no longer what is recommended: the card is of what was on the screen
        mix = asked.mix.model_copy(update={"fixed": asked.mixture})
        answer, report = mix_answer_with_card(records, mix, today, code)
    mixture = None if answer.cup is None else answer.cup.mixture
    return _kept(store, client_id, mix.zone, report.card, mix, mixture, answer.headline)


def _kept(
    store: Store, client_id: str, zone: str, card: Card, mix: said.MixInput, mixture: said.Mixture | None, headline: str
) -> dict[str, Any]:
    """The card as the engine makes it; lists show its headline in plain words."""
    data = card.data
    return store.cards.issue(
        client_id,
        kind=data["kind"],
        zone=zone,
        headline=headline,
        line_version=_version(data["line"]),
        model_version=__version__,
        mix=mix.model_dump(),
        mixture=None if mixture is None else mixture.model_dump(),
        card=data,
        card_text=card.text,
        html=card.html,
    )


def _version(line: dict[str, Any]) -> str:
    """Of the line, with the pack that it came in, as the card itself writes it."""
    pack = line["pack"]
    return str(line["version"]) + ("" if pack is None else f" (pack {pack['version']}, signed by {pack['signed_by']})")
