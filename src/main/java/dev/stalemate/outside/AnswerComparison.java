package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One session's answers beside the reference's. */
final class AnswerComparison {
    private final ImmutableList<String> requests;
    private final List<Difference> differences = new ArrayList<>();
    private final Set<String> notAnswered = new LinkedHashSet<>();
    private int agreed;
    private int undefined;
    private boolean compared;

    private AnswerComparison(List<String> requests) {
        this.requests = ImmutableList.copyOf(requests);
    }

    /** Compares what came back for requests. */
    static AnswerComparison of(List<String> requests, Exchange exchange) {
        AnswerComparison comparison = new AnswerComparison(requests);
        comparison.compare(exchange);
        return comparison;
    }

    private void compare(Exchange exchange) {
        ReferenceSession reference = new ReferenceSession();
        List<String> before = new ArrayList<>(); // without questions that are answered wrongly: they change nothing
        for (int i = 0; i < exchange.answers().size(); i++) {
            String request = requests.get(i);
            Answer expected = expected(reference, request);
            Answer answer = Answer.read(Script.verb(request), exchange.answers().get(i));
            if (answer.equals(Answer.NOT_ANSWERED)) {
                notAnswered.add(Script.kind(request));
            } else if (expected.undefined()) {
                undefined++;
                before.add(request);
            } else if (expected.agrees(answer)) {
                agreed++;
                compared |= !expected.equals(Answer.DONE);
                before.add(request);
                continue;
            } else {
                differences.add(Difference.of(with(before, request), expected, answer));
            }
            if (Script.changesState(request)) {
                return; // the two go on from different states
            }
        }
        Trouble trouble = exchange.trouble();
        if (trouble != null && trouble.kind().differs()) {
            int at = exchange.answers().size();
            Answer expected = expected(reference, requests.get(at));
            differences.add(Difference.of(with(before, requests.get(at)), expected, trouble));
        }
    }

    private static ImmutableList<String> with(List<String> before, String request) {
        return ImmutableList.<String>builder().addAll(before).add(request).build();
    }

    private static Answer expected(ReferenceSession reference, String request) {
        return Answer.read(Script.verb(request), Objects.requireNonNull(reference.answer(request), request));
    }

    /** Answers that are the reference's. */
    int agreed() {
        return agreed;
    }

    /** Whether one of them is the answer to a question: that a register was written says nothing yet. */
    boolean compared() {
        return compared;
    }

    /** Answers to what the SDM leaves undefined. */
    int undefined() {
        return undefined;
    }

    /** The kinds of requests that were answered {@code na}. */
    Set<String> notAnswered() {
        return notAnswered;
    }

    /** What is not answered as the reference answers it, in order. */
    List<Difference> differences() {
        return differences;
    }

    /** The difference at the last request, if nothing differs before it. */
    @Nullable
    Difference onlyAtTheEnd() {
        boolean only = differences.size() == 1
                && notAnswered.isEmpty()
                && differences.get(0).lines().equals(requests);
        return only ? differences.get(0) : null;
    }
}
