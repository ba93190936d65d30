"""What the engine's kernels run on."""

from __future__ import annotations

from undertone import _core


def instruction_set() -> str:
    """``"baseline"``, ``"avx2"`` or ``"avx512"``: for which processor's instructions the engine's kernels run here.

    The best that the processor has, or what the environment's ``UNDERTONE_ISA`` asked for when the engine first needed to know.
    Results are the same to the last bit.

    Raises
    ------
    DomainError
        Where ``UNDERTONE_ISA`` is another word, or one that this processor lacks; so does every call that needs a kernel.
    """
    return _core.instruction_set()
