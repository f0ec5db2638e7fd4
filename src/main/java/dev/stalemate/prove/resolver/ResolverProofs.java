package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.resolver.ResolverReport.Certificate;
import dev.stalemate.prove.resolver.ResolverReport.Known;
import dev.stalemate.prove.resolver.ResolverReport.Result;
import dev.stalemate.prove.resolver.ResolverReport.Statement;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.NoSolverException;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.prove.solve.Solvers;
import dev.stalemate.text.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Proves statements about look-ups of memory types, or finds where they are false. */
public final class ResolverProofs {
    /** Numbers of pairs at which the terms are tried, with one sample in so many of those that are asked for. */
    private static final Map<Integer, Integer> SAMPLED = Map.of(1, 1, 2, 1, 8, 2, 10, 4, 20, 10, 40, 40);

    private ResolverProofs() {}

    /** All statements, in the order in which they are told. */
    public static ImmutableList<Statement> statements() {
        return Statements.of(new LookUps(), new EntryRules()).stream()
                .map(Lemma::statement)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * Proves statements. The program's code must have been loaded by the weaving loader.
     *
     * @param ids which; none for all
     * @param options solvers, the limit for a query, how many random registers the terms are tried on, and their seed; the rest is not looked
     *     at
     * @throws IllegalArgumentException if there is no such statement; the message names those that may have been meant
     * @throws NoSolverException if there is no solver, or not the one that is wanted
     * @throws SolverException if a solver can't be believed, or two contradict each other
     * @throws IllegalStateException if terms differ from the code that they stand for
     * @throws UncheckedIOException if there is no place for temporary files
     */
    public static ResolverReport run(List<String> ids, ProofOptions options, ProofProgress progress) {
        LookUps lookUps = new LookUps();
        List<Lemma> lemmas = chosen(Statements.of(lookUps, new EntryRules()), ids);
        try (Solvers solvers = Solvers.open(options.solvers(), options.limit(), progress::stopped)) {
            if (solvers.all().isEmpty()) {
                throw new NoSolverException(Solvers.NONE);
            }
            sample(lookUps, options, progress);
            return asked(lemmas, solvers.all(), options, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Lemma> chosen(List<Lemma> all, List<String> ids) {
        List<String> names = all.stream().map(lemma -> lemma.statement().id()).toList();
        for (String id : ids) {
            if (!names.contains(id)) {
                throw new IllegalArgumentException("there is no statement '" + id + "'" + Names.meant(id, names));
            }
        }
        return ids.isEmpty()
                ? all
                : all.stream()
                        .filter(lemma -> ids.contains(lemma.statement().id()))
                        .toList();
    }

    private static void sample(LookUps lookUps, ProofOptions options, ProofProgress progress) {
        List<Integer> pairs = new ArrayList<>(SAMPLED.keySet());
        pairs.sort(null);
        for (int i = 0; i < pairs.size() && !progress.stopped(); i++) {
            int count = pairs.get(i);
            progress.at("random registers", i, pairs.size());
            int samples = Math.max(1, options.samples() / SAMPLED.getOrDefault(count, 1));
            new SampledCode(lookUps, count)
                    .difference(new Random(options.seed()), samples)
                    .ifPresent(difference -> {
                        throw new IllegalStateException(difference);
                    });
        }
    }

    static ResolverReport asked(
            List<Lemma> lemmas, List<? extends Solver> solvers, ProofOptions options, ProofProgress progress) {
        try (Judges judges = new Judges(solvers, options.limit(), progress::stopped)) {
            ResolverRun run = new ResolverRun(lemmas);
            ImmutableList<Result> results = ImmutableList.copyOf(run.results(judges, progress));
            ImmutableList<AskedSolver> askedSolvers = solvers.stream()
                    .map(solver -> new AskedSolver(solver.name(), solver.version(), judges.questions()))
                    .collect(ImmutableList.toImmutableList());
            Certificate certificate =
                    folder -> new CertificateFolder(about(results, askedSolvers), run.questions()).write(folder);
            return new ResolverReport(askedSolvers, results, certificate);
        }
    }

    /** The certificate of all statements as this version would write it, but for the solvers: none is asked. */
    public static CertificateFolder certificate() {
        List<Lemma> lemmas = Statements.of(new LookUps(), new EntryRules());
        Map<Statement, Known> expected = new LinkedHashMap<>();
        lemmas.forEach(
                lemma -> expected.put(lemma.statement(), lemma.statement().expected()));
        return new CertificateFolder(about(expected), new ResolverRun(lemmas).questions());
    }

    private static String about(List<Result> results, List<AskedSolver> solvers) {
        Map<Statement, Known> known = new LinkedHashMap<>();
        results.forEach(result -> known.put(result.statement(), result.known()));
        StringBuilder text = new StringBuilder(about(known)).append(CertificateFolder.SOLVERS);
        solvers.forEach(solver -> text.append("  " + solver.name() + " " + solver.version() + "\n"));
        return text.toString();
    }

    private static String about(Map<Statement, Known> statements) {
        StringBuilder text = new StringBuilder("resolver: statements about look-ups of memory types\n");
        statements.forEach((statement, known) -> {
            text.append('\n').append(statement.id()).append(": ");
            text.append(known == Known.PROVED ? "proved" : "false").append('\n');
            Stream.of(statement.says(), statement.where(), statement.range())
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        });
        return text.toString();
    }
}
