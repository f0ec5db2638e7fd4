package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.certificate.Questions;
import dev.stalemate.prove.certificate.Questions.Wanted;
import dev.stalemate.prove.execute.RefusedException;
import dev.stalemate.prove.resolver.Composition.Part;
import dev.stalemate.prove.resolver.Lemma.Refutation;
import dev.stalemate.prove.resolver.Lemma.Theorem;
import dev.stalemate.prove.resolver.ResolverReport.Known;
import dev.stalemate.prove.resolver.ResolverReport.Result;
import dev.stalemate.prove.resolver.ResolverReport.Statement;
import dev.stalemate.prove.resolver.ResolverReport.Step;
import dev.stalemate.prove.solve.Judgement;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Opinion;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.SolverAnswer;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks solvers about lemmas: all queries in a row, so that no processor waits, and what several lemmas ask only once. */
final class ResolverRun {
    private static final String POSSIBLE = "possible";

    private final List<Lemma> lemmas;
    private final List<Asked> asked = new ArrayList<>();
    /** Statements about code that can't be executed over terms: why, and where. */
    private final Map<Lemma, String> refused = new HashMap<>();

    /** A query of a lemma, and what its answer must be. */
    private record Asked(Lemma lemma, Query query, String step, String says, boolean possible) {}

    ResolverRun(List<Lemma> lemmas) {
        this.lemmas = lemmas;
        for (Lemma lemma : lemmas) {
            if (lemma instanceof Theorem theorem) {
                try {
                    add(theorem);
                } catch (RefusedException e) {
                    refused.put(theorem, "its code is refused: " + e.getMessage());
                }
            } else if (lemma instanceof Refutation refutation) {
                asked.add(new Asked(
                        lemma,
                        query(lemma, "example", refutation.search().wanted()),
                        "example",
                        "there is an example",
                        true));
            }
        }
    }

    private void add(Theorem theorem) {
        Composition proof = theorem.proof().get();
        asked.add(new Asked(
                theorem, query(theorem, POSSIBLE, proof.assumed()), POSSIBLE, "what is assumed is possible", true));
        for (Part part : proof.parts()) {
            asked.add(new Asked(theorem, query(theorem, part.name(), part.refuted()), part.name(), part.says(), false));
        }
    }

    private static Query query(Lemma lemma, String step, List<Term> asserts) {
        return new Query(lemma.statement().id() + "." + step, asserts);
    }

    /** The results, in the lemmas' order. */
    List<Result> results(Judges judges, ProofProgress progress) {
        Map<Lemma, List<Step>> steps = new LinkedHashMap<>();
        Map<Lemma, Judgement> examples = new HashMap<>();
        Map<Term, Judgement> done = judged(judges, progress);
        for (Asked each : asked) {
            Judgement judgement = got(done, each);
            steps.computeIfAbsent(each.lemma(), lemma -> new ArrayList<>()).add(step(each, judgement));
            examples.put(each.lemma(), judgement);
        }
        List<Result> results = new ArrayList<>();
        for (Lemma lemma : lemmas) {
            String why = refused.get(lemma);
            results.add(
                    why == null
                            ? result(lemma, got(steps, lemma), got(examples, lemma))
                            : new Result(
                                    lemma.statement(), Known.UNDECIDED, ImmutableList.of(), ImmutableList.of(), why));
        }
        return results;
    }

    private Map<Term, Judgement> judged(Judges judges, ProofProgress progress) {
        Map<Term, Query> queries = new LinkedHashMap<>();
        asked.forEach(each -> queries.putIfAbsent(each.query().all(), each.query()));
        Map<Term, Judgement> done = new HashMap<>();
        try (Stream<Judgement> judgements = judges.ask(queries.values().stream())) {
            judgements.forEach(judgement -> {
                done.put(judgement.query().all(), judgement);
                progress.at("queries", done.size(), queries.size());
            });
        }
        return done;
    }

    private static Judgement got(Map<Term, Judgement> done, Asked each) {
        return got(done, each.query().all());
    }

    private static <K, V> V got(Map<K, V> done, K key) {
        V known = done.get(key);
        if (known == null) {
            throw new IllegalStateException("not asked: " + key);
        }
        return known;
    }

    private static Step step(Asked each, Judgement judgement) {
        Judgement.Result wanted = each.possible() ? Judgement.Result.SAT : Judgement.Result.UNSAT;
        Known known = judgement.result() == wanted
                ? Known.PROVED
                : judgement.result() == Judgement.Result.UNDECIDED ? Known.UNDECIDED : Known.FALSE;
        return new Step(
                each.step(),
                each.says(),
                known,
                judgement.opinions().stream()
                        .filter(opinion -> !(opinion.answer() instanceof SolverAnswer.Undecided))
                        .map(Opinion::solver)
                        .collect(ImmutableList.toImmutableList()),
                judgement.opinions().stream()
                        .mapToLong(opinion -> opinion.time().toMillis())
                        .sum(),
                known == Known.PROVED ? "" : why(judgement));
    }

    private static String why(Judgement judgement) {
        return judgement.result() == Judgement.Result.SAT
                ? "where "
                        + judgement.model().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(each -> each.getKey() + "=0x" + Long.toHexString(each.getValue()))
                                .collect(Collectors.joining(" "))
                : judgement.says();
    }

    private static Result result(Lemma lemma, List<Step> steps, Judgement last) {
        Statement statement = lemma.statement();
        String why = steps.stream()
                .filter(step -> step.known() != Known.PROVED)
                .map(step -> step.name() + ": " + step.why())
                .findFirst()
                .orElse("");
        if (lemma instanceof Refutation refutation && why.isEmpty()) {
            return refutation
                    .search()
                    .example(last.model())
                    .map(lines -> new Result(statement, Known.FALSE, ImmutableList.copyOf(steps), lines, ""))
                    .orElseGet(() -> new Result(
                            statement,
                            Known.UNDECIDED,
                            ImmutableList.copyOf(steps),
                            ImmutableList.of(),
                            "the code does not confirm the solvers' example"));
        }
        // A part that fails may only be a step that is too weak, so that the statement isn't known to be false.
        Known known = why.isEmpty() ? Known.PROVED : Known.UNDECIDED;
        return new Result(statement, known, ImmutableList.copyOf(steps), ImmutableList.of(), why);
    }

    /** All that is asked, each question once. */
    Questions questions() {
        Map<Term, Wanted> all = new LinkedHashMap<>();
        for (Asked each : asked) {
            if (!each.query().all().isConstant()) {
                all.putIfAbsent(
                        each.query().all(),
                        new Wanted(each.query().name() + ": " + each.says(), each.possible(), each.query()));
            }
        }
        return Questions.of(List.copyOf(all.values()));
    }
}
