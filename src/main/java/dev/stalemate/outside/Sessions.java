package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/** Generated sessions: session n of a seed is always the same, whatever was asked before it. */
final class Sessions {
    private final long seed;
    private final boolean irregular;

    /**
     * The sessions of a seed.
     *
     * @param irregular whether they also have what the SDM advises against or refuses, and what is no request at all
     */
    Sessions(long seed, boolean irregular) {
        this.seed = seed;
        this.irregular = irregular;
    }

    /** A generator's seeds must not be near each other in its own sequence, or sessions would repeat each other's pieces. */
    private long mixed(long n) {
        return new SplittableRandom(seed ^ new SplittableRandom(n).nextLong()).nextLong();
    }

    /** A session, which begins with a reset, without requests of kinds that aren't answered. */
    ImmutableList<String> session(long n, Collection<String> notAnswered) {
        List<String> all = new SessionWriter(new Dice(mixed(n)), irregular).write(n == 0);
        ImmutableList.Builder<String> kept = ImmutableList.builder();
        for (int i = 0; i < all.size(); i++) {
            String request = all.get(i);
            if (!notAnswered.contains(Script.kind(request))) {
                kept.add(request);
            } else if (i == 0) {
                kept.add(SessionWriter.USUAL_RESET);
            }
        }
        return kept.build();
    }
}
