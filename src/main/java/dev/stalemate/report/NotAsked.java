package dev.stalemate.report;

import dev.stalemate.decide.Decision;
import dev.stalemate.decide.LawsAtScope;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a check of a design left out because the user named a scope or properties, and where it would be asked. */
public final class NotAsked {
    private static final int MOST_CLAIMS = 3;

    private final int width;

    /** Of such a width. */
    public NotAsked(int width) {
        this.width = width;
    }

    /** A section for people; empty where nothing was left out. */
    public String text(Map<Question, Decision> decided) {
        StringBuilder out = new StringBuilder();
        byDesign(decided.keySet()).values().forEach(questions -> {
            notAsked(out, questions);
            neverTested(out, questions, decided);
        });
        return out.isEmpty() ? "" : "\nNot asked\n" + out;
    }

    private static Map<String, List<Question>> byDesign(Collection<Question> questions) {
        return questions.stream()
                .filter(question -> question.claim() == null)
                .collect(Collectors.groupingBy(Question::name, LinkedHashMap::new, Collectors.toList()));
    }

    private void notAsked(StringBuilder out, List<Question> questions) {
        Question first = questions.get(0);
        Set<String> left = new LinkedHashSet<>();
        LawsAtScope.of(first.system(), first.design()).forEach(place -> left.addAll(place.laws()));
        questions.forEach(question -> left.remove(question.law()));
        if (!left.isEmpty()) {
            item(
                    out,
                    first.name() + ": "
                            + left.stream().map(law -> law + claims(first, law)).collect(Collectors.joining(", ")));
        }
    }

    private void neverTested(StringBuilder out, List<Question> questions, Map<Question, Decision> decided) {
        List<String> vacuous = new ArrayList<>();
        for (Question question : questions) {
            Decision decision = decided.get(question);
            if (question.scopes().size() == 1 && decision != null && decision.found() == Verdict.VACUOUS) {
                vacuous.add(question.law() + claims(question, question.law()));
            }
        }
        if (!vacuous.isEmpty()) {
            item(out, questions.get(0).name() + ", vacuous at this scope: " + String.join(", ", vacuous));
        }
    }

    /** The claims at whose scopes a property is asked. */
    private static String claims(Question of, String law) {
        List<String> ids = of.system().claims().stream()
                .filter(claim -> claim.law().equals(law))
                .map(Claim::id)
                .toList();
        return ids.isEmpty() ? "" : " (as " + ids.stream().limit(MOST_CLAIMS).collect(Collectors.joining(", ")) + ")";
    }

    private void item(StringBuilder out, String text) {
        out.append("  ")
                .append(String.join("\n    ", Wrap.lines(text, Math.max(40, width - 2))))
                .append('\n');
    }
}
