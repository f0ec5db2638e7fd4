package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    /** What a proof has to show, in cases. */
    static Agenda of(Setup setup, ProofProgress progress) {
        Agenda agenda = whole(setup, progress);
        agenda.all().forEach(agenda.inquiry::add);
        return agenda;
    }

    /** What a proof has to show, before any of it is split into cases. */
    static Agenda whole(Setup setup, ProofProgress progress) {
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
        Inquiry inquiry = new Inquiry((done, all) -> progress.at("obligations", done, all));
        return new Agenda(model, obligations, cutOffs, elsewhere, steps, inquiry);
    }

    /** What speaks against few elements standing for any number as terms are written, before solvers are asked. */
    Optional<ProofReport.CutOff> refused() {
        return Stream.concat(elsewhere.stream(), cutOffs.refused().stream())
                .filter(line -> !line.carries())
                .findFirst();
    }

    /** All that has to be shown. */
    List<Obligation> all() {
        List<Obligation> all = new ArrayList<>(steps.all());
        all.addAll(cutOffs.obligations());
        return all;
    }
}
