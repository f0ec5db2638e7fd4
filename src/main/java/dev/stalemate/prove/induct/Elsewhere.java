package dev.stalemate.prove.induct;

import dev.stalemate.model.Invariant;
import dev.stalemate.model.Model;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model depends on addresses only through the arrays that it declares: built with other addresses, its code says the same of
 * every state, term by term.
 */
final class Elsewhere {
    private static final String ADDRESSES = "addresses";

    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]+");
    private static final int PAGE_BITS = 12;
    private static final int ADDRESS_BITS = 52;
    private static final long PAGE = 1L << PAGE_BITS;

    private final Setup setup;
    private final ProofModel model;

    Elsewhere(Setup setup, ProofModel model) {
        this.setup = setup;
        this.model = model;
    }

    /** A line for each other place, and one about how models are built; none for a model without addresses. */
    List<CutOff> compared() {
        List<CutOff> lines = new ArrayList<>();
        if (model.model().addresses().isEmpty()) {
            return lines;
        }
        model.looks().forEach(look -> lines.add(new CutOff(ADDRESSES, look, false)));
        if (!lines.isEmpty()) {
            return lines;
        }
        lines.add(new CutOff(ADDRESSES, "while models are built, nothing looks at them that may not", true));
        List<ProofModel> others = new ArrayList<>();
        for (String changes : setup.proof().elsewhere()) {
            ProofModel other = setup.model(setup.elsewhere(changes));
            others.add(other);
            String difference = difference(other);
            lines.add(
                    difference == null
                            ? new CutOff(ADDRESSES, "with " + changes + " the code says the same of every state", true)
                            : new CutOff(ADDRESSES, "with " + changes + ", " + difference, false));
        }
        if (setup.proof().elsewhere().stream()
                .anyMatch(changes -> ADDRESS.matcher(changes).find())) {
            lines.add(starts());
        }
        Optional<Term> fixed = fixed(others);
        if (fixed.isPresent()) {
            lines.add(new CutOff(
                    ADDRESSES,
                    "the proof names no scope in which " + fixed.get()
                            + " is another one, so it is not known whether the model depends on it",
                    false));
        }
        return lines;
    }

    /** At many more places, the initial state alone: a model may look at addresses to make it. */
    private CutOff starts() {
        long[] initial = model.model().initial();
        int places = 0;
        for (String changes : setup.proof().elsewhere()) {
            for (int bit = PAGE_BITS; bit < ADDRESS_BITS; bit++) {
                for (long first : new long[] {1L << bit, (1L << bit) - PAGE}) {
                    Model other = at(changes, first);
                    if (other == null) {
                        continue;
                    }
                    places++;
                    boolean same = Arrays.equals(other.initial(), initial);
                    boolean right = other.invariants().stream()
                            .filter(each -> setup.proof().invariants().contains(each.name()))
                            .allMatch(each -> each.test(other.initial()));
                    if (!same && (!right || !setup.found().isEmpty())) {
                        return new CutOff(
                                ADDRESSES,
                                "with 0x" + Long.toHexString(first)
                                        + " the initial state is another one, which is not explained",
                                false);
                    }
                }
            }
        }
        return new CutOff(ADDRESSES, "at " + places + " more places the invariant is true of the initial state", true);
    }

    /** A model whose first address is another one, and each further one is that of the next page; null if there is none. */
    private @Nullable Model at(String changes, long first) {
        int[] next = {0};
        String there = ADDRESS.matcher(changes).replaceAll(found -> "0x" + Long.toHexString(first + PAGE * next[0]++));
        try {
            return setup.system().build(setup.claim().design(), setup.elsewhere(there));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** An address of a page that is the same in every place. */
    private Optional<Term> fixed(List<ProofModel> others) {
        for (int a = 0; a < model.model().addresses().size(); a++) {
            long[] values = model.model().addresses().get(a).values();
            for (int i = 0; i < values.length; i++) {
                Term address = model.executor().addresses().get(a).get(i);
                if (address.variables().contains(address)) {
                    continue; // no address, but a kind of page: models with more elements have others there
                }
                boolean same = true;
                for (ProofModel other : others) {
                    same &= other.model().addresses().get(a).values()[i] == values[i];
                }
                if (same) {
                    return Optional.of(address);
                }
            }
        }
        return Optional.empty();
    }

    /** What the other model's code says otherwise; null if nothing. */
    private @Nullable String difference(ProofModel other) {
        if (!other.cells().keySet().equals(model.cells().keySet())) {
            return "states have other elements";
        }
        if (!other.initial().equals(model.initial())) {
            return "the initial state is another one";
        }
        if (other.legalAddresses() != model.legalAddresses()) {
            return "other addresses are legal";
        }
        if (other.instances().size() != model.instances().size()) {
            return "there are other steps";
        }
        for (int i = 0; i < model.instances().size(); i++) {
            Instance one = model.instances().get(i);
            Instance two = other.instances().get(i);
            boolean same = one.legal() == two.legal()
                    && one.guard() == two.guard()
                    && one.fault() == two.fault()
                    && one.changes().equals(two.changes());
            if (!same) {
                return one.text() + " does something else";
            }
        }
        for (Invariant invariant : model.model().invariants()) {
            String difference = difference(other, invariant);
            if (difference != null) {
                return difference;
            }
        }
        String law = setup.claim().law();
        return model.law(law).equals(other.law(law)) ? null : law + " says something else";
    }

    private @Nullable String difference(ProofModel other, Invariant invariant) {
        if (!setup.proof().invariants().contains(invariant.name())) {
            return null;
        }
        Invariant same = other.model().invariants().stream()
                .filter(each -> each.name().equals(invariant.name()))
                .findFirst()
                .orElse(null);
        if (same == null || same.entries() != invariant.entries() || same.witnesses() != invariant.witnesses()) {
            return "there is no such invariant " + invariant.name();
        }
        for (int e = 0; e < invariant.entries(); e++) {
            for (int w = 0; w < invariant.witnesses(); w++) {
                if (model.holds(invariant, e, w) != other.holds(same, e, w)) {
                    return "invariant " + invariant.name() + " says something else";
                }
            }
        }
        return null;
    }
}
