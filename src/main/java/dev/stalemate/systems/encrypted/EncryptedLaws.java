package dev.stalemate.systems.encrypted;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import java.util.List;

/** What must be true of a page once another guest has it. */
final class EncryptedLaws {
    static final String STAYS = "others-data-stays";

    private EncryptedLaws() {}

    static List<Law> all(EncryptedFields f) {
        return List.of(Law.always(
                        STAYS,
                        Breaks.ISOLATION,
                        "what another guest has written to a page stays: no cache line of the encrypted guest is written back over it")
                .where(f.frames::someoneWrote)
                .none(
                        f.page,
                        f::isOverwritten,
                        (s, p) -> "RAM of mfn " + p
                                + " has what the encrypted guest wrote, over what the other guest wrote"));
    }
}
