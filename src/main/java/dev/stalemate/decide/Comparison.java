package dev.stalemate.decide;

import dev.stalemate.model.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What the exhaustive search and Java PathFinder say of one question.
 *
 * @param id the claim
 * @param about system and design
 * @param law the law's name
 * @param scope where it was asked
 * @param search what the exhaustive search says
 * @param pathFinder what Java PathFinder says of the model
 * @param code what it says of the code
 * @param trouble what differs, or why one of them has no answer; empty where they agree
 * @param differs whether they say different things
 */
public record Comparison(
        String id,
        String about,
        String law,
        String scope,
        Answer search,
        Answer pathFinder,
        Code code,
        String trouble,
        boolean differs) {
    /**
     * What one of them says.
     *
     * @param states of the model; of code, those that Java PathFinder stored
     */
    public record Answer(Verdict verdict, long states, double seconds) {}

    /**
     * What Java PathFinder says of the code, if that answers the same question.
     *
     * @param answer null if it doesn't
     * @param why why not; empty if it does, or the protocol is not there as code
     */
    public record Code(@Nullable Answer answer, String why) {
        static final Code NONE = new Code(null, "");
    }
}
