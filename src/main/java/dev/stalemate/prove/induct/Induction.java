package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Solver;
import java.util.List;

/** Proves a claim by induction. */
public final class Induction {
    private final Setup setup;
    private final ProofOptions options;
    private final ProofProgress progress;
    private final Judges judges;

    private Induction(Setup setup, ProofOptions options, ProofProgress progress, Judges judges) {
        this.setup = setup;
        this.options = options;
        this.progress = progress;
        this.judges = judges;
    }

    /** The rows of the plain induction. */
    static ImmutableList<Row> rows(
            ModelSystem system, Claim claim, Proof proof, Summaries summaries, List<? extends Solver> solvers) {
        Setup setup = new Setup(system, claim, proof, summaries);
        try (Judges judges = new Judges(solvers, ProofOptions.USUAL.limit(), () -> false)) {
            return new Induction(setup, ProofOptions.USUAL, ProofProgress.NONE, judges).rows();
        }
    }

    private ImmutableList<Row> rows() {
        ProofModel model = setup.model(setup.scope());
        Inquiry inquiry = new Inquiry(
                judges, new Renaming(model, setup.any()), (done, all) -> progress.at("obligations", done, all));
        List<Fact> facts = Facts.declared(model, setup.proof().invariants());
        List<Fact> values = Facts.values(model);
        Obligations obligations = new Obligations(model, new Room(model, setup.any()), facts, values);
        Rows rows = new Rows();
        obligations.initial().forEach(rows::add);
        for (Instance instance : model.instances()) {
            obligations.faultless(instance).forEach(rows::add);
            for (Fact fact : obligations.all()) {
                rows.begin(instance.action().label(), fact.conjunct().name());
                obligations.kept(instance, fact).forEach(rows::add);
            }
        }
        obligations.law(setup.claim().law()).forEach(rows::add);
        rows.all().forEach(inquiry::add);
        inquiry.run();
        return rows.told(inquiry);
    }
}
