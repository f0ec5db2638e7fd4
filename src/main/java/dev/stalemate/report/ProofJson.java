package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.model.Claim;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import dev.stalemate.prove.answer.ProofReport.Bugs;
import dev.stalemate.prove.answer.ProofReport.Failure;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.trace.Trace;
import java.util.List;

/** Proofs for scripts. docs/how-to/proofs.md lists the fields. */
public final class ProofJson {
    private ProofJson() {}

    /** {@code {"proofs": [...], "seconds": ...}} with one object for each claim, and the time that all of them took together. */
    public static ObjectNode of(List<ProofRun> runs, double seconds) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode proofs = root.putArray("proofs");
        runs.forEach(run -> fill(proofs.addObject(), run));
        root.put("seconds", seconds);
        return root;
    }

    private static void fill(ObjectNode node, ProofRun run) {
        ProofReport report = run.report();
        Claim claim = report.claim();
        boolean other = ProofRun.isOfOtherDesign(claim);
        node.put("id", other ? null : claim.id())
                .put("like", other ? claim.id() : null)
                .put("system", claim.system().name())
                .put("variant", claim.design().name())
                .put("property", claim.law())
                .put("scope", report.scope())
                .put("says", report.says())
                .put("found", run.found())
                .put("why", report.why())
                .put("validated", report.validated())
                .put("seconds", run.seconds());
        report.any().forEach(node.putArray("any")::add);
        solvers(node, report.solvers());
        ArrayNode conjuncts = node.putArray("conjuncts");
        report.conjuncts().forEach(conjunct -> conjuncts
                .addObject()
                .put("name", conjunct.name())
                .put("says", conjunct.says())
                .put("origin", ProofRun.word(conjunct.origin())));
        ArrayNode cutOff = node.putArray("cutOff");
        report.cutOff().forEach(check -> cutOff.addObject()
                .put("index", check.index())
                .put("says", check.says())
                .put("carries", check.carries()));
        ArrayNode rows = node.putArray("rows");
        report.rows().forEach(row -> fill(rows.addObject(), row));
        ArrayNode failures = node.putArray("failures");
        report.failures().forEach(failure -> fill(failures.addObject(), failure));
        bugs(node, report);
        Trace violation = report.violation();
        if (violation == null) {
            node.putNull("counterexample");
        } else {
            ArrayNode steps = node.putArray("counterexample");
            violation.steps().forEach(step -> steps.add(step.toString()));
        }
    }

    /** Adds which solvers were asked, as {@code solvers}. */
    static void solvers(ObjectNode node, List<AskedSolver> solvers) {
        ArrayNode array = node.putArray("solvers");
        solvers.forEach(solver -> array.addObject()
                .put("name", solver.name())
                .put("version", solver.version())
                .put("questions", solver.questions()));
    }

    private static void fill(ObjectNode node, Row row) {
        node.put("step", row.action())
                .put("keeps", row.conjunct())
                .put("found", ProofRun.word(row.known()))
                .put("cases", row.cases())
                .put("asked", row.asked())
                .put("millis", row.millis())
                .put("why", row.why());
        row.by().forEach(node.putArray("by")::add);
    }

    private static void fill(ObjectNode node, Failure failure) {
        node.put("step", failure.step().isEmpty() ? failure.action() : failure.step())
                .put("keeps", failure.conjunct());
        failure.before().forEach(node.putArray("before")::add);
        failure.after().forEach(node.putArray("after")::add);
    }

    private static void bugs(ObjectNode node, ProofReport report) {
        Bugs bugs = report.bugs();
        if (bugs == null) {
            node.putNull("bugs");
            return;
        }
        ObjectNode tried = node.putObject("bugs")
                .put("tried", bugs.tried())
                .put("refused", bugs.refused())
                .put("touching", bugs.touching());
        bugs.missed().forEach(tried.putArray("missed")::add);
    }
}
