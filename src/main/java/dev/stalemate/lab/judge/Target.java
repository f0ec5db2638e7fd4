package dev.stalemate.lab.judge;

/** What a smaller scenario must still show. */
@FunctionalInterface
public interface Target {
    /** Whether a verdict shows it. */
    boolean isIn(KvmVerdict verdict);

    /** A leaf that breaks a property for a reason; any reason if it is empty. */
    static Target wrong(String law, String signature) {
        return verdict -> verdict.wrong().stream()
                .anyMatch(w -> w.law().equals(law)
                        && (signature.isEmpty() || w.signature().equals(signature)));
    }

    /** A difference from the model, of a kind. */
    static Target difference(String signature) {
        return verdict ->
                verdict.differences().stream().anyMatch(d -> d.signature().equals(signature));
    }

    /** Any difference from the model. */
    static Target difference() {
        return verdict -> !verdict.differences().isEmpty();
    }
}
