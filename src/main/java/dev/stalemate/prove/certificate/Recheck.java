package dev.stalemate.prove.certificate;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.solve.Denial;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverAnswer;
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.prove.solve.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * A certificate, asked again.
 *
 * @param solvers that were asked, each everything
 * @param agreed how many questions each solver answers as it must be
 * @param contrary the questions that a solver answers otherwise, a line each
 * @param open the questions without an answer, a line each
 */
public record Recheck(
        ImmutableList<Solver> solvers, int agreed, ImmutableList<String> contrary, ImmutableList<String> open) {
    /** Whether every solver answered every question as it must be. */
    public boolean isGood() {
        return contrary.isEmpty() && open.isEmpty();
    }

    /**
     * Asks every solver every question, and the contrary of one that it denies.
     *
     * @param limit how long a solver may think about one
     * @throws SolverException if what one says is no answer, two contradict each other, or one denies everything
     */
    public static Recheck of(
            CertificateFolder certificate, List<Solver> solvers, Duration limit, ProofProgress progress) {
        Questions questions = certificate.questions();
        Recheck checked = of(questions, questions.all(), solvers, limit, progress);
        questions.all().stream()
                .filter(question -> checked.isGood() && !question.possible())
                .findFirst()
                .ifPresent(denied -> {
                    CertifiedQuestion contrary = Questions.contrary(denied);
                    String script = questions.script(contrary);
                    Denial.check(
                            solvers,
                            denied.name(),
                            solver -> solver.askText(contrary.name(), script, limit, progress::stopped));
                });
        return checked;
    }

    /**
     * Asks every solver some of the questions.
     *
     * @param asked of the questions, those
     */
    public static Recheck of(
            Questions questions,
            List<CertifiedQuestion> asked,
            List<Solver> solvers,
            Duration limit,
            ProofProgress progress) {
        ExecutorService pool = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                new ThreadFactoryBuilder()
                        .setDaemon(true)
                        .setNameFormat("recheck-%d")
                        .build());
        try {
            List<Future<Map<String, SolverAnswer>>> answers = new ArrayList<>();
            for (CertifiedQuestion question : asked) {
                answers.add(pool.submit(
                        () -> answers(question.name(), questions.script(question), solvers, limit, progress)));
            }
            List<String> contrary = new ArrayList<>();
            List<String> open = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                sort(asked.get(i), Waiting.got(answers.get(i)), contrary, open);
                progress.at("questions", i + 1, asked.size());
            }
            return new Recheck(
                    ImmutableList.copyOf(solvers),
                    asked.size() - contrary.size() - open.size(),
                    ImmutableList.copyOf(contrary),
                    ImmutableList.copyOf(open));
        } finally {
            pool.shutdownNow();
        }
    }

    private static Map<String, SolverAnswer> answers(
            String name, String script, List<Solver> solvers, Duration limit, ProofProgress progress) {
        Map<String, SolverAnswer> answers = new TreeMap<>();
        for (Solver solver : solvers) {
            answers.put(solver.name(), solver.askText(name, script, limit, progress::stopped));
        }
        return answers;
    }

    private static void sort(
            CertifiedQuestion question, Map<String, SolverAnswer> answers, List<String> contrary, List<String> open) {
        boolean sat = answers.values().stream().anyMatch(SolverAnswer.Sat.class::isInstance);
        boolean unsat = answers.values().stream().anyMatch(SolverAnswer.Unsat.class::isInstance);
        String all = question.name() + ": "
                + answers.entrySet().stream()
                        .map(each -> each.getKey() + " " + word(each.getValue()))
                        .collect(Collectors.joining(", "));
        if (sat && unsat) {
            throw new SolverException("solvers contradict each other about " + all);
        }
        if (question.possible() ? unsat : sat) {
            contrary.add(all + "; " + (question.possible() ? "sat" : "unsat") + " is needed");
        } else if (answers.values().stream().anyMatch(SolverAnswer.Undecided.class::isInstance)) {
            open.add(all);
        }
    }

    private static String word(SolverAnswer answer) {
        return answer instanceof SolverAnswer.Undecided undecided
                ? undecided.why()
                : answer instanceof SolverAnswer.Sat ? "says sat" : "says unsat";
    }
}
