package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import dev.stalemate.prove.answer.ProofReport.Bugs;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.answer.ProofReport.End;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.execute.RefusedException;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.induct.Inquiry.Question;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.solve.Denial;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.prove.term.Term;
import dev.stalemate.search.Monitor;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Proves a claim by induction. */
public final class Induction {
    private final Setup setup;
    private final ProofOptions options;
    private final ProofProgress progress;
    private final Judges judges;
    private final List<CutOff> cutOff = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Broken> broken = new ArrayList<>();
    private final List<Conjunct> conjuncts = new ArrayList<>();
    private long validated;
    private @Nullable Bugs bugs;
    private @Nullable Trace violation;
    private @Nullable Agenda agenda;
    /** Of the proof, without planted bugs. */
    private @Nullable ImmutableList<AskedSolver> judged;

    /** Ends a search when the user ends the proof. */
    private record Watch(ProofProgress progress) implements Monitor {
        @Override
        public void progress(Snapshot snapshot) {
            progress.at("states from the initial one", (int) snapshot.states(), (int) snapshot.states());
        }

        @Override
        public boolean stopped() {
            return progress.stopped();
        }
    }

    private Induction(Setup setup, ProofOptions options, ProofProgress progress, Judges judges) {
        this.setup = setup;
        this.options = options;
        this.progress = progress;
        this.judges = judges;
    }

    /**
     * Tries to prove a claim. Must run inside the weaving loader.
     *
     * @param proof how
     * @param summaries of look-ups that are not gone into
     * @param solvers one at least
     * @throws IllegalArgumentException if the proof's scope is impossible, or lacks the law or an invariant
     * @throws IllegalStateException if the code does otherwise than the terms say
     * @throws SolverException if a solver can't be believed
     */
    public static ProofReport prove(
            ModelSystem system,
            Claim claim,
            Proof proof,
            Summaries summaries,
            List<? extends Solver> solvers,
            ProofOptions options,
            ProofProgress progress) {
        Setup setup = new Setup(system, claim, proof, summaries);
        try (Judges judges = new Judges(solvers, options.limit(), progress::stopped)) {
            return new Induction(setup, options, progress, judges).report();
        }
    }

    /**
     * The certificate as this version would write it, but for the solvers that were asked: none is asked here. As far as no invariant has to be
     * found.
     *
     * @param claims the ids of all claims that the proof proves
     * @throws IllegalArgumentException as {@link #prove}
     * @throws RefusedException if the code can't be executed over terms
     * @throws IllegalStateException if the proof's scope does not contain the claim's, or few elements don't stand for any number, as terms are
     *     written
     */
    public static CertificateFolder certificate(
            ModelSystem system, Claim claim, Proof proof, Summaries summaries, List<String> claims) {
        Setup setup = new Setup(system, claim, proof, summaries);
        CutOff contained = Contained.compared(setup);
        if (!contained.carries()) {
            throw new IllegalStateException(contained.says());
        }
        Agenda agenda = Agenda.whole(setup, ProofProgress.NONE);
        agenda.refused().ifPresent(line -> {
            throw new IllegalStateException(line.index() + ": " + line.says());
        });
        agenda.cutOffs().obligations().forEach(agenda.inquiry()::add);
        List<CutOff> lines = new ArrayList<>(List.of(contained));
        lines.addAll(agenda.elsewhere());
        lines.addAll(agenda.cutOffs().toBeTold(agenda.inquiry()));
        List<RowKey> rows = new ArrayList<>(agenda.steps().keys());
        rows.addAll(Possible.keys(agenda.model()));
        String about = Evidence.about(
                claim, claims, extent(proof, lines), system.typed(setup.scope()), conjuncts(agenda), lines, rows);
        return new CertificateFolder(about, Evidence.questions(agenda.all()));
    }

    private static List<Conjunct> conjuncts(Agenda agenda) {
        return agenda.obligations().all().stream()
                .map(Fact::conjunct)
                .distinct()
                .toList();
    }

    /**
     * Whether the scope of a claim's proof contains the claim's own.
     *
     * @throws IllegalArgumentException if the proof's scope is impossible
     */
    public static CutOff contained(ModelSystem system, Claim claim, Proof proof) {
        return Contained.compared(new Setup(system, claim, proof, Summaries.none()));
    }

    /**
     * What tells which proofs are one: those of one property of one design, at one scope and by the same invariants.
     *
     * @throws IllegalArgumentException if the proof's scope is impossible
     */
    public static String key(ModelSystem system, Claim claim, Proof proof) {
        return String.join(
                "; ",
                claim.design().name(),
                claim.law(),
                system.typed(new Setup(system, claim, proof, Summaries.none()).scope()),
                proof.elsewhere().toString(),
                proof.any().toString(),
                proof.invariants().toString(),
                proof.says());
    }

    private ProofReport report() {
        try {
            ProofReport declared = induct();
            boolean open = declared.end() == End.NOT_INDUCTIVE || declared.end() == End.UNDECIDED;
            return open && options.strengthens() && setup.found().isEmpty() ? strengthened(declared) : declared;
        } catch (RefusedException e) {
            return told(End.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    /** Whether it is no claim of the system, but the property of another design: a run is found much faster than that a proof fails. */
    private boolean isInDoubt() {
        Claim asked = setup.claim();
        return setup.system().claims().stream()
                .noneMatch(claim -> claim.id().equals(asked.id())
                        && claim.design().name().equals(asked.design().name()));
    }

    /** The proof with conjuncts that are found; what is known without them, if that is none. */
    private ProofReport strengthened(ProofReport declared) {
        ProofModel model = setup.model(setup.scope());
        ImmutableList<String> found = new Strengthening(setup, model, options, judges, progress).found();
        if (found.isEmpty()) {
            return declared;
        }
        ProofReport report = new Induction(setup.finding(found), options, progress, judges).report();
        return report.end() == End.PROVED ? report : declared;
    }

    private ProofReport induct() {
        CutOff contained = Contained.compared(setup);
        cutOff.add(contained);
        if (!contained.carries()) {
            return told(End.REFUSED, contained.says());
        }
        if (isInDoubt() && options.looksForRun()) {
            violation = new FromReset(setup, new Watch(progress)).violation();
            if (violation != null) {
                return told(End.VIOLATED, "a search found a run before any proof was tried");
            }
        }
        Agenda agenda = Agenda.of(setup, progress);
        this.agenda = agenda;
        validated = Translation.tried(setup, agenda.model(), options);
        conjuncts.addAll(conjuncts(agenda));
        cutOff.addAll(agenda.elsewhere());
        Inquiry asked = agenda.inquiry();
        asked.run(judges);
        contrary(asked);
        cutOff.addAll(agenda.cutOffs().told(asked));
        rows.addAll(agenda.steps().told(asked));
        Reached reached = Reached.of(agenda.model().model(), options.samples(), options.seed());
        rows.addAll(new Possible(setup, agenda.model(), agenda.obligations().possible(), reached, judges).rows());
        fail(agenda.model(), agenda.steps(), asked);
        ProofReport report = ended();
        if (report.end() != End.PROVED || !options.bugs()) {
            return report;
        }
        judged = report.solvers();
        bugs = new PlantedBugs(setup.claim().law(), agenda.model(), agenda.obligations(), judges, progress).tried();
        return told(End.PROVED, report.why());
    }

    /** Asks the contrary of something that solvers deny. It is no question of the proof. */
    private void contrary(Inquiry inquiry) {
        inquiry.questions().stream()
                .filter(question -> question.verdict().result() == Result.UNSAT
                        && !question.verdict().byRewriting())
                .findFirst()
                .ifPresent(denied -> {
                    Term contrary = Term.all(denied.bools()).not();
                    Query query = new Query(Denial.contrary(denied.text()), List.of(contrary));
                    Denial.check(
                            judges.solvers(),
                            denied.text(),
                            solver -> solver.ask(query, options.limit(), progress::stopped));
                });
    }

    /** Looks at what breaks each row that fails. */
    private void fail(ProofModel model, Rows steps, Inquiry inquiry) {
        for (Question question : steps.broken(inquiry)) {
            broken.add(Broken.of(setup, model, question, judges.solvers().get(0)));
        }
    }

    private ProofReport ended() {
        if (!broken.isEmpty() && options.looksForRun()) {
            violation = new FromReset(setup, new Watch(progress)).violation(broken);
            if (violation != null) {
                return told(End.VIOLATED, "a run from the initial state violates it");
            }
        }
        for (CutOff line : cutOff) {
            if (!line.carries() && !CutOffs.isOpen(line)) {
                return told(End.REFUSED, line.index() + ": " + line.says());
            }
        }
        Row empty = first(Known.NOT_INDUCTIVE, true);
        if (empty != null) {
            return told(End.REFUSED, empty.action() + ": " + empty.why());
        }
        Row failed = first(Known.NOT_INDUCTIVE, false);
        if (failed != null) {
            return told(End.NOT_INDUCTIVE, failed.why());
        }
        for (CutOff line : cutOff) {
            if (!line.carries()) {
                return told(End.UNDECIDED, line.index() + ": " + line.says());
            }
        }
        for (boolean possible : new boolean[] {false, true}) {
            Row open = first(Known.UNDECIDED, possible);
            if (open != null) {
                return told(End.UNDECIDED, open.why());
            }
        }
        return told(End.PROVED, "");
    }

    private @Nullable Row first(Known known, boolean possible) {
        return rows.stream()
                .filter(row -> row.known() == known && row.conjunct().equals(Possible.POSSIBLE) == possible)
                .findFirst()
                .orElse(null);
    }

    private ImmutableList<AskedSolver> asked() {
        int questions = judges.questions();
        return judged != null
                ? judged
                : judges.solvers().stream()
                        .map(solver -> new AskedSolver(solver.name(), solver.version(), questions))
                        .collect(ImmutableList.toImmutableList());
    }

    /**
     * For what it is a proof. Of an index of which there may be any number, models with one element more were compared with those with one less:
     * up to how many is said, because beyond it the proof rests on code that treats all numbers alike.
     */
    private static String extent(Proof proof, List<CutOff> cutOff) {
        Map<String, Integer> most = new LinkedHashMap<>();
        for (CutOff line : cutOff) {
            if (line.upTo() > 0) {
                most.merge(line.index(), line.upTo(), Math::max);
            }
        }
        String compared = most.entrySet().stream()
                .map(index -> Amounts.count(index.getValue(), index.getKey()))
                .collect(Collectors.joining(" and "));
        return proof.says() + (compared.isEmpty() ? "" : " (sizes up to " + compared + " were compared)");
    }

    private ProofReport told(End end, String why) {
        return new ProofReport(
                setup.claim(),
                setup.system().typed(setup.scope()),
                ImmutableList.copyOf(setup.proof().any()),
                extent(setup.proof(), cutOff),
                end,
                why,
                ImmutableList.copyOf(conjuncts),
                ImmutableList.copyOf(cutOff),
                asked(),
                validated,
                ImmutableList.copyOf(rows),
                broken.stream().map(Broken::told).collect(ImmutableList.toImmutableList()),
                bugs,
                violation,
                (folder, claims) -> certify(told(end, why), claims, folder));
    }

    private void certify(ProofReport report, List<String> claims, Path folder) throws IOException {
        Agenda shown = agenda;
        if (shown == null) {
            throw new IllegalStateException(report.claim().id() + " is not proved: nothing was asked");
        }
        Evidence.of(report, claims, Evidence.questions(shown.all())).write(folder);
    }
}
