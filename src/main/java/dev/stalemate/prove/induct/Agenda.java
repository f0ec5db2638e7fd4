package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;
import java.util.List;

/**
 * All that solvers are to be asked of a proof, before they are.
 *
 * @param model of the proof
 * @param obligations for each step and fact
 * @param cutOffs the larger models, compared
 * @param elsewhere the same model at other addresses, compared
 * @param steps the rows, with what has to be shown in each
 * @param inquiry what has to be asked
 */
record Agenda(
        ProofModel model,
        Obligations obligations,
        CutOffs cutOffs,
        ImmutableList<ProofReport.CutOff> elsewhere,
        Rows steps,
        Inquiry inquiry) {
    /** What a proof has to show. */
    static Agenda of(Setup setup, ProofProgress progress) {
        ProofModel model = setup.model(setup.scope());
        Room room = new Room(model, setup.any());
        List<Fact> facts = setup.facts(model);
        List<Fact> values = model.values();
        Obligations obligations = new Obligations(model, room, facts, values);
        progress.at("steps", 0, model.instances().size());
        ImmutableList<ProofReport.CutOff> elsewhere = ImmutableList.copyOf(new Elsewhere(setup, model).compared());
        CutOffs cutOffs = new CutOffs(setup, model);
        cutOffs.compare();
        Rows steps = new Rows();
        obligations.addTo(steps, setup.claim().law());
        Inquiry inquiry =
                new Inquiry(new Renaming(model, setup.any()), (done, all) -> progress.at("obligations", done, all));
        steps.all().forEach(inquiry::add);
        cutOffs.obligations().forEach(inquiry::add);
        return new Agenda(model, obligations, cutOffs, elsewhere, steps, inquiry);
    }
}
